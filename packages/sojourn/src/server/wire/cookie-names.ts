/**
 * The names and attributes that the engine's cookies have, wire by wire.
 *
 * @module
 */
import type { CookieAttributes, CookieSpec } from '../cookies.ts'
import type { CookieNames } from './codec.ts'

/**
 * @param system How the names of the system begin that is replaced: `next-auth` or `authjs`.
 * @returns The cookies of an http (`false`) or https (`true`) address, made once.
 */
export function cookieNamesOf(system: string): (secure: boolean) => CookieNames {
  const plain = named(system, false)
  const secured = named(system, true)
  return (secure) => (secure ? secured : plain)
}

function named(system: string, secure: boolean): CookieNames {
  const attributes: CookieAttributes = { httpOnly: true, sameSite: 'lax', path: '/', secure }
  // `__Host-` keeps other hosts of the site from setting the cookie (RFC 6265bis, section 4.1.3.2).
  // The session keeps the weaker `__Secure-` of the system before, so that people stay signed in.
  const cookie = (prefix: string, name: string): CookieSpec => ({
    name: secure ? prefix + name : name,
    attributes,
  })
  return {
    sessionToken: cookie('__Secure-', `${system}.session-token`),
    csrfToken: cookie('__Host-', `${system}.csrf-token`),
    callbackUrl: cookie('__Secure-', `${system}.callback-url`),
    transaction: cookie('__Host-', 'sojourn.transaction.'),
    emailCode: cookie('__Host-', 'sojourn.email-code'),
    endedSessions: cookie('__Host-', 'sojourn.ended-sessions'),
  }
}
