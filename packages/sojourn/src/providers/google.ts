/**
 * Sign-in with Google, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application at https://console.cloud.google.com/apis/credentials,
 * with the callback `<origin>/api/auth/callback/google`. A refresh token comes with `authorization: {
 * params: { access_type: 'offline', prompt: 'consent' } }`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_GOOGLE_ID` and `AUTH_GOOGLE_SECRET`. Any
 * other member replaces the provider's own.
 */
export function google(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'google',
    name: 'Google',
    type: 'oidc',
    issuer: 'https://accounts.google.com',
    style: { brandColor: '#1a73e8' },
    options,
  }
}
