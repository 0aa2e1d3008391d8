/**
 * The failure that a page is asked to show by its query.
 *
 * Only texts of the catalog are ever shown: what stands in the query chooses one, and is not repeated.
 *
 * @module
 */
import {
  type AuthError,
  authError,
  type AuthErrorCode,
  isAuthErrorCode,
} from '../../core/errors.ts'

const byNextAuthCode: Readonly<Record<string, AuthErrorCode>> = {
  AccessDenied: 'access_denied',
  Configuration: 'configuration_invalid',
  CredentialsSignin: 'credentials_rejected',
  MissingCSRF: 'csrf_mismatch',
  OAuthCallback: 'provider_response_invalid',
  OAuthSignin: 'provider_unreachable',
  SessionRequired: 'session_required',
}

/** The failure named by `code`, or by NextAuth's `error`; `undefined` if the query names none. */
export function pageError(query: URLSearchParams): AuthError | undefined {
  const code = query.get('code')
  if (isAuthErrorCode(code)) return authError(code)
  const error = query.get('error')
  if (error === null) return undefined
  const known = Object.hasOwn(byNextAuthCode, error) ? byNextAuthCode[error] : undefined
  return authError(known ?? 'request_failed')
}
