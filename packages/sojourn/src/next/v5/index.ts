/**
 * `sojourn/next/v5`: what applications written for Auth.js v5 import from `next-auth`.
 *
 * The wire, the names of cookies and the arguments of callbacks are those of Auth.js; what it is made of is
 * `sojourn/next`.
 *
 * @module
 */
import type { NextRequest } from 'next/server.js'
import type { RegisteredSession } from '../../core/session.ts'
import type { AuthFunction, NextAuthRequest as RequestWithAuth } from '../auth.ts'
import { createMembers } from '../next-auth.ts'
import type { AuthorizationParams, SignOutOptions } from '../server-actions.ts'
import { type ConfigureNextAuth, type NextAuthConfig, toEngineOptions } from './configuration.ts'
import { toAuthError } from './errors.ts'

export type { ConfigureNextAuth, NextAuthCallbacks, NextAuthConfig } from './configuration.ts'
export { AuthError, CredentialsSignin } from './errors.ts'
export { customFetch } from './custom-fetch.ts'
export { getAuth, requireAuthentication, withStepUp } from './configured.ts'
export {
  type AuthenticationDemand,
  isStepUpChallenge,
  type StepUpChallenge,
  stepUpResponse,
} from '../step-up.ts'
export type { Account } from '../../core/account.ts'
export type { DefaultSession, JWT, Session } from '../../core/session.ts'
export type { Profile, User } from '../../core/user.ts'

/** A request with the session of whoever sent it. */
export interface NextAuthRequest extends RequestWithAuth {}

/** What {@link NextAuth} makes. */
export interface NextAuthResult {
  /** `GET` and `POST` of `app/api/auth/[...nextauth]/route.ts`. */
  handlers: Record<'GET' | 'POST', (request: NextRequest) => Promise<Response>>
  /** The session of whatever it is called with, and itself a middleware or proxy. */
  auth: AuthFunction
  /**
   * Signs in, in a server action or route handler.
   *
   * @throws {AuthError} Why it failed, in `type` and `cause.err`.
   */
  // eslint-disable-next-line typescript/no-unnecessary-type-parameters -- As in Auth.js.
  signIn: <P extends string, R extends boolean = true>(
    provider?: P,
    options?:
      | FormData
      // eslint-disable-next-line typescript/no-explicit-any -- As in Auth.js.
      | ({ redirectTo?: string; redirect?: R } & Record<string, any>),
    authorizationParams?: AuthorizationParams,
    // eslint-disable-next-line typescript/no-explicit-any -- As in Auth.js; it is the address.
  ) => Promise<R extends false ? any : never>
  /** Signs out, in a server action or route handler. */
  signOut: <R extends boolean = true>(
    options?: SignOutOptions<R>,
    // eslint-disable-next-line typescript/no-explicit-any -- As in Auth.js; it is the address.
  ) => Promise<R extends false ? any : never>
  /** Changes the session by what the callbacks make of `data` with `trigger: 'update'`. */
  unstable_update: (
    data: Partial<RegisteredSession | { user: Partial<RegisteredSession['user']> }>,
  ) => Promise<RegisteredSession | null>
}

/**
 * Makes what an application calls.
 *
 * @param config As in Auth.js, or what makes it for each request.
 *
 * @example
 * ```ts
 * // auth.ts
 * export const { handlers, auth, signIn, signOut } = NextAuth({ providers: [GitHub] })
 * ```
 */
export default function NextAuth(config: NextAuthConfig | ConfigureNextAuth): NextAuthResult {
  return createMembers<RegisteredSession>(toEngineOptions(config), toAuthError)
}
