/**
 * Sign-in with Hugging Face, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application at https://huggingface.co/settings/applications/new,
 * with the callback `<origin>/api/auth/callback/huggingface`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_HUGGINGFACE_ID` and
 * `AUTH_HUGGINGFACE_SECRET`. Any other member replaces the provider's own.
 */
export function huggingface(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'huggingface',
    name: 'Hugging Face',
    type: 'oidc',
    issuer: 'https://huggingface.co',
    style: { brandColor: '#ffd21e' },
    options,
  }
}
