/**
 * Sign-in with Logto, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface LogtoProfile {
  sub?: string
  name?: string | null
  username?: string | null
  email?: string | null
  picture?: string | null
}

/**
 * Makes the provider. Register the application at https://cloud.logto.io, with the callback
 * `<origin>/api/auth/callback/logto`. `issuer` is `https://<host>/oidc`.
 *
 * @param options `clientId`, `clientSecret` and `issuer`, else `AUTH_LOGTO_ID`, `AUTH_LOGTO_SECRET` and
 * `AUTH_LOGTO_ISSUER`. Any other member replaces the provider's own.
 */
export function logto(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'logto',
    name: 'Logto',
    type: 'oidc',
    authorization: { params: { scope: 'offline_access openid email profile' } },
    profile(profile: LogtoProfile) {
      const name = profile.name ?? profile.username
      return { id: profile.sub, name, email: profile.email, image: profile.picture }
    },
    options,
  }
}
