/**
 * `withAuth`: the middleware of Next 14 and 15, the proxy of Next 16.
 *
 * It decides who may see what the matcher covers, and renews the session of whoever loads a page: a server
 * component cannot set a cookie, so this is where a session slides.
 *
 * @module
 */
import { type NextFetchEvent, type NextRequest, NextResponse } from 'next/server.js'
import { withinBase } from '../core/base-path.ts'
import { AuthError } from '../core/errors.ts'
import { personal } from '../core/protocol.ts'
import { applySetCookies } from '../server/cookies.ts'
import { readEnvironment } from '../server/environment.ts'
import type { Auth, AuthConfig, SessionClaims } from '../server/index.ts'
import { engineOf } from './engine.ts'
import { headersRequest } from './route-request.ts'

type Awaitable<T> = T | Promise<T>

/**
 * Options of {@link withAuth}: those of the engine, and who may pass. With `providers` they are taken for
 * the whole of what the engine was made of, and sessions are renewed; without, they are only read, since a
 * lifetime or a secret may be missing.
 */
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

/** Whose request it is, and the cookies that renew their session. */
interface Person {
  readonly claims: SessionClaims | null
  readonly cookies: readonly string[]
}

/**
 * Protects the pages and routes that the `matcher` names: whoever may not see them is sent to sign in.
 *
 * The endpoints and pages of sign-in themselves, and what Next serves of its own, always pass. Protection
 * here is the first line, not the only one: a page that shows something of a person reads their session.
 *
 * Nobody passes while it is not known who they are: what it makes answers 503 with a code while the storage
 * does not answer, and throws `request_failed` if a callback of the application throws.
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
/** Within a middleware of the application's own. */
export function withAuth(request: NextRequest, options: WithAuthOptions): Promise<Response>
/** Itself as the proxy, configured by the environment alone. */
export function withAuth(request: NextRequest, event?: NextFetchEvent): Promise<Response>
export function withAuth(
  first?: WithAuthOptions | AuthorizedHandler | NextRequest,
  second: WithAuthOptions | NextFetchEvent = {},
): NextProxy | Promise<Response> {
  if (typeof first === 'function') return createProxy(first, second as WithAuthOptions)
  if (!first || !('nextUrl' in first)) return createProxy(goOn, first ?? {})
  return 'waitUntil' in second
    ? ofEnvironment(first, second)
    : createProxy(goOn, second)(first, {} as NextFetchEvent)
}

const goOn: AuthorizedHandler = () => undefined
const ofEnvironment = createProxy(goOn, {})

function createProxy(handler: AuthorizedHandler, options: WithAuthOptions): NextProxy {
  const config: AuthConfig = { ...options, providers: options.providers ?? [] }
  const { authorized } = options.callbacks ?? {}

  return async (request, event) => {
    const auth = engineOf(config)
    if (isOpen(request, auth.basePath, config)) return NextResponse.next()
    const person = await identify(auth, request, options.providers !== undefined).catch(unknown)
    if (person instanceof Response) return person
    const token = person.claims
    const isAllowed: unknown = authorized
      ? await authorized({ token, req: request })
      : token !== null
    // Only a clear yes counts: a callback that forgets to return has said nothing.
    if (isAllowed !== true)
      return toPerson(request, toSignIn(request, auth.basePath, config), person)
    const response = await handler(Object.assign(request, { nextauth: { token } }), event)
    return toPerson(request, response ?? NextResponse.next(), person)
  }
}

/**
 * Reads the session, and renews it for a page that is loaded as a whole. Not for what a page fetches, ahead
 * or in parts: that may be answered after an update of the session, and would undo it.
 */
async function identify(auth: Auth, request: NextRequest, renews: boolean): Promise<Person> {
  const read = headersRequest(request.headers)
  if (!renews || !isDocument(request)) return { claims: await auth.getToken(read), cookies: [] }
  const { claims, cookies } = await auth.renewSession(read)
  // A cookie that means nothing here may mean something to the endpoints, which clear it if not.
  return { claims, cookies: claims === null ? [] : cookies }
}

