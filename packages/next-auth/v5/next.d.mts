/**
 * `next-auth/next` is a module of NextAuth v4: loading it throws.
 *
 * @module
 */
export {}
