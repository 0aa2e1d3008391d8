/**
 * Sign-in with Concept2, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface Concept2Profile {
  data?: { id?: number; username?: string; email?: string; profile_image?: string | null }
}

/**
 * Makes the provider. Register the application at https://log.concept2.com/developers/keys, with the
 * callback `<origin>/api/auth/callback/concept2`. It asks for `user:read` alone; results are another
 * scope.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_CONCEPT2_ID` and `AUTH_CONCEPT2_SECRET`. Any
 * other member replaces the provider's own.
 */
export function concept2(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'concept2',
    name: 'Concept2',
    type: 'oauth',
    authorization: {
      url: 'https://log.concept2.com/oauth/authorize',
      params: { scope: 'user:read' },
    },
    token: 'https://log.concept2.com/oauth/access_token',
    userinfo: 'https://log.concept2.com/api/users/me',
    profile({ data }: Concept2Profile) {
      return { id: data?.id, name: data?.username, email: data?.email, image: data?.profile_image }
    },
    options,
  }
}
