/**
 * `sojourn/react`: the session in React components.
 *
 * @module
 */
export type { AuthError, AuthErrorCode } from '../core/errors.ts'
export type { ListedSession, ProvidersBody, PublicProvider } from '../core/protocol.ts'
export type { DefaultSession, Session, SessionSnapshot } from '../core/session.ts'
export type { SessionStatus } from '../client/session-store.ts'
export type { AuthorizationParams, SignInOptions, SignInResult } from '../client/sign-in.ts'
export type { SignOutOptions, SignOutResult } from '../client/sign-out.ts'
export type { RequestContext } from './request-client.ts'
export { SessionContext, type SessionContextValue } from './session-context.ts'
export {
  getCsrfToken,
  getProviders,
  getSession,
  listSessions,
  revokeSessions,
  signIn,
  signOut,
  type GetSessionOptions,
} from './session-functions.ts'
export { SessionProvider, type SessionProviderProps } from './session-provider.ts'
export { useSession, type UseSessionOptions } from './use-session.ts'

// As NextAuth calls them, so that moving is a change of the import.
export type { PublicProvider as ClientSafeProvider } from '../core/protocol.ts'
export type {
  AuthorizationParams as SignInAuthorizationParams,
  SignInResult as SignInResponse,
} from '../client/sign-in.ts'
export type {
  SignOutOptions as SignOutParams,
  SignOutResult as SignOutResponse,
} from '../client/sign-out.ts'
export type { RequestContext as CtxOrReq } from './request-client.ts'
export type { GetSessionOptions as GetSessionParams } from './session-functions.ts'
