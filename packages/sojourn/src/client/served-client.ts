/**
 * A session client that a server goes on talking to: frameworks whose servers render parts of a page anew while it
 * is open.
 *
 * @module
 */
import type { SessionSnapshot } from '../core/session.ts'
import type { RevalidationOptions } from './revalidation.ts'
import {
  createSessionParts,
  type SessionClient,
  type SessionClientOptions,
} from './session-client.ts'

/** The client, and how it hears of its server and of its framework. */
export interface ServedClient extends SessionClient {
  /** Takes over what a server knew when it rendered a page, if that is newer than what is known here. */
  readonly adopt: (snapshot: SessionSnapshot) => void
  /** Changes when to ask again by itself; what is not named stays as it is. */
  readonly configure: (changes: RevalidationOptions) => void
}

/** Longer than a page takes from its request to its arrival, in milliseconds. */
const pageTime = 60_000

/** Creates the client of one page, or of one request on a server. */
export function createServedClient(options: SessionClientOptions): ServedClient {
  const { client, core } = createSessionParts(options, () => import('./changes.ts'))
  const { clock, now, store, getSession, receive, tell } = core
  return {
    ...client,
    adopt({ session: data, serverTime: version, renewAt }) {
      const age = Math.max(clock.now() - version, 0)
      // The page may have been asked for before that, by the cookie of then, and read after it.
      const isDoubtful = now() - core.changedAt < pageTime
      if (isDoubtful && JSON.stringify(data) !== JSON.stringify(store.get().data)) void getSession()
      else if (receive({ data, version, refreshedAt: now() - age })) {
        tell()
        core.renewAt = renewAt
        core.presence?.notice()
      }
    },
    configure(changes) {
      Object.assign(core.options, changes)
      core.presence?.notice()
      core.rearm()
    },
  }
}
