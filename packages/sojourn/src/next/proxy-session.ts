/**
 * The session in a middleware or proxy: read for whoever asks, and renewed for whoever loads a page. A server component
 * cannot set a cookie, so this is where a session slides.
 *
 * @module
 */
import { type NextRequest, NextResponse } from 'next/server.js'
import { AuthError } from '../core/errors.ts'
import { personal } from '../core/protocol.ts'
import { applySetCookies } from '../server/cookies.ts'
import { isAsset } from './open-paths.ts'

/** What is known of whose request it is. */
export interface Person {
  /** Whether anybody is signed in. */
  readonly isKnown: boolean
  /** `Set-Cookie` values that renew their session. */
  readonly cookies: readonly string[]
}

/**
 * Whether a page is loaded as a whole; also where a browser does not tell, or it is none. Only then does a session
 * slide, and not by what a page fetches, ahead or in parts, or posts: that may be answered after an update of
 * the session, and would undo it.
 */
export function isDocument({ headers, method }: NextRequest): boolean {
  const destination = headers.get('sec-fetch-dest')
  return (
    (method === 'GET' || method === 'HEAD') && (destination === null || destination === 'document')
  )
}

/**
 * The answer while the storage cannot say who somebody is: they are not sent to sign in.
 *
 * @throws Whatever else went wrong.
 */
export function refuseUnknown(thrown: unknown): Response {
  explainOnEdge(thrown)
  if (!isUnavailable(thrown)) throw thrown
  return NextResponse.json(thrown.toJSON(), { status: thrown.status })
}

function isUnavailable(thrown: unknown): thrown is AuthError {
  return AuthError.is(thrown) && thrown.code === 'storage_unavailable'
}

/** Tells the operator why a proxy may be unable to ask the storage. */
export function explainOnEdge(thrown: unknown): void {
  if (isUnavailable(thrown) && process.env['NEXT_RUNTIME'] === 'edge') {
    console.error(
      '[sojourn] storage_unavailable',
      'The sessions are in a database that this middleware cannot ask: on the edge runtime most drivers do not run. Have it run on Node: proxy.ts (Next 16), or `runtime: "nodejs"` in the config of middleware.ts (Next 15.5). On older versions seal the sessions (`session.strategy: "jwt"`), or let the pages decide who may see them.',
    )
  }
}

/**
 * The answer to a person, with renewed cookies, and kept out of caches that others are served from, unless the
 * application has said itself who may keep it. What the application has done to the session while it answered stands:
 * nobody whom it has signed out is signed in again.
 */
export async function toPerson(
  request: NextRequest,
  response: Response,
  person: Person,
): Promise<Response> {
  if (!person.isKnown) return response
  const cookies = (await isChanged(request, response, person.cookies)) ? [] : person.cookies
  // The headers of `Response.redirect()` cannot be changed.
  const answer = new NextResponse(response.body, response)
  for (const cookie of cookies) answer.headers.append('set-cookie', cookie)
  if (cookies.length > 0 && goesOn(response)) passOn(request, answer, cookies)
  if (cookies.length > 0 || !(isAsset(request) || answer.headers.has('cache-control'))) {
    answer.headers.set('cache-control', personal)
  }
  return answer
}

/** Whether one of these cookies was set by the application, in its answer or by `cookies()`. */
async function isChanged(
  request: NextRequest,
  response: Response,
  cookies: readonly string[],
): Promise<boolean> {
  if (cookies.length === 0) return false
  const names = cookies.map(nameOf)
  const set = response.headers.getSetCookie().map(nameOf)
  if (names.some((name) => set.includes(name))) return true
  const next = await import('next/headers.js')
  try {
    const jar = await next.cookies()
    return names.some((name) => jar.get(name)?.value !== request.cookies.get(name)?.value)
  } catch {
    // Outside of Next's scope of a request nobody can have set any.
    return false
  }
}

function nameOf(cookie: string): string {
  return cookie.slice(0, cookie.indexOf('='))
}

/** Whether Next will now render or answer something itself. */
function goesOn({ headers }: Response): boolean {
  return headers.has('x-middleware-next') || headers.has('x-middleware-rewrite')
}

/** Names of the request headers that Next replaces, and the prefix of their values. */
const overrideList = 'x-middleware-override-headers'
const overridden = 'x-middleware-request-'

/**
 * Has what is rendered now see the cookies that the browser will have: by the old ones it would show a
 * session that ends earlier, and renew it again. Next takes what is not in its list of replaced headers for
 * headers of the answer, so nothing is added to a list that the application has made.
 */
function passOn(request: NextRequest, answer: Response, cookies: readonly string[]): void {
  const { headers } = answer
  const own = headers.get(`${overridden}cookie`)
  if (headers.has(overrideList)) {
    if (own !== null) headers.set(`${overridden}cookie`, applySetCookies(own, cookies))
    return
  }
  const renewed = new Headers(request.headers)
  renewed.set('cookie', applySetCookies(String(renewed.get('cookie')), cookies))
  for (const [name, value] of NextResponse.next({ request: { headers: renewed } }).headers) {
    if (name !== 'x-middleware-next') headers.set(name, value)
  }
}
