/**
 * Sign-in with FACEIT, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface FaceitProfile {
  guid?: string
  name?: string
  nickname?: string
  email?: string
  picture?: string
}

/**
 * Makes the provider. Register the application at https://developers.faceit.com, with the callback
 * `<origin>/api/auth/callback/faceit`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_FACEIT_ID` and `AUTH_FACEIT_SECRET`. Any
 * other member replaces the provider's own.
 */
export function faceit(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'faceit',
    name: 'FACEIT',
    type: 'oauth',
    authorization: {
      url: 'https://accounts.faceit.com/accounts',
      params: { redirect_popup: 'true' },
    },
    token: 'https://api.faceit.com/auth/v1/oauth/token',
    userinfo: 'https://api.faceit.com/auth/v1/resources/userinfo',
    client: { token_endpoint_auth_method: 'client_secret_basic' },
    profile(profile: FaceitProfile) {
      const name = profile.name ?? profile.nickname
      return { id: profile.guid, name, email: profile.email, image: profile.picture }
    },
    options,
  }
}
