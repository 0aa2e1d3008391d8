/**
 * The last known session, for a page that begins while the server cannot be asked.
 *
 * It is kept where every script of the origin can read and write it, so it is only ever shown, with an error beside it,
 * and only for as long as the application allows. What is not exactly as it was written is dropped. Whoever learns that
 * nobody is signed in, or somebody else, removes it, also where another page of the application does not keep anything.
 *
 * @module
 */
import { isRecord, readSessionBody } from '../core/protocol.ts'
import { isInstant } from './endpoint-client.ts'
import type { PresencePage } from './environment.ts'
import { personOf } from './person.ts'
import type { SessionCore } from './session-core.ts'
import type { SessionState, VersionedSession } from './session-store.ts'

/** What is kept and shown again. */
export interface LastSession {
  /** Keeps what is known now, or removes what is not true any more. */
  readonly notice: () => void
  /** The session to show; `undefined` if there is none, or if its time is over. */
  readonly recall: () => VersionedSession | undefined
}

/** How much newer than the present a state can be, and how wrong the clock of a device, in milliseconds. */
const tolerance = 3_600_000

/** Keeps the sessions of one client. */
export function createLastSession(core: SessionCore, page: PresencePage): LastSession {
  const { store, clock, options } = core
  const key = `sojourn:${core.endpoints.basePath}`
  let kept: Pick<SessionState, 'data' | 'refreshedAt'> = { data: undefined, refreshedAt: undefined }

  function read(maxAge: number): VersionedSession | undefined {
    const stored: unknown = JSON.parse(page.storage.getItem(key) ?? '0')
    if (!isRecord(stored)) return undefined
    const { version, confirmedAt, offset } = stored
    const data = readSessionBody(stored['data'], 0)
    if (!data || !isInstant(version) || !isInstant(confirmedAt) || !Number.isInteger(offset)) {
      return undefined
    }
    // Where nothing else is known of the server's clock, what was known then: within bounds, since it decides for how
    // long this is shown.
    const shift = clock.at(0) === 0 ? Number(offset) : 0
    if (Math.abs(shift) > tolerance) return undefined
    const now = clock.now() + shift
    const limit = confirmedAt + maxAge * 1000
    const expiresAt = Date.parse(data.expires)
    const endsAt = expiresAt > confirmedAt ? Math.min(expiresAt, limit) : limit
    // From the future: nobody can tell how old it is.
    if (!(now < endsAt) || now < confirmedAt || version > now + tolerance) return undefined
    clock.correct(clock.at(shift), 0, 0)
    core.watch({ expires: new Date(endsAt).toISOString() }, confirmedAt)
    return { data, version, refreshedAt: confirmedAt - clock.at(0) }
  }

  return {
    notice() {
      const { data, refreshedAt, version } = store.get()
      const isSame = data === kept.data && refreshedAt === kept.refreshedAt
      // What is no news here may be none any more elsewhere; and of what was never known nothing can be said.
      if (isSame || refreshedAt === undefined || core.isDisposed) return
      kept = { data, refreshedAt }
      try {
        if (!data) page.storage.removeItem(key)
        else if (options.offline) {
          const confirmedAt = clock.at(refreshedAt)
          const entry = { data, version, confirmedAt, offset: clock.at(0) }
          page.storage.setItem(key, JSON.stringify(entry))
        } else {
          const entry: unknown = JSON.parse(page.storage.getItem(key) ?? '0')
          const isOthers = isRecord(entry) && personOf(entry['data']) !== personOf(data)
          if (isOthers) page.storage.removeItem(key)
        }
      } catch {
        // Full, forbidden, or not as it was written: then there is nothing on another day.
      }
    },
    recall() {
      if (!options.offline) return undefined
      try {
        const state = read(options.offline.maxAge)
        if (!state) page.storage.removeItem(key)
        return state
      } catch {
        return undefined
      }
    },
  }
}
