/**
 * `next-auth/middleware`: who may see what the `matcher` covers.
 *
 * @module
 */
import type { NextFetchEvent, NextMiddleware, NextRequest } from 'next/server.js'
import type { WithAuthOptions } from 'sojourn/next'
import type { AuthOptions, Awaitable, CookieOption } from './core/types.mjs'
import type { JWT, JWTOptions } from './jwt.mjs'

type AuthorizedCallback = (params: { token: JWT | null; req: NextRequest }) => Awaitable<boolean>

/** The members of NextAuth v4's options; what else there is, is ours. */
interface NextAuthMembers {
  /** The application's own pages. */
  pages?: AuthOptions['pages']
  /** Name of the cookie, if it is not the default. */
  cookies?: Partial<Record<'sessionToken', Omit<CookieOption, 'options'>>>
  /** `decode`, if sessions are of a form of the application's own. */
  jwt?: Partial<Pick<JWTOptions, 'decode'>>
  callbacks?: {
    /** Whether this request may pass. Default: whether anybody is signed in. */
    authorized?: AuthorizedCallback
  }
  /** Default: `NEXTAUTH_SECRET`, `AUTH_SECRET`. */
  secret?: string
}

/** Options of {@link withAuth}. */
export interface NextAuthMiddlewareOptions
  extends NextAuthMembers, Omit<WithAuthOptions, keyof NextAuthMembers | 'providers'> {
  /** With them the options are taken for the whole of those of `NextAuth`, and sessions are renewed. */
  providers?: AuthOptions['providers']
}

type NextMiddlewareResult = ReturnType<NextMiddleware> | void

/** A request that was let pass. */
export interface NextRequestWithAuth extends NextRequest {
  nextauth: { token: JWT | null }
}

/** What the application does with a request that was let pass. */
export type NextMiddlewareWithAuth = (
  request: NextRequestWithAuth,
  event: NextFetchEvent,
) => NextMiddlewareResult | Promise<NextMiddlewareResult>

/** What {@link withAuth} can be called with. */
export type WithAuthArgs =
  | [NextRequestWithAuth]
  | [NextRequestWithAuth, NextFetchEvent]
  | [NextRequestWithAuth, NextAuthMiddlewareOptions]
  | [NextMiddlewareWithAuth]
  | [NextMiddlewareWithAuth, NextAuthMiddlewareOptions]
  | [NextAuthMiddlewareOptions]
  | []

/** Protects what the `matcher` names: whoever may not see it is sent to sign in. */
export declare function withAuth(): ReturnType<NextMiddlewareWithAuth>
export declare function withAuth(req: NextRequestWithAuth): ReturnType<NextMiddlewareWithAuth>
export declare function withAuth(
  req: NextRequestWithAuth,
  event: NextFetchEvent,
): ReturnType<NextMiddlewareWithAuth>
export declare function withAuth(
  req: NextRequestWithAuth,
  options: NextAuthMiddlewareOptions,
): ReturnType<NextMiddlewareWithAuth>
export declare function withAuth(
  middleware: NextMiddlewareWithAuth,
  options: NextAuthMiddlewareOptions,
): NextMiddlewareWithAuth
export declare function withAuth(middleware: NextMiddlewareWithAuth): NextMiddlewareWithAuth
export declare function withAuth(options: NextAuthMiddlewareOptions): NextMiddlewareWithAuth
export default withAuth
