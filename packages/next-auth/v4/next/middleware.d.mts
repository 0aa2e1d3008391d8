/**
 * The types of `next-auth/middleware`, where NextAuth has them.
 *
 * @module
 */
export type * from '../middleware.mjs'
