/**
 * Sign-in with Asgardeo, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application as a Standard-Based Application at
 * https://console.asgardeo.io, with the callback `<origin>/api/auth/callback/asgardeo`. `issuer` is
 * `https://api.asgardeo.io/t/<organisation>`; the `/oauth2/token` that Asgardeo signs with is added
 * where it is missing.
 *
 * @param options `clientId`, `clientSecret` and `issuer`, else `AUTH_ASGARDEO_ID`,
 * `AUTH_ASGARDEO_SECRET` and `AUTH_ASGARDEO_ISSUER` (in full, with `/oauth2/token`). Any other member
 * replaces the provider's own.
 */
export function asgardeo(options: ProviderOptions = {}): OidcProvider {
  const { issuer } = options
  return {
    id: 'asgardeo',
    name: 'Asgardeo',
    type: 'oidc',
    style: { brandColor: '#000000' },
    options: { ...options, issuer: issuer?.replace(/(?:\/oauth2\/token)?\/*$/, '/oauth2/token') },
  }
}
