/**
 * The composables of the provider `local`: the same objects in every component, route middleware and plugin.
 *
 * @module
 */
import { useNuxtApp } from 'nuxt/app'
import type { TokenAuthState } from '../../../../vue/token-state.ts'
import type { TokenApp } from './plugin.ts'

/** The session, and the ways to change it. */
export function useAuth(): TokenApp['auth'] {
  return tokenApp().auth
}

/** The state of the session, and its tokens. */
export function useAuthState(): TokenAuthState {
  return tokenApp().state
}

function tokenApp(): TokenApp {
  return useNuxtApp().$sojourn as TokenApp
}
