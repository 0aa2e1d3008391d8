/**
 * Failures by their names in an address: NextAuth's, Auth.js's and ours.
 */
import { describe, expect, it } from 'vitest'
import { pageError } from '../../src/server/pages/page-error.ts'

const known: Record<string, string> = {
  AccessDenied: 'access_denied',
  AccountNotLinked: 'account_not_linked',
  AdapterError: 'storage_unavailable',
  Callback: 'provider_refused',
  CallbackRouteError: 'request_failed',
  Configuration: 'configuration_invalid',
  CredentialsSignin: 'credentials_rejected',
  DuplicateConditionalUI: 'configuration_invalid',
  EmailCreateAccount: 'request_failed',
  EmailSignin: 'email_not_sent',
  EmailSignInError: 'email_not_sent',
  ErrorPageLoop: 'configuration_invalid',
  EventError: 'request_failed',
  ExperimentalFeatureNotEnabled: 'configuration_invalid',
  InvalidCallbackUrl: 'callback_url_invalid',
  InvalidCheck: 'transaction_missing',
  InvalidEndpoints: 'configuration_invalid',
  InvalidProvider: 'provider_unknown',
  JWTSessionError: 'session_invalid',
  MissingAdapter: 'configuration_invalid',
  MissingAdapterMethods: 'configuration_invalid',
  MissingAuthorize: 'configuration_invalid',
  MissingCSRF: 'csrf_mismatch',
  MissingSecret: 'configuration_invalid',
  MissingWebAuthnAutocomplete: 'configuration_invalid',
  OAuthAccountNotLinked: 'account_not_linked',
  OAuthCallback: 'provider_response_invalid',
  OAuthCallbackError: 'provider_refused',
  OAuthCreateAccount: 'request_failed',
  OAuthProfileParseError: 'provider_response_invalid',
  OAuthSignin: 'provider_unreachable',
  OAuthSignInError: 'provider_unreachable',
  SessionRequired: 'session_required',
  SessionTokenError: 'session_invalid',
  Signin: 'request_failed',
  SignOutError: 'request_failed',
  UnknownAction: 'action_unknown',
  UnsupportedStrategy: 'configuration_invalid',
  UntrustedHost: 'configuration_invalid',
  Verification: 'verification_invalid',
  WebAuthnVerificationError: 'provider_refused',
  default: 'request_failed',
}

describe('an error in an address', () => {
  it.each(Object.entries(known))('%s is %s, in upper and lower case', (error, code) => {
    expect(pageError(new URLSearchParams({ error }))?.code).toBe(code)
    expect(pageError(new URLSearchParams({ error: error.toLowerCase() }))?.code).toBe(code)
    expect(pageError(new URLSearchParams({ error: error.toUpperCase() }))?.code).toBe(code)
  })

  it('gives way to a code of the catalog, and to no other', () => {
    const of = (code: string): string | undefined =>
      pageError(new URLSearchParams({ error: 'CredentialsSignin', code }))?.code
    expect(of('attempts_exceeded')).toBe('attempts_exceeded')
    // Auth.js lets applications choose this.
    expect(of('credentials')).toBe('credentials_rejected')
    expect(of('__proto__')).toBe('credentials_rejected')
    expect(of('constructor')).toBe('credentials_rejected')
  })

  it.each(['', '__proto__', 'constructor', 'toString', '<script>', 'Verification '])(
    'that nobody knows is that something went wrong: %j',
    (error) => {
      expect(pageError(new URLSearchParams({ error }))?.code).toBe('request_failed')
    },
  )

  it('may be none', () => {
    expect(pageError(new URLSearchParams('a=b'))).toBeUndefined()
  })
})
