/**
 * Sign-in with Trakt, by OAuth 2.0.
 *
 * @module
 */
import type { TokenSet } from '../core/account.ts'
import type { OAuthProvider } from '../core/provider.ts'
import type { Fetch, ProviderOptions } from '../core/provider-options.ts'

const userinfoUrl = 'https://api.trakt.tv/users/me?extended=full'

interface UserinfoContext {
  fetch: Fetch
  tokens: TokenSet
  provider: { clientId?: string }
}

interface TraktProfile {
  ids?: { slug?: string }
  name?: string
  images?: { avatar?: { full?: string } }
}

/**
 * Makes the provider. Register the application at https://trakt.tv/oauth/applications, with the
 * callback `<origin>/api/auth/callback/trakt`. The id is the name in the addresses of the site, as in
 * NextAuth: who renames themselves is somebody new, and who takes the old name is them. It tells no
 * e-mail address, and its pictures may not be shown on other sites.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_TRAKT_ID` and `AUTH_TRAKT_SECRET`. Any other
 * member replaces the provider's own.
 */
export function trakt(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'trakt',
    name: 'Trakt',
    type: 'oauth',
    authorization: { url: 'https://trakt.tv/oauth/authorize' },
    token: 'https://api.trakt.tv/oauth/token',
    userinfo: {
      url: userinfoUrl,
      async request({ tokens, provider, fetch }: UserinfoContext) {
        const response = await fetch(userinfoUrl, {
          redirect: 'manual',
          headers: {
            authorization: `Bearer ${tokens.access_token}`,
            'trakt-api-key': provider.clientId ?? '',
            'trakt-api-version': '2',
            'user-agent': 'sojourn',
          },
        })
        if (!response.ok) throw new Error(`Trakt answered ${response.status} to the token`)
        return response.json()
      },
    },
    profile({ ids, name, images }: TraktProfile) {
      return { id: ids?.slug, name, email: null, image: images?.avatar?.full }
    },
    style: { brandColor: '#ed2224' },
    options,
  }
}
