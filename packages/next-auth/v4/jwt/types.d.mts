/**
 * The types of `next-auth/jwt`, where NextAuth has them.
 *
 * @module
 */
export type * from '../jwt.mjs'
