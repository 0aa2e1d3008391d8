/**
 * Rotation: each refresh token is used once, and everybody who uses it at the same time gets the same successor.
 *
 * The only write is a compare-and-set on the digest of the current token, so of all processes one rotates. The
 * others find the successor stored: they derive it themselves and give it out, write nothing and extend nothing. That
 * is allowed for a short while after the rotation. Whoever comes later holds a token that somebody else has used,
 * and nobody knows who of both is the thief: the family ends.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2 | RFC 9700, section 4.14.2}
 * @module
 */
import { authError } from '../core/errors.ts'
import type { ReadSession, SessionRecord } from '../core/storage.ts'
import type { User } from '../core/user.ts'
import { signAccessToken, type SignedAccessToken } from './access-token.ts'
import { ask } from './ask-storage.ts'
import type { Backend } from './backend.ts'
import { expiryOf, hasExpired } from './families.ts'
import { type OpenedRefreshToken, openRefreshToken, writeRefreshToken } from './refresh-token.ts'

/** What became of a genuine token. */
export type Rotation =
  | {
      readonly outcome: 'refreshed'
      readonly user: User
      readonly sessionId: string
      readonly refreshToken: string
      readonly signed: SignedAccessToken
      /** Whether another request had rotated it already. */
      readonly isRepeated: boolean
    }
  | {
      readonly outcome: 'reused'
      readonly userId: string
      readonly sessionId: string
      /** `previous`: the one before the current, too late. `older`: any other. */
      readonly cause: 'previous' | 'older'
      /** Whether this request has ended the family; `false` if another was quicker. */
      readonly isEnded: boolean
    }

/** A current token, and its family. */
interface Current extends ReadSession {
  readonly text: string
}

/**
 * How many rotations may happen between reading a token as the current one and writing its successor. More than one
 * needs a process that stands still meanwhile.
 */
const maxOvertaken = 4

/**
 * Makes of a presented token its successor.
 *
 * @throws {AuthError} `refresh_token_invalid` if it is not genuine; `refresh_token_expired`; `session_ended` if its
 *   family has gone; `storage_unavailable`.
 */
export async function rotate(backend: Backend, presented: unknown): Promise<Rotation> {
  const token = openRefreshToken(backend.keys, backend.scope, presented)
  if (token === null) throw authError('refresh_token_invalid')
  const found = await readFamily(backend, token.digest)
  if (found === null) return repeat(backend, token)
  return (await replace(backend, token, found)) ?? overtaken(backend, token)
}

/** Replaces the current token by its successor; `null` if somebody else was quicker. */
async function replace(
  backend: Backend,
  token: OpenedRefreshToken,
  { session, user }: ReadSession,
): Promise<Rotation | null> {
  const { storage, keys, scope, now } = backend
  const time = now()
  const signedInAt = session.signedInAt ?? time
  const expiresAt = Math.max(session.expiresAt, expiryOf(backend, signedInAt, time))
  const next = writeRefreshToken(keys[0], scope, { ...token, counter: token.counter + 1 })
  const current = { session: { ...session, expiresAt }, user, text: next.text }
  // Signed before it is stored: after an application's claims have failed the token must still be the current one.
  const answer = await refreshed(backend, current, token, false)
  const renewal = { token: next.digest, renewedAt: time, signedInAt, expiresAt }
  const isReplaced = await ask(() => storage.renewSession({ tokens: [token.digest] }, renewal))
  return isReplaced ? answer : null
}

/** For who presents a token that is not the current one. */
async function repeat(backend: Backend, token: OpenedRefreshToken): Promise<Rotation> {
  const current = await readAhead(backend, token, 1)
  if (current === null) return reuse(backend, token, 'older')
  // Below zero where the clock of the process that rotated is ahead.
  const age = backend.now() - (current.session.renewedAt ?? 0)
  if (age > backend.refreshToken.reuseInterval) return reuse(backend, token, 'previous')
  return refreshed(backend, current, token, true)
}

/**
 * For who presented the current token, and was overtaken while that was being looked at. They are no thief for
 * that, whatever the time is now, and however often it was rotated meanwhile.
 */
async function overtaken(backend: Backend, token: OpenedRefreshToken): Promise<Rotation> {
  for (let steps = 1; steps <= maxOvertaken; steps += 1) {
    const current = await readAhead(backend, token, steps)
    if (current !== null) return refreshed(backend, current, token, true)
  }
  await requireFamily(backend, token)
  throw authError('refresh_token_invalid')
}

/** The token so many steps after this one, if it is the current one. Under any secret: another process made it. */
async function readAhead(
  backend: Backend,
  token: OpenedRefreshToken,
  steps: number,
): Promise<Current | null> {
  for (const keys of backend.keys) {
    const later = { ...token, counter: token.counter + steps }
    const { text, digest } = writeRefreshToken(keys, backend.scope, later)
    const found = await readFamily(backend, digest)
    if (found !== null) return { ...found, text }
  }
  return null
}

/** @throws {AuthError} `refresh_token_expired`, `storage_unavailable`. */
async function readFamily(backend: Backend, digest: string): Promise<ReadSession | null> {
  const found = await ask(() => backend.storage.readSession([digest]))
  if (found !== null && hasExpired(backend, found.session)) {
    throw authError('refresh_token_expired')
  }
  return found
}

/** @throws {AuthError} `session_ended`, `refresh_token_expired`, `storage_unavailable`. */
async function requireFamily(
  backend: Backend,
  { sessionId, userId }: OpenedRefreshToken,
): Promise<SessionRecord> {
  const session = await ask(() => backend.storage.findSession(sessionId, userId))
  if (session === null) throw authError('session_ended')
  if (hasExpired(backend, session)) throw authError('refresh_token_expired')
  return session
}

/** Ends the family of a token that was used before. */
async function reuse(
  backend: Backend,
  token: OpenedRefreshToken,
  cause: 'previous' | 'older',
): Promise<Rotation> {
  await requireFamily(backend, token)
  const { sessionId, userId } = token
  const isEnded = await ask(() => backend.storage.endSession({ id: sessionId, userId }))
  return { outcome: 'reused', userId, sessionId, cause, isEnded }
}

async function refreshed(
  backend: Backend,
  { session, user, text }: Current,
  { sessionId: id }: OpenedRefreshToken,
  isRepeated: boolean,
): Promise<Rotation> {
  const { expiresAt } = session
  const signed = await signAccessToken(backend, user, { id, expiresAt })
  return { outcome: 'refreshed', user, sessionId: id, signed, refreshToken: text, isRepeated }
}
