/**
 * `fetch` during the rendering of a page: within the process, as the person, with cookies both ways.
 *
 * @module
 */
import { appendResponseHeader, type H3Event, setResponseHeader } from 'h3'

/** @param event The request whose page is rendered. */
export function requestFetch(event: H3Event): typeof fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers)
    const cookie = event.headers.get('cookie')
    if (cookie !== null) headers.set('cookie', cookie)
    // The engine tells the public address by these, and builds links with it.
    for (const name of ['host', 'x-forwarded-host', 'x-forwarded-proto']) {
      const value = event.headers.get(name)
      if (value !== null) headers.set(name, value)
    }
    const response = await event.fetch(input as Request, { ...init, headers })
    const cookies = response.headers.getSetCookie()
    for (const value of cookies) appendResponseHeader(event, 'set-cookie', value)
    // The page now belongs to one browser: a shared cache would hand its cookies to others.
    if (cookies.length > 0) setResponseHeader(event, 'cache-control', 'private, no-store')
    return response
  }
}
