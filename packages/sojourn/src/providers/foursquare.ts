/**
 * Sign-in with Foursquare, by OAuth 2.0.
 *
 * @module
 */
import type { TokenSet } from '../core/account.ts'
import type { OAuthProvider } from '../core/provider.ts'
import type { Fetch, ProviderOptions } from '../core/provider-options.ts'

/** Options of {@link foursquare}. */
export interface FoursquareOptions extends ProviderOptions {
  /** Day of the API's version, as `YYYYMMDD`. Default `20230131`. */
  apiVersion?: string | undefined
}

const userinfoUrl = 'https://api.foursquare.com/v2/users/self'

interface FoursquareProfile {
  response?: {
    user?: {
      id?: string
      firstName?: string
      lastName?: string
      contact?: { email?: string }
      photo?: { prefix?: string; suffix?: string }
    }
  }
}

/**
 * Makes the provider. Register the application at https://foursquare.com/developers, with the callback
 * `<origin>/api/auth/callback/foursquare`. Foursquare wants the access token in the address of a
 * request.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_FOURSQUARE_ID` and `AUTH_FOURSQUARE_SECRET`.
 * Any other member replaces the provider's own.
 */
export function foursquare(options: FoursquareOptions = {}): OAuthProvider {
  const { apiVersion = '20230131' } = options
  return {
    id: 'foursquare',
    name: 'Foursquare',
    type: 'oauth',
    authorization: { url: 'https://foursquare.com/oauth2/authenticate' },
    token: 'https://foursquare.com/oauth2/access_token',
    userinfo: {
      url: userinfoUrl,
      async request({ tokens, fetch }: { tokens: TokenSet; fetch: Fetch }) {
        const url = new URL(userinfoUrl)
        url.searchParams.set('v', apiVersion)
        url.searchParams.set('oauth_token', tokens.access_token ?? '')
        const response = await fetch(url, { redirect: 'manual' })
        if (!response.ok) throw new Error(`Foursquare answered ${response.status} to the token`)
        return response.json()
      },
    },
    profile({ response }: FoursquareProfile) {
      const user = response?.user
      const photo = user?.photo
      return {
        id: user?.id,
        name: [user?.firstName, user?.lastName].filter(Boolean).join(' '),
        email: user?.contact?.email,
        image: photo ? `${photo.prefix}original${photo.suffix}` : null,
      }
    },
    style: { brandColor: '#000000' },
    options,
  }
}
