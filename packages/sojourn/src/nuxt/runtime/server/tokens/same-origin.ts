/**
 * Whether a page of this very application sent a request.
 *
 * @module
 */
import { authError } from '../../../../core/errors.ts'

/**
 * Refuses what a page of another site could have sent, by two independent signs: the browser's word on where the
 * request is from, and a header that another site can only send after having asked (CORS), which is never granted.
 *
 * @throws {AuthError} `csrf_mismatch`.
 *
 * @see {@link https://www.w3.org/TR/fetch-metadata/ | Fetch Metadata Request Headers}
 */
export function assertSameOrigin(headers: Headers): void {
  if (headers.get('x-sojourn') !== '1' || !isSameOrigin(headers)) throw authError('csrf_mismatch')
}

function isSameOrigin(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site')
  // Browsers send it over https and to localhost. Elsewhere there is `Origin`, of every POST.
  if (site !== null) return site === 'same-origin'
  const origin = URL.parse(headers.get('origin') ?? '')
  return origin !== null && origin.host === headers.get('host')
}
