/**
 * Sign-in with HubSpot, by OAuth 2.0.
 *
 * @module
 */
import type { TokenSet } from '../core/account.ts'
import type { OAuthProvider } from '../core/provider.ts'
import type { Fetch, ProviderOptions } from '../core/provider-options.ts'

const userinfoUrl = 'https://api.hubapi.com/oauth/v1/access-tokens'

interface HubspotProfile {
  user_id?: number
  user?: string
}

/**
 * Makes the provider. Register the application at https://developers.hubspot.com, with the callback
 * `<origin>/api/auth/callback/hubspot`. HubSpot wants the access token in the address of a request. Its
 * name for a person is the address.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_HUBSPOT_ID` and `AUTH_HUBSPOT_SECRET`. Any
 * other member replaces the provider's own.
 */
export function hubspot(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'hubspot',
    name: 'HubSpot',
    type: 'oauth',
    authorization: { url: 'https://app.hubspot.com/oauth/authorize', params: { scope: 'oauth' } },
    token: 'https://api.hubapi.com/oauth/v1/token',
    userinfo: {
      url: userinfoUrl,
      async request({ tokens, fetch }: { tokens: TokenSet; fetch: Fetch }) {
        const token = encodeURIComponent(tokens.access_token ?? '')
        const response = await fetch(`${userinfoUrl}/${token}`, { redirect: 'manual' })
        if (!response.ok) throw new Error(`HubSpot answered ${response.status} to the token`)
        return response.json()
      },
    },
    client: { token_endpoint_auth_method: 'client_secret_post' },
    profile({ user_id, user }: HubspotProfile) {
      return { id: user_id, name: user, email: user, image: null }
    },
    style: { brandColor: '#ff7a59' },
    options,
  }
}
