/**
 * `auth`: the session of whatever it is called with, as in Auth.js v5, and itself a middleware or proxy.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { GetServerSidePropsContext, NextApiRequest, NextApiResponse } from 'next'
import { type NextFetchEvent, type NextMiddleware, NextRequest, NextResponse } from 'next/server.js'
import { asAuthError } from '../core/errors.ts'
import type { RegisteredSession, Session } from '../core/session.ts'
import { normalizePath, resolveLogger } from '../server/config.ts'
import { readEnvironment } from '../server/environment.ts'
import { log } from '../server/failure.ts'
import type { Auth, RenewalOptions, SessionRequest } from '../server/index.ts'
import { configOf, type EngineOptions, getAuth } from './engine.ts'
import type { RouteContext } from './handler.ts'
import { isEndpoint, isOpen, type Paths, toSignIn } from './open-paths.ts'
import { explainOnEdge, isDocument, type Person, refuseUnknown, toPerson } from './proxy-session.ts'
import { headersRequest } from './route-request.ts'
import { asJson, getServerSession } from './server-session.ts'

type Awaitable<T> = T | Promise<T>

/** A request with the session of whoever sent it. */
export interface NextAuthRequest<S = RegisteredSession> extends NextRequest {
  auth: S | null
}

/** A middleware or proxy of the application's own, wrapped in `auth`. */
export type NextAuthMiddleware<S = RegisteredSession> = (
  request: NextAuthRequest<S>,
  event: NextFetchEvent,
) => ReturnType<NextMiddleware>

/** A route handler, wrapped in `auth`. */
export type NextAuthRouteHandler<S = RegisteredSession> = (
  request: NextAuthRequest<S>,
  context: RouteContext,
) => Awaitable<Response | void>

/** What the callback of options adds to those of the engine. */
export interface AuthorizedCallback<S = RegisteredSession> {
  /**
   * Whether this request may pass, where `auth` is the middleware or proxy: a yes, a no (then sign-in is where it
   * leads), or the answer itself, such as a redirect. Default: everybody passes, and the session slides.
   */
  authorized?: (params: {
    request: NextRequest
    auth: S | null
  }) => Awaitable<boolean | Response | null | undefined>
}

/**
 * The session of whatever it is called with:
 *
 * - `auth()`, in server components, route handlers and server actions. Writes nothing. Read once for a page.
 * - `auth(req, res)` in API routes and `auth(context)` in `getServerSideProps`. Renews the cookie.
 * - `auth(handler)` around a route handler, middleware or proxy, which finds the session in `request.auth`.
 * - `auth` itself as middleware or proxy, which asks `callbacks.authorized`.
 *
 * As a proxy, and around handlers, it renews the session of whoever loads a page, and keeps what the `jwt` callback
 * changes for whatever else is asked; not for the endpoints, which do that themselves. Around a handler it decides
 * nothing but what `authorized` has answered with a `Response`: the rest is up to the handler.
 *
 * @throws {AuthError} `request_failed` if a callback of the application throws; `storage_unavailable`, except as a
 *   proxy and around handlers: that is answered with 503 and the code. Where nothing is decided, as a proxy without
 *   `authorized`, both are logged, and everybody passes.
 */
export type AuthFunction<S = RegisteredSession> = ((
  ...args: [NextApiRequest, NextApiResponse]
) => Promise<S | null>) &
  ((...args: []) => Promise<S | null>) &
  ((...args: [GetServerSidePropsContext]) => Promise<S | null>) &
  ((...args: [request: NextRequest, event?: NextFetchEvent]) => Promise<Response>) &
  ((
    ...args: [NextAuthRouteHandler<S>]
  ) => (request: NextRequest, context: RouteContext) => Promise<Response>) &
  ((...args: [NextAuthMiddleware<S>]) => NextMiddleware)

type Handler = (request: NextAuthRequest, context: never) => Awaitable<Response | null | undefined>

type Argument = NextRequest | IncomingMessage | { req: IncomingMessage; res: ServerResponse }

/** Makes it of what the handler was made of. */
export function createAuthFunction<S = RegisteredSession>(options: EngineOptions): AuthFunction<S> {
  const answer = createAnswer(options)

  async function ask(
    first?: Argument,
    second?: ServerResponse | NextFetchEvent,
  ): Promise<Session | Response | null> {
    if (first === undefined) return asJson(await getServerSession<EngineOptions, Session>(options))
    if (isWebRequest(first)) return answer(first, second)
    const [req, res] = 'req' in first ? [first.req, first.res] : [first, second as ServerResponse]
    return getServerSession<EngineOptions, Session>(req, res, options)
  }

  function auth(first?: Handler | Argument, second?: ServerResponse | NextFetchEvent): unknown {
    if (typeof first !== 'function') return ask(first, second)
    return async (request: NextRequest, context: unknown) => answer(request, context, first)
  }
  return auth as AuthFunction<S>
}

