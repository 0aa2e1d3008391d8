/**
 * Sign-in with Facebook, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface FacebookProfile {
  id?: string
  name?: string
  email?: string
  picture?: { data?: { url?: string } }
}

/**
 * Makes the provider. Register the application at https://developers.facebook.com/apps, with the
 * callback `<origin>/api/auth/callback/facebook`. It does not say whether an address was verified, so
 * no account is linked by it.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_FACEBOOK_ID` and `AUTH_FACEBOOK_SECRET`. Any
 * other member replaces the provider's own.
 */
export function facebook(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'facebook',
    name: 'Facebook',
    type: 'oauth',
    authorization: {
      url: 'https://www.facebook.com/v19.0/dialog/oauth',
      params: { scope: 'email' },
    },
    token: 'https://graph.facebook.com/oauth/access_token',
    userinfo: { url: 'https://graph.facebook.com/me', params: { fields: 'id,name,email,picture' } },
    profile(profile: FacebookProfile) {
      return {
        id: profile.id,
        name: profile.name,
        email: profile.email,
        image: profile.picture?.data?.url,
      }
    },
    style: { brandColor: '#006aff' },
    options,
  }
}
