/**
 * Sign-in with Medium, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface MediumProfile {
  data?: { id?: string; name?: string; imageUrl?: string }
}

/**
 * Makes the provider. Register the application at https://medium.com/me/applications, with the callback
 * `<origin>/api/auth/callback/medium`. Medium registers no further applications. It tells no e-mail
 * address.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_MEDIUM_ID` and `AUTH_MEDIUM_SECRET`. Any
 * other member replaces the provider's own.
 */
export function medium(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'medium',
    name: 'Medium',
    type: 'oauth',
    authorization: {
      url: 'https://medium.com/m/oauth/authorize',
      params: { scope: 'basicProfile' },
    },
    token: 'https://api.medium.com/v1/tokens',
    userinfo: 'https://api.medium.com/v1/me',
    profile({ data }: MediumProfile) {
      return { id: data?.id, name: data?.name, email: null, image: data?.imageUrl }
    },
    style: { brandColor: '#000000' },
    options,
  }
}
