/**
 * `next-auth/react`, and what of `sojourn/react` is new.
 *
 * @module
 */
/* oxlint-disable typescript/no-explicit-any -- As in Auth.js, for applications that were compiled against it. */
import type { Session } from './lib/types.mjs'
import type { ProviderId } from './providers/index.mjs'

export * from 'sojourn/react'

/** Has the server renew the session. */
export type UpdateSession = (data?: any) => Promise<Session | null>

/** A provider as the client knows it. */
export interface ClientSafeProvider {
  id: ProviderId
  name: string
  type: string
  signinUrl: string
  callbackUrl: string
}

/** Options of a sign-in. Every further member is sent along. */
export interface SignInOptions<R extends boolean = true> extends Record<string, unknown> {
  /** @deprecated Use `redirectTo`. */
  callbackUrl?: string
  /** Where to go afterwards. Default: this page. */
  redirectTo?: string
  /** `false`: stay on this page and return the result. Default `true`. */
  redirect?: R
}

/** Query parameters for the provider's authorization endpoint. */
export type SignInAuthorizationParams =
  | string
  | string[][]
  | Record<string, string>
  | URLSearchParams

/** What became of a sign-in. */
export interface SignInResponse {
  error: string | undefined
  /** The finer code, such as that of a `CredentialsSignin` of the application's own. */
  code: string | undefined
  status: number
  ok: boolean
  url: string | null
}

/** Options of a sign-out. */
export interface SignOutParams<R extends boolean = true> {
  /** @deprecated Use `redirectTo`. */
  callbackUrl?: string
  /** Where to go afterwards. Default: this page. */
  redirectTo?: string
  /** `false`: stay on this page. Default `true`. */
  redirect?: R
}

/** The session, asked for anew. */
export declare function getSession(params?: {
  event?: string
  triggerEvent?: boolean
  broadcast?: boolean
}): Promise<Session | null>

/** The token that a form of the application's own must send. */
export declare function getCsrfToken(): Promise<string>

/** The ways to sign in, by id. */
export declare function getProviders(): Promise<Record<ProviderId, ClientSafeProvider> | null>

/** Signs in, in a window of its own: this page stays. */
export declare function signIn(
  provider: ProviderId | undefined,
  options: SignInOptions<boolean> & { popup: true },
  authorizationParams?: SignInAuthorizationParams,
): Promise<SignInResponse>
/** Signs in. */
export declare function signIn(
  provider?: ProviderId,
  options?: SignInOptions,
  authorizationParams?: SignInAuthorizationParams,
): Promise<void>
export declare function signIn(
  provider?: ProviderId,
  options?: SignInOptions<false>,
  authorizationParams?: SignInAuthorizationParams,
): Promise<SignInResponse>

/** Signs out. */
export declare function signOut(options?: SignOutParams): Promise<void>
export declare function signOut(options?: SignOutParams<false>): Promise<{ url: string }>
