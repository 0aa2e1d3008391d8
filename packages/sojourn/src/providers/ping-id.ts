/**
 * Sign-in with Ping Identity, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application as an OIDC Web App at https://console.pingone.com, with
 * the callback `<origin>/api/auth/callback/ping-id`. `issuer` is
 * `https://auth.pingone.<region>/<environment>/as`.
 *
 * @param options `clientId`, `clientSecret` and `issuer`, else `AUTH_PING_ID_ID`, `AUTH_PING_ID_SECRET`
 * and `AUTH_PING_ID_ISSUER`. Any other member replaces the provider's own.
 */
export function pingId(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'ping-id',
    name: 'Ping Identity',
    type: 'oidc',
    options,
  }
}
