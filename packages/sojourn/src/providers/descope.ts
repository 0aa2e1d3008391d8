/**
 * Sign-in with Descope, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application at https://app.descope.com, with the callback
 * `<origin>/api/auth/callback/descope`. The issuer follows from the id of the project, which is the
 * `clientId`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_DESCOPE_ID` and `AUTH_DESCOPE_SECRET`;
 * `issuer` if it is not that of the project, else `AUTH_DESCOPE_ISSUER`. Where the id is in the
 * environment alone, list the factory itself, `providers: [descope]`. Any other member replaces the
 * provider's own.
 */
export function descope(options: ProviderOptions = {}): OidcProvider {
  const { clientId } = options
  return {
    id: 'descope',
    name: 'Descope',
    type: 'oidc',
    ...(clientId !== undefined && { issuer: `https://api.descope.com/${clientId}` }),
    style: { brandColor: '#1c1c23' },
    options,
  }
}
