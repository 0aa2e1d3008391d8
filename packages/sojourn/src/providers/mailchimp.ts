/**
 * Sign-in with Mailchimp, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface MailchimpProfile {
  accountname?: string
  login?: { login_id?: number; email?: string }
}

/**
 * Makes the provider. Register the application at https://us1.admin.mailchimp.com/account/oauth2, with
 * the callback `<origin>/api/auth/callback/mailchimp`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_MAILCHIMP_ID` and `AUTH_MAILCHIMP_SECRET`.
 * Any other member replaces the provider's own.
 */
export function mailchimp(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'mailchimp',
    name: 'Mailchimp',
    type: 'oauth',
    authorization: { url: 'https://login.mailchimp.com/oauth2/authorize' },
    token: { url: 'https://login.mailchimp.com/oauth2/token', conform: withTokenType },
    userinfo: 'https://login.mailchimp.com/oauth2/metadata',
    profile({ accountname, login }: MailchimpProfile) {
      return { id: login?.login_id, name: accountname, email: login?.email, image: null }
    },
    style: { brandColor: '#241c15' },
    options,
  }
}

/** Mailchimp's tokens have no type and do not end: `expires_in` is 0, and `scope` is `null`. */
async function withTokenType(response: Response): Promise<Response> {
  if (!response.ok) return response
  const { access_token } = (await response.json()) as { access_token?: string }
  return Response.json({ access_token, token_type: 'bearer' })
}
