/**
 * What the application of either provider has at `nuxtApp.$sojourn`, for what both share: the guard, requests.
 *
 * The plugins put more there, each its own; their composables know what.
 *
 * @module
 */
import type { NuxtApp, RouteMiddleware } from 'nuxt/app'
import type { Ref } from 'vue'
import type { RouteLocationNormalized } from 'vue-router'
import type { AuthError } from '../../../core/errors.ts'
import type { Authorized } from './authorized-fetch.ts'
import type { SessionStatus } from '../../../client/session-store.ts'

/** What a route middleware may answer. */
export type Outcome = ReturnType<RouteMiddleware>

/** What is known of the session. */
export interface KnownSession {
  readonly status: SessionStatus
  readonly data: unknown
  readonly error: AuthError | undefined
}

/** The shared part of `nuxtApp.$sojourn`. */
export interface SojournApp {
  /** What `useAuthState()` returns. */
  readonly state: { readonly data: Readonly<Ref<unknown>> }
  readonly session: {
    readonly get: () => KnownSession
    /** Asks the server. Never rejects; what is known is then up to date, unless `error` says otherwise. */
    readonly ask: () => Promise<unknown>
  }
  /** Leads to sign-in and from there back to this page: what a route middleware answers. */
  readonly signInFirst: (to: RouteLocationNormalized) => Outcome
  /** Whether this is the sign-in page, which is never closed. Default: no page of the application is. */
  readonly isLogin?: ((to: RouteLocationNormalized) => boolean) | undefined
  /** Requests with the token. Default: as the browser sends them, and once more after a 401 if somebody is signed in. */
  readonly authorized?: Authorized | undefined
}

/** Of this application. */
export function sojournOf(nuxtApp: NuxtApp): SojournApp {
  return (nuxtApp as unknown as { $sojourn: SojournApp }).$sojourn
}
