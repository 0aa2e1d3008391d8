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

/**
 * What NextAuth v4 and Auth.js v5 call a failure, in lower case, and what it is here. A way in which the
 * server is set up wrongly is not told apart: it is nobody's business but the operator's.
 */
const byNextAuthCode: Readonly<Record<string, AuthErrorCode>> = {
  // Both
  accessdenied: 'access_denied',
  configuration: 'configuration_invalid',
  credentialssignin: 'credentials_rejected',
  oauthaccountnotlinked: 'account_not_linked',
  verification: 'verification_invalid',

  // NextAuth v4
  callback: 'provider_refused',
  emailcreateaccount: 'request_failed',
  emailsignin: 'email_not_sent',
  oauthcallback: 'provider_response_invalid',
  oauthcreateaccount: 'request_failed',
  oauthsignin: 'provider_unreachable',
  sessionrequired: 'session_required',
  signin: 'request_failed',

  // Auth.js v5
  accountnotlinked: 'account_not_linked',
  adaptererror: 'storage_unavailable',
  callbackrouteerror: 'request_failed',
  duplicateconditionalui: 'configuration_invalid',
  emailsigninerror: 'email_not_sent',
  errorpageloop: 'configuration_invalid',
  eventerror: 'request_failed',
  experimentalfeaturenotenabled: 'configuration_invalid',
  invalidcallbackurl: 'callback_url_invalid',
  invalidcheck: 'transaction_missing',
  invalidendpoints: 'configuration_invalid',
  invalidprovider: 'provider_unknown',
  jwtsessionerror: 'session_invalid',
  missingadapter: 'configuration_invalid',
  missingadaptermethods: 'configuration_invalid',
  missingauthorize: 'configuration_invalid',
  missingcsrf: 'csrf_mismatch',
  missingsecret: 'configuration_invalid',
  missingwebauthnautocomplete: 'configuration_invalid',
  oauthcallbackerror: 'provider_refused',
  oauthprofileparseerror: 'provider_response_invalid',
  oauthsigninerror: 'provider_unreachable',
  sessiontokenerror: 'session_invalid',
  signouterror: 'request_failed',
  unknownaction: 'action_unknown',
  unsupportedstrategy: 'configuration_invalid',
  untrustedhost: 'configuration_invalid',
  webauthnverificationerror: 'provider_refused',
}

/**
 * The failure named by `code`, or by NextAuth's `error`, in upper or lower case; `undefined` if the query
 * names none.
 */
export function pageError(query: URLSearchParams): AuthError | undefined {
  const code = query.get('code')
  if (isAuthErrorCode(code)) return authError(code)
  const error = query.get('error')?.toLowerCase()
  if (error === undefined) return undefined
  const known = Object.hasOwn(byNextAuthCode, error) ? byNextAuthCode[error] : undefined
  return authError(known ?? 'request_failed')
}
