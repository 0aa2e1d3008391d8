/**
 * `sojourn/client`: the session in a browser, for any framework or none.
 *
 * @module
 */
export { AuthError, type AuthErrorCode } from '../core/errors.ts'
export type { Clock, Logger } from '../core/ports.ts'
export type { ListedSession, ProvidersBody, PublicProvider } from '../core/protocol.ts'
export type { DefaultSession, Session } from '../core/session.ts'
export type { Channel, Environment, KeptText, Popup, PresencePage } from './environment.ts'
export {
  createExpiryCountdown,
  type ExpiryCountdown,
  type ExpiryCountdownOptions,
  type SessionExpiry,
} from './expiry-countdown.ts'
export {
  createSessionClient,
  type SessionClient,
  type SessionClientOptions,
} from './session-client.ts'
export type { SessionState, SessionStatus, SessionStore } from './session-store.ts'
export type { AuthorizationParams, SignInOptions, SignInResult } from './sign-in.ts'
export type { SignOutOptions, SignOutResult } from './sign-out.ts'
export { isStepUpChallenge, type StepUpChallenge } from '../core/step-up.ts'
export { createStepUp, type StepUp, type StepUpClient, type StepUpState } from './step-up.ts'
export { browserTokenJar } from './tokens/browser-jar.ts'
export type { Locks } from './tokens/refresh-lock.ts'
export { sendWithFetch } from './tokens/send-with-fetch.ts'
export { createTokenClient } from './tokens/token-client.ts'
export type {
  TokenClient,
  TokenClientOptions,
  TokenPair,
  TokenSignInOptions,
  TokenSnapshot,
  TokenState,
} from './tokens/token-client-types.ts'
export {
  defineAuthHooks,
  type TokenAction,
  type TokenActionHooks,
  type TokenAnswerMeaning,
  type TokenHookContext,
  type TokenHooks,
} from './tokens/token-hooks.ts'
export type { TokenJar } from './tokens/token-jar.ts'
export type {
  AccessTokenOptions,
  RefreshTokenOptions,
  TokenCookie,
  TokenEndpoint,
  TokenProvider,
} from './tokens/token-provider.ts'
export type { SendTokenRequest, TokenAnswer, TokenRequest } from './tokens/token-request.ts'
