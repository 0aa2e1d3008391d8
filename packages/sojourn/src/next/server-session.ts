/**
 * The session on the server, in either router.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { toSessionRequest } from '../node/index.ts'
import { addCookies } from '../node/send-answer.ts'
import type { Auth, SessionRequest, SessionSnapshot } from '../server/index.ts'
import { personal } from '../core/protocol.ts'
import type { Session } from '../core/session.ts'
import { type EngineOptions, engineOf } from './engine.ts'
import { headersRequest } from './route-request.ts'

/** What `SessionProvider` begins with, as its props. */
export interface ProviderSnapshot extends SessionSnapshot {
  /** Where the endpoints are, so that it is configured in one place. */
  readonly basePath: string
}

/** What the pages router has at hand, before the options. */
type PagesArguments = [
  req: IncomingMessage,
  res: ServerResponse,
  options?: EngineOptions | undefined,
]

/**
 * The session of the request, or `null`, in server components, route handlers and server actions. Writes
 * nothing: where Next renders a component, no cookie can be set.
 *
 * @param options What the handler was made of.
 * @throws {AuthError} `request_failed` if a callback of the application throws; `secret_missing`.
 */
export async function getServerSession(options?: EngineOptions): Promise<Session | null>
/**
 * The session of the request, or `null`, in `getServerSideProps` and API routes. Renews its cookie on `res`
 * and keeps the answer out of shared caches; a `Cache-Control` that is set afterwards must do so, too.
 *
 * @throws {AuthError} `request_failed` if a callback of the application throws; `secret_missing`.
 */
export async function getServerSession(
  req: IncomingMessage,
  res: ServerResponse,
  options?: EngineOptions,
): Promise<Session | null>
/** Either, for a function of the application's own that takes both. */
export async function getServerSession(
  ...args: [options?: EngineOptions | undefined] | PagesArguments
): Promise<Session | null>
export async function getServerSession(
  ...args: [options?: EngineOptions | undefined] | PagesArguments
): Promise<Session | null> {
  if (isPagesRouter(args)) return asJson((await read(...args)).session)
  const request = await currentRequest()
  return engineOf(args[0]).getSession(request)
}

/**
 * {@link getServerSession} as the props of `SessionProvider`: the page is rendered with the session, and
 * the browser begins with it in place of asking.
 *
 * @throws {AuthError} `request_failed` if a callback of the application throws; `secret_missing`.
 *
 * @example
 * ```tsx
 * // app/layout.tsx
 * <SessionProvider {...await getSessionSnapshot(authOptions)}>{children}</SessionProvider>
 * ```
 */
export async function getSessionSnapshot(options?: EngineOptions): Promise<ProviderSnapshot>
/** The same in `getServerSideProps`. Renews the cookie on `res`. */
export async function getSessionSnapshot(
  req: IncomingMessage,
  res: ServerResponse,
  options?: EngineOptions,
): Promise<ProviderSnapshot>
export async function getSessionSnapshot(
  ...args: [options?: EngineOptions | undefined] | PagesArguments
): Promise<ProviderSnapshot> {
  if (isPagesRouter(args)) {
    const { session, serverTime } = await read(...args)
    return { session: asJson(session), serverTime, basePath: engineOf(args[2]).basePath }
  }
  const request = await currentRequest()
  const auth = engineOf(args[0])
  const { session, serverTime } = await auth.getSnapshot(request)
  return { session: asJson(session), serverTime, basePath: auth.basePath }
}

function isPagesRouter(
  args: [options?: EngineOptions | undefined] | PagesArguments,
): args is PagesArguments {
  return args.length > 1
}

/** What was read for a response already: a page asks for its session in several places. */
const snapshots = new WeakMap<ServerResponse, { auth: Auth; reading: Promise<SessionSnapshot> }>()

async function read(...[req, res, options]: PagesArguments): Promise<SessionSnapshot> {
  const auth = engineOf(options)
  const known = snapshots.get(res)
  if (known?.auth === auth) return known.reading
  // As the other router reads it, so that both agree on the scheme, and by it on the cookie.
  const request = headersRequest(toSessionRequest(req).headers)
  // Without the engine's options nothing is written: its lifetime is not known.
  const isWhole = typeof options === 'function' || options?.providers !== undefined
  const reading = isWhole ? renew(auth, request, res) : auth.getSnapshot(request)
  snapshots.set(res, { auth, reading })
  return reading
}

async function renew(
  auth: Auth,
  request: SessionRequest,
  res: ServerResponse,
): Promise<SessionSnapshot> {
  const { session, serverTime, cookies } = await auth.renewSession(request)
  if (session !== null) res.setHeader('cache-control', personal)
  if (cookies.length > 0) addCookies(res, cookies)
  return { session, serverTime }
}

/** The session as the browser would get it; Next refuses `undefined` in props. */
function asJson(session: Session | null): Session | null {
  return session && (JSON.parse(JSON.stringify(session)) as Session)
}

/**
 * The request that is being answered. Ask for it before the engine: where Next renders a page in advance it
 * ends here, and an engine of a build has no secret.
 */
async function currentRequest(): Promise<SessionRequest> {
  // Not above: the pages router has no such thing.
  const { headers } = await import('next/headers.js')
  return headersRequest(await headers())
}
