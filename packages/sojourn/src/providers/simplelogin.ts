/**
 * Sign-in with SimpleLogin, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface SimpleloginProfile {
  sub?: string
  name?: string
  email?: string
  avatar_url?: string | null
}

/**
 * Makes the provider. Register the application at https://app.simplelogin.io/developer, with the
 * callback `<origin>/api/auth/callback/simplelogin`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_SIMPLELOGIN_ID` and
 * `AUTH_SIMPLELOGIN_SECRET`. Any other member replaces the provider's own.
 */
export function simplelogin(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'simplelogin',
    name: 'SimpleLogin',
    type: 'oidc',
    issuer: 'https://app.simplelogin.io',
    profile(profile: SimpleloginProfile) {
      return {
        id: profile.sub,
        name: profile.name,
        email: profile.email,
        image: profile.avatar_url,
      }
    },
    style: { brandColor: '#e3156a' },
    options,
  }
}
