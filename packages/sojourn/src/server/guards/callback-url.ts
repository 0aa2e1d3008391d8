/**
 * Where the browser may be sent after sign-in and sign-out.
 *
 * A form or an address names it. Who names none is sent where the last one led that did, by a cookie: pages of
 * an application's own pass nothing on, and need not.
 *
 * @module
 */
import { AuthError, authError } from '../../core/errors.ts'
import type { SessionRequest } from '../answer.ts'
import { readCookies, writeCookie } from '../cookies.ts'
import type { Engine } from '../engine.ts'
import { isSecure } from '../origin.ts'

/** Characters of the URL in its normal form. A sealed sign-in in progress carries it and must fit into one cookie. */
const maxLength = 2048

/** Where to go, and the `Set-Cookie` value that remembers it, if it is new. */
export interface CallbackUrl {
  /** Absolute http(s) URL in its normal form, fit for a `Location` header. */
  readonly url: string
  readonly cookies: readonly string[]
}

/**
 * Resolves an untrusted `callbackUrl`.
 *
 * A path, or a URL of `origin`, is followed. Anything else leads to the home page, unless the
 * application's `redirect` callback allows it; so does what is longer than 2048 characters, since the address
 * of a search must keep nobody from signing out.
 *
 * @param asked As the request gave it; nothing leads where the browser's cookie says, else to the home page.
 * @param origin Public origin of the application.
 * @throws {AuthError} `callback_url_invalid` if it is not a web address at all, or the application's callback
 *   returns none.
 * @see {@link https://www.rfc-editor.org/rfc/rfc9700#section-4.11.1 | RFC 9700, section 4.11.1}
 */
export async function resolveCallbackUrl(
  engine: Engine,
  request: SessionRequest,
  asked: unknown,
  origin: string,
): Promise<CallbackUrl> {
  const { callbackUrl: spec } = engine.config.cookies(isSecure(engine.config, request))
  const [remembered] = readCookies(request.headers.get('cookie') ?? '', spec.name)
  if (asked === undefined || asked === null || asked === '') {
    const url =
      remembered && (await resolve(engine, request, remembered, origin).catch(unlessInvalid))
    return { url: url || `${origin}/`, cookies: [] }
  }
  if (typeof asked !== 'string') throw authError('callback_url_invalid')
  const url = await resolve(engine, request, asked, origin)
  return { url, cookies: url === remembered ? [] : [writeCookie(spec, url)] }
}

/** A cookie that somebody has planted, or that is left of another day, keeps nobody out. */
function unlessInvalid(error: unknown): undefined {
  if (!AuthError.is(error) || error.code !== 'callback_url_invalid') throw error
}

async function resolve(
  engine: Engine,
  request: SessionRequest,
  url: string,
  origin: string,
): Promise<string> {
  const given = parseWebUrl(url, origin)
  if (given === null) throw authError('callback_url_invalid')
  if (given.href.length > maxLength) return `${origin}/`
  const { redirect } = engine.config.callbacks
  if (redirect === undefined) return given.origin === origin ? given.href : `${origin}/`
  const answered: unknown = await redirect({
    url: asked(given, origin),
    baseUrl: origin,
    request,
  })
  if (typeof answered !== 'string' && !(answered instanceof URL)) {
    // Not "undefined" for an address: a callback that forgets to return has allowed nothing.
    throw authError('callback_url_invalid', {
      cause: new TypeError('The `redirect` callback returned no address.'),
    })
  }
  const allowed = parseWebUrl(String(answered), origin)
  if (allowed === null || allowed.href.length > maxLength) throw authError('callback_url_invalid')
  return allowed.href
}

/**
 * What the application's callback is asked about: a path of this site, or a whole URL. As browsers read it, for
 * one that believes a leading slash would send people to `/\evil.example`.
 */
function asked({ href, origin, pathname, search, hash }: URL, own: string): string {
  return origin === own && !pathname.startsWith('//') ? pathname + search + hash : href
}

/** A URL with a scheme that leads to a web page; credentials in it are refused. */
function parseWebUrl(url: string, origin: string): URL | null {
  const parsed = URL.parse(url, origin)
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return null
  return parsed.username === '' && parsed.password === '' ? parsed : null
}
