/**
 * The request that is being answered, where Next hands none over: in server components, server actions and
 * route handlers.
 *
 * @module
 */
import { applySetCookies, readCookies } from '../server/cookies.ts'
import type { SessionRequest } from '../server/index.ts'
import { headersRequest } from './route-request.ts'

/** What `next/headers` gives. */
type NextHeaders = typeof import('next/headers.js')

/** Cookies as Next keeps them; those of a server action can be set. */
export type CookieJar = Awaited<ReturnType<NextHeaders['cookies']>>

/** A request by what Next tells of it. */
export interface CurrentRequest {
  /** Its headers, as the browser sent them. */
  readonly headers: Awaited<ReturnType<NextHeaders['headers']>>
  readonly jar: CookieJar
  /** Its cookies, with what a server action has changed by now. */
  readonly cookie: string
}

/**
 * Asks Next. Do it before an engine is asked for: where Next renders a page in advance this is where it ends,
 * and an engine of a build has no secret. Also where it does so for one person, as when a link is prefetched: a
 * session is of the moment in which it is read.
 */
export async function currentRequest(): Promise<CurrentRequest> {
  // Not above: the pages router has no such thing.
  const next = await import('next/headers.js')
  const headers = await next.headers()
  const jar = await next.cookies()
  await beDynamic(await import('next/server.js'))
  return { headers, jar, cookie: cookieHeader(headers.get('cookie') ?? '', jar) }
}

/** Goes on where somebody is waiting for the answer. Before Next 15 that is wherever there are headers. */
export async function beDynamic({
  connection,
}: {
  readonly connection?: (() => Promise<void>) | undefined
}): Promise<void> {
  await connection?.()
}

/** The request as the engine reads its session. */
export function sessionRequest({ headers, cookie }: CurrentRequest): SessionRequest {
  return headersRequest({ get: (name) => (/^cookie$/i.test(name) ? cookie : headers.get(name)) })
}

/**
 * The `Cookie` header as the browser would send it now. What nobody has changed stays as it was sent: there may be
 * several of one name, of which Next knows one.
 */
function cookieHeader(sent: string, jar: Pick<CookieJar, 'getAll'>): string {
  const changed = jar
    .getAll()
    .filter(({ name, value }) => !readCookies(sent, name).includes(value))
    .map(({ name, value }) =>
      value === '' ? `${name}=; Max-Age=0` : `${name}=${encodeURIComponent(value)}`,
    )
  return changed.length === 0 ? sent : applySetCookies(sent, changed)
}
