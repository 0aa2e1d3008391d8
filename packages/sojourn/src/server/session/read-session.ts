/**
 * Reading the session of a request: with and without renewing it.
 *
 * @module
 */
import type { Session, SessionSnapshot } from '../../core/session.ts'
import type { SessionRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import {
  clearSession,
  hasSessionCookie,
  isSealOld,
  readClaims,
  type SessionClaims,
  writeSession,
} from './session-cookie.ts'
import { refreshClaims, type UpdateTrigger, viewSession } from './session-view.ts'

/** A session with the `Set-Cookie` values that must reach the browser with it. */
export interface RenewedSession extends SessionSnapshot {
  readonly cookies: readonly string[]
  /** What the session carries, for the server's eyes. `null` with `session`. */
  readonly claims: SessionClaims | null
}

/** The session of a request, or `null`. Writes nothing, so the session does not slide. */
export async function readSession(
  engine: Engine,
  request: SessionRequest,
): Promise<Session | null> {
  const claims = await readClaims(engine, request)
  if (claims === null) return null
  const expiresAt = claims.exp * 1000
  const refreshed = await refreshClaims(engine, claims)
  return refreshed === null ? null : viewSession(engine, refreshed, expiresAt)
}

/**
 * The session of a request, sliding: it ends `session.maxAge` from now, if nobody asks again.
 *
 * A seal that is a moment old is left as it is, and so is the session's end, unless the claims have
 * changed: sealing anew costs more than all the rest of a read.
 */
export async function renewSession(
  engine: Engine,
  request: SessionRequest,
  update?: UpdateTrigger,
): Promise<RenewedSession> {
  const serverTime = engine.config.now()
  const none = { session: null, claims: null, serverTime }
  if (!hasSessionCookie(engine, request)) return { ...none, cookies: [] }
  const claims = await readClaims(engine, request)
  // As text, because a callback may change the object that it is given.
  const before = engine.config.callbacks.jwt && JSON.stringify(claims)
  const refreshed = claims && (await refreshClaims(engine, claims, update))
  if (!claims || !refreshed) return { ...none, cookies: clearSession(engine, request) }
  const isDue =
    update !== undefined ||
    (before !== undefined && JSON.stringify(refreshed) !== before) ||
    isSealOld(engine, request, claims, serverTime)
  const expiresAt = isDue ? serverTime + engine.config.sessionMaxAge : claims.exp * 1000
  const session = await viewSession(engine, refreshed, expiresAt)
  const cookies = isDue ? await writeSession(engine, request, refreshed, expiresAt) : []
  return { session, claims: { ...refreshed, exp: claims.exp }, cookies, serverTime }
}
