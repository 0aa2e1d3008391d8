/**
 * Records of sealed sessions: what makes them listable and revocable (`session.maxStaleness`).
 *
 * The record has the session's public id (`jti`) and no token. A session counts while its record is
 * there. Who was asked about within `maxStaleness` is not asked about again: each process remembers its
 * own questions, and a seal is itself the proof of one, made at its `iat`. So most reads touch no database,
 * and what is revoked is refused everywhere within that bound.
 *
 * A session that was sealed before there were records is adopted at its first use, once.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import type { JWT } from '../../core/session.ts'
import { type AtomicStorage, isAtomic, type NewSession } from '../../core/storage.ts'
import type { SessionRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { askStorage } from '../adapter/ask-storage.ts'
import { describeBrowser } from './browser.ts'
import { removeExpired } from './remove-expired.ts'
import type { SessionClaims } from './session-strategy.ts'

/**
 * Milliseconds by which a record outlives its cookie at least, so that no cookie which is still accepted comes
 * without one: clocks of several servers differ.
 */
const margin = 60_000

/** Sessions that a process remembers to have asked about. */
const maxChecked = 10_000

/** What is needed to put a new session on record. */
export interface RecordedBeginning {
  readonly claims: JWT
  readonly userId: string
  readonly expiresAt: number
  readonly remember: boolean
  /** When the request came that signs them in, in milliseconds since the epoch. */
  readonly begunAt: number
  /** The session that the browser had. */
  readonly former: SessionClaims | null
}

/** Whose record a session has. A callback may have given its claims another subject since. */
export function ownerOf({ sojourn, sub }: JWT): string | undefined {
  return sojourn?.userId ?? sub
}

/** Whether a session is on record, as far as `maxStaleness` wants to know. */
export async function isOnRecord(
  engine: Engine,
  request: SessionRequest,
  claims: SessionClaims,
): Promise<boolean> {
  const { now, session } = engine.config
  const { jti, iat = 0 } = claims
  const userId = ownerOf(claims)
  if (jti === undefined || userId === undefined) return false
  const known = engine.checkedSessions.get(jti) ?? -Infinity
  const checkedAt = claims.sojourn?.userId === undefined ? known : Math.max(known, iat * 1000)
  const age = now() - checkedAt
  // Not what a server sealed whose clock is ahead.
  if (age >= 0 && age < (session.maxStaleness ?? 0)) return true
  const isThere =
    (await hasRecord(engine, jti, userId)) ||
    (claims.sojourn?.userId === undefined && (await adopt(engine, request, claims, jti, userId)))
  if (isThere) noteChecked(engine, jti)
  else engine.checkedSessions.delete(jti)
  return isThere
}

/**
 * Makes sure that a session which is about to be sealed anew is on record, for at least as long.
 *
 * @param expiresAt When the new seal ends.
 * @returns Whether it is; if not, it was ended and must not be sealed.
 */
export async function keepRecord(
  engine: Engine,
  claims: SessionClaims,
  expiresAt: number,
): Promise<boolean> {
  const { now, session: rules } = engine.config
  if (rules.maxStaleness === undefined) return true
  const id = claims.jti
  const userId = ownerOf(claims)
  if (id === undefined || userId === undefined) return false
  const record = await askStorage(() => storageOf(engine).findSession(id, userId))
  const isKept =
    record !== null &&
    (record.expiresAt >= expiresAt + margin ||
      (await askStorage(() =>
        storageOf(engine).renewSession(
          { id, userId },
          {
            // Ahead of the seals, so that not each of them writes.
            expiresAt: expiresAt + rules.updateAge + margin,
            renewedAt: now(),
            signedInAt: claims.sojourn?.signedInAt ?? now(),
          },
        ),
      )))
  if (isKept) noteChecked(engine, id)
  else engine.checkedSessions.delete(id)
  return isKept
}

/**
 * Puts a new session on record, where sealed sessions have records.
 *
 * @throws {AuthError} `request_failed` if there is no such person, `storage_unavailable`.
 */
export async function beginRecord(
  engine: Engine,
  request: SessionRequest,
  { claims, userId, expiresAt, remember, begunAt, former }: RecordedBeginning,
): Promise<void> {
  const { session: rules } = engine.config
  if (rules.maxStaleness === undefined || claims.jti === undefined) return
  const record = newRecord(engine, request, {
    id: claims.jti,
    userId,
    expiresAt: expiresAt + rules.updateAge + margin,
    signedInAt: claims.sojourn?.signedInAt ?? null,
    persistent: remember,
  })
  const formerUser = former === null ? undefined : ownerOf(former)
  const replaces =
    former?.jti === undefined || formerUser === undefined
      ? undefined
      : { id: former.jti, userId: formerUser }
  const isBegun = await askStorage(() =>
    storageOf(engine).createSession(record, { replaces, limit: rules.limit, begunAt }),
  )
  if (!isBegun) {
    throw authError('request_failed', {
      cause: new Error(
        'The storage began no session: its person is gone, or all their sessions were ended meanwhile.',
      ),
    })
  }
  if (former?.jti !== undefined) engine.checkedSessions.delete(former.jti)
  removeExpired(engine)
}

/** Takes a session off record. */
export async function endRecord(engine: Engine, claims: SessionClaims): Promise<void> {
  const id = claims.jti
  const userId = ownerOf(claims)
  if (engine.config.session.maxStaleness === undefined) return
  if (id === undefined || userId === undefined) return
  engine.checkedSessions.delete(id)
  await askStorage(() => storageOf(engine).endSession({ id, userId }))
}

function hasRecord(engine: Engine, id: string, userId: string): Promise<boolean> {
  return askStorage(async () => (await storageOf(engine).findSession(id, userId)) !== null)
}

/** Puts a session on record that was sealed before there were records. */
async function adopt(
  engine: Engine,
  request: SessionRequest,
  claims: SessionClaims,
  id: string,
  userId: string,
): Promise<boolean> {
  const issuedAt = (claims.iat ?? 0) * 1000
  const record = newRecord(engine, request, {
    id,
    userId,
    expiresAt: claims.exp * 1000 + engine.config.session.updateAge + margin,
    signedInAt: claims.sojourn?.signedInAt ?? issuedAt,
    persistent: claims.sojourn?.remember !== false,
  })
  const isAdopted = await askStorage(() =>
    storageOf(engine).createSession(record, { adopts: { issuedAt } }),
  )
  // Another server may have adopted it in between.
  return isAdopted || hasRecord(engine, id, userId)
}

function newRecord(
  engine: Engine,
  request: SessionRequest,
  record: Pick<NewSession, 'id' | 'userId' | 'expiresAt' | 'signedInAt' | 'persistent'>,
): NewSession {
  return {
    ...record,
    // Its browser has no token. What stands in its place is the digest of nothing that anybody knows.
    token: `sha256:${randomHex()}`,
    renewedAt: engine.config.now(),
    idleTime: null,
    ...describeBrowser(engine, request),
  }
}

function randomHex(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function noteChecked(engine: Engine, id: string): void {
  const { checkedSessions } = engine
  // Moved to the end, so that the first is the one that was asked about longest ago.
  checkedSessions.delete(id)
  checkedSessions.set(id, engine.config.now())
  if (checkedSessions.size <= maxChecked) return
  for (const oldest of checkedSessions.keys()) {
    checkedSessions.delete(oldest)
    return
  }
}

/** Checked at start: records need a storage that is `atomic`. */
function storageOf({ config: { storage } }: Engine): AtomicStorage {
  if (storage !== undefined && isAtomic(storage)) return storage
  throw new TypeError('Records of sealed sessions need a storage of the atomic tier.')
}
