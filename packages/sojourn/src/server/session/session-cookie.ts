/**
 * The cookie that carries a session, whatever stands in it: finding, writing and clearing it.
 *
 * Sessions of Auth.js v5 come in a cookie of another name. They are read there and move into ours.
 *
 * @module
 */
import type { SessionRequest } from '../answer.ts'
import { clearChunkedCookie, readChunkedCookies, writeChunkedCookie } from '../cookies.ts'
import type { Engine } from '../engine.ts'
import { isSecure } from '../origin.ts'
import { mayHaveV5Session, v5CookieName } from '../wire/v5-session.ts'

/** The candidates in our cookie. Another host of the site may have set some. */
export function presentedTokens(engine: Engine, request: SessionRequest): string[] {
  const header = request.headers.get('cookie')
  if (header === null) return []
  const { sessionToken } = engine.config.wire.cookies(isSecure(engine.config, request))
  return readChunkedCookies(header, sessionToken.name)
}

/** The candidates in the cookie of Auth.js v5. */
export function presentedV5Tokens(engine: Engine, request: SessionRequest): string[] {
  const header = request.headers.get('cookie')
  if (header === null || !mayHaveV5Session(header)) return []
  return readChunkedCookies(header, v5CookieName(isSecure(engine.config, request)))
}

/** Whether the request carries a session cookie at all, good or bad. */
export function hasSessionCookie(engine: Engine, request: SessionRequest): boolean {
  return (
    presentedTokens(engine, request).length > 0 || presentedV5Tokens(engine, request).length > 0
  )
}

/**
 * `Set-Cookie` values that hold a session from now on.
 *
 * @param expiresAt When the browser drops it, in milliseconds since the epoch; `null`: when it is closed.
 * @throws {AuthError} `session_too_large`.
 */
export function writeSessionCookie(
  engine: Engine,
  request: SessionRequest,
  token: string,
  expiresAt: number | null,
): string[] {
  const { sessionToken } = engine.config.wire.cookies(isSecure(engine.config, request))
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
