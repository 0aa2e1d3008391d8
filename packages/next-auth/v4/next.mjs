/**
 * `next-auth/next`.
 *
 * @module
 */
import { getServerSession, NextAuth as createHandler } from 'sojourn/next'
import { callable } from './callable.mjs'

/** A function of its own: what it carries is not for those who import `sojourn/next`. */
const NextAuth = callable(createHandler)

export default NextAuth
export { getServerSession, getServerSession as unstable_getServerSession }
