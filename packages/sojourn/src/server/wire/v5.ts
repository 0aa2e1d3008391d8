/**
 * The wire of Auth.js v5.
 *
 * @module
 */
import type { AuthError } from '../../core/errors.ts'
import { refusalCode } from '../credentials/refusal.ts'
import { cookieNamesOf } from './cookie-names.ts'
import type { WireCodec } from './codec.ts'

/** What Auth.js says by its name to a browser; all else is `Configuration` there. */
const clientSafe = new Set([
  'AccessDenied',
  'AccountNotLinked',
  'CredentialsSignin',
  'MissingCSRF',
  'OAuthAccountNotLinked',
  'OAuthCallbackError',
  'Verification',
])

export const v5: WireCodec = {
  cookies: cookieNamesOf('authjs'),
  sealedForm: 'A256CBC-HS512',
  sessionBody: (session) => session,
  // Its presence counts, whatever it says.
  wantsJson: (headers) => headers.get('x-auth-return-redirect') !== null,
  // As Auth.js has it: a web request, with what was entered as its body.
  authorizeRequest: ({ method, url, headers }, credentials) =>
    new Request(url, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(credentials),
    }),
  isRefusal: (thrown) => refusalCode(thrown) !== undefined,
  openIdType: 'oidc',
  jsonStatus: () => 200,
  failureNames(error) {
    const name =
      error.code === 'provider_refused' ? 'OAuthCallbackError' : (error.nextAuthCode ?? '')
    return { error: clientSafe.has(name) ? name : 'Configuration', code: codeOf(error) }
  },
}

/** Auth.js's clients know a wrong password by this code, which is in its type. */
function codeOf(error: AuthError): string {
  const own = refusalCode(error.cause)
  if (own !== undefined) return own
  return error.code === 'credentials_rejected' ? 'credentials' : error.code
}
