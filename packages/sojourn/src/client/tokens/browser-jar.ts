/**
 * The cookies of this page as a place for tokens.
 *
 * @module
 */
import { decodeToken, type TokenJar } from './token-jar.ts'

/** A jar on `document.cookie`. A token that shall be hidden from scripts is not kept: only a server can. */
export function browserTokenJar(): TokenJar {
  return {
    read(name) {
      for (const pair of document.cookie.split('; ')) {
        if (pair.startsWith(`${name}=`)) return decodeToken(pair.slice(name.length + 1)) || null
      }
      return null
    },
    write(cookie, value) {
      if (cookie.httpOnlyCookieAttribute) return
      const { sameSiteAttribute: sameSite, cookieDomain } = cookie
      // `true` is `Strict`, as in the libraries that NuxtAuth writes its cookies by.
      const policy = sameSite === true ? 'strict' : sameSite
      document.cookie =
        `${cookie.cookieName}=${encodeURIComponent(value ?? '')}; Path=/; Max-Age=${value === null ? -1 : cookie.maxAgeInSeconds}` +
        (cookieDomain ? `; Domain=${cookieDomain}` : '') +
        (policy ? `; SameSite=${policy}` : '') +
        (cookie.secureCookieAttribute ? '; Secure' : '')
    },
  }
}
