/**
 * `withAuth`: the middleware of Next 14 and 15, the proxy of Next 16.
 *
 * It decides who may see what the matcher covers, and renews the session of whoever may: a server
 * component cannot set a cookie, so this is where a session slides.
 *
 * @module
 */
import { type NextFetchEvent, type NextRequest, NextResponse } from 'next/server.js'
import { withinBase } from '../core/base-path.ts'
import { personal } from '../core/protocol.ts'
import { applySetCookies } from '../server/cookies.ts'
import type { AuthConfig, RenewedSession, SessionClaims } from '../server/index.ts'
import { engineOf } from './engine.ts'
import { headersRequest } from './route-request.ts'

type Awaitable<T> = T | Promise<T>

/** Options of {@link withAuth}: those of the engine, of which none is required, and who may pass. */
export interface WithAuthOptions extends Omit<AuthConfig, 'providers' | 'callbacks'> {
  readonly providers?: AuthConfig['providers']
  readonly callbacks?: AuthConfig['callbacks'] & {
    /** Whether this request may pass. Default: whether anybody is signed in. */
    authorized?: (params: { token: SessionClaims | null; req: NextRequest }) => Awaitable<boolean>
  }
}

/** A request that was let pass. */
export interface NextRequestWithAuth extends NextRequest {
  nextauth: { token: SessionClaims | null }
}

/** What the application does with a request that was let pass. */
export type AuthorizedHandler = (
  request: NextRequestWithAuth,
  event: NextFetchEvent,
) => Awaitable<Response | null | undefined | void>

/** What Next calls. */
export type NextProxy = (request: NextRequest, event: NextFetchEvent) => Promise<Response>

/**
 * Protects the pages and routes that the `matcher` names: whoever may not see them is sent to sign in.
 *
 * The endpoints and pages of sign-in themselves, and what Next serves of its own, always pass. Protection
 * here is the first line, not the only one: a page that shows something of a person reads their session.
 *
 * What it makes throws `request_failed` if a callback of the application throws, so that nobody passes.
 *
 * @param handler What to do with a request that may pass. Default: go on.
 * @param options As for `NextAuth`, and `callbacks.authorized`.
 *
 * @example
 * ```ts
 * // proxy.ts, or middleware.ts before Next 16
 * export default withAuth(authOptions)
 * export const config = { matcher: ['/account/:path*'] }
 * ```
 */
export function withAuth(options?: WithAuthOptions): NextProxy
export function withAuth(handler: AuthorizedHandler, options?: WithAuthOptions): NextProxy
/** Itself as the proxy, configured by the environment alone. */
export function withAuth(request: NextRequest, event?: NextFetchEvent): Promise<Response>
export function withAuth(
  first?: WithAuthOptions | AuthorizedHandler | NextRequest,
  second?: WithAuthOptions | NextFetchEvent,
): NextProxy | Promise<Response> {
  if (typeof first === 'function') return createProxy(first, (second ?? {}) as WithAuthOptions)
  if (first && 'nextUrl' in first) return ofEnvironment(first, second as NextFetchEvent)
  return createProxy(() => undefined, first ?? {})
}

const ofEnvironment = createProxy(() => undefined, {})

function createProxy(handler: AuthorizedHandler, options: WithAuthOptions): NextProxy {
  const config: AuthConfig = { ...options, providers: options.providers ?? [] }
  const { authorized } = options.callbacks ?? {}

  return async (request, event) => {
    const auth = engineOf(config)
    if (isOpen(request, auth.basePath, config)) return NextResponse.next()
    const renewed = await auth.renewSession(headersRequest(request.headers))
    const token = renewed.claims
    const isAllowed: unknown = authorized
      ? await authorized({ token, req: request })
      : token !== null
    // Only a clear yes counts: a callback that forgets to return has said nothing.
    if (isAllowed !== true) {
      return toPerson(request, toSignIn(request, auth.basePath, config), renewed)
    }
    const response = await handler(Object.assign(request, { nextauth: { token } }), event)
    return toPerson(request, response ?? NextResponse.next(), renewed)
  }
}

/** Whether a path must be reachable for anybody: to sign in, and to load a page at all. */
function isOpen({ nextUrl }: NextRequest, authPath: string, { pages }: AuthConfig): boolean {
  const { basePath, pathname } = nextUrl
  const path = basePath + pathname
  return (
    path.startsWith(`${authPath}/`) ||
    pathname.startsWith('/_next/') ||
    pathname === '/favicon.ico' ||
    [pages?.signIn, pages?.signOut, pages?.error].some(
      (page) => page !== undefined && withinBase(page, basePath).split('?', 1)[0] === path,
    )
  )
}

function toSignIn(request: NextRequest, authPath: string, { pages }: AuthConfig): Response {
  const { basePath, pathname, search } = request.nextUrl
  const page = withinBase(pages?.signIn ?? `${authPath}/signin`, basePath)
  const target = new URL(page, request.url)
  target.searchParams.set('callbackUrl', basePath + pathname + search)
  // What was posted here is not for the sign-in page (RFC 9700, section 4.12).
  return NextResponse.redirect(target, request.method === 'GET' ? 307 : 303)
}

/** The answer to a person, with renewed cookies, kept out of every cache that others are served from. */
function toPerson(
  request: NextRequest,
  response: Response,
  { claims, cookies }: RenewedSession,
): Response {
  if (claims === null && cookies.length === 0) return response
  // The headers of `Response.redirect()` cannot be changed.
  const answer = new NextResponse(response.body, response)
  for (const cookie of cookies) answer.headers.append('set-cookie', cookie)
  if (cookies.length > 0 && goesOn(response)) passOn(request, answer, cookies)
  answer.headers.set('cache-control', personal)
  return answer
}

/** Whether Next will now render or answer something itself. */
function goesOn({ headers }: Response): boolean {
  return headers.has('x-middleware-next') || headers.has('x-middleware-rewrite')
}

/**
 * Has what is rendered now see the cookies that the browser will have: by the old ones it would show a
 * session that ends earlier, and renew it again.
 */
function passOn(request: NextRequest, answer: Response, cookies: readonly string[]): void {
  const headers = new Headers(request.headers)
  headers.set('cookie', applySetCookies(headers.get('cookie') ?? '', cookies))
  const overrides = NextResponse.next({ request: { headers } }).headers
  overrides.delete('x-middleware-next')
  for (const [name, value] of overrides) {
    // What the application says of other headers stands.
    const isCookie = name === 'x-middleware-request-cookie'
    if (isCookie || !answer.headers.has(name)) answer.headers.set(name, value)
  }
}
