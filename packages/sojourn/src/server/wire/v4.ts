/**
 * The wire of NextAuth v4.
 *
 * @module
 */
import type { CookieAttributes, CookieSpec } from '../cookies.ts'
import type { CookieNames, WireCodec } from './codec.ts'

export const v4: WireCodec = {
  cookies: (secure) => (secure ? secureCookies : plainCookies),
  sealing: { salt: '', info: 'NextAuth.js Generated Encryption Key' },
  sessionBody: (session) => session ?? {},
  wantsJson: (body) => body['json'] === 'true' || body['json'] === true,
}

const plainCookies = cookieNames(false)
const secureCookies = cookieNames(true)

function cookieNames(secure: boolean): CookieNames {
  const attributes: CookieAttributes = { httpOnly: true, sameSite: 'lax', path: '/', secure }
  // `__Host-` keeps other hosts of the site from setting the cookie (RFC 6265bis, section 4.1.3.2).
  // The session keeps NextAuth's weaker `__Secure-`, so that people stay signed in when they move.
  const named = (prefix: string, name: string): CookieSpec => ({
    name: secure ? prefix + name : name,
    attributes,
  })
  return {
    sessionToken: named('__Secure-', 'next-auth.session-token'),
    csrfToken: named('__Host-', 'next-auth.csrf-token'),
    transaction: named('__Host-', 'sojourn.transaction.'),
    endedSessions: named('__Host-', 'sojourn.ended-sessions'),
  }
}
