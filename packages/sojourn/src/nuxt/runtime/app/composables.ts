/**
 * The composables: the same objects in every component, route middleware and plugin of an application.
 *
 * @module
 */
import { useNuxtApp } from 'nuxt/app'
import type { Auth } from '../../../vue/auth-composables.ts'
import type { AuthState } from '../../../vue/auth-state.ts'
import type { AuthjsApp } from './plugin.ts'

/** The session, and the ways to change it. */
export function useAuth(): Auth {
  return authjsApp().auth
}

/** The state of the session. */
export function useAuthState(): AuthState {
  return authjsApp().state
}

function authjsApp(): AuthjsApp {
  return useNuxtApp().$sojourn as AuthjsApp
}
