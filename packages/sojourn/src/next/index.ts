/**
 * `sojourn/next`: the engine in Next, with the app router and the pages router.
 *
 * @module
 */
export { NextAuth, type NextAuthHandler, type RouteContext } from './handler.ts'
// As `next-auth` has it, so that moving is a change of the import.
export { NextAuth as default } from './handler.ts'
export { getServerSession, getSessionSnapshot, type ProviderSnapshot } from './server-session.ts'
export {
  type AuthorizedHandler,
  type NextProxy,
  type NextRequestWithAuth,
  withAuth,
  type WithAuthOptions,
} from './with-auth.ts'
export type { AuthConfig, Callbacks, Pages, SessionClaims } from '../server/index.ts'
// Under the names that NextAuth has for it.
export type { AuthConfig as AuthOptions, AuthConfig as NextAuthOptions } from '../server/index.ts'
export type { DefaultSession, JWT, Session, SessionSnapshot } from '../core/session.ts'
export type { Account } from '../core/account.ts'
export type { Profile, User, User as DefaultUser } from '../core/user.ts'
