/**
 * Sign-in with Atlassian, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface AtlassianProfile {
  account_id?: string
  name?: string
  email?: string
  picture?: string
}

/**
 * Makes the provider. Register the application at https://developer.atlassian.com/console/myapps, with
 * the callback `<origin>/api/auth/callback/atlassian`. Give it the User identity API.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_ATLASSIAN_ID` and `AUTH_ATLASSIAN_SECRET`.
 * Any other member replaces the provider's own.
 */
export function atlassian(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'atlassian',
    name: 'Atlassian',
    type: 'oauth',
    authorization: {
      url: 'https://auth.atlassian.com/authorize',
      params: { audience: 'api.atlassian.com', scope: 'read:me', prompt: 'consent' },
    },
    token: 'https://auth.atlassian.com/oauth/token',
    userinfo: 'https://api.atlassian.com/me',
    profile(profile: AtlassianProfile) {
      return {
        id: profile.account_id,
        name: profile.name,
        email: profile.email,
        image: profile.picture,
      }
    },
    style: { brandColor: '#0052cc' },
    options,
  }
}
