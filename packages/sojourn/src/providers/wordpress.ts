/**
 * Sign-in with WordPress.com, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface WordpressProfile {
  ID?: number
  display_name?: string
  email?: string
  avatar_URL?: string
}

/**
 * Makes the provider. Register the application at https://developer.wordpress.com/apps, with the
 * callback `<origin>/api/auth/callback/wordpress`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_WORDPRESS_ID` and `AUTH_WORDPRESS_SECRET`.
 * Any other member replaces the provider's own.
 */
export function wordpress(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'wordpress',
    name: 'WordPress.com',
    type: 'oauth',
    authorization: {
      url: 'https://public-api.wordpress.com/oauth2/authorize',
      params: { scope: 'auth' },
    },
    token: 'https://public-api.wordpress.com/oauth2/token',
    userinfo: 'https://public-api.wordpress.com/rest/v1/me',
    profile(profile: WordpressProfile) {
      return {
        id: profile.ID,
        name: profile.display_name,
        email: profile.email,
        image: profile.avatar_URL,
      }
    },
    style: { brandColor: '#0087be' },
    options,
  }
}
