/**
 * Records of sealed sessions: what makes them listable and revocable (`session.maxStaleness`).
 *
 * The record has the session's public id and no token. A session counts while its record is there. Who was
 * asked about within `maxStaleness` is not asked about again: each process remembers when it asked, and so
 * does the seal. So most reads touch no database, and what is revoked is refused everywhere within that
 * bound, and where it was revoked, or found to be, at once. What counts is when a question was asked, not when it was answered: in between something may have
 * been revoked.
 *
 * A session that was sealed before there were records is adopted at its first use, once.
 *
 * @module
 */
import { isSameMailbox } from '../../core/email-address.ts'
import { authError } from '../../core/errors.ts'
import { tellSessionNews } from '../../core/session-news.ts'
import { type AtomicStorage, isAtomic, type NewSession } from '../../core/storage.ts'
import type { SessionRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { askStorage } from '../adapter/ask-storage.ts'
import { describeBrowser } from './browser.ts'
import { randomHex } from './random-hex.ts'
import { removeExpired } from './remove-expired.ts'
import { type OpenedSession, ownerOf, type SealedFacts } from './sealed-facts.ts'
import type { SessionState } from './session-strategy.ts'

/**
 * Milliseconds by which a record outlives its cookie at least, so that no cookie which is still accepted comes
 * without one: clocks of several servers differ.
 */
const margin = 60_000

/** Sessions that a process remembers to have asked about. */
const maxChecked = 10_000

/** What is needed to put a new session on record. */
export interface RecordedBeginning {
  readonly facts: SealedFacts
  readonly userId: string
  readonly expiresAt: number
  /** When the request came that signs the person in, in milliseconds since the epoch. */
  readonly begunAt: number
  /** The sessions that the browser had. */
  readonly former: readonly OpenedSession[]
}

/** What {@link keepRecord} has found. */
export interface KeptRecord {
  /** Whether the session may be sealed anew. */
  readonly isKept: boolean
  /** When the storage was asked; `undefined` where sealed sessions have no records. */
  readonly checkedAt?: number | undefined
  /** Whose record it is. */
  readonly userId?: string | undefined
}

/**
 * Whether a session is on record, as far as `maxStaleness` wants to know.
 *
 * @param isFresh Whether the storage must be asked now.
 */
export async function isOnRecord(
  engine: Engine,
  request: SessionRequest,
  found: OpenedSession,
  isFresh: boolean,
): Promise<boolean> {
  const { now, session } = engine.config
  const id = found.claims.jti
  const userId = ownerOf(found)
  if (id === undefined || userId === undefined) return false
  const known = engine.checkedSessions.get(id) ?? -Infinity
  const checkedAt = Math.max(known, found.facts?.checkedAt ?? -Infinity)
  const age = checkedAt > engine.revocations.lastOf(id) ? now() - checkedAt : Infinity
  // Not what a server sealed whose clock is ahead.
  if (!isFresh && age >= 0 && age < (session.maxStaleness ?? 0)) return true
  return ask(engine, id, async () => {
    if (await hasRecord(engine, id, userId)) return true
    const mayBeAdopted = found.facts?.checkedAt === undefined
    return mayBeAdopted && (await adopt(engine, request, found, id, userId))
  })
}

/**
 * What the record of a session says now, for those who watch it; `null` if there is none.
 *
 * When its seal ends the record does not know to the moment: the latest that any server may have made is what counts.
 */
export async function readRecordState(
  engine: Engine,
  key: { readonly id: string; readonly userId: string },
  signedInAt: number,
): Promise<SessionState | null> {
  const record = await askStorage(() => storageOf(engine).findSession(key.id, key.userId))
  if (record === null) return null
  const last = (record.signedInAt ?? signedInAt) + engine.config.session.maxLifetime
  return { expiresAt: Math.min(record.expiresAt - margin, last), version: undefined }
}

/**
 * Makes sure that a session which is about to be sealed anew is on record, for at least as long.
 *
 * @param expiresAt When the new seal ends.
 */
export async function keepRecord(
  engine: Engine,
  found: OpenedSession,
  expiresAt: number,
): Promise<KeptRecord> {
  const { now, session: rules } = engine.config
  if (rules.maxStaleness === undefined) return { isKept: true }
  const id = found.claims.jti
  const userId = ownerOf(found)
  if (id === undefined || userId === undefined) return { isKept: false }
  const checkedAt = now()
  const isKept = await ask(engine, id, async () => {
    const storage = storageOf(engine)
    const record = await askStorage(() => storage.findSession(id, userId))
    if (record === null || record.expiresAt >= expiresAt + margin) return record !== null
    const renewal = {
      // Ahead of the seals, so that not each of them writes.
      expiresAt: expiresAt + rules.updateAge + margin,
      renewedAt: checkedAt,
      signedInAt: found.facts?.signedInAt ?? checkedAt,
    }
    return askStorage(() => storage.renewSession({ id, userId }, renewal))
  })
  return { isKept, checkedAt, userId }
}

/**
 * Puts a new session on record, where sealed sessions have records.
 *
 * @throws {AuthError} `request_failed` if there is no such person, or the password that they entered was
 *   changed meanwhile; `storage_unavailable`.
 */
export async function beginRecord(
  engine: Engine,
  request: SessionRequest,
  { facts, userId, expiresAt, begunAt, former }: RecordedBeginning,
): Promise<void> {
  const { session: rules } = engine.config
  if (rules.maxStaleness === undefined) return
  const record = newRecord(engine, request, {
    id: facts.id,
    userId,
    expiresAt: expiresAt + rules.updateAge + margin,
    signedInAt: facts.signedInAt,
    persistent: facts.remember !== false,
  })
  const [first, ...more] = former
  const firstOwner = first && ownerOf(first)
  const replaces =
    first?.claims.jti === undefined || firstOwner === undefined
      ? undefined
      : { id: first.claims.jti, userId: firstOwner }
  const isBegun = await askStorage(() =>
    storageOf(engine).createSession(record, { replaces, limit: rules.limit, begunAt }),
  )
  if (!isBegun) throw notBegun()
  if (replaces !== undefined) forgetChecked(engine, replaces.id)
  if (rules.limit !== undefined) tellSessionNews({ kind: 'doubtful', userId })
  for (const session of more) await endRecord(engine, session)
  removeExpired(engine)
}

/** What the storage means when it begins no session. */
export function notBegun(): Error {
  return authError('request_failed', {
    cause: new Error(
      'The storage began no session: its person is gone, or changed the password meanwhile.',
    ),
  })
}

/** Takes a session off record. */
export async function endRecord(engine: Engine, session: OpenedSession): Promise<void> {
  const id = session.claims.jti
  const userId = ownerOf(session)
  if (engine.config.session.maxStaleness === undefined) return
  if (id === undefined || userId === undefined) return
  await askStorage(() => storageOf(engine).endSession({ id, userId }))
  // Afterwards: what is asked before it is over would be remembered as there.
  forgetChecked(engine, id)
}

/** Forgets what was asked, about one session or all, also what is being asked: something was revoked. */
export function forgetChecked({ checkedSessions, revocations, config }: Engine, id?: string): void {
  if (id === undefined) checkedSessions.clear()
  else checkedSessions.delete(id)
  if (config.session.maxStaleness !== undefined) revocations.note(config.now(), id)
}

/**
 * Asks about a session. Remembers a yes by when it was asked for, unless something was revoked meanwhile, and a no by when
 * it was answered.
 */
async function ask(engine: Engine, id: string, question: () => Promise<boolean>): Promise<boolean> {
  const { checkedSessions, revocations, config } = engine
  const askedAt = config.now()
  const before = revocations.count
  const isThere = await question()
  // Moved to the end, so that the first is the one that goes.
  checkedSessions.delete(id)
  if (isThere && before === revocations.count) {
    checkedSessions.set(id, askedAt)
    const [oldest] = checkedSessions.keys()
    if (checkedSessions.size > maxChecked && oldest !== undefined) checkedSessions.delete(oldest)
  }
  // From now on its seal is not believed either, which its browser keeps.
  if (!isThere) revocations.noteFound(config.now(), id)
  return isThere
}

function hasRecord(engine: Engine, id: string, userId: string): Promise<boolean> {
  return askStorage(async () => (await storageOf(engine).findSession(id, userId)) !== null)
}

/** Puts a session on record that was sealed before there were records. */
async function adopt(
  engine: Engine,
  request: SessionRequest,
  { claims, facts }: OpenedSession,
  id: string,
  userId: string,
): Promise<boolean> {
  // Not when it was sealed anew: what has ended since the sign-in ended it, too.
  const issuedAt = facts?.signedInAt ?? (claims.iat ?? 0) * 1000
  if (facts?.userId === undefined && (await isOfAnother(engine, userId, claims.email))) return false
  const record = newRecord(engine, request, {
    id,
    userId,
    expiresAt: claims.exp * 1000 + engine.config.session.updateAge + margin,
    signedInAt: issuedAt,
    persistent: facts?.remember !== false,
  })
  return askStorage(() => storageOf(engine).createSession(record, { adopts: { issuedAt } }))
}

/** Whether a subject that nobody has noted as a stored person's is, by the address, somebody else's. */
async function isOfAnother(
  engine: Engine,
  userId: string,
  email: string | null | undefined,
): Promise<boolean> {
  const person = await askStorage(() => storageOf(engine).readUser(userId))
  return Boolean(email && person?.email) && !isSameMailbox(person?.email ?? '', email ?? '')
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

/** Checked at start: records need a storage that is `atomic`. */
function storageOf({ config: { storage } }: Engine): AtomicStorage {
  if (storage !== undefined && isAtomic(storage)) return storage
  throw new TypeError('Records of sealed sessions need a storage of the atomic tier.')
}
