/**
 * Families: the refresh tokens of one sign-in, of which one is current. Stored as a session, listed and ended like
 * one.
 *
 * @module
 */
import { randomUUID } from 'node:crypto'
import { authError } from '../core/errors.ts'
import type { SessionRecord } from '../core/storage.ts'
import type { User } from '../core/user.ts'
import { signAccessToken } from './access-token.ts'
import { ask } from './ask-storage.ts'
import type { Backend } from './backend.ts'
import type { TokenRequestInfo } from './events.ts'
import { writeRefreshToken } from './refresh-token.ts'

/** What a client is given, under the names that NuxtAuth expects. */
export interface TokenPair {
  /** The access token. */
  readonly token: string
  readonly refreshToken: string
  /** Seconds for which the access token is good. */
  readonly expiresIn: number
}

/**
 * Begins a family.
 *
 * @param begunAt When the sign-in began: a change of the password since then wins.
 * @throws {AuthError} `credentials_rejected` if the person or the password has gone meanwhile.
 */
export async function beginFamily(
  backend: Backend,
  user: User,
  begunAt: number,
  { address, userAgent }: TokenRequestInfo,
): Promise<TokenPair & { readonly sessionId: string }> {
  const { storage, keys, scope, now } = backend
  const time = now()
  const id = randomUUID()
  const { text, digest } = writeRefreshToken(keys[0], scope, {
    sessionId: id,
    userId: user.id,
    counter: 0,
  })
  const expiresAt = expiryOf(backend, time, time)
  const session = {
    id,
    userId: user.id,
    token: digest,
    expiresAt,
    signedInAt: time,
    renewedAt: time,
    idleTime: null,
    persistent: true,
    userAgent,
    address,
  }
  // Before it is stored: what an application's claims throw must leave nothing behind.
  const signed = await signAccessToken(backend, user, { id, expiresAt })
  const isBegun = await ask(() => storage.createSession(session, { begunAt }))
  if (!isBegun) throw authError('credentials_rejected')
  return { ...signed, refreshToken: text, sessionId: id }
}

/** When a family ends that is renewed now, unless it is renewed again. */
export function expiryOf({ refreshToken }: Backend, signedInAt: number, now: number): number {
  return Math.min(now + refreshToken.maxAge, signedInAt + refreshToken.maxLifetime)
}

/** Whether a family has come to its end, by the row or by what is configured now. */
export function hasExpired(
  { refreshToken, now }: Backend,
  { expiresAt, signedInAt }: SessionRecord,
): boolean {
  const time = now()
  return expiresAt <= time || (signedInAt ?? 0) + refreshToken.maxLifetime <= time
}
