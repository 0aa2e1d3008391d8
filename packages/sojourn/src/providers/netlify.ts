/**
 * Sign-in with Netlify, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface NetlifyProfile {
  id?: string
  full_name?: string
  email?: string
  avatar_url?: string
}

/**
 * Makes the provider. Register the application at https://app.netlify.com/user/applications, with the
 * callback `<origin>/api/auth/callback/netlify`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_NETLIFY_ID` and `AUTH_NETLIFY_SECRET`. Any
 * other member replaces the provider's own.
 */
export function netlify(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'netlify',
    name: 'Netlify',
    type: 'oauth',
    authorization: { url: 'https://app.netlify.com/authorize' },
    token: 'https://api.netlify.com/oauth/token',
    userinfo: 'https://api.netlify.com/api/v1/user',
    profile(profile: NetlifyProfile) {
      return {
        id: profile.id,
        name: profile.full_name,
        email: profile.email,
        image: profile.avatar_url,
      }
    },
    style: { brandColor: '#32e6e2' },
    options,
  }
}
