/**
 * `fetch` during the rendering of a page: within the process, as the person, with cookies both ways.
 *
 * @module
 */
import { appendResponseHeader, type H3Event, setResponseHeader } from 'h3'
import { personal } from '../../../core/protocol.ts'

/** @param event The request whose page is rendered. Its headers go along. */
export function requestFetch(event: H3Event): typeof fetch {
  return async (input, init) => {
    // h3 spreads the headers over those of the event, which only works with a plain object.
    const headers = Object.fromEntries(new Headers(init?.headers))
    const response = await event.fetch(input as Request, { ...init, headers })
    const cookies = response.headers.getSetCookie()
    for (const value of cookies) appendResponseHeader(event, 'set-cookie', value)
    // The page now belongs to one browser: a shared cache would hand its cookies to others.
    if (cookies.length > 0) setResponseHeader(event, 'cache-control', personal)
    return response
  }
}
