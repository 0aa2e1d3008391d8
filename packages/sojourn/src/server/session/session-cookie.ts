/**
 * The cookie that carries a session, whatever stands in it: finding, writing and clearing it.
 *
 * Sessions of the system before may come in a cookie of another name. They are read there and move into ours.
 *
 * @module
 */
import type { SessionRequest } from '../answer.ts'
import { clearChunkedCookie, readChunkedCookies, writeChunkedCookie } from '../cookies.ts'
import type { Engine } from '../engine.ts'
import { isSecure } from '../origin.ts'

/** The name of our cookie for this request. */
export function sessionCookieName({ config }: Engine, request: SessionRequest): string {
  return config.cookies(isSecure(config, request)).sessionToken.name
}

/** The name of the other wire's cookie for this request. */
export function otherCookieName({ config }: Engine, request: SessionRequest): string {
  return config.otherWire.cookies(isSecure(config, request)).sessionToken.name
}

/** The candidates in our cookie. Another host of the site may have set some. */
export function presentedTokens(engine: Engine, request: SessionRequest): string[] {
  const header = request.headers.get('cookie')
  return header === null ? [] : readChunkedCookies(header, sessionCookieName(engine, request))
}

/** The candidates in the cookie of the other wire. */
export function presentedElsewhere(engine: Engine, request: SessionRequest): string[] {
  const header = request.headers.get('cookie')
  if (header === null || !hasOtherCookie(engine, request)) return []
  return readChunkedCookies(header, otherCookieName(engine, request))
}

/** Whether the request may carry a cookie of the other wire; one search settles that it does not. */
export function hasOtherCookie(engine: Engine, request: SessionRequest): boolean {
  const name = otherCookieName(engine, request)
  // Where the application has given ours that very name, it is ours.
  if (name === sessionCookieName(engine, request)) return false
  return request.headers.get('cookie')?.includes(name) ?? false
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
  const { sessionToken } = engine.config.cookies(isSecure(engine.config, request))
  const header = request.headers.get('cookie') ?? ''
  return [
    ...clearOther(engine, request),
    ...writeChunkedCookie(sessionToken, token, expiresAt, header),
  ]
}

/** `Set-Cookie` values that remove the session cookie, whatever it holds. */
export function clearSession(engine: Engine, request: SessionRequest): string[] {
  const { sessionToken } = engine.config.cookies(isSecure(engine.config, request))
  return [
    ...clearChunkedCookie(sessionToken, request.headers.get('cookie') ?? ''),
    ...clearOther(engine, request),
  ]
}

/** Also the cookie that a session moved in with, or it would come back when ours is gone. */
function clearOther(engine: Engine, request: SessionRequest): string[] {
  if (!hasOtherCookie(engine, request)) return []
  const { attributes } = engine.config.cookies(isSecure(engine.config, request)).sessionToken
  const name = otherCookieName(engine, request)
  return clearChunkedCookie({ name, attributes }, request.headers.get('cookie') ?? '')
}
