/**
 * `next-auth/next`: the handler of either router, and the session on the server.
 *
 * @module
 */
/* oxlint-disable typescript/no-explicit-any -- As in NextAuth, for applications that were compiled against it. */
import type { GetServerSidePropsContext, NextApiRequest, NextApiResponse } from 'next'
import type { NextRequest } from 'next/server.js'
import type { AuthOptions, Awaitable, CallbacksOptions, Session } from './core/types.mjs'

/** What Next hands to a route handler besides the request. */
interface RouteHandlerContext {
  params: Awaitable<{ nextauth: string[] }>
}

/**
 * Makes the handler that answers sign-in, sign-out and session requests, in either router; or answers one request, by
 * options that depend on it.
 */
declare function NextAuth(options: AuthOptions): any
declare function NextAuth(req: NextApiRequest, res: NextApiResponse, options: AuthOptions): any
declare function NextAuth(req: NextRequest, res: RouteHandlerContext, options: AuthOptions): any
declare namespace NextAuth {
  /** The same, for who was given the module in place of it. */
  const _default: typeof NextAuth
  export { _default as default }
}
export default NextAuth

/** Options of {@link getServerSession}; its `session` callback may return anything. */
type GetServerSessionOptions = Partial<Omit<AuthOptions, 'callbacks'>> & {
  callbacks?: Omit<AuthOptions['callbacks'], 'session'> & {
    session?: (...args: Parameters<CallbacksOptions['session']>) => any
  }
}

type GetServerSessionParams<O extends GetServerSessionOptions> =
  | [GetServerSidePropsContext['req'], GetServerSidePropsContext['res'], O]
  | [NextApiRequest, NextApiResponse, O]
  | [O]
  | []

/** What the `session` callback of these options returns. */
type SessionOf<O extends GetServerSessionOptions> = O['callbacks'] extends {
  session: (...args: any[]) => infer U
}
  ? U
  : Session

/** The session of the request, or `null`. With `req` and `res` its cookie is renewed, too. */
export declare function getServerSession<O extends GetServerSessionOptions, R = SessionOf<O>>(
  ...args: GetServerSessionParams<O>
): Promise<R | null>

/** Former name of {@link getServerSession}. */
export declare function unstable_getServerSession<
  O extends GetServerSessionOptions,
  R = SessionOf<O>,
>(...args: GetServerSessionParams<O>): Promise<R | null>

declare global {
  namespace NodeJS {
    interface ProcessEnv {
      NEXTAUTH_URL?: string
      NEXTAUTH_SECRET?: string
      AUTH_SECRET?: string
      VERCEL?: '1'
    }
  }
}
