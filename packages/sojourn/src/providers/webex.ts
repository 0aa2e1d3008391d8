/**
 * Sign-in with Webex, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/** Options of {@link webex}. */
export interface WebexOptions extends ProviderOptions {
  /** Address of the API. Default `https://webexapis.com/v1`. */
  apiBaseUrl?: string | undefined
}

interface WebexProfile {
  id?: string
  displayName?: string
  emails?: string[]
  avatar?: string
}

/**
 * Makes the provider. Register the application at https://developer.webex.com/my-apps, with the
 * callback `<origin>/api/auth/callback/webex`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_WEBEX_ID` and `AUTH_WEBEX_SECRET`. Any other
 * member replaces the provider's own.
 */
export function webex(options: WebexOptions = {}): OAuthProvider {
  const { apiBaseUrl: api = 'https://webexapis.com/v1', ...rest } = options
  return {
    id: 'webex',
    name: 'Webex',
    type: 'oauth',
    authorization: { url: `${api}/authorize`, params: { scope: 'spark:kms spark:people_read' } },
    token: `${api}/access_token`,
    userinfo: `${api}/people/me`,
    profile({ id, displayName, emails, avatar }: WebexProfile) {
      return { id, name: displayName, email: emails?.[0], image: avatar }
    },
    style: { brandColor: '#000000' },
    options: rest,
  }
}
