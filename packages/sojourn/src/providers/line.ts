/**
 * Sign-in with LINE, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application at https://developers.line.biz/console, with the
 * callback `<origin>/api/auth/callback/line`. LINE signs with the `clientSecret`. An address is told to
 * those who have applied for it: then ask for `openid profile email`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_LINE_ID` and `AUTH_LINE_SECRET`. Any other
 * member replaces the provider's own.
 */
export function line(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'line',
    name: 'LINE',
    type: 'oidc',
    issuer: 'https://access.line.me',
    authorization: { params: { scope: 'openid profile' } },
    client: { id_token_signed_response_alg: 'HS256' },
    style: { brandColor: '#00c300' },
    options,
  }
}
