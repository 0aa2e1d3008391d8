/**
 * Sign-in with Pinterest, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application at https://developers.pinterest.com/apps, with the
 * callback `<origin>/api/auth/callback/pinterest`. The id is the user name, as in NextAuth: who renames
 * themselves is somebody new, and who takes the old name is them. It tells no e-mail address.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_PINTEREST_ID` and `AUTH_PINTEREST_SECRET`.
 * Any other member replaces the provider's own.
 */
export function pinterest(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'pinterest',
    name: 'Pinterest',
    type: 'oauth',
    authorization: {
      url: 'https://www.pinterest.com/oauth',
      params: { scope: 'user_accounts:read' },
    },
    token: 'https://api.pinterest.com/v5/oauth/token',
    userinfo: 'https://api.pinterest.com/v5/user_account',
    profile({ username, profile_image }: { username?: string; profile_image?: string }) {
      return { id: username, name: username, email: null, image: profile_image }
    },
    style: { brandColor: '#bd081c' },
    options,
  }
}
