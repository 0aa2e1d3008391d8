/**
 * Sign-in with LinkedIn, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application at https://www.linkedin.com/developers/apps, with the
 * callback `<origin>/api/auth/callback/linkedin`. Add "Sign In with LinkedIn using OpenID Connect"
 * there. LinkedIn puts no `nonce` into its ID tokens and refuses PKCE of applications that have a
 * secret, so it is asked as plain OAuth 2.0. The id is the one that NextAuth v4 had from `/v2/me` and
 * Auth.js from the ID token.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_LINKEDIN_ID` and `AUTH_LINKEDIN_SECRET`. Any
 * other member replaces the provider's own.
 */
export function linkedin(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'linkedin',
    name: 'LinkedIn',
    type: 'oauth',
    authorization: {
      url: 'https://www.linkedin.com/oauth/v2/authorization',
      params: { scope: 'openid profile email' },
    },
    token: 'https://www.linkedin.com/oauth/v2/accessToken',
    userinfo: 'https://api.linkedin.com/v2/userinfo',
    client: { token_endpoint_auth_method: 'client_secret_post' },
    idToken: false,
    checks: 'none',
    style: { brandColor: '#006699' },
    options,
  }
}
