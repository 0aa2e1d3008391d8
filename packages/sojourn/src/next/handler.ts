/**
 * `NextAuth`: the engine behind a catch-all route, in either router.
 *
 * @module
 */
import type { NextApiRequest, NextApiResponse } from 'next'
import { sendAnswer, toEngineRequest } from '../node/index.ts'
import type { Auth, AuthConfig, ConfigureAuth } from '../server/index.ts'
import { engineForRequest, engineOf } from './engine.ts'
import { routeRequest } from './route-request.ts'

/** What Next hands to a route handler besides the request. Before Next 15 it was no promise. */
export interface RouteContext {
  readonly params: Promise<Record<string, string | string[] | undefined>>
}

/** Answers the requests below `/api/auth`, in either router. */
export interface NextAuthHandler {
  /** As default export of `pages/api/auth/[...nextauth].ts`. */
  (req: NextApiRequest, res: NextApiResponse): Promise<void>
  /** As `GET` and `POST` of `app/api/auth/[...nextauth]/route.ts`. The last, which Next's types look at. */
  (request: Request, context: RouteContext): Promise<Response>
}

/**
 * Makes the handler that answers sign-in, sign-out and session requests.
 *
 * @param options The engine's configuration, or what makes it for each request. Hand the same to
 *   `getServerSession`.
 *
 * The handler throws what `createAuth` throws, at the first request: `secret_missing`, or a `TypeError`
 * if the configuration cannot work.
 *
 * @example
 * ```ts
 * // app/api/auth/[...nextauth]/route.ts
 * const handler = NextAuth(authOptions)
 * export { handler as GET, handler as POST }
 * ```
 */
export function NextAuth(options: AuthConfig | ConfigureAuth): NextAuthHandler
/** Answers one request, by options that may depend on it. */
export function NextAuth(
  req: NextApiRequest,
  res: NextApiResponse,
  options: AuthConfig,
): Promise<void>
export function NextAuth(
  request: Request,
  context: RouteContext,
  options: AuthConfig,
): Promise<Response>
export function NextAuth(
  ...args:
    | [options: AuthConfig | ConfigureAuth]
    | [Request | NextApiRequest, RouteContext | NextApiResponse, AuthConfig]
): NextAuthHandler | Promise<Response | void> {
  if (args.length === 1) {
    const [options] = args
    return createHandler(() => engineOf(options))
  }
  const [request, context, options] = args
  return createHandler(() => engineForRequest(options))(request as Request, context as RouteContext)
}

function createHandler(engine: () => Auth): NextAuthHandler {
  async function handler(
    request: Request | NextApiRequest,
    context: RouteContext | NextApiResponse,
  ): Promise<Response | void> {
    return 'params' in context
      ? answerRoute(engine(), request as Request, context)
      : answerApi(engine(), request as NextApiRequest, context)
  }
  return handler as NextAuthHandler
}

async function answerRoute(auth: Auth, request: Request, context: RouteContext): Promise<Response> {
  const params = await context.params
  const segments = Object.values(params).find((value) => Array.isArray(value)) ?? []
  return auth.handle(routeRequest(request, auth.basePath, segments))
}

async function answerApi(auth: Auth, req: NextApiRequest, res: NextApiResponse): Promise<void> {
  // By its name: a query such as `?a=1&a=2` makes an array, too.
  const { nextauth } = req.query
  const segments = Array.isArray(nextauth) ? nextauth : []
  const answer = await auth.answer(routeRequest(toEngineRequest(req), auth.basePath, segments))
  sendAnswer(res, answer)
}
