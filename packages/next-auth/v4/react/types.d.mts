/**
 * The types of `next-auth/react`, where NextAuth has them.
 *
 * @module
 */
export type * from '../react.mjs'
