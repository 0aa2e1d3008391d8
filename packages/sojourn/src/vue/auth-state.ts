/**
 * The session state as Vue refs: one subscription and one set of refs for a whole application.
 *
 * Components and middleware share these refs, so that using them adds no listener and no watcher, and
 * there is nothing to take down when a component goes.
 *
 * @module
 */
import { computed, shallowRef, type ComputedRef } from 'vue'
import type { AuthError } from '../core/errors.ts'
import type { Session } from '../core/session.ts'
import type { SessionStatus, SessionStore } from '../client/session-store.ts'

/** The state of the session, read-only. */
export interface AuthState {
  /** `loading` lasts only until something is known. */
  readonly status: ComputedRef<SessionStatus>
  /** Whether any request is still pending. */
  readonly loading: ComputedRef<boolean>
  /** The session; `null` if signed out; `undefined` if not known yet. */
  readonly data: ComputedRef<Session | null | undefined>
  /** When the server last answered; `undefined` if it never did. */
  readonly lastRefreshedAt: ComputedRef<Date | undefined>
  /** Set when the server could not be asked; `data` is then what was last known. */
  readonly error: ComputedRef<AuthError | undefined>
}

/**
 * Binds refs to a store.
 *
 * @returns The refs, and what ends the binding.
 */
export function bindAuthState(store: SessionStore): {
  readonly state: AuthState
  readonly unbind: () => void
} {
  const snapshot = shallowRef(store.get())
  const unbind = store.subscribe(() => {
    snapshot.value = store.get()
  })
  const refreshedAt = computed(() => snapshot.value.refreshedAt)
  const state: AuthState = {
    status: computed(() => snapshot.value.status),
    loading: computed(() => snapshot.value.pending),
    data: computed(() => snapshot.value.data),
    // By way of the number, so that the Date is another one only if the time is.
    lastRefreshedAt: computed(() =>
      refreshedAt.value === undefined ? undefined : new Date(refreshedAt.value),
    ),
    error: computed(() => snapshot.value.error),
  }
  return { state, unbind }
}
