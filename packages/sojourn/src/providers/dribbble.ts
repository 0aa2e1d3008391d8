/**
 * Sign-in with Dribbble, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface DribbbleProfile {
  id?: number
  name?: string
  email?: string
  avatar_url?: string
}

/**
 * Makes the provider. Register the application at https://dribbble.com/account/applications, with the
 * callback `<origin>/api/auth/callback/dribbble`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_DRIBBBLE_ID` and `AUTH_DRIBBBLE_SECRET`. Any
 * other member replaces the provider's own.
 */
export function dribbble(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'dribbble',
    name: 'Dribbble',
    type: 'oauth',
    authorization: { url: 'https://dribbble.com/oauth/authorize', params: { scope: 'public' } },
    token: 'https://dribbble.com/oauth/token',
    userinfo: 'https://api.dribbble.com/v2/user',
    profile(profile: DribbbleProfile) {
      return { id: profile.id, name: profile.name, email: profile.email, image: profile.avatar_url }
    },
    style: { brandColor: '#000000' },
    options,
  }
}
