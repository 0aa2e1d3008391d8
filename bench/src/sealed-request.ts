/**
 * The request that every contender of a session read is given: ordinary headers, one sealed cookie
 * among two others.
 *
 * @module
 */

export const secret = 'a secret of at least thirty-two characters'

export const claims = {
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  picture: 'https://example.com/ada.png',
  sub: '6f1ed002-ab54-4b1c-9a0e-8f1f1c1a0f2b',
}

/** Cookies that any site has. */
const others = ['theme=dark', 'consent=2026-11-01T10%3A00%3A00Z']

/** Headers that any browser sends. */
export const requestHeaders = {
  accept: 'text/html,application/xhtml+xml',
  'accept-language': 'en-GB,en;q=0.9',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0',
}

/** A `Cookie` header with the cookie in its middle. */
export function cookieHeader(name: string, value: string): string {
  return [others[0], `${name}=${value}`, others[1]].join('; ')
}

/** A web request with the cookie. */
export function requestWith(name: string, value: string): Request {
  return new Request('http://localhost:3000/account', {
    headers: { ...requestHeaders, cookie: cookieHeader(name, value) },
  })
}
