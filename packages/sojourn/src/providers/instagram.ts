/**
 * Sign-in with Instagram, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application at https://developers.facebook.com/apps, with the
 * callback `<origin>/api/auth/callback/instagram`. Meta closed this API, the "Basic Display" one, in
 * December 2024. What replaced it serves professional accounts alone, with other ids: declare that as a
 * provider of your own. It tells no e-mail address.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_INSTAGRAM_ID` and `AUTH_INSTAGRAM_SECRET`.
 * Any other member replaces the provider's own.
 */
export function instagram(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'instagram',
    name: 'Instagram',
    type: 'oauth',
    authorization: {
      url: 'https://api.instagram.com/oauth/authorize',
      params: { scope: 'user_profile' },
    },
    token: 'https://api.instagram.com/oauth/access_token',
    userinfo: {
      url: 'https://graph.instagram.com/me',
      params: { fields: 'id,username,account_type,name' },
    },
    client: { token_endpoint_auth_method: 'client_secret_post' },
    profile({ id, username }: { id?: string; username?: string }) {
      return { id, name: username, email: null, image: null }
    },
    style: { brandColor: '#e1306c' },
    options,
  }
}
