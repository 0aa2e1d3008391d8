/**
 * Sign-in with Mastodon, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface MastodonProfile {
  id?: string
  username?: string
  avatar_static?: string
}

/**
 * Makes the provider. Register the application in the preferences of the server, with the callback
 * `<origin>/api/auth/callback/mastodon`. `issuer` is one server: ids of several would be mixed up. It
 * tells no e-mail address.
 *
 * @param options `issuer`, the address of the server, `clientId` and `clientSecret`; else
 * `AUTH_MASTODON_ID`, `AUTH_MASTODON_SECRET` and, where the factory itself is listed (`providers:
 * [mastodon]`), `AUTH_MASTODON_ISSUER`. Any other member replaces the provider's own.
 */
export function mastodon(options: ProviderOptions = {}): OAuthProvider {
  const { issuer, ...rest } = options
  const base = issuer?.replace(/\/+$/, '')
  return {
    id: 'mastodon',
    name: 'Mastodon',
    type: 'oauth',
    ...(base !== undefined && {
      authorization: { url: `${base}/oauth/authorize`, params: { scope: 'read' } },
      token: `${base}/oauth/token`,
      userinfo: `${base}/api/v1/accounts/verify_credentials`,
    }),
    profile({ id, username, avatar_static }: MastodonProfile) {
      return { id, name: username, email: null, image: avatar_static }
    },
    style: { brandColor: '#6364ff' },
    options: rest,
  }
}
