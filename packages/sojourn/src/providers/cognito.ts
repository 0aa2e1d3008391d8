/**
 * Sign-in with Amazon Cognito, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application as an app client of the user pool, with the callback
 * `<origin>/api/auth/callback/cognito`. `issuer` is
 * `https://cognito-idp.<region>.amazonaws.com/<pool>`.
 *
 * @param options `clientId`, `clientSecret` and `issuer`, else `AUTH_COGNITO_ID`, `AUTH_COGNITO_SECRET`
 * and `AUTH_COGNITO_ISSUER`. Any other member replaces the provider's own.
 */
export function cognito(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'cognito',
    name: 'Cognito',
    type: 'oidc',
    style: { brandColor: '#c17b9e' },
    options,
  }
}
