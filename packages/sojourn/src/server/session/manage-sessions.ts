/**
 * Sessions as things: listing and ending those of a person.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import { tellSessionNews } from '../../core/session-news.ts'
import { type AtomicStorage, isAtomic, type SessionRecord } from '../../core/storage.ts'
import type { Engine } from '../engine.ts'
import { askStorage } from '../adapter/ask-storage.ts'
import { forgetChecked } from './recorded-session.ts'

/** See `Serving.listSessions`. */
export async function listSessions(
  engine: Engine,
  userId: string,
): Promise<readonly SessionRecord[]> {
  return askStorage(() => storageOf(engine).listSessions(userId, engine.config.now()))
}

/** See `Serving.revokeSession`. */
export async function revokeSession(engine: Engine, userId: string, id: string): Promise<boolean> {
  const wasThere = await askStorage(() => storageOf(engine).endSession({ id, userId }))
  forgetChecked(engine, id)
  // An id that is not one of theirs says nothing; one of theirs may have been ended elsewhere.
  tellSessionNews(
    wasThere ? { kind: 'ended', names: [id], cause: 'revoked' } : { kind: 'doubtful', userId },
  )
  return wasThere
}

/** See `Serving.revokeSessions`. */
export async function revokeSessions(
  engine: Engine,
  userId: string,
  { except }: { readonly except?: string | undefined } = {},
): Promise<number> {
  const count = await askStorage(() =>
    storageOf(engine).endSessions(userId, { now: engine.config.now(), except }),
  )
  // Whose they are is not remembered. The rest is asked about once more.
  forgetChecked(engine)
  tellSessionNews({ kind: 'doubtful', userId })
  return count
}

/**
 * @throws {AuthError} `configuration_invalid` if sessions have no records here.
 */
function storageOf({ config: { storage, session } }: Engine): AtomicStorage {
  const isRecorded = session.strategy === 'database' || session.maxStaleness !== undefined
  if (storage !== undefined && isAtomic(storage) && isRecorded) return storage
  throw authError('configuration_invalid', {
    cause: new TypeError(
      'Sessions can be listed and revoked where they have records: with a storage such as sqlStorage(…) as `adapter` and the strategy "database", or "jwt" with session.maxStaleness.',
    ),
  })
}
