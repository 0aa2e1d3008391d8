/**
 * Cookies: finding one by name in a header, and writing values of any length.
 *
 * Only the wanted name is looked for; the rest of the header is never parsed. A value that does not
 * fit into one cookie is written in chunks `name.0`, `name.1`, …, as NextAuth does, and what an earlier,
 * longer value left behind is cleared.
 *
 * @module
 */
import { type SetCookie, stringifySetCookie } from 'cookie'
import { authError } from '../core/errors.ts'

/** Attributes that a cookie of ours may have. Max-Age is in seconds. */
export type CookieAttributes = Pick<
  SetCookie,
  'domain' | 'expires' | 'httpOnly' | 'maxAge' | 'path' | 'sameSite' | 'secure'
>

/** How a cookie is called and what it is written with. */
export interface CookieSpec {
  readonly name: string
  readonly attributes: CookieAttributes
}

/** Value characters per cookie: 4096 octets (RFC 6265bis, section 5.6) less the name and attributes. */
const chunkLength = 3933

/** Beyond this the header would not reach a server with common limits, and nobody could sign out. */
const maxChunks = 8

/** Longest cookie name that is ours. */
const maxNameLength = 100

/** Candidates for one name: another host of the site may set some, and each costs an attempt to open. */
const maxCandidates = 16

/**
 * All values of a cookie, in the order of the header.
 *
 * There may be several: another host of the same site can set a cookie of the same name. Only the
 * caller can tell the genuine one.
 */
export function readCookies(header: string, name: string): string[] {
  const values: string[] = []
  const wanted = `${name}=`
  let start = header.indexOf(wanted)
  while (start !== -1 && values.length < maxCandidates) {
    const valueStart = start + wanted.length
    const end = header.indexOf(';', valueStart)
    if (startsPair(header, start)) {
      values.push(decode(header.slice(valueStart, end === -1 ? undefined : end).trim()))
    }
    start = header.indexOf(wanted, valueStart)
  }
  return values
}

/** A `Cookie` header as the browser will send it once it has taken these `Set-Cookie` values. */
export function applySetCookies(header: string, setCookies: readonly string[]): string {
  const written = setCookies.map((setCookie) => setCookie.split(';', 1)[0] ?? '')
  const names = new Set(written.map(nameOf))
  return [
    // Others may be there twice, of which only who reads them can tell the genuine one.
    ...header.split(/; */).filter((pair) => pair !== '' && !names.has(nameOf(pair))),
    ...written.filter((_, index) => setCookies[index]?.includes('; Max-Age=0') !== true),
  ].join('; ')
}

/** The name in `name=value`; what has no `=` is a value without a name (RFC 6265bis, section 5.6). */
function nameOf(pair: string): string {
  return pair.slice(0, Math.max(pair.indexOf('='), 0))
}

/** The candidates for a value that may have been written in chunks. */
export function readChunkedCookies(header: string, name: string): string[] {
  const whole = readCookies(header, name).filter((value) => value !== '')
  let joined = ''
  for (let index = 0; index < maxChunks; index++) {
    const [chunk] = readCookies(header, `${name}.${index}`)
    if (chunk === undefined || chunk === '') break
    joined += chunk
  }
  return joined === '' ? whole : [...whole, joined]
}

/** Names in the header that begin with `prefix`, each once, at most `limit`. */
export function cookieNames(header: string, prefix: string, limit: number): string[] {
  const names = new Set<string>()
  let start = header.indexOf(prefix)
  while (start !== -1 && names.size < limit) {
    const name = /^[\w.-]*(?==)/.exec(header.slice(start, start + maxNameLength))?.[0]
    // Others of the site may set names that we could not even write to clear them.
    if (name !== undefined && startsPair(header, start)) names.add(name)
    start = header.indexOf(prefix, start + prefix.length)
  }
  return [...names]
}

/** A `Set-Cookie` header value. The value is percent-encoded, as NextAuth's cookies are. */
export function writeCookie(spec: CookieSpec, value: string, maxAge?: number): string {
  const lifetime = maxAge === undefined ? {} : { maxAge }
  return stringifySetCookie(
    { ...spec.attributes, ...lifetime, name: spec.name, value },
    { encode: encodeURIComponent },
  )
}

/** A `Set-Cookie` header value that removes a cookie. */
export function clearCookie(spec: CookieSpec, name = spec.name): string {
  return writeCookie({ ...spec, name }, '', 0)
}

/**
 * `Set-Cookie` header values for a value of any length, and for removing what is left of an older one.
 *
 * @param value Characters that may stand in a cookie as they are (RFC 6265, section 4.1.1), like those of
 *   a sealed token.
 * @param header The request's `Cookie` header, to see what is there.
 * @param expires When the browser drops the cookie, in milliseconds since the epoch; `null`: when it is
 *   closed.
 * @throws {AuthError} `session_too_large` above 8 chunks (some 31 kB).
 */
export function writeChunkedCookie(
  spec: CookieSpec,
  value: string,
  expires: number | null,
  header: string,
): string[] {
  const lifetime = expires === null ? '' : `; Expires=${new Date(expires).toUTCString()}`
  const attributes = attributesOf(spec) + lifetime
  const count = Math.ceil(value.length / chunkLength)
  if (count > maxChunks) throw authError('session_too_large')
  const written =
    count <= 1
      ? [{ name: spec.name, value }]
      : Array.from({ length: count }, (_, index) => ({
          name: `${spec.name}.${index}`,
          value: value.slice(index * chunkLength, (index + 1) * chunkLength),
        }))
  const names = new Set(written.map((cookie) => cookie.name))
  return [
    ...clearChunkedCookie(spec, header, names),
    ...written.map((cookie) => `${cookie.name}=${cookie.value}${attributes}`),
  ]
}

/** `Set-Cookie` header values that remove a cookie and its chunks, as far as the browser sent them. */
export function clearChunkedCookie(
  spec: CookieSpec,
  header: string,
  keep: ReadonlySet<string> = new Set(),
): string[] {
  return cookieNames(header, spec.name, 64)
    .filter((name) => !keep.has(name) && isPart(name, spec.name))
    .map((name) => clearCookie(spec, name))
}

const writtenAttributes = new WeakMap<CookieSpec, string>()

/** Everything behind a value, written once for each spec: each answer about a session needs it. */
function attributesOf(spec: CookieSpec): string {
  let attributes = writtenAttributes.get(spec)
  if (attributes === undefined) {
    attributes = writeCookie(spec, '').slice(`${spec.name}=`.length)
    writtenAttributes.set(spec, attributes)
  }
  return attributes
}

/** Whether a cookie is `name` itself or one of its chunks. */
function isPart(candidate: string, name: string): boolean {
  return candidate === name || /^\.\d{1,3}$/.test(candidate.slice(name.length))
}

/** Whether a pair begins here: at the start, or after a `;` and spaces. A space alone ends no value. */
function startsPair(header: string, index: number): boolean {
  let before = index - 1
  while (before >= 0 && header.charCodeAt(before) === 32) before--
  return before < 0 || header.charCodeAt(before) === 59
}

function decode(value: string): string {
  if (!value.includes('%')) return value
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
