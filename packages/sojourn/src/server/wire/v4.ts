/**
 * The wire of NextAuth v4.
 *
 * @module
 */
import type { AuthError } from '../../core/errors.ts'
import { messageForPeople, refusalCode } from '../credentials/refusal.ts'
import { cookieNamesOf } from './cookie-names.ts'
import type { WireCodec } from './codec.ts'

export const v4: WireCodec = {
  cookies: cookieNamesOf('next-auth'),
  sealedForm: 'A256GCM',
  sessionBody: (session) => session ?? {},
  wantsJson: (_headers, body) => body['json'] === 'true' || body['json'] === true,
  authorizeRequest: (request) => request,
  isRefusal: (thrown) =>
    messageForPeople(thrown) !== undefined || refusalCode(thrown) !== undefined,
  openIdType: 'oauth',
  jsonStatus: (status) => status,
  failureNames(error, step) {
    const name = error.nextAuthCode ?? step ?? 'Callback'
    return {
      error: messageOf(error) ?? (name === 'OAuthCallback' ? (step ?? name) : name),
      code: refusalCode(error.cause) ?? error.code,
    }
  },
}

/** What `authorize` or `signIn` has thrown to be shown. */
function messageOf({ code, cause }: AuthError): string | undefined {
  return code === 'credentials_rejected' || code === 'access_denied'
    ? messageForPeople(cause)
    : undefined
}
