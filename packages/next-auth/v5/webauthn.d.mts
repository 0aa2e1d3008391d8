/**
 * `next-auth/webauthn`: sign-in by a device key. Not there yet.
 *
 * @module
 */
import type { ProviderId } from './providers/index.mjs'
import type { SignInAuthorizationParams, SignInOptions } from './react.mjs'

/** @deprecated Not there yet: rejects with a `TypeError` that says so. */
export declare function signIn(
  provider?: ProviderId,
  options?: SignInOptions,
  authorizationParams?: SignInAuthorizationParams,
): Promise<never>
