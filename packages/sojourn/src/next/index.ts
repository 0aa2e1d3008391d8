/**
 * `sojourn/next`: the engine in Next, with the app router and the pages router.
 *
 * @module
 */
export {
  NextAuth,
  type NextAuthConfig,
  type NextAuthHandler,
  type NextAuthMembers,
  type RouteHandler,
  type RouteHandlers,
} from './next-auth.ts'
// As `next-auth` has it, so that moving is a change of the import.
export { NextAuth as default } from './next-auth.ts'
export type {
  AuthFunction,
  AuthorizedCallback,
  NextAuthMiddleware,
  NextAuthRequest,
  NextAuthRouteHandler,
} from './auth.ts'
export { getAuth } from './engine.ts'
export type { RouteContext } from './handler.ts'
export type {
  AuthorizationParams,
  ServerActions,
  SignInOptions,
  SignOutOptions,
  TypedError,
} from './server-actions.ts'
export { getServerSession, getSessionSnapshot, type ProviderSnapshot } from './server-session.ts'
export {
  type AuthenticationDemand,
  isStepUpChallenge,
  requireAuthentication,
  type StepUpChallenge,
  stepUpResponse,
  withStepUp,
} from './step-up.ts'
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
export type {
  DefaultSession,
  InferSession,
  JWT,
  RegisteredSession,
  Session,
  SessionSnapshot,
} from '../core/session.ts'
// From the entry itself: a declaration for the module `sojourn` counts only where that is part of the program.
export type { Register } from '../index.ts'
export type { Account } from '../core/account.ts'
export type { Profile, User, User as DefaultUser } from '../core/user.ts'
