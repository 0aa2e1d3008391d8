/**
 * `fetch` during the rendering of a page: as the person, with cookies both ways.
 *
 * @module
 */
import { getResponseHeader, type H3Event, setResponseHeader } from 'h3'
import { personal } from '../../../core/protocol.ts'
import { type CookieHeader, createCookieHeader, splitPair } from '../server/cookie-header.ts'

/**
 * A path is answered within the process. What the answers set goes to the browser, once each, and along with what is
 * asked next, as a browser would send it: signing in takes several requests.
 *
 * @param event The request whose page is rendered. Its cookies go along.
 */
export function requestFetch(event: H3Event): typeof fetch {
  const jar = createCookieHeader(event.headers.get('cookie') ?? undefined)
  return async (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('cookie', jar.text() ?? '')
    // Within the process nobody names the type of a form.
    const isForm = init?.body instanceof URLSearchParams
    if (isForm) headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8')
    const isHere = typeof input === 'string' && input.startsWith('/')
    const response = isHere
      ? // h3 spreads the headers over those of the event, which only works with a plain object.
        await event.fetch(input, { ...init, headers: Object.fromEntries(headers) })
      : await fetch(input, { ...init, headers })
    const cookies = response.headers.getSetCookie()
    if (cookies.length > 0) setCookies(event, cookies, jar)
    return response
  }
}

function setCookies(event: H3Event, cookies: string[], jar: CookieHeader): void {
  const before = [getResponseHeader(event, 'set-cookie') ?? []].flat().map(String)
  const names = new Set(cookies.map(nameOf))
  const kept = before.filter((cookie) => !names.has(nameOf(cookie)))
  setResponseHeader(event, 'set-cookie', [...kept, ...cookies])
  // The page now belongs to one browser: a shared cache would hand its cookies to others.
  setResponseHeader(event, 'cache-control', personal)
  for (const cookie of cookies) {
    const [pair = '', ...attributes] = cookie.split(';')
    const isEnd = attributes.some((attribute) => /^\s*max-age=(?:0|-\d+)\s*$/i.test(attribute))
    const { name, value } = splitPair(pair)
    jar.set(name, isEnd ? undefined : value)
  }
}

function nameOf(cookie: string): string {
  return splitPair(cookie).name
}
