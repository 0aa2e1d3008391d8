/**
 * `sojourn/react`: the session in React components.
 *
 * @module
 */
export type { AuthError, AuthErrorCode } from '../core/errors.ts'
export type { ListedSession, ProvidersBody, PublicProvider } from '../core/protocol.ts'
export type { StepUpChallenge } from '../core/step-up.ts'
export type {
  DefaultSession,
  InferSession,
  RegisteredSession,
  Session,
  SessionSnapshot,
} from '../core/session.ts'
// From the entry itself: a declaration for the module `sojourn` counts only where that is part of the program.
export type { Register } from '../index.ts'
export type {
  ExpiryCountdownOptions as UseSessionExpiryOptions,
  SessionExpiry,
} from '../client/expiry-countdown.ts'
export type { SessionClient } from '../client/session-client.ts'
export type { SessionState, SessionStatus, SessionStore } from '../client/session-store.ts'
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
  type SignOutParams,
} from './session-functions.ts'
export { SessionProvider, type SessionProviderProps } from './session-provider.ts'
export { useSessionClient } from './use-session-client.ts'
export { useSessionExpiry, type SessionExpiryControls } from './use-session-expiry.ts'
export { useSession, type UseSessionOptions } from './use-session.ts'
export { useStepUp, type StepUpControls } from './use-step-up.ts'

// As NextAuth calls them, so that moving is a change of the import.
export type { PublicProvider as ClientSafeProvider } from '../core/protocol.ts'
export type {
  AuthorizationParams as SignInAuthorizationParams,
  SignInResult as SignInResponse,
} from '../client/sign-in.ts'
export type { SignOutResult as SignOutResponse } from '../client/sign-out.ts'
export type { RequestContext as CtxOrReq } from './request-client.ts'
export type { GetSessionOptions as GetSessionParams } from './session-functions.ts'
