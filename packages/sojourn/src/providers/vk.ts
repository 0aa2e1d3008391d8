/**
 * Sign-in with VK, by OAuth 2.0.
 *
 * @module
 */
import type { TokenSet } from '../core/account.ts'
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/** Options of {@link vk}. */
export interface VkOptions extends ProviderOptions {
  /** Version of the API. Default `5.131`. */
  apiVersion?: string | undefined
}

interface VkProfile {
  response?: { id?: number; first_name?: string; last_name?: string; photo_100?: string }[]
}

/**
 * Makes the provider. Register the application at https://vk.com/apps?act=manage, with the callback
 * `<origin>/api/auth/callback/vk`. VK tells the address beside the token, and not whether it was
 * verified.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_VK_ID` and `AUTH_VK_SECRET`. Any other
 * member replaces the provider's own.
 */
export function vk(options: VkOptions = {}): OAuthProvider {
  const { apiVersion: v = '5.131', ...rest } = options
  return {
    id: 'vk',
    name: 'VK',
    type: 'oauth',
    authorization: { url: 'https://oauth.vk.com/authorize', params: { scope: 'email', v } },
    token: { url: 'https://oauth.vk.com/access_token', params: { v } },
    userinfo: { url: 'https://api.vk.com/method/users.get', params: { fields: 'photo_100', v } },
    client: { token_endpoint_auth_method: 'client_secret_post' },
    profile({ response }: VkProfile, { email }: TokenSet) {
      const [person] = response ?? []
      return {
        id: person?.id,
        name: [person?.first_name, person?.last_name].filter(Boolean).join(' '),
        email: typeof email === 'string' ? email : null,
        image: person?.photo_100,
      }
    },
    style: { brandColor: '#0077ff' },
    options: rest,
  }
}
