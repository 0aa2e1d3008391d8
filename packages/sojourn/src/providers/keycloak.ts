/**
 * Sign-in with Keycloak, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application as a client of the realm, with the callback
 * `<origin>/api/auth/callback/keycloak`. `issuer` is `https://<host>/realms/<realm>`.
 *
 * @param options `clientId`, `clientSecret` and `issuer`, else `AUTH_KEYCLOAK_ID`,
 * `AUTH_KEYCLOAK_SECRET` and `AUTH_KEYCLOAK_ISSUER`. Any other member replaces the provider's own.
 */
export function keycloak(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'keycloak',
    name: 'Keycloak',
    type: 'oidc',
    style: { brandColor: '#428bca' },
    options,
  }
}
