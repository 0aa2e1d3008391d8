/**
 * Reading the session of a request: with and without renewing it.
 *
 * @module
 */
import type { Session } from '../../core/session.ts'
import type { SessionRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { clearSession, hasSessionCookie, readClaims, writeSession } from './session-cookie.ts'
import { refreshClaims, type UpdateTrigger, viewSession } from './session-view.ts'

/** A session with the `Set-Cookie` values that must reach the browser with it. */
export interface RenewedSession {
  readonly session: Session | null
  readonly cookies: readonly string[]
  /** The server's clock when the session was read, in milliseconds since the epoch. */
  readonly readAt: number
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

/** The session of a request, sliding: it ends `session.maxAge` from now, if nobody asks again. */
export async function renewSession(
  engine: Engine,
  request: SessionRequest,
  update?: UpdateTrigger,
): Promise<RenewedSession> {
  const readAt = engine.config.now()
  const none = { session: null, readAt }
  if (!hasSessionCookie(engine, request)) return { ...none, cookies: [] }
  const claims = await readClaims(engine, request)
  const refreshed = claims === null ? null : await refreshClaims(engine, claims, update)
  if (refreshed === null) return { ...none, cookies: clearSession(engine, request) }
  const expiresAt = readAt + engine.config.sessionMaxAge
  const session = await viewSession(engine, refreshed, expiresAt)
  const cookies = await writeSession(engine, request, refreshed, expiresAt)
  return { session, cookies, readAt }
}
