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
import { currentRequest, sessionRequest } from './current-request.ts'
import { type EngineOptions, getAuth } from './engine.ts'
import { readOnce } from './read-once.ts'
import { headersRequest } from './route-request.ts'
import type { ReadSession } from './session-types.ts'

/** What `SessionProvider` begins with, as its props. */
export interface ProviderSnapshot extends SessionSnapshot {
  /** Where the endpoints are, so that it is configured in one place. */
  readonly basePath: string
}

/** What the pages router has at hand, before the options. */
type PagesArguments<Options extends EngineOptions = EngineOptions> = [
  req: IncomingMessage,
  res: ServerResponse,
  options?: Options | undefined,
]

/**
 * The session of the request, or `null`, in server components, route handlers and server actions. Writes
 * nothing: where Next renders a component, no cookie can be set. Asked for several times while a page is
 * rendered, it is read once; a server action reads it each time, and the page rendered after it reads it anew.
 *
 * @param options What the handler was made of. What their `session` callback returns is the type of the session.
 * @throws {AuthError} `request_failed` if a callback of the application throws; `secret_missing`.
 */
export async function getServerSession<
  Options extends EngineOptions = EngineOptions,
  Read = ReadSession<Options>,
>(options?: Options): Promise<Read | null>
/**
 * The session of the request, or `null`, in `getServerSideProps` and API routes. Renews its cookie on `res`
 * and keeps the answer out of shared caches; a `Cache-Control` that is set afterwards must do so, too.
 *
 * @throws {AuthError} `request_failed` if a callback of the application throws; `secret_missing`.
 */
export async function getServerSession<
  Options extends EngineOptions = EngineOptions,
  Read = ReadSession<Options>,
>(req: IncomingMessage, res: ServerResponse, options?: Options): Promise<Read | null>
/** Either, for a function of the application's own that takes both. */
export async function getServerSession<
  Options extends EngineOptions = EngineOptions,
  Read = ReadSession<Options>,
>(...args: [options?: Options | undefined] | PagesArguments<Options>): Promise<Read | null>
export async function getServerSession(
  ...args: [options?: EngineOptions | undefined] | PagesArguments
): Promise<Session | null> {
  if (isPagesRouter(args)) return asJson((await read(...args)).session)
  return (await readCurrent(args[0])).session
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
  const [snapshot, options] = isPagesRouter(args)
    ? [await read(...args), args[2]]
    : [await readCurrent(args[0]), args[0]]
  return {
    ...plain(snapshot),
    session: asJson(snapshot.session),
    basePath: getAuth(options).basePath,
  }
}

function isPagesRouter(
  args: [options?: EngineOptions | undefined] | PagesArguments,
): args is PagesArguments {
  return args.length > 1
}

async function readCurrent(options: EngineOptions | undefined): Promise<SessionSnapshot> {
  // First: where a page is rendered in advance this is where it ends, and an engine of a build has no secret.
  const current = await currentRequest()
  const auth = getAuth(options)
  return readOnce(auth, () => auth.getSnapshot(sessionRequest(current)))
}

/** What was read for a response already: a page asks for its session in several places. */
const snapshots = new WeakMap<ServerResponse, { auth: Auth; reading: Promise<SessionSnapshot> }>()

async function read(...[req, res, options]: PagesArguments): Promise<SessionSnapshot> {
  const auth = getAuth(options)
  const known = snapshots.get(res)
  if (known?.auth === auth) return known.reading
  // As the other router reads it, so that both agree on the scheme, and by it on the cookie.
  const request = headersRequest(toSessionRequest(req).headers, req)
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
  const renewed = await auth.renewSession(request)
  if (renewed.session !== null) res.setHeader('cache-control', personal)
  if (renewed.cookies.length > 0) addCookies(res, renewed.cookies)
  return renewed
}

/** What the browser may see of a snapshot, without what is undefined, which Next refuses in props. */
function plain({ session, serverTime, renewAt }: SessionSnapshot): SessionSnapshot {
  return renewAt === undefined ? { session, serverTime } : { session, serverTime, renewAt }
}

/** The session as the browser would get it; Next refuses `undefined` in props. */
export function asJson<S extends object>(session: S | null): S | null {
  return session && (JSON.parse(JSON.stringify(session)) as S)
}
