/**
 * Sign-in with Auth0, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application as a Regular Web Application at
 * https://manage.auth0.com, with the callback `<origin>/api/auth/callback/auth0`. `issuer` is the
 * domain of the tenant, such as `https://acme.eu.auth0.com`.
 *
 * @param options `clientId`, `clientSecret` and `issuer`, else `AUTH_AUTH0_ID`, `AUTH_AUTH0_SECRET` and
 * `AUTH_AUTH0_ISSUER`. Any other member replaces the provider's own.
 */
export function auth0(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'auth0',
    name: 'Auth0',
    type: 'oidc',
    style: { brandColor: '#eb5424' },
    options,
  }
}
