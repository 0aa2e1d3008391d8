/**
 * Sign-in with Duende IdentityServer, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application as a client of the server, with the callback
 * `<origin>/api/auth/callback/duende-identityserver6`. The id is that of NextAuth v4. Auth.js has
 * `duende-identity-server6`: coming from there, pass it as `id`.
 *
 * @param options `clientId`, `clientSecret` and `issuer`, else `AUTH_DUENDE_IDENTITYSERVER6_ID`,
 * `AUTH_DUENDE_IDENTITYSERVER6_SECRET` and `AUTH_DUENDE_IDENTITYSERVER6_ISSUER`. Any other member
 * replaces the provider's own.
 */
export function duendeIdentityServer6(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'duende-identityserver6',
    name: 'DuendeIdentityServer6',
    type: 'oidc',
    options,
  }
}
