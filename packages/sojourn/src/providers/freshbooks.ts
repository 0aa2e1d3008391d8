/**
 * Sign-in with FreshBooks, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface FreshbooksProfile {
  response?: { id?: number; first_name?: string; last_name?: string; email?: string }
}

/**
 * Makes the provider. Register the application at https://my.freshbooks.com/#/developer, with the
 * callback `<origin>/api/auth/callback/freshbooks`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_FRESHBOOKS_ID` and `AUTH_FRESHBOOKS_SECRET`.
 * Any other member replaces the provider's own.
 */
export function freshbooks(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'freshbooks',
    name: 'Freshbooks',
    type: 'oauth',
    authorization: { url: 'https://auth.freshbooks.com/service/auth/oauth/authorize' },
    token: 'https://api.freshbooks.com/auth/oauth/token',
    userinfo: 'https://api.freshbooks.com/auth/api/v1/users/me',
    profile({ response }: FreshbooksProfile) {
      return {
        id: response?.id,
        name: [response?.first_name, response?.last_name].filter(Boolean).join(' '),
        email: response?.email,
        image: null,
      }
    },
    style: { brandColor: '#0075dd' },
    options,
  }
}
