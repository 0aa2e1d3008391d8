/**
 * The session state as Vue refs: one subscription and one set of refs for a whole application.
 *
 * Components and middleware share these refs, so that using them adds no listener and no watcher, and
 * there is nothing to take down when a component goes.
 *
 * @module
 */
import { computed, shallowRef, type ComputedRef, type WritableComputedRef } from 'vue'
import type { AuthError } from '../core/errors.ts'
import type { RegisteredSession } from '../core/session.ts'
import type { SessionClient } from '../client/session-client.ts'
import type { SessionState, SessionStatus } from '../client/session-store.ts'

/** The state of the session. */
export interface AuthState {
  /** `loading` lasts only until something is known. */
  readonly status: ComputedRef<SessionStatus>
  /** Whether any request is still pending. */
  readonly loading: ComputedRef<boolean>
  /**
   * The session; `null` if signed out; `undefined` if not known yet. What is written here is known in every tab until
   * the server is asked again, and changes nothing there.
   */
  readonly data: WritableComputedRef<RegisteredSession | null | undefined>
  /** When the server last answered; `undefined` if it never did. */
  readonly lastRefreshedAt: ComputedRef<Date | undefined>
  /** Set when the server could not be asked; `data` is then what was last known. */
  readonly error: ComputedRef<AuthError | undefined>
}

/**
 * Binds refs to a client.
 *
 * @returns The refs, and what ends the binding.
 */
export function bindAuthState({ store, setData }: Pick<SessionClient, 'setData' | 'store'>): {
  readonly state: AuthState
  /** What of it `useAuth()` shows, only to be read. */
  readonly shown: Omit<AuthState, 'data' | 'loading'> & {
    readonly data: ComputedRef<RegisteredSession | null | undefined>
  }
  readonly unbind: () => void
} {
  const snapshot = shallowRef(store.get())
  const unbind = store.subscribe(() => {
    snapshot.value = store.get()
  })
  const of = <K extends keyof SessionState>(key: K): ComputedRef<SessionState[K]> =>
    computed(() => snapshot.value[key])
  const data = of('data')
  const refreshedAt = of('refreshedAt')
  const shown = {
    status: of('status'),
    data,
    // By way of the number, so that the Date is another one only if the time is.
    lastRefreshedAt: computed(() =>
      refreshedAt.value === undefined ? undefined : new Date(refreshedAt.value),
    ),
    error: of('error'),
  }
  const state: AuthState = {
    ...shown,
    loading: of('pending'),
    data: computed({ get: () => data.value, set: (value) => setData(value ?? null) }),
  }
  return { state, shown, unbind }
}
