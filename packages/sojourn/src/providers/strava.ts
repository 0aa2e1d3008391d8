/**
 * Sign-in with Strava, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface StravaProfile {
  id?: number
  firstname?: string
  lastname?: string
  profile?: string
}

/**
 * Makes the provider. Register the application at https://www.strava.com/settings/api, with the
 * callback `<origin>/api/auth/callback/strava`. It tells no e-mail address.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_STRAVA_ID` and `AUTH_STRAVA_SECRET`. Any
 * other member replaces the provider's own.
 */
export function strava(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'strava',
    name: 'Strava',
    type: 'oauth',
    authorization: {
      url: 'https://www.strava.com/api/v3/oauth/authorize',
      params: { scope: 'read', approval_prompt: 'auto' },
    },
    token: 'https://www.strava.com/api/v3/oauth/token',
    userinfo: 'https://www.strava.com/api/v3/athlete',
    client: { token_endpoint_auth_method: 'client_secret_post' },
    profile({ id, firstname, lastname, profile: image }: StravaProfile) {
      return { id, name: [firstname, lastname].filter(Boolean).join(' '), email: null, image }
    },
    style: { brandColor: '#fc5200' },
    options,
  }
}
