/**
 * Sign-in with IdentityServer4, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application as a client of the server, with the callback
 * `<origin>/api/auth/callback/identity-server4`.
 *
 * @param options `clientId`, `clientSecret` and `issuer`, else `AUTH_IDENTITY_SERVER4_ID`,
 * `AUTH_IDENTITY_SERVER4_SECRET` and `AUTH_IDENTITY_SERVER4_ISSUER`. Any other member replaces the
 * provider's own.
 */
export function identityServer4(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'identity-server4',
    name: 'IdentityServer4',
    type: 'oidc',
    options,
  }
}
