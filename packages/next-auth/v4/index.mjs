/**
 * `next-auth`: the handler and the session on the server.
 *
 * @module
 */
export { default, getServerSession, unstable_getServerSession } from './next.mjs'
