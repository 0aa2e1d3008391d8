/**
 * Sign-in with Okta, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application as a Web Application in the admin console, with the
 * callback `<origin>/api/auth/callback/okta`. `issuer` is the address of the organisation, or of one of
 * its authorization servers.
 *
 * @param options `clientId`, `clientSecret` and `issuer`, else `AUTH_OKTA_ID`, `AUTH_OKTA_SECRET` and
 * `AUTH_OKTA_ISSUER`. Any other member replaces the provider's own.
 */
export function okta(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'okta',
    name: 'Okta',
    type: 'oidc',
    style: { brandColor: '#007dc1' },
    options,
  }
}
