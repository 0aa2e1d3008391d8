/**
 * Where the browser may be sent after sign-in and sign-out.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import type { Engine } from '../engine.ts'

/** Characters of the URL in its normal form. A sealed sign-in in progress carries it and must fit into one cookie. */
const maxLength = 2048

/**
 * Resolves an untrusted `callbackUrl`.
 *
 * A path, or a URL of `origin`, is followed. Anything else leads to the home page, unless the
 * application's `redirect` callback allows it; so does what is longer than 2048 characters, since the address
 * of a search must keep nobody from signing out.
 *
 * @param callbackUrl As the request gave it; nothing leads to the home page.
 * @param origin Public origin of the application.
 * @returns Absolute http(s) URL in its normal form, fit for a `Location` header.
 * @throws {AuthError} `callback_url_invalid` if it is not a web address at all.
 * @see {@link https://www.rfc-editor.org/rfc/rfc9700#section-4.11.1 | RFC 9700, section 4.11.1}
 */
export async function resolveCallbackUrl(
  engine: Engine,
  callbackUrl: unknown,
  origin: string,
): Promise<string> {
  const url = callbackUrl === undefined || callbackUrl === null ? '' : callbackUrl
  if (typeof url !== 'string') throw authError('callback_url_invalid')
  const given = parseWebUrl(url, origin)
  if (given === null) throw authError('callback_url_invalid')
  if (given.href.length > maxLength) return `${origin}/`
  const { redirect } = engine.config.callbacks
  if (redirect === undefined) return given.origin === origin ? given.href : `${origin}/`
  const allowed = parseWebUrl(await redirect({ url: url || origin, baseUrl: origin }), origin)
  if (allowed === null || allowed.href.length > maxLength) throw authError('callback_url_invalid')
  return allowed.href
}

/** A URL with a scheme that leads to a web page; credentials in it are refused. */
function parseWebUrl(url: string, origin: string): URL | null {
  const parsed = URL.parse(url, origin)
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return null
  return parsed.username === '' && parsed.password === '' ? parsed : null
}
