/**
 * Sign-in with Frontegg, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application in the portal of Frontegg, with the callback
 * `<origin>/api/auth/callback/frontegg`. `issuer` is the address of the environment, such as
 * `https://acme.frontegg.com`.
 *
 * @param options `clientId`, `clientSecret` and `issuer`, else `AUTH_FRONTEGG_ID`,
 * `AUTH_FRONTEGG_SECRET` and `AUTH_FRONTEGG_ISSUER`. Any other member replaces the provider's own.
 */
export function frontegg(options: ProviderOptions = {}): OidcProvider {
  const { issuer } = options
  return {
    id: 'frontegg',
    name: 'Frontegg',
    type: 'oidc',
    ...(issuer !== undefined && {
      wellKnown: `${issuer.replace(/\/+$/, '')}/oauth/.well-known/openid-configuration`,
    }),
    options,
  }
}
