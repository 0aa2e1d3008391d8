/**
 * Sign-in with Ory Hydra, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application as a client of the server, with the callback
 * `<origin>/api/auth/callback/hydra`. The id is `hydra`, as in Auth.js.
 *
 * @param options `clientId`, `clientSecret` and `issuer`, else `AUTH_HYDRA_ID`, `AUTH_HYDRA_SECRET` and
 * `AUTH_HYDRA_ISSUER`. Any other member replaces the provider's own.
 */
export function oryHydra(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'hydra',
    name: 'Hydra',
    type: 'oidc',
    style: { brandColor: '#0f172a' },
    options,
  }
}
