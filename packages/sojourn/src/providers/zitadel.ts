/**
 * Sign-in with ZITADEL, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application as a Web application of a project, with the callback
 * `<origin>/api/auth/callback/zitadel`. `issuer` is the address of the instance.
 *
 * @param options `clientId`, `clientSecret` and `issuer`, else `AUTH_ZITADEL_ID`, `AUTH_ZITADEL_SECRET`
 * and `AUTH_ZITADEL_ISSUER`. Any other member replaces the provider's own.
 */
export function zitadel(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'zitadel',
    name: 'ZITADEL',
    type: 'oidc',
    options,
  }
}
