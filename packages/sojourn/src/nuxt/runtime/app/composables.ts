/**
 * The composables: the same objects in every component, route middleware and plugin of an application.
 *
 * @module
 */
import { useNuxtApp } from 'nuxt/app'
import type { Auth, AuthState } from '../../../vue/index.ts'

/** The session, and the ways to change it. */
export function useAuth(): Auth {
  return useNuxtApp().$sojourn.auth
}

/** The state of the session. */
export function useAuthState(): AuthState {
  return useNuxtApp().$sojourn.state
}
