/**
 * The note of ended sessions: what keeps a sealed session from coming back to its browser.
 *
 * A sealed session lives in the browser, so a renewal that was under way during sign-out would bring its
 * cookie back. Sign-out therefore leaves a note with the session's id in a second cookie, for longer
 * than any request lasts; a session that the note names is refused and cleared.
 *
 * @module
 */
import type { JWT } from '../../core/session.ts'
import { type SessionEndCause, tellSessionNews } from '../../core/session-news.ts'
import type { SessionRequest } from '../answer.ts'
import { readCookies, writeCookie } from '../cookies.ts'
import type { Engine } from '../engine.ts'
import { isSecure } from '../origin.ts'
import type { OpenedSession } from './sealed-facts.ts'
import { hasOtherCookie } from './session-cookie.ts'

/** Seconds for which an ended session is remembered: longer than a request may last. */
const endedMaxAge = 5 * 60

/** Sessions that the note can name. One browser does not end more within its lifetime. */
const maxEnded = 8

/** Whether this browser's note names the session. */
export function isEnded(engine: Engine, request: SessionRequest, { jti }: JWT): boolean {
  const header = request.headers.get('cookie') ?? ''
  const { name } = engine.config.cookies(isSecure(engine.config, request)).endedSessions
  // One search of the header settles the ordinary case: nothing was ended lately.
  return jti !== undefined && header.includes(name) && readEnded(header, name).includes(jti)
}

/**
 * `Set-Cookie` values that note sessions of the request as ended, for another or none to take their place. Whoever
 * watches one of them is told.
 */
export function noteEndedSessions(
  engine: Engine,
  request: SessionRequest,
  sessions: readonly OpenedSession[],
  cause: SessionEndCause = 'signed-out',
): string[] {
  const ids = sessions.flatMap(({ claims: { jti } }) => (jti === undefined ? [] : [jti]))
  if (ids.length === 0) return []
  tellSessionNews({ kind: 'ended', names: ids, cause })
  const { endedSessions } = engine.config.cookies(isSecure(engine.config, request))
  const header = request.headers.get('cookie') ?? ''
  const earlier = readEnded(header, endedSessions.name)
  const ended = [...ids, ...earlier].slice(0, maxEnded)
  const lastEnd = Math.max(...sessions.map(({ claims: { exp } }) => exp))
  // A cookie of the other wire that was set for a whole domain cannot be cleared from here, and comes back.
  const maxAge = hasOtherCookie(engine, request)
    ? Math.max(endedMaxAge, Math.ceil(lastEnd - engine.config.now() / 1000))
    : endedMaxAge
  return [writeCookie(endedSessions, ended.join('.'), maxAge)]
}

function readEnded(header: string, name: string): string[] {
  return readCookies(header, name).flatMap((value) => value.split('.'))
}
