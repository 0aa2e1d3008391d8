/**
 * Sign-in with Passage by 1Password, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application at https://console.passage.id, with the callback
 * `<origin>/api/auth/callback/passage`.
 *
 * @param options `clientId`, `clientSecret` and `issuer`, else `AUTH_PASSAGE_ID`, `AUTH_PASSAGE_SECRET`
 * and `AUTH_PASSAGE_ISSUER`. Any other member replaces the provider's own.
 */
export function passage(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'passage',
    name: 'Passage',
    type: 'oidc',
    authorization: { params: { scope: 'openid email' } },
    client: { token_endpoint_auth_method: 'client_secret_basic' },
    style: { brandColor: '#3d53f6' },
    options,
  }
}
