/**
 * Sign-in with Bungie, by OAuth 2.0.
 *
 * @module
 */
import type { TokenSet } from '../core/account.ts'
import type { OAuthProvider } from '../core/provider.ts'
import type { Fetch, ProviderOptions } from '../core/provider-options.ts'

/** Options of {@link bungie}. */
export interface BungieOptions extends ProviderOptions {
  /** The application's API key. Without it nobody can sign in. */
  apiKey?: string | undefined
}

const site = 'https://www.bungie.net'

interface BungieTokens extends TokenSet {
  membership_id?: string
}

interface BungieProfile {
  Response?: {
    bungieNetUser?: { membershipId?: string; displayName?: string; profilePicturePath?: string }
  }
}

/**
 * Makes the provider. Register the application as a confidential client at
 * https://www.bungie.net/en/Application, with the callback `<origin>/api/auth/callback/bungie`. Bungie
 * answers nobody without the key of the application. It tells no e-mail address.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_BUNGIE_ID` and `AUTH_BUNGIE_SECRET`. Any
 * other member replaces the provider's own.
 */
export function bungie(options: BungieOptions = {}): OAuthProvider {
  return {
    id: 'bungie',
    name: 'Bungie',
    type: 'oauth',
    authorization: { url: 'https://www.bungie.net/en/OAuth/Authorize', params: { reauth: 'true' } },
    token: 'https://www.bungie.net/platform/app/oauth/token/',
    userinfo: {
      url: `${site}/platform/User/GetBungieAccount/`,
      async request({ tokens, fetch }: { tokens: BungieTokens; fetch: Fetch }) {
        // Whose account it is stands beside the token; its other half is the type "Bungie.net account".
        const member = encodeURIComponent(tokens.membership_id ?? '')
        const response = await fetch(`${site}/platform/User/GetBungieAccount/${member}/254/`, {
          redirect: 'manual',
          headers: {
            authorization: `Bearer ${tokens.access_token}`,
            'x-api-key': options.apiKey ?? '',
          },
        })
        if (!response.ok) throw new Error(`Bungie answered ${response.status} to the token`)
        return response.json()
      },
    },
    profile({ Response: answer }: BungieProfile) {
      const user = answer?.bungieNetUser
      const path = user?.profilePicturePath
      return {
        id: user?.membershipId,
        name: user?.displayName,
        email: null,
        image: path === undefined ? null : `${site}/${path.replace(/^\/+/, '')}`,
      }
    },
    options,
  }
}
