/**
 * The state of a client of tokens as Vue refs: one subscription and one set of refs for a whole application.
 *
 * @module
 */
import { computed, type ComputedRef, shallowRef, type WritableComputedRef } from 'vue'
import type { AuthError } from '../core/errors.ts'
import type { SessionData } from '../core/session.ts'
import type { SessionStatus } from '../client/session-store.ts'
import type { TokenClient, TokenState } from '../client/tokens/token-client-types.ts'

/** What `useAuthState()` returns where a backend hands out tokens. */
export interface TokenAuthState {
  /** `loading` while the session is asked for and nobody is known. */
  readonly status: ComputedRef<SessionStatus>
  /** Whether any request is still pending. */
  readonly loading: ComputedRef<boolean>
  /** What the backend says of the person; `null` if nobody is signed in; `undefined` if it was not asked. */
  readonly data: WritableComputedRef<SessionData | null | undefined>
  /** When the backend last answered; `undefined` if it never did. */
  readonly lastRefreshedAt: ComputedRef<Date | undefined>
  /** Set when the backend could not be asked; `data` is then what was last known. */
  readonly error: ComputedRef<AuthError | undefined>
  /** The access token as the header carries it, such as `Bearer …`; `null` if there is none, or it is hidden. */
  readonly token: ComputedRef<string | null>
  /** The access token as it is. Writing it leaves `data` as it is until the session is asked for. */
  readonly rawToken: WritableComputedRef<string | null>
  /** The refresh token; `null` if there is none, it is hidden, or refreshing is off. */
  readonly refreshToken: ComputedRef<string | null>
  /** The same, to be written. */
  readonly rawRefreshToken: WritableComputedRef<string | null>
  /** The same as writing `rawToken`. */
  readonly setToken: (token: string | null) => void
  /** Forgets both tokens. */
  readonly clearToken: () => void
  /** As NuxtAuth has it. */
  readonly _internal: { readonly rawTokenCookie: WritableComputedRef<string | null> }
}

/**
 * Binds refs to a client.
 *
 * @param type What stands before the token in the header; empty for nothing.
 * @returns The refs, and what ends the binding.
 */
export function bindTokenState(
  { store, setData, setToken, setRefreshToken }: TokenClient,
  type: string,
): { readonly state: TokenAuthState; readonly unbind: () => void } {
  const snapshot = shallowRef(store.get())
  const unbind = store.subscribe(() => {
    snapshot.value = store.get()
  })
  const of = <K extends keyof TokenState>(key: K): ComputedRef<TokenState[K]> =>
    computed(() => snapshot.value[key])
  const refreshedAt = of('refreshedAt')
  const rawToken = computed({ get: () => snapshot.value.token, set: setToken })
  const rawRefreshToken = computed({ get: () => snapshot.value.refreshToken, set: setRefreshToken })
  const state: TokenAuthState = {
    status: of('status'),
    loading: of('pending'),
    data: computed({
      get: () => snapshot.value.data as SessionData | null | undefined,
      set: setData,
    }),
    // By way of the number, so that the Date is another one only if the time is.
    lastRefreshedAt: computed(() =>
      refreshedAt.value === undefined ? undefined : new Date(refreshedAt.value),
    ),
    error: of('error'),
    token: computed(() => rawToken.value && [...(type ? [type] : []), rawToken.value].join(' ')),
    rawToken,
    refreshToken: of('refreshToken'),
    rawRefreshToken,
    setToken,
    clearToken() {
      setToken(null)
      setRefreshToken(null)
    },
    _internal: { rawTokenCookie: rawToken },
  }
  return { state, unbind }
}
