/**
 * Sign-in with Vipps MobilePay, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application at https://portal.vippsmobilepay.com, with the callback
 * `<origin>/api/auth/callback/vipps`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_VIPPS_ID` and `AUTH_VIPPS_SECRET`. Any other
 * member replaces the provider's own.
 */
export function vipps(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'vipps',
    name: 'Vipps',
    type: 'oidc',
    issuer: 'https://api.vipps.no/access-management-1.0/access/',
    authorization: { params: { scope: 'openid name email' } },
    idToken: false,
    style: { brandColor: '#f05c18' },
    options,
  }
}
