/**
 * Sign-in with Mattermost, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface MattermostProfile {
  id?: string
  username?: string
  first_name?: string
  last_name?: string
  email?: string
}

/**
 * Makes the provider. Register the application in the integrations of the server, with the callback
 * `<origin>/api/auth/callback/mattermost`.
 *
 * @param options `issuer`, the address of the server, `clientId` and `clientSecret`; else
 * `AUTH_MATTERMOST_ID`, `AUTH_MATTERMOST_SECRET` and, where the factory itself is listed (`providers:
 * [mattermost]`), `AUTH_MATTERMOST_ISSUER`. Any other member replaces the provider's own.
 */
export function mattermost(options: ProviderOptions = {}): OAuthProvider {
  const { issuer, ...rest } = options
  const base = issuer?.replace(/\/+$/, '')
  return {
    id: 'mattermost',
    name: 'Mattermost',
    type: 'oauth',
    ...(base !== undefined && {
      authorization: { url: `${base}/oauth/authorize` },
      token: `${base}/oauth/access_token`,
      userinfo: `${base}/api/v4/users/me`,
    }),
    client: { token_endpoint_auth_method: 'client_secret_post' },
    profile({ id, username, first_name, last_name, email }: MattermostProfile) {
      const name = username ?? [first_name, last_name].filter(Boolean).join(' ')
      return { id, name, email, image: null }
    },
    style: { brandColor: '#1e325c' },
    options: rest,
  }
}
