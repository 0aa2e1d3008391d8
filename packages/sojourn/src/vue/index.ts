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
  type AuthPlugin,
  type AuthPluginOptions,
} from './auth-plugin.ts'
export { bindAuthState, type AuthState } from './auth-state.ts'
