/**
 * `sojourn/vue`: the session in Vue components.
 *
 * @module
 */
export {
  createAuthComposables,
  type Auth,
  type AuthComposables,
  type GetSessionOptions,
} from './auth-composables.ts'
export {
  createAuth,
  useAuth,
  useAuthState,
  useSessionExpiry,
  useStepUp,
  type AuthPlugin,
  type AuthPluginOptions,
} from './auth-plugin.ts'
export { bindAuthState, type AuthState } from './auth-state.ts'
export type { SessionExpiryControls, UseSessionExpiryOptions } from './session-expiry.ts'
export type { StepUpControls } from './step-up.ts'
export type { StepUpChallenge } from '../core/step-up.ts'
export {
  createTokenComposables,
  type TokenAuth,
  type TokenComposables,
  type TokenGetSessionOptions,
  type TokenRedirect,
  type TokenRedirectCause,
  type TokenRedirectOptions,
  type TokenSignInOptions,
  type TokenSignOutOptions,
  type TokenSignUpOptions,
} from './token-composables.ts'
export {
  createTokenAuth,
  type TokenAuthPlugin,
  type TokenAuthPluginOptions,
  useTokenAuth,
  useTokenAuthState,
} from './token-plugin.ts'
export { createTokenRedirect, type TokenPlace } from './token-redirect.ts'
export { bindTokenState, type TokenAuthState } from './token-state.ts'
// From the entry itself: a declaration for the module `sojourn` counts only where that is part of the program.
export type { Register } from '../index.ts'
