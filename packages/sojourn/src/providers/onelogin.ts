/**
 * Sign-in with OneLogin, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application in the administration of OneLogin, with the callback
 * `<origin>/api/auth/callback/onelogin`. `issuer` is `https://<account>.onelogin.com`; the `/oidc/2`
 * that OneLogin signs with is added where it is missing.
 *
 * @param options `clientId`, `clientSecret` and `issuer`, else `AUTH_ONELOGIN_ID`,
 * `AUTH_ONELOGIN_SECRET` and `AUTH_ONELOGIN_ISSUER` (in full, with `/oidc/2`). Any other member
 * replaces the provider's own.
 */
export function onelogin(options: ProviderOptions = {}): OidcProvider {
  const { issuer } = options
  return {
    id: 'onelogin',
    name: 'OneLogin',
    type: 'oidc',
    options: { ...options, issuer: issuer?.replace(/(?:\/oidc\/2)?\/*$/, '/oidc/2') },
  }
}
