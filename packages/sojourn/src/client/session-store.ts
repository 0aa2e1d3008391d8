/**
 * The session store: what is known about the session, and the only place where that changes.
 *
 * Nothing here asks a server, waits or looks at a clock; `session-client.ts` does and reports here.
 * Two rules keep the state true whatever overtakes what:
 *
 * - **Version**, between tabs. States are ordered by a hybrid logical clock: the server's clock when it
 *   answered, but always at least one more than the newest version seen here. The server's clock alone
 *   is not enough, because two servers may disagree about the time: an answer from a slow clock would
 *   lose against the very state it replaces. A counter alone is not enough, because two tabs count the
 *   same number for different things. Arrival order means nothing: a suspended tab may deliver
 *   yesterday's state tomorrow. A tie is broken the same way everywhere, and for signed out, so every
 *   tab ends with the greatest state that any tab has seen.
 * - **Revision**, within a tab. It counts the states that were taken over, and changes that were made. An
 *   answer to a question that was asked before the last of them may be older than it, whatever its
 *   server time says, and is dropped by whoever asked.
 *
 * Expiry changes neither: it is no news from a server, every tab concludes it alone from the same
 * session, and an answer on its way that carries a prolonged session must still count.
 *
 * @module
 */
import { AuthError, sessionUnavailable } from '../core/errors.ts'
import type { RegisteredSession } from '../core/session.ts'
import { createSnapshotStore, type ReadableStore } from './snapshot-store.ts'

/** `loading` lasts only until something is known; asking again later does not come back to it. */
export type SessionStatus = 'loading' | 'authenticated' | 'unauthenticated'

/** What is known about the session. A snapshot: frozen, and another object after every change. */
export interface SessionState {
  readonly status: SessionStatus
  /** The session; `null` if signed out; `undefined` if not known yet. */
  readonly data: RegisteredSession | null | undefined
  /**
   * Set when the server could not be asked (`session_unavailable`); `data` is then what was last
   * known. The next answer clears it. Signed out with an error is no reason to send anybody away.
   */
  readonly error: AuthError | undefined
  /** Whether a request is in flight. */
  readonly pending: boolean
  /** When the server last answered, in milliseconds since the epoch. */
  readonly refreshedAt: number | undefined
  /** Place of `data` in the order of states, across tabs; 0 if it has none. */
  readonly version: number
}

/** Read access to the state, for one or more frameworks to subscribe to. */
export interface SessionStore extends ReadableStore<SessionState> {}

/** A state that some tab got from the server, with its place in the order of states. */
export interface Versioned<D> {
  readonly data: D
  readonly version: number
  /** When the server answered, in milliseconds by the clock of this device. */
  readonly refreshedAt: number
}

/** The same of a session. */
export type VersionedSession = Versioned<RegisteredSession | null>

/** The store with the ways to change it, for the client alone. */
export interface SessionStoreControl extends SessionStore {
  /** A number that grows with every state that is taken over. */
  readonly revision: () => number
  /** Something has changed on the server: every question asked before is overtaken. */
  readonly overtake: () => void
  /** Takes over an answer of the server. `time` is the server's clock, `refreshedAt` this device's. */
  readonly accept: (data: RegisteredSession | null, time: number, refreshedAt: number) => void
  /** Takes over a state of another tab if it is newer than this tab's. Returns whether it was. */
  readonly adopt: (state: VersionedSession) => boolean
  /** Changes what is no news from a server: an end by the clock, whether a request is in flight. */
  readonly write: (change: Partial<Pick<SessionState, 'data' | 'pending'>>) => void
  /** The server could not be asked. Signs nobody out. What nothing is known of may be remembered from another day. */
  readonly fail: (cause: unknown) => void
  /** Forgets the listeners and refuses every later change. */
  readonly close: () => void
}

/**
 * Creates a store.
 *
 * @param initial What is known already, such as what the server rendered.
 * @param onActivity Called when the first listener has come and when the last has gone.
 * @param onFailure Called when the server could not be asked, with why. Returns what to show if nothing is known.
 */
export function createSessionStore(
  initial: Pick<SessionState, 'data' | 'refreshedAt' | 'version'>,
  onActivity: (active: boolean) => void,
  onFailure?: (cause: unknown) => VersionedSession | undefined,
): SessionStoreControl {
  let revision = 0
  const { get, subscribe, write, close } = createSnapshotStore<SessionState>(
    { error: undefined, pending: false, ...initial },
    ({ data }) => (data === undefined ? 'loading' : data ? 'authenticated' : 'unauthenticated'),
    onActivity,
  )

  function take(next: VersionedSession): void {
    revision++
    write({ ...next, error: undefined })
  }

  return {
    get,
    subscribe,
    revision: () => revision,
    overtake() {
      revision++
    },
    accept: (data, time, refreshedAt) =>
      take({ data, version: Math.max(time, get().version + 1), refreshedAt }),
    adopt(next) {
      const isNews = isNewer(next, get())
      if (isNews) take(next)
      return isNews
    },
    write,
    fail: (cause) =>
      write({
        data: get().data ?? null,
        ...onFailure?.(cause),
        error: get().error ?? new AuthError('session_unavailable', sessionUnavailable, { cause }),
      }),
    close,
  }
}

/** A state with its place in the order of states. */
type Placed = Pick<SessionState, 'version'> & { readonly data: unknown }

/** Whether one state is newer than another, as every tab sees it. */
export function isNewer(next: Placed, known: Placed): boolean {
  return (
    next.version > known.version ||
    (next.version === known.version && rankOf(next.data) > rankOf(known.data))
  )
}

/** Settles a tie between versions, the same way in every tab: signed out wins, then the greater text. */
function rankOf(data: unknown): string {
  return data === null ? '~' : JSON.stringify(data ?? '')
}
