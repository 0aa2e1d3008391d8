/**
 * `NextAuth`: the engine behind a catch-all route, and what else an application calls, of one set of options.
 *
 * @module
 */
import type { NextApiRequest, NextApiResponse } from 'next'
import type { AuthConfig, Callbacks, ConfigureAuth } from '../server/index.ts'
import { type AuthFunction, type AuthorizedCallback, createAuthFunction } from './auth.ts'
import { type EngineOptions, engineForRequest, getAuth } from './engine.ts'
import { answerRoute, createHandler, type RequestHandler, type RouteContext } from './handler.ts'
import { createServerActions, type ServerActions } from './server-actions.ts'
import type { ReadSession } from './session-types.ts'

/** The engine's configuration, and who may pass where `auth` is the middleware or proxy. */
export interface NextAuthConfig extends Omit<AuthConfig, 'callbacks'> {
  callbacks?: (Callbacks & AuthorizedCallback) | undefined
}

/** A route handler, which an application may also call itself, with nothing but the request. */
export interface RouteHandler {
  (request: Request, context: RouteContext | undefined): Promise<Response>
  /** The last, which Next's types look at: before version 16 they refuse a second parameter that may be absent. */
  (request: Request): Promise<Response>
}

/** `GET` and `POST` of `app/api/auth/[...nextauth]/route.ts`. */
export interface RouteHandlers {
  readonly GET: RouteHandler
  readonly POST: RouteHandler
}

/** What is made of one set of options, as Auth.js v5 names it. */
export interface NextAuthMembers<S> extends ServerActions<S> {
  readonly handlers: RouteHandlers
  readonly auth: AuthFunction<S>
}

/** Answers the requests below `/api/auth`, in either router; and carries the rest. */
export interface NextAuthHandler<S = ReadSession<EngineOptions>>
  extends NextAuthMembers<S>, RequestHandler {}

/**
 * Makes the handler that answers sign-in, sign-out and session requests. It carries what Auth.js v5 has:
 * `handlers`, `auth`, `signIn`, `signOut`, `unstable_update`.
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
 *
 * @example
 * ```ts
 * // auth.ts
 * export const { handlers, auth, signIn, signOut } = NextAuth({ providers })
 * ```
 */
export function NextAuth<Options extends NextAuthConfig | ConfigureAuth>(
  options: Options,
): NextAuthHandler<ReadSession<Options>>
/** Answers one request, by options that may depend on it. */
export function NextAuth(
  req: NextApiRequest,
  res: NextApiResponse,
  options: NextAuthConfig,
): Promise<void>
export function NextAuth(
  request: Request,
  context: RouteContext,
  options: NextAuthConfig,
): Promise<Response>
export function NextAuth(
  ...args:
    | [options: NextAuthConfig | ConfigureAuth]
    | [Request | NextApiRequest, RouteContext | NextApiResponse, NextAuthConfig]
): NextAuthHandler | Promise<Response | void> {
  if (args.length === 1) {
    const [options] = args
    return Object.assign(
      createHandler(() => getAuth(options)),
      createMembers<ReadSession<EngineOptions>>(options),
    )
  }
  const [request, context, options] = args
  return createHandler(() => engineForRequest(options))(request as Request, context as RouteContext)
}

/**
 * What an application calls besides the handler.
 *
 * @param toThrown What server actions throw for a failure.
 */
export function createMembers<S>(
  options: EngineOptions,
  toThrown?: Parameters<typeof createServerActions>[1],
): NextAuthMembers<S> {
  const handle = async (request: Request, context?: RouteContext): Promise<Response> =>
    answerRoute(getAuth(options), request, context)
  return {
    handlers: { GET: handle, POST: handle },
    auth: createAuthFunction<S>(options),
    ...createServerActions<S>(options, toThrown),
  }
}
