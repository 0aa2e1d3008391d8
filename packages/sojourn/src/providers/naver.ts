/**
 * Sign-in with Naver, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface NaverProfile {
  response?: { id?: string; nickname?: string; email?: string; profile_image?: string }
}

/**
 * Makes the provider. Register the application at https://developers.naver.com/apps, with the callback
 * `<origin>/api/auth/callback/naver`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_NAVER_ID` and `AUTH_NAVER_SECRET`. Any other
 * member replaces the provider's own.
 */
export function naver(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'naver',
    name: 'Naver',
    type: 'oauth',
    authorization: { url: 'https://nid.naver.com/oauth2.0/authorize' },
    token: 'https://nid.naver.com/oauth2.0/token',
    userinfo: 'https://openapi.naver.com/v1/nid/me',
    profile({ response: person }: NaverProfile) {
      const { id, nickname, email, profile_image } = person ?? {}
      return { id, name: nickname, email, image: profile_image }
    },
    style: { brandColor: '#03c75a' },
    options,
  }
}
