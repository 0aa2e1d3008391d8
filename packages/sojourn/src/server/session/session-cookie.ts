/**
 * The session in its cookie: reading the claims, writing them, ending the session for certain.
 *
 * A sealed session lives in the browser alone, so a renewal that was under way during sign-out would
 * bring its cookie back. Sign-out therefore leaves a note with the session's id in a second cookie, for
 * longer than any request lasts; a session that the note names is refused and cleared.
 *
 * @module
 */
import type { JWT } from '../../core/session.ts'
import type { SessionRequest } from '../answer.ts'
import {
  clearChunkedCookie,
  readChunkedCookies,
  readCookies,
  writeChunkedCookie,
  writeCookie,
} from '../cookies.ts'
import type { Engine } from '../engine.ts'
import { isSecure } from '../origin.ts'
import { mayHaveV5Session, v5CookieName } from '../wire/v5-session.ts'

/** Claims that were checked: sealed by us, not expired, not ended. */
export interface SessionClaims extends JWT {
  exp: number
}

/** Seconds of difference between the clocks of several servers; NextAuth allows the same. */
const clockTolerance = 15

/** Seconds for which an ended session is remembered: longer than a request may last. */
const endedMaxAge = 5 * 60

/** Sessions that the note can name. One browser does not end more within its lifetime. */
const maxEnded = 8

/** The claims of the request's session, or `null` if it has none that counts. */
export async function readClaims(
  engine: Engine,
  request: SessionRequest,
): Promise<SessionClaims | null> {
  const header = request.headers.get('cookie')
  if (header === null) return null
  const isHttps = isSecure(engine.config, request)
  const { sessionToken, endedSessions } = engine.config.wire.cookies(isHttps)
  const now = engine.config.now()
  for (const token of readChunkedCookies(header, sessionToken.name)) {
    const claims = await engine.sessions.open(token)
    if (claims !== null && isCurrent(claims, now)) {
      return isEnded(header, endedSessions.name, claims) ? null : claims
    }
  }
  if (!mayHaveV5Session(header)) return null
  for (const token of firstAndLast(readChunkedCookies(header, v5CookieName(isHttps)))) {
    const claims = await engine.openV5Session(token, isHttps)
    if (claims !== null && isCurrent(claims, now)) {
      return isEnded(header, endedSessions.name, claims) ? null : claims
    }
  }
  return null
}

/** Of several candidates the one that came alone and the one that came in chunks: each costs a third of a millisecond. */
function firstAndLast(candidates: readonly string[]): string[] {
  return [...candidates.slice(0, 1), ...candidates.slice(1).slice(-1)]
}

/** Whether the request's session should be sealed anew, so that it slides, or moves into our cookie. */
export function isSealOld(
  engine: Engine,
  request: SessionRequest,
  { exp, iat }: SessionClaims,
  now: number,
): boolean {
  const { config } = engine
  // A seal from the future is one of a server whose clock is wrong.
  const age = Math.abs(now - (iat ?? 0) * 1000)
  if (age >= config.sealMaxAge || exp * 1000 > now + config.sessionMaxAge) return true
  const { sessionToken } = config.wire.cookies(isSecure(config, request))
  return readChunkedCookies(request.headers.get('cookie') ?? '', sessionToken.name).length === 0
}

/** Whether the request carries a session cookie at all, good or bad. */
export function hasSessionCookie(engine: Engine, request: SessionRequest): boolean {
  const header = request.headers.get('cookie') ?? ''
  const isHttps = isSecure(engine.config, request)
  const { sessionToken } = engine.config.wire.cookies(isHttps)
  return (
    readChunkedCookies(header, sessionToken.name).length > 0 ||
    (mayHaveV5Session(header) && readChunkedCookies(header, v5CookieName(isHttps)).length > 0)
  )
}

/**
 * `Set-Cookie` values that hold a session from now on.
 *
 * @param claims What to seal; `iat`, `exp` and, unless it has one, `jti` are set here.
 * @param expiresAt When the session ends, in milliseconds since the epoch.
 */
export async function writeSession(
  engine: Engine,
  request: SessionRequest,
  claims: JWT,
  expiresAt: number,
): Promise<string[]> {
  const { config } = engine
  const token = await engine.sessions.seal({
    ...claims,
    iat: Math.floor(config.now() / 1000),
    exp: Math.floor(expiresAt / 1000),
    jti: claims.jti ?? crypto.randomUUID(),
  })
  const { sessionToken } = config.wire.cookies(isSecure(config, request))
  const header = request.headers.get('cookie') ?? ''
  return [
    ...clearV5Session(engine, request),
    ...writeChunkedCookie(sessionToken, token, expiresAt, header),
  ]
}

/** `Set-Cookie` values that remove the session cookie, whatever it holds. */
export function clearSession(engine: Engine, request: SessionRequest): string[] {
  const { sessionToken } = engine.config.wire.cookies(isSecure(engine.config, request))
  return [
    ...clearChunkedCookie(sessionToken, request.headers.get('cookie') ?? ''),
    ...clearV5Session(engine, request),
  ]
}

/** Also the cookie that a session moved in with, or it would come back when ours is gone. */
function clearV5Session(engine: Engine, request: SessionRequest): string[] {
  const header = request.headers.get('cookie') ?? ''
  if (!mayHaveV5Session(header)) return []
  const isHttps = isSecure(engine.config, request)
  const { attributes } = engine.config.wire.cookies(isHttps).sessionToken
  return clearChunkedCookie({ name: v5CookieName(isHttps), attributes }, header)
}

/** `Set-Cookie` values that end the request's session, also against renewals still under way. */
export async function endSession(engine: Engine, request: SessionRequest): Promise<string[]> {
  return [...clearSession(engine, request), ...(await noteEndedSession(engine, request))]
}

/**
 * `Set-Cookie` values that note the request's session as ended, for another to take its place.
 *
 * Without the note, a renewal of the old one that arrives late would put its person back.
 */
export async function noteEndedSession(engine: Engine, request: SessionRequest): Promise<string[]> {
  const claims = await readClaims(engine, request)
  if (claims?.jti === undefined) return []
  const { endedSessions } = engine.config.wire.cookies(isSecure(engine.config, request))
  const header = request.headers.get('cookie') ?? ''
  const earlier = readEnded(header, endedSessions.name)
  const ended = [claims.jti, ...earlier].slice(0, maxEnded)
  // A cookie of Auth.js v5 that was set for a whole domain cannot be cleared from here, and comes back.
  const maxAge = mayHaveV5Session(header)
    ? Math.max(endedMaxAge, Math.ceil(claims.exp - engine.config.now() / 1000))
    : endedMaxAge
  return [writeCookie(endedSessions, ended.join('.'), maxAge)]
}

function isCurrent(
  claims: Record<string, unknown>,
  now: number,
): claims is SessionClaims & Record<string, unknown> {
  return typeof claims['exp'] === 'number' && (claims['exp'] + clockTolerance) * 1000 > now
}

function isEnded(header: string, name: string, claims: JWT): boolean {
  // One search of the header settles the ordinary case: nothing was ended lately.
  if (!header.includes(name)) return false
  return claims.jti !== undefined && readEnded(header, name).includes(claims.jti)
}

function readEnded(header: string, name: string): string[] {
  return readCookies(header, name).flatMap((value) => value.split('.'))
}
