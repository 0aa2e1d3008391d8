/**
 * The cookies of one request: what the visitor sent, and what was set since.
 *
 * What is written is seen by who reads later, goes along to the backend, and goes out once with the answer.
 *
 * @module
 */
import { getResponseHeader, type H3Event, removeResponseHeader, setResponseHeader } from 'h3'
import type { TokenJar } from '../../../../client/tokens/token-jar.ts'
import type { TokenCookie } from '../../../../client/tokens/token-provider.ts'
import { personal } from '../../../../core/protocol.ts'

/** What browsers keep of one cookie, in bytes, with its attributes (RFC 6265, section 6.1). */
const longestCookie = 4096

/** A jar on the cookies of a request. */
export interface RequestJar extends TokenJar {
  /** Hands on a `Set-Cookie` of the backend. */
  readonly relay: (setCookie: string) => void
  /** All of them, as they stand in a `Cookie` header; `undefined` if there are none. */
  readonly header: () => string | undefined
}

/** Makes the jar of a request. */
export function createRequestJar(event: H3Event): RequestJar {
  const given = event.headers.get('cookie') ?? undefined
  // Raw, as they came. The first of a name counts, as for browsers the one with the longest path.
  const cookies = new Map<string, string>()
  for (const pair of (given ?? '').split(';')) {
    const { name, value } = splitPair(pair)
    if (name !== '' && !cookies.has(name)) cookies.set(name, value)
  }
  let isChanged = false

  const set = (line: string): void => {
    if (event.node.res.headersSent) return
    const { name, value } = splitPair(line.split(';', 1)[0] ?? '')
    isChanged = true
    if (value === '' || isRemoval(line)) cookies.delete(name)
    else cookies.set(name, value)
    // One of each: the last one would win anyway, but only in a browser that reads them in order.
    const lines = presentLines(event).filter((present) => identityOf(present) !== identityOf(line))
    removeResponseHeader(event, 'set-cookie')
    setResponseHeader(event, 'set-cookie', [...lines, line])
    // The answer now belongs to one browser: a shared cache would hand its cookies to others.
    setResponseHeader(event, 'cache-control', personal)
  }

  return {
    read: (name) => {
      const value = cookies.get(name)
      return value === undefined || value === '' ? null : decode(value)
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
    header: () => {
      if (!isChanged) return given
      const pairs = Array.from(cookies, ([name, value]) => `${name}=${value}`)
      return pairs.length === 0 ? undefined : pairs.join('; ')
    },
  }
}

function splitPair(pair: string): { name: string; value: string } {
  const equals = pair.indexOf('=')
  if (equals < 0) return { name: '', value: '' }
  return { name: pair.slice(0, equals).trim(), value: pair.slice(equals + 1).trim() }
}

/** A token is text, whatever it looks like. */
function decode(value: string): string {
  const bare = value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
  try {
    return decodeURIComponent(bare)
  } catch {
    return bare
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
