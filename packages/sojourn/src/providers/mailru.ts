/**
 * Sign-in with Mail.ru, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application at https://o2.mail.ru/app, with the callback
 * `<origin>/api/auth/callback/mailru`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_MAILRU_ID` and `AUTH_MAILRU_SECRET`. Any
 * other member replaces the provider's own.
 */
export function mailru(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'mailru',
    name: 'Mail.ru',
    type: 'oauth',
    authorization: { url: 'https://oauth.mail.ru/login', params: { scope: 'userinfo' } },
    token: 'https://oauth.mail.ru/token',
    userinfo: 'https://oauth.mail.ru/userinfo',
    profile(profile: { id?: string; name?: string; email?: string; image?: string }) {
      return { id: profile.id, name: profile.name, email: profile.email, image: profile.image }
    },
    style: { brandColor: '#168de2' },
    options,
  }
}
