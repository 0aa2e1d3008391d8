/**
 * Sign-in with authentik, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application as a provider of authentik, with the callback
 * `<origin>/api/auth/callback/authentik`. `issuer` is `https://<host>/application/o/<slug>/`; authentik
 * signs with a slash at its end, which is added where it is missing.
 *
 * @param options `clientId`, `clientSecret` and `issuer`, else `AUTH_AUTHENTIK_ID`,
 * `AUTH_AUTHENTIK_SECRET` and `AUTH_AUTHENTIK_ISSUER`. Any other member replaces the provider's own.
 */
export function authentik(options: ProviderOptions = {}): OidcProvider {
  const { issuer } = options
  return {
    id: 'authentik',
    name: 'authentik',
    type: 'oidc',
    options: { ...options, issuer: issuer?.replace(/\/*$/, '/') },
  }
}
