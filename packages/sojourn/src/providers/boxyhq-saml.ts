/**
 * Sign-in with SAML through BoxyHQ (Ory Polis), by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface BoxyhqSamlProfile {
  id?: string
  email?: string
  firstName?: string
  lastName?: string
}

/**
 * Makes the provider. Register the application as a connection of BoxyHQ, with the callback
 * `<origin>/api/auth/callback/boxyhq-saml`. Which connection is meant is in the `clientId`
 * (`tenant=…&product=…`), or in parameters of the authorization.
 *
 * @param options `issuer`, the address of the server, `clientId` and `clientSecret`; else
 * `AUTH_BOXYHQ_SAML_ID`, `AUTH_BOXYHQ_SAML_SECRET` and, where the factory itself is listed (`providers:
 * [boxyhqSaml]`), `AUTH_BOXYHQ_SAML_ISSUER`. Any other member replaces the provider's own.
 */
export function boxyhqSaml(options: ProviderOptions = {}): OAuthProvider {
  const { issuer, ...rest } = options
  const base = issuer?.replace(/\/+$/, '')
  return {
    id: 'boxyhq-saml',
    name: 'BoxyHQ SAML',
    type: 'oauth',
    ...(base !== undefined && {
      authorization: { url: `${base}/api/oauth/authorize`, params: { provider: 'saml' } },
      token: `${base}/api/oauth/token`,
      userinfo: `${base}/api/oauth/userinfo`,
    }),
    profile({ id, email, firstName, lastName }: BoxyhqSamlProfile) {
      return { id, name: [firstName, lastName].filter(Boolean).join(' '), email, image: null }
    },
    style: { brandColor: '#25c2a0' },
    options: rest,
  }
}
