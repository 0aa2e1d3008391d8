/**
 * Sign-in with X, formerly Twitter, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface TwitterProfile {
  data?: { id?: string; name?: string; profile_image_url?: string }
}

/**
 * Makes the provider. Register the application at https://developer.x.com/en/portal, with the callback
 * `<origin>/api/auth/callback/twitter`. By OAuth 2.0: what was registered for OAuth 1.0a alone must be
 * registered anew. It tells no e-mail address.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_TWITTER_ID` and `AUTH_TWITTER_SECRET`. Any
 * other member replaces the provider's own.
 */
export function twitter(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'twitter',
    name: 'Twitter',
    type: 'oauth',
    authorization: {
      url: 'https://x.com/i/oauth2/authorize',
      params: { scope: 'users.read tweet.read offline.access' },
    },
    token: 'https://api.x.com/2/oauth2/token',
    userinfo: {
      url: 'https://api.x.com/2/users/me',
      params: { 'user.fields': 'profile_image_url' },
    },
    client: { token_endpoint_auth_method: 'client_secret_basic' },
    profile({ data }: TwitterProfile) {
      return { id: data?.id, name: data?.name, email: null, image: data?.profile_image_url }
    },
    style: { brandColor: '#1da1f2' },
    options,
  }
}
