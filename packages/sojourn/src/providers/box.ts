/**
 * Sign-in with Box, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface BoxProfile {
  id?: string
  name?: string
  login?: string
  avatar_url?: string
}

/**
 * Makes the provider. Register the application at https://app.box.com/developers/console, with the
 * callback `<origin>/api/auth/callback/box`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_BOX_ID` and `AUTH_BOX_SECRET`. Any other
 * member replaces the provider's own.
 */
export function box(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'box',
    name: 'Box',
    type: 'oauth',
    authorization: { url: 'https://account.box.com/api/oauth2/authorize' },
    token: 'https://api.box.com/oauth2/token',
    userinfo: 'https://api.box.com/2.0/users/me',
    profile(profile: BoxProfile) {
      return { id: profile.id, name: profile.name, email: profile.login, image: profile.avatar_url }
    },
    style: { brandColor: '#0075c9' },
    options,
  }
}
