/**
 * Sign-in with Yandex, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface YandexProfile {
  id?: string
  display_name?: string
  real_name?: string
  first_name?: string
  default_email?: string
  emails?: string[]
  is_avatar_empty?: boolean
  default_avatar_id?: string
}

/**
 * Makes the provider. Register the application at https://oauth.yandex.com, with the callback
 * `<origin>/api/auth/callback/yandex`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_YANDEX_ID` and `AUTH_YANDEX_SECRET`. Any
 * other member replaces the provider's own.
 */
export function yandex(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'yandex',
    name: 'Yandex',
    type: 'oauth',
    authorization: {
      url: 'https://oauth.yandex.ru/authorize',
      params: { scope: 'login:info login:email login:avatar' },
    },
    token: 'https://oauth.yandex.ru/token',
    userinfo: { url: 'https://login.yandex.ru/info', params: { format: 'json' } },
    profile(profile: YandexProfile) {
      const { default_avatar_id: avatar, is_avatar_empty } = profile
      return {
        id: profile.id,
        name: profile.display_name ?? profile.real_name ?? profile.first_name,
        email: profile.default_email ?? profile.emails?.[0],
        image:
          avatar && !is_avatar_empty
            ? `https://avatars.yandex.net/get-yapic/${avatar}/islands-200`
            : null,
      }
    },
    style: { brandColor: '#fc3f1d' },
    options,
  }
}
