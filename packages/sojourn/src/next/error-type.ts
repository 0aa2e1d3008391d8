/**
 * What Auth.js v5 calls a failure.
 *
 * @module
 */
import type { AuthError, AuthErrorCode } from '../core/errors.ts'

const types: Partial<Record<AuthErrorCode, string>> = {
  access_denied: 'AccessDenied',
  account_not_linked: 'OAuthAccountNotLinked',
  action_unknown: 'UnknownAction',
  callback_url_invalid: 'InvalidCallbackUrl',
  credentials_rejected: 'CredentialsSignin',
  csrf_mismatch: 'MissingCSRF',
  email_not_sent: 'EmailSignInError',
  host_untrusted: 'UntrustedHost',
  provider_refused: 'OAuthCallbackError',
  provider_response_invalid: 'OAuthSignInError',
  provider_unknown: 'InvalidProvider',
  provider_unreachable: 'OAuthSignInError',
  secret_missing: 'MissingSecret',
  storage_outdated: 'AdapterError',
  storage_unavailable: 'AdapterError',
  transaction_missing: 'InvalidCheck',
  verification_invalid: 'Verification',
}

/** The `type` of a failure: `CallbackRouteError` where Auth.js has no name for it. */
export function errorType({ code }: AuthError): string {
  return types[code] ?? 'CallbackRouteError'
}
