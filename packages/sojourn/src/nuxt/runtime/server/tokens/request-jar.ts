/**
 * The cookies of one request: what the visitor sent, and what was set since.
 *
 * What is written is seen by who reads later, goes along to the backend, and goes out once with the answer.
 *
 * @module
 */
import { getResponseHeader, type H3Event, removeResponseHeader, setResponseHeader } from 'h3'
import { decodeToken, type TokenJar } from '../../../../client/tokens/token-jar.ts'
import type { TokenCookie } from '../../../../client/tokens/token-provider.ts'
import { createCookieHeader, splitPair } from '../cookie-header.ts'
import { makePersonal } from '../personal-answer.ts'

/** What browsers keep of one cookie, in bytes, with its attributes (RFC 6265, section 6.1). */
const longestCookie = 4096

/** A jar on the cookies of a request. */
export interface RequestJar extends TokenJar {
  /** Hands on a `Set-Cookie` of the backend. */
  readonly relay: (setCookie: string) => void
  /** All of them, as they stand in a `Cookie` header; `undefined` if there are none. */
  readonly header: () => string | undefined
}

/** The jar of a request that is nobody's. */
export const emptyJar: RequestJar = {
  read: () => null,
  write: () => undefined,
  relay: () => undefined,
  header: () => undefined,
}

/** Makes the jar of a request. */
export function createRequestJar(event: H3Event): RequestJar {
  const cookies = createCookieHeader(event.headers.get('cookie') ?? undefined)

  const set = (line: string): void => {
    if (event.node.res.headersSent) return
    const { name, value } = splitPair(line.split(';', 1)[0] ?? '')
    cookies.set(name, value === '' || isRemoval(line) ? undefined : value)
    // Nuxt renders an error page by a request of its own, and keeps the cookies of both.
    if (event.path.includes('/__nuxt_error')) return
    // One of each: the last one would win anyway, but only in a browser that reads them in order.
    const lines = presentLines(event).filter((present) => identityOf(present) !== identityOf(line))
    removeResponseHeader(event, 'set-cookie')
    setResponseHeader(event, 'set-cookie', [...lines, line])
    // The answer now belongs to one browser: a shared cache would hand its cookies to others.
    makePersonal(event)
  }

  return {
    read: (name) => {
      const value = cookies.get(name)
      return value === undefined || value === '' ? null : decodeToken(value)
    },
    write: (cookie, value) => {
      const line = serialize(cookie, value)
      if (line.length > longestCookie) {
        console.error(
          `[sojourn] The cookie ${cookie.cookieName} has ${line.length} bytes, and browsers drop what is longer than ${longestCookie}. Have the backend put less into its tokens.`,
        )
      }
      set(line)
    },
    relay: set,
    header: cookies.text,
  }
}

/** `Set-Cookie` (RFC 6265, section 4.1) of a token; of `null`, to remove it. */
function serialize(cookie: TokenCookie, value: string | null): string {
  const { sameSiteAttribute: sameSite } = cookie
  const isSecure = cookie.secureCookieAttribute
  return [
    `${cookie.cookieName}=${encodeURIComponent(value ?? '')}`,
    `Max-Age=${value === null ? 0 : Math.floor(cookie.maxAgeInSeconds)}`,
    'Path=/',
    cookie.cookieDomain === '' ? '' : `Domain=${cookie.cookieDomain}`,
    sameSite === false ? '' : `SameSite=${sameSiteNames[String(sameSite)] ?? 'Lax'}`,
    isSecure ? 'Secure' : '',
    cookie.httpOnlyCookieAttribute ? 'HttpOnly' : '',
  ]
    .filter((part) => part !== '')
    .join('; ')
}

/** `true` is `Strict`, as in the libraries that NuxtAuth writes its cookies by. */
const sameSiteNames: Record<string, string> = {
  true: 'Strict',
  strict: 'Strict',
  lax: 'Lax',
  none: 'None',
}

/** Name, domain and path: what browsers know a cookie by (RFC 6265, section 5.3). */
function identityOf(line: string): string {
  const [pair = '', ...attributes] = line.split(';')
  const attribute = (name: string): string =>
    attributes.map(splitPair).findLast((one) => one.name.toLowerCase() === name)?.value ?? ''
  const domain = attribute('domain').toLowerCase().replace(/^\./, '')
  return JSON.stringify([splitPair(pair).name, domain, attribute('path')])
}

function isRemoval(line: string): boolean {
  const maxAge = /;\s*max-age\s*=\s*(-?\d+)/i.exec(line)?.[1]
  if (maxAge !== undefined) return Number(maxAge) <= 0
  const expires = /;\s*expires\s*=\s*([^;]+)/i.exec(line)?.[1]
  return expires !== undefined && Date.parse(expires) <= Date.now()
}

function presentLines(event: H3Event): string[] {
  const present = getResponseHeader(event, 'set-cookie')
  return [present ?? []].flat().map(String)
}