/**
 * The answer while the storage cannot say who somebody is: they are not sent to sign in.
 *
 * @throws Whatever else went wrong.
 */
function unknown(thrown: unknown): Response {
  if (!AuthError.is(thrown) || thrown.code !== 'storage_unavailable') throw thrown
  return NextResponse.json(thrown.toJSON(), { status: thrown.status })
}

/** Whether a page is loaded; also where a browser does not tell, or it is none. */
function isDocument({ headers }: NextRequest): boolean {
  const destination = headers.get('sec-fetch-dest')
  return destination === null || destination === 'document'
}

/** What is below the endpoints' path, as far as it is an endpoint. */
const action =
  /^(?:callback|csrf|error|_log|providers|sessions?|signin|signout|verify-request)(?:\/|$)/

/** Whether a path must be reachable for anybody: to sign in, and to load a page at all. */
function isOpen(
  { nextUrl }: NextRequest,
  authPath: string,
  { pages, url = readEnvironment().url }: AuthConfig,
): boolean {
  const { basePath, pathname } = nextUrl
  const path = withoutSlash(basePath + pathname)
  const authBase = withinBase(authPath, basePath)
  return (
    (path.startsWith(`${authBase}/`) && action.test(path.slice(authBase.length + 1))) ||
    // Props of a protected page are none of Next's own; it asks for them by the page's path, or by this.
    (pathname.startsWith('/_next/') && !pathname.startsWith('/_next/data/')) ||
    pathname === '/favicon.ico' ||
    [pages?.signIn, pages?.signOut, pages?.error, pages?.verifyRequest].some(
      (page) => pathOf(page, basePath, url) === path,
    )
  )
}

/**
 * The path of a page of this site; `undefined` for any other. Never by the address that is asked for: what is empty
 * or a query alone would be every page then, and a `Host` that anybody can send would make another site this one.
 */
function pathOf(
  page: string | undefined,
  basePath: string,
  address: string | undefined,
): string | undefined {
  if (page?.startsWith('/')) {
    const target = URL.parse(withinBase(page, basePath), nowhere)
    return target?.origin === nowhere ? withoutSlash(target.pathname) : undefined
  }
  const target = page === undefined ? null : URL.parse(page)
  const own = address === undefined ? null : URL.parse(address)
  return target !== null && target.origin === own?.origin
    ? withoutSlash(target.pathname)
    : undefined
}

/** An origin to read paths by. */
const nowhere = 'http://nowhere.invalid'

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, '')
}

function toSignIn(request: NextRequest, authPath: string, { pages }: AuthConfig): Response {
  const { basePath, pathname, search } = request.nextUrl
  const signIn = pages?.signIn || `${authPath}/signin`
  const target = new URL(withinBase(signIn, basePath), request.nextUrl.origin)
  target.searchParams.set('callbackUrl', basePath + pathname + search)
  // What was posted here is not for the sign-in page (RFC 9700, section 4.12).
  return NextResponse.redirect(target, request.method === 'GET' ? 307 : 303)
}

/** The answer to a person, with renewed cookies; a page is kept out of caches that others are served from. */
function toPerson(request: NextRequest, response: Response, { claims, cookies }: Person): Response {
  if (claims === null) return response
  // The headers of `Response.redirect()` cannot be changed.
  const answer = new NextResponse(response.body, response)
  for (const cookie of cookies) answer.headers.append('set-cookie', cookie)
  if (cookies.length > 0 && goesOn(response)) passOn(request, answer, cookies)
  if (cookies.length > 0 || (isDocument(request) && !answer.headers.has('cache-control'))) {
    answer.headers.set('cache-control', personal)
  }
  return answer
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
  renewed.set('cookie', applySetCookies(renewed.get('cookie') ?? '', cookies))
  for (const [name, value] of NextResponse.next({ request: { headers: renewed } }).headers) {
    if (name !== 'x-middleware-next') headers.set(name, value)
  }
}
