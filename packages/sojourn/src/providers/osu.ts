/**
 * Sign-in with osu!, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application at https://osu.ppy.sh/home/account/edit, with the
 * callback `<origin>/api/auth/callback/osu`. It tells no e-mail address.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_OSU_ID` and `AUTH_OSU_SECRET`. Any other
 * member replaces the provider's own.
 */
export function osu(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'osu',
    name: 'osu!',
    type: 'oauth',
    authorization: { url: 'https://osu.ppy.sh/oauth/authorize', params: { scope: 'identify' } },
    token: 'https://osu.ppy.sh/oauth/token',
    userinfo: 'https://osu.ppy.sh/api/v2/me',
    profile({ id, username, avatar_url }: { id?: number; username?: string; avatar_url?: string }) {
      return { id, name: username, email: null, image: avatar_url }
    },
    style: { brandColor: '#ff66aa' },
    options,
  }
}
