/**
 * Sign-in with Slack, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application at https://api.slack.com/apps, with the callback
 * `<origin>/api/auth/callback/slack`. Slack takes PKCE for the sign of an application without a secret
 * and refuses both together, so it is left out; `state` and `nonce` are there. Slack accepts https
 * only, also in development.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_SLACK_ID` and `AUTH_SLACK_SECRET`. Any other
 * member replaces the provider's own.
 */
export function slack(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'slack',
    name: 'Slack',
    type: 'oidc',
    issuer: 'https://slack.com',
    checks: 'none',
    style: { brandColor: '#611f69' },
    options,
  }
}
