/**
 * Sign-in with Kinde, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application at https://app.kinde.com, with the callback
 * `<origin>/api/auth/callback/kinde`. `issuer` is `https://<business>.kinde.com`.
 *
 * @param options `clientId`, `clientSecret` and `issuer`, else `AUTH_KINDE_ID`, `AUTH_KINDE_SECRET` and
 * `AUTH_KINDE_ISSUER`. Any other member replaces the provider's own.
 */
export function kinde(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'kinde',
    name: 'Kinde',
    type: 'oidc',
    style: { brandColor: '#0f0f0f' },
    options,
  }
}
