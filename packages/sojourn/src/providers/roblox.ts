/**
 * Sign-in with Roblox, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application at https://create.roblox.com/dashboard/credentials, with
 * the callback `<origin>/api/auth/callback/roblox`. It tells no e-mail address.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_ROBLOX_ID` and `AUTH_ROBLOX_SECRET`. Any
 * other member replaces the provider's own.
 */
export function roblox(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'roblox',
    name: 'Roblox',
    type: 'oidc',
    issuer: 'https://apis.roblox.com/oauth/',
    authorization: { params: { scope: 'openid profile' } },
    options,
  }
}
