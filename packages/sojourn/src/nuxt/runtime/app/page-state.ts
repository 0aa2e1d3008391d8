/**
 * The session in Nuxt's payload, under NuxtAuth's keys: `auth:data`, `auth:loading`, `auth:lastRefreshedAt`.
 *
 * What components see under `useState('auth:data')` is the very ref of the store, so nothing has to be kept in step: a
 * write there is a write to the store. `auth:snapshot` says that the server has looked, and when; without it the browser
 * asks. No token is in here.
 *
 * @module
 */
import { computed, type Ref } from 'vue'
import type { NuxtApp } from 'nuxt/app'
import type { SessionState } from '../../../client/session-store.ts'
import type { ReadableStore } from '../../../client/snapshot-store.ts'

/** What the page was rendered with. */
export interface RenderedState<Data> {
  readonly data: Data
  readonly version?: number | undefined
  readonly refreshedAt?: number | undefined
  readonly serverTime?: number | undefined
}

/** The parts of a state that are shared; the refs of a whole application. */
export interface PageRefs {
  /** Writable. */
  readonly data: Ref<unknown>
  readonly loading: Readonly<Ref<boolean>>
  readonly lastRefreshedAt: Readonly<Ref<Date | undefined>>
}

/** Where `useState` keeps a state. */
const key = (name: string): string => `$sauth:${name}`

/** What the server has put into this page; `undefined` if it did not look who the page is for. */
export function readPageState<Data>({ payload }: NuxtApp): RenderedState<Data> | undefined {
  const { state } = payload
  const snapshot = state[key('snapshot')] as Omit<RenderedState<Data>, 'data'> | undefined
  return snapshot && { ...snapshot, data: state[key('data')] as Data }
}

/**
 * Puts the refs into the payload: for the browser to begin with, and for an application that reads them there.
 *
 * @param serverTime The server's clock when it looked, in milliseconds since the epoch; `undefined` in a browser, and
 *   where the server did not look.
 */
export function sharePageState(
  { payload }: NuxtApp,
  { data, loading, lastRefreshedAt }: PageRefs,
  get: () => Pick<SessionState, 'refreshedAt' | 'status' | 'version'>,
  serverTime?: number,
): void {
  const { state } = payload
  Object.assign(state, {
    [key('data')]: data,
    [key('loading')]: loading,
    [key('lastRefreshedAt')]: lastRefreshedAt,
  })
  if (import.meta.client || serverTime === undefined) return
  // Read when the page is finished, should a component have changed something meanwhile.
  state[key('snapshot')] = computed(() => {
    const { status, refreshedAt, version } = get()
    return status === 'loading' ? undefined : { refreshedAt, version, serverTime }
  })
}

/**
 * A client as a page on the server shows it: where the session could not be asked for, it is not known yet. The browser
 * begins with the same, and asks.
 */
export function asRendered<
  State extends Pick<SessionState, 'error' | 'status'> & { readonly data: unknown },
  Client extends { readonly store: ReadableStore<State> },
>(client: Client & { readonly store: ReadableStore<State> }): Client {
  const get = (): State => {
    const state = client.store.get()
    return state.error && !state.data
      ? { ...state, status: 'loading', data: undefined, error: undefined }
      : state
  }
  return { ...client, store: { ...client.store, get } }
}
