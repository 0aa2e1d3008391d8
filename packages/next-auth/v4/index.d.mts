/**
 * `next-auth`: the handler, the session on the server, and the types of both.
 *
 * @module
 */
export * from './core/types.mjs'
export type { AuthOptions as NextAuthOptions } from './core/types.mjs'
export type { RequestInternal, ResponseInternal as OutgoingResponse } from './core/index.mjs'
export * from './next.mjs'
export { default } from './next.mjs'
