/**
 * Requests that this server sends to find out who somebody is, and which may come back to it: the backend may be part of
 * this application though its address goes over the network, and every request may ask for the session.
 *
 * Such a request carries a mark, and who carries it is nobody: nothing is read of the cookies, so nobody asks again. The
 * mark is no secret. Who forges it is nobody too.
 *
 * @module
 */
import type { H3Event } from 'h3'

/** The header with the marks of all servers that wait for the answer, separated by spaces. */
export const askingHeader = 'x-sojourn-asking'

/** How many marks are kept, the newest: there may be as many as applications that ask one another. */
const mostMarks = 8

/**
 * The mark of this application.
 *
 * The same in all processes of a build, since the request may arrive at another one; not that of another
 * application, which has a backend of its own to ask.
 *
 * @param app Of the run-time configuration.
 * @param baseURL Where this application asks.
 */
export function markOf(app: object, baseURL: string): string {
  const { buildId = '' } = app as { buildId?: string }
  return encodeURIComponent(`${buildId} ${baseURL}`)
}

/** Whether a request is part of an application's own asking. */
export function isAsking(event: H3Event, mark: string): boolean {
  return marksOn(event).includes(mark)
}

/** The header of a request that is sent on behalf of this one. */
export function askingHeaders(event: H3Event, mark: string): Record<string, string> {
  return { [askingHeader]: [...marksOn(event), mark].slice(-mostMarks).join(' ') }
}

function marksOn(event: H3Event): string[] {
  return (event.headers.get(askingHeader) ?? '').split(' ').filter((mark) => mark !== '')
}
