/**
 * Sign-in with Reddit, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application as a web app at https://www.reddit.com/prefs/apps, with
 * the callback `<origin>/api/auth/callback/reddit`. It tells no e-mail address. A refresh token comes
 * with `authorization: { params: { duration: 'permanent' } }`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_REDDIT_ID` and `AUTH_REDDIT_SECRET`. Any
 * other member replaces the provider's own.
 */
export function reddit(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'reddit',
    name: 'Reddit',
    type: 'oauth',
    authorization: {
      url: 'https://www.reddit.com/api/v1/authorize',
      params: { scope: 'identity' },
    },
    token: 'https://www.reddit.com/api/v1/access_token',
    userinfo: 'https://oauth.reddit.com/api/v1/me',
    client: { token_endpoint_auth_method: 'client_secret_basic' },
    profile({ id, name }: { id?: string; name?: string }) {
      return { id, name, email: null, image: null }
    },
    style: { brandColor: '#ff4500' },
    options,
  }
}
