/**
 * Sign-in with Nextcloud, by OAuth 2.0.
 *
 * @module
 */
import type { TokenSet } from '../core/account.ts'
import type { OAuthProvider } from '../core/provider.ts'
import type { Fetch, ProviderOptions } from '../core/provider-options.ts'

interface NextcloudTokens extends TokenSet {
  user_id?: string
}

interface NextcloudProfile {
  id?: string
  displayname?: string
  email?: string | null
}

/**
 * Makes the provider. Register the application in the security settings of the server, with the
 * callback `<origin>/api/auth/callback/nextcloud`. `issuer` is one server: ids of several would be
 * mixed up.
 *
 * @param options `issuer`, the address of the server, `clientId` and `clientSecret`; else
 * `AUTH_NEXTCLOUD_ID`, `AUTH_NEXTCLOUD_SECRET` and, where the factory itself is listed (`providers:
 * [nextcloud]`), `AUTH_NEXTCLOUD_ISSUER`. Any other member replaces the provider's own.
 */
export function nextcloud(options: ProviderOptions = {}): OAuthProvider {
  const { issuer, ...rest } = options
  const base = issuer?.replace(/\/+$/, '')
  return {
    id: 'nextcloud',
    name: 'Nextcloud',
    type: 'oauth',
    ...(base !== undefined && {
      authorization: { url: `${base}/apps/oauth2/authorize` },
      token: `${base}/apps/oauth2/api/v1/token`,
      userinfo: {
        url: `${base}/ocs/v1.php/cloud/users`,
        async request({ tokens, fetch }: { tokens: NextcloudTokens; fetch: Fetch }) {
          const person = encodeURIComponent(tokens.user_id ?? '')
          const response = await fetch(`${base}/ocs/v1.php/cloud/users/${person}`, {
            redirect: 'manual',
            headers: {
              accept: 'application/json',
              authorization: `Bearer ${tokens.access_token}`,
              'ocs-apirequest': 'true',
            },
          })
          if (!response.ok) throw new Error(`Nextcloud answered ${response.status} to the token`)
          const answer = (await response.json()) as { ocs?: { data?: unknown } }
          return answer.ocs?.data
        },
      },
    }),
    profile({ id = '', displayname, email }: NextcloudProfile) {
      const image = base === undefined ? null : `${base}/avatar/${encodeURIComponent(id)}/512`
      return { id, name: displayname, email, image }
    },
    style: { brandColor: '#0082c9' },
    options: rest,
  }
}
