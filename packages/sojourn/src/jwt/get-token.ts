/**
 * `getToken`: the claims of a request's sealed session, without an engine.
 *
 * @module
 */
import { isRecord } from '../core/protocol.ts'
import type { JWT } from '../core/session.ts'
import { readChunkedCookies } from '../server/cookies.ts'
import { readEnvironment } from '../server/environment.ts'
import { v4 } from '../server/wire/v4.ts'
import { v5 } from '../server/wire/v5.ts'
import { decode, type JWTDecodeParams, type Secret, secretsOf } from './session-token.ts'

/** A request: a web `Request`, one of Next's, or one of `node:http`. */
export interface TokenRequest {
  readonly headers?:
    | Pick<Headers, 'get'>
    | Readonly<Record<string, string | readonly string[] | undefined>>
    | undefined
  /**
   * Cookies that a framework has parsed, by name, or with a `get(name)` as Next's have. Asked for what the `Cookie`
   * header does not have.
   */
  readonly cookies?: unknown
}

/** What {@link getToken} is asked with. Names are NextAuth's. */
export interface GetTokenParams {
  req: TokenRequest
  /** Whether the cookie is that of https. Default: by `AUTH_URL` or `NEXTAUTH_URL`, else either. */
  secureCookie?: boolean | undefined
  /** Default: those of NextAuth v4 and Auth.js v5. */
  cookieName?: string | undefined
  /** What it was sealed with, if that is not its form's. */
  salt?: string | undefined
  /** Default: `NEXTAUTH_SECRET`, `AUTH_SECRET`. Not needed with `raw`. */
  secret?: Secret | undefined
  /** Default: {@link decode}. */
  decode?: ((params: JWTDecodeParams) => Promise<JWT | null>) | undefined
}

/**
 * The claims of a request's sealed session, or `null`; with `raw` what stands in the cookie. Also of a header
 * `Authorization: Bearer …`. It renews nothing and asks no storage, so a session that was revoked counts
 * until it expires: where that matters, ask `auth.getToken`.
 *
 * @throws {TypeError} Without a secret, whatever the request carries: signing everybody out would hide it.
 *
 * @example
 * ```ts
 * const token = await getToken({ req })
 * ```
 */
export async function getToken(params: GetTokenParams & { raw: true }): Promise<string | null>
/** The claims. */
export async function getToken(
  params: GetTokenParams & { raw?: false | undefined },
): Promise<JWT | null>
/** Either. */
export async function getToken(
  params: GetTokenParams & { raw?: boolean | undefined },
): Promise<JWT | string | null>
export async function getToken(
  params: GetTokenParams & { raw?: boolean | undefined },
): Promise<JWT | string | null> {
  const { req, raw = false, decode: open = decode } = params
  const secret = params.secret ?? readEnvironment().secrets
  if (!raw) secretsOf(secret)
  for (const { token, salt } of presented(req, params)) {
    if (raw) return token
    const claims = await open({ token, secret, salt }).catch(() => null)
    if (claims !== null) return claims
  }
  return null
}

/** What the request carries, and what each may have been sealed with. */
function* presented(
  req: TokenRequest,
  { secureCookie, cookieName, salt }: GetTokenParams,
): Generator<{ readonly token: string; readonly salt: string | undefined }> {
  const header = headerOf(req, 'cookie') ?? ''
  for (const name of cookieName === undefined ? namesOf(secureCookie) : [cookieName]) {
    // NextAuth v4 seals with no salt, Auth.js v5 with the name; by the salt `decode` knows the second.
    const inHeader = readChunkedCookies(header, name)
    const tokens =
      inHeader.length > 0 ? inHeader : readChunkedCookies(parsedCookies(req.cookies, name), name)
    for (const token of tokens) yield { token, salt: salt ?? saltOf(token, name) }
  }
  const [scheme, bearer] = headerOf(req, 'authorization')?.split(' ') ?? []
  if (scheme?.toLowerCase() !== 'bearer' || !bearer) return
  const token = decodeText(bearer)
  if (token === undefined) return
  yield { token, salt }
  for (const name of namesOf(secureCookie)) yield { token, salt: name }
}

/** The salt of a token by its own header: only Auth.js v5's are of that form. */
function saltOf(token: string, name: string): string | undefined {
  return token.startsWith(v4Header) ? undefined : name
}

/** `{"alg":"dir","enc":"A256GCM"}` in base64url. */
const v4Header = 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0.'

function namesOf(secureCookie: boolean | undefined): string[] {
  const { url } = readEnvironment()
  const isSecure = secureCookie ?? (url === undefined ? undefined : url.startsWith('https:'))
  const schemes = isSecure === undefined ? [true, false] : [isSecure]
  return schemes.flatMap((secure) => [v4, v5].map((wire) => wire.cookies(secure).sessionToken.name))
}

function headerOf({ headers }: TokenRequest, name: string): string | undefined {
  if (headers === undefined) return undefined
  if (typeof headers.get === 'function') return headers.get(name) ?? undefined
  const value = (headers as Readonly<Record<string, string | readonly string[] | undefined>>)[name]
  return typeof value === 'string' ? value : value?.join('; ')
}

/** As many as a session is written in. */
const maxChunks = 8

/** A cookie and its chunks, of those that a framework has parsed, as a header. */
function parsedCookies(cookies: unknown, name: string): string {
  const chunks = Array.from({ length: maxChunks }, (_, index) => `${name}.${index}`)
  return [name, ...chunks]
    .flatMap((one) => {
      const value = parsedCookie(cookies, one)
      return value === undefined ? [] : [`${one}=${encodeURIComponent(value)}`]
    })
    .join('; ')
}

function parsedCookie(cookies: unknown, name: string): string | undefined {
  if (!isRecord(cookies)) return undefined
  const found: unknown =
    typeof cookies['get'] === 'function'
      ? cookies['get'](name)
      : Object.hasOwn(cookies, name)
        ? cookies[name]
        : undefined
  // Next's have an object for each, a Map has the text.
  const value = isRecord(found) ? found['value'] : found
  return typeof value === 'string' ? value : undefined
}

function decodeText(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
