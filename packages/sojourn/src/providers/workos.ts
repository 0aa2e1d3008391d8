/**
 * Sign-in with WorkOS, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/** Options of {@link workos}. */
export interface WorkosOptions extends ProviderOptions {
  /** Id of the connection that people sign in by. */
  connection?: string | undefined
}

interface WorkosProfile {
  id?: string
  first_name?: string | null
  last_name?: string | null
  email?: string
  raw_attributes?: { picture?: string }
}

/**
 * Makes the provider. Register the application at https://dashboard.workos.com, with the callback
 * `<origin>/api/auth/callback/workos`. WorkOS must be told whom to ask: a `connection`, or
 * `organization` or `provider` in the parameters of the authorization.
 *
 * @param options `clientId` and `clientSecret` (the API key), else `AUTH_WORKOS_ID` and
 * `AUTH_WORKOS_SECRET`; `connection`; `issuer`, the address of the API, if it is not
 * `https://api.workos.com`. Any other member replaces the provider's own.
 */
export function workos(options: WorkosOptions = {}): OAuthProvider {
  const { issuer = 'https://api.workos.com', connection, ...rest } = options
  const base = issuer.replace(/\/+$/, '')
  return {
    id: 'workos',
    name: 'WorkOS',
    type: 'oauth',
    authorization: { url: `${base}/sso/authorize`, params: { connection } },
    token: `${base}/sso/token`,
    userinfo: `${base}/sso/profile`,
    client: { token_endpoint_auth_method: 'client_secret_post' },
    profile({ id, first_name, last_name, email, raw_attributes }: WorkosProfile) {
      const name = [first_name, last_name].filter(Boolean).join(' ')
      return { id, name, email, image: raw_attributes?.picture }
    },
    style: { brandColor: '#6363f1' },
    options: rest,
  }
}
