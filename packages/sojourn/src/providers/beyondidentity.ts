/**
 * Sign-in with Beyond Identity, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application in the console of Beyond Identity, with the callback
 * `<origin>/api/auth/callback/beyondidentity`.
 *
 * @param options `clientId`, `clientSecret` and `issuer`, else `AUTH_BEYONDIDENTITY_ID`,
 * `AUTH_BEYONDIDENTITY_SECRET` and `AUTH_BEYONDIDENTITY_ISSUER`. Any other member replaces the
 * provider's own.
 */
export function beyondidentity(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'beyondidentity',
    name: 'Beyond Identity',
    type: 'oidc',
    profile({ sub, name, email }: { sub?: string; name?: string; email?: string }) {
      return { id: sub, name, email, image: null }
    },
    style: { brandColor: '#5077c5' },
    options,
  }
}