function isWebRequest(value: Argument): value is NextRequest {
  return 'headers' in value && typeof value.headers.get === 'function'
}

/** Answers as a proxy, or around a handler. */
function createAnswer(
  options: EngineOptions,
): (asked: NextRequest, context: unknown, handler?: Handler) => Promise<Response> {
  let environment: ReturnType<typeof readEnvironment> | undefined

  return async (asked, context, handler) => {
    const read = headersRequest(asked.headers, asked)
    const auth = getAuth(options)
    const config = await configOf(options, read)
    const { authorized } = (config.callbacks ?? {}) as AuthorizedCallback
    const paths: Paths = {
      pages: config.pages,
      url: config.url ?? (environment ??= readEnvironment()).url,
      basePath: config.basePath === undefined ? auth.basePath : normalizePath(config.basePath),
    }
    const request = atPublicAddress(asked, paths)
    const isWhole = typeof options === 'function' || config.providers !== undefined
    const keeps = isWhole && !isEndpoint(request, paths)
    const slides = isDocument(asked)
    const decides = handler !== undefined || authorized !== undefined
    // Nobody asks who it is.
    if (!decides && !(keeps && slides)) return NextResponse.next()

    const reading = identify(auth, read, keeps ? { slides } : undefined)
    const person = await reading.catch((thrown: unknown) => {
      if (decides) return refuseUnknown(thrown)
      // Where nothing is decided by it, nobody is kept out.
      explainOnEdge(thrown)
      const logger = resolveLogger(config.logger, config.debug)
      log({ config: { logger } }, asAuthError(thrown, 'request_failed'))
      return nobody
    })
    if (person instanceof Response) return person
    const { session } = person
    const said = authorized ? await authorized({ request, auth: session }) : true
    return toPerson(asked, atOwnAddress(asked, request, await respond()), person)

    async function respond(): Promise<Response> {
      if (said instanceof Response && !leadsBack(request, said, paths)) return said
      if (handler) {
        const own = Object.assign(request, { auth: session })
        return (await handler(own, context as never)) ?? NextResponse.next()
      }
      if (said || isOpen(request, paths)) return NextResponse.next()
      return toSignIn(request, paths, visibleUrl(asked, request, read))
    }
  }
}

const nobody: Person & { readonly session: null } = { isKnown: false, session: null, cookies: [] }

/** @param renewal How their session is renewed, if it may be. */
async function identify(
  auth: Auth,
  read: SessionRequest,
  renewal: RenewalOptions | undefined,
): Promise<Person & { readonly session: Session | null }> {
  if (renewal === undefined) {
    const session = asJson(await auth.getSession(read))
    return { session, isKnown: session !== null, cookies: [] }
  }
  const { session, cookies } = await auth.renewSession(read, renewal)
  if (session === null) return nobody
  return { session: asJson(session), isKnown: true, cookies }
}

/** Whether an answer leads from a page that must be reachable to itself: that would never end. */
function leadsBack(request: NextRequest, { headers }: Response, paths: Paths): boolean {
  const location = headers.get('location')
  if (location === null || !isOpen(request, paths)) return false
  const { origin, basePath, pathname } = request.nextUrl
  return URL.parse(location, origin)?.pathname === basePath + pathname
}

/**
 * The request under the address that the application is configured to have, as applications of Auth.js know it: behind
 * a proxy Next believes to be at its own socket's.
 */
function atPublicAddress(given: NextRequest, { url }: Paths): NextRequest {
  const request = 'nextUrl' in given ? given : new NextRequest(given)
  const { nextUrl } = request
  const origin = url === undefined ? undefined : URL.parse(url)?.origin
  if (origin === undefined || origin === nextUrl.origin) return request
  const moved = new Request(nextUrl.href.replace(nextUrl.origin, origin), request)
  return new NextRequest(moved, { nextConfig: { basePath: nextUrl.basePath } })
}

/** A rewrite to the public address is one within this application, and not to another site. */
function atOwnAddress(asked: NextRequest, seen: NextRequest, response: Response): Response {
  const header = 'x-middleware-rewrite'
  const target = response.headers.get(header)
  if (target?.startsWith(`${seen.nextUrl.origin}/`) === true) {
    response.headers.set(header, asked.nextUrl.origin + target.slice(seen.nextUrl.origin.length))
  }
  return response
}

/** The whole address of a request as its browser knows it: if not by the configuration, then by `Host`. */
function visibleUrl(asked: NextRequest, { nextUrl }: NextRequest, read: SessionRequest): string {
  if (nextUrl.origin !== asked.nextUrl.origin || !asked.headers.has('host')) return nextUrl.href
  return new URL(read.url).origin + nextUrl.href.slice(nextUrl.origin.length)
}
