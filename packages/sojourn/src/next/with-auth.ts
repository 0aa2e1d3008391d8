/**
 * `withAuth`: the middleware of Next 14 and 15, the proxy of Next 16.
 *
 * It decides who may see what the matcher covers, and renews the session of whoever loads a page: a server
 * component cannot set a cookie, so this is where a session slides.
 *
 * @module
 */
import { type NextFetchEvent, type NextRequest, NextResponse } from 'next/server.js'
import type { AuthConfig, SessionClaims } from '../server/index.ts'
import { isOpen, toSignIn } from './open-paths.ts'
import { isDocument, type Person, refuseUnknown, toPerson } from './proxy-session.ts'
import { headersRequest } from './route-request.ts'
import { createSessionReader, type SessionReader } from './session-reader.ts'

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

/** Kept, since a middleware of the application's own hands its options over with each request. */
const readers = new WeakMap<WithAuthOptions, SessionReader>()

function readerOf(options: WithAuthOptions): SessionReader {
  let reader = readers.get(options)
  if (reader === undefined) {
    reader = createSessionReader({ ...options, providers: options.providers ?? [] })
    readers.set(options, reader)
  }
  return reader
}

function createProxy(handler: AuthorizedHandler, options: WithAuthOptions): NextProxy {
  const { pages, url, callbacks: { authorized } = {} } = options

  return async (request, event) => {
    const reader = readerOf(options)
    const paths = { pages, url, basePath: reader.basePath }
    if (isOpen(request, paths)) return NextResponse.next()
    const person = await identify(reader, request, options.providers !== undefined).catch(
      refuseUnknown,
    )
    if (person instanceof Response) return person
    const token = person.claims
    const isAllowed: unknown = authorized
      ? await authorized({ token, req: request })
      : token !== null
    // Only a clear yes counts: a callback that forgets to return has said nothing.
    if (isAllowed !== true) {
      const { basePath, pathname, search } = request.nextUrl
      const back = basePath + pathname + search
      return toPerson(request, toSignIn(request, paths, back), person)
    }
    const response = await handler(Object.assign(request, { nextauth: { token } }), event)
    return toPerson(request, response ?? NextResponse.next(), person)
  }
}

/** Whose request it is, renewed where it may be. */
async function identify(
  reader: SessionReader,
  request: NextRequest,
  renews: boolean,
): Promise<Person & { readonly claims: SessionClaims | null }> {
  const read = headersRequest(request.headers, request)
  if (!renews || !isDocument(request)) {
    const claims = await reader.getToken(read)
    return { claims, isKnown: claims !== null, cookies: [] }
  }
  const { claims, cookies } = await reader.renewSession(read)
  // A cookie that means nothing here may mean something to the endpoints, which clear it if not.
  return { claims, isKnown: claims !== null, cookies: claims === null ? [] : cookies }
}
