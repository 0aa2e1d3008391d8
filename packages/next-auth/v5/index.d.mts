/**
 * `next-auth`: what makes the handler, the session on the server, and the functions for server actions.
 *
 * @module
 */
/* oxlint-disable typescript/no-explicit-any, typescript/no-unnecessary-type-parameters -- As in Auth.js, for applications that were compiled against it. */
import type { GetServerSidePropsContext, NextApiRequest, NextApiResponse } from 'next'
import type { NextFetchEvent, NextMiddleware, NextRequest } from 'next/server.js'
import type { NextAuthConfig } from './lib/config.mjs'
import type { Awaitable, Session } from './lib/types.mjs'
import type { ProviderId } from './providers/index.mjs'

export { AuthError, CredentialsSignin, customFetch } from 'sojourn/next/v5'
export type { NextAuthConfig } from './lib/config.mjs'
export type { Account, DefaultSession, Profile, Session, User } from './lib/types.mjs'

/** A request with the session of whoever sent it. */
export interface NextAuthRequest extends NextRequest {
  auth: Session | null
}

/** What Next hands to a route handler besides the request. */
interface RouteContext {
  params: Promise<any>
}

type RouteHandler = (
  request: NextRequest,
  context: RouteContext,
) => void | Response | Promise<void | Response>

type Middleware = (request: NextAuthRequest, event: NextFetchEvent) => ReturnType<NextMiddleware>

/** What {@link NextAuth} makes. */
export interface NextAuthResult {
  /** `GET` and `POST` of `app/api/auth/[...nextauth]/route.ts`. */
  handlers: Record<'GET' | 'POST', (request: NextRequest) => Promise<Response>>
  /**
   * The session: `auth()` in server components, actions and route handlers, `auth(req, res)` in API routes,
   * `auth(context)` in `getServerSideProps`, `auth(handler)` around a route handler, middleware or proxy; and itself a
   * middleware or proxy, by `callbacks.authorized`.
   */
  auth: ((...args: [NextApiRequest, NextApiResponse]) => Promise<Session | null>) &
    ((...args: []) => Promise<Session | null>) &
    ((...args: [GetServerSidePropsContext]) => Promise<Session | null>) &
    ((
      ...args: [(request: NextAuthRequest, context: RouteContext) => ReturnType<RouteHandler>]
    ) => RouteHandler) &
    ((...args: [Middleware]) => NextMiddleware)
  /**
   * Signs in, in a server action or route handler.
   *
   * @throws {AuthError} Why it failed, in `type` and `cause.err`.
   */
  signIn: <P extends ProviderId, R extends boolean = true>(
    provider?: P,
    options?:
      | FormData
      | ({
          /** Where to go afterwards. Default: the page that this was called from. */
          redirectTo?: string
          /** `false`: the address is returned, and nobody is sent there. Default `true`. */
          redirect?: R
        } & Record<string, any>),
    authorizationParams?: string[][] | Record<string, string> | string | URLSearchParams,
  ) => Promise<R extends false ? any : never>
  /** Signs out, in a server action or route handler. */
  signOut: <R extends boolean = true>(options?: {
    /** Where to go afterwards. Default: the page that this was called from. */
    redirectTo?: string
    /** `false`: the address is returned, and nobody is sent there. Default `true`. */
    redirect?: R
  }) => Promise<R extends false ? any : never>
  /** Changes the session by what the callbacks make of `data` with `trigger: 'update'`. */
  unstable_update: (
    data: Partial<Session | { user: Partial<Session['user']> }>,
  ) => Promise<Session | null>
}

/**
 * Makes what an application calls.
 *
 * @param config Or what makes it for each request; for what is asked without one, such as `auth()`, it gets none.
 */
export default function NextAuth(
  config: NextAuthConfig | ((request: NextRequest | undefined) => Awaitable<NextAuthConfig>),
): NextAuthResult
