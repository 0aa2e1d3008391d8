/**
 * What a wire must say: everything in which NextAuth v4 and Auth.js v5 differ, as one object. Nothing
 * else in the engine asks which of them it speaks.
 *
 * @module
 */
import type { AuthError } from '../../core/errors.ts'
import type { CredentialsRequest } from '../../core/provider.ts'
import type { Session } from '../../core/session.ts'
import type { CookieSpec } from '../cookies.ts'

/** The cookies of one scheme, http or https. */
export interface CookieNames {
  readonly sessionToken: CookieSpec
  readonly csrfToken: CookieSpec
  /** Where the browser goes after sign-in and sign-out, unless a form says otherwise. */
  readonly callbackUrl: CookieSpec
  /** Prefix: each sign-in in progress has its own cookie. */
  readonly transaction: CookieSpec
  /** What binds a one-time code to the browser that asked for it. */
  readonly emailCode: CookieSpec
  /** Ids of sessions that this browser ended a moment ago. */
  readonly endedSessions: CookieSpec
}

/** A step of a sign-in, as far as the name of a failure in it hangs on the step. */
export type FailedStep = 'OAuthSignin' | 'EmailSignin'

/** One wire. */
export interface WireCodec {
  /** Names and attributes of cookies for an http (`false`) or https (`true`) address. */
  readonly cookies: (secure: boolean) => CookieNames
  /** The sealed form of sessions, by its `enc` (RFC 7518, section 5.1). */
  readonly sealedForm: 'A256GCM' | 'A256CBC-HS512'
  /** The body that answers for a session, or for none. */
  readonly sessionBody: (session: Session | null) => unknown
  /** Whether a POST wants `{ url }` in place of a redirect. */
  readonly wantsJson: (
    headers: Pick<Headers, 'get'>,
    body: Readonly<Record<string, unknown>>,
  ) => boolean
  /** The request as `authorize` gets it. */
  readonly authorizeRequest: (
    request: CredentialsRequest,
    credentials: Readonly<Record<string, string>>,
  ) => unknown
  /** Whether what `authorize` has thrown refuses the credentials, and is no fault. */
  readonly isRefusal: (thrown: unknown) => boolean
  /** What OpenID Connect is called, as the type of a provider and of an account. */
  readonly openIdType: 'oauth' | 'oidc'
  /** Status of `{ url }` that leads to a failure with this status of its own. */
  readonly jsonStatus: (status: number) => number
  /**
   * `error` and `code` in the address of a page that shows a failure.
   *
   * @param step Where it happened, if its name hangs on that.
   */
  readonly failureNames: (
    error: AuthError,
    step: FailedStep | undefined,
  ) => { readonly error: string; readonly code: string }
}
