/**
 * `sojourn/client`: the session in a browser, for any framework or none.
 *
 * @module
 */
export { AuthError, type AuthErrorCode } from '../core/errors.ts'
export type { Clock, Logger } from '../core/ports.ts'
export type { ListedSession, ProvidersBody, PublicProvider } from '../core/protocol.ts'
export type { DefaultSession, Session } from '../core/session.ts'
export type { Channel, Environment } from './environment.ts'
export {
  createSessionClient,
  type SessionClient,
  type SessionClientOptions,
} from './session-client.ts'
export type { SessionState, SessionStatus, SessionStore } from './session-store.ts'
export type { AuthorizationParams, SignInOptions, SignInResult } from './sign-in.ts'
export type { SignOutOptions, SignOutResult } from './sign-out.ts'
