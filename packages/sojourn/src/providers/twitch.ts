/**
 * Sign-in with Twitch, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface TwitchProfile {
  sub?: string
  preferred_username?: string
  email?: string
  picture?: string
}

/**
 * Makes the provider. Register the application at https://dev.twitch.tv/console/apps, with the callback
 * `<origin>/api/auth/callback/twitch`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_TWITCH_ID` and `AUTH_TWITCH_SECRET`. Any
 * other member replaces the provider's own.
 */
export function twitch(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'twitch',
    name: 'Twitch',
    type: 'oidc',
    issuer: 'https://id.twitch.tv/oauth2',
    authorization: {
      params: {
        scope: 'openid user:read:email',
        claims: {
          id_token: { email: null, email_verified: null, picture: null, preferred_username: null },
        },
      },
    },
    token: { conform: withScopeAsText },
    client: { token_endpoint_auth_method: 'client_secret_post' },
    profile({ sub, preferred_username, email, picture }: TwitchProfile) {
      return { id: sub, name: preferred_username, email, image: picture }
    },
    style: { brandColor: '#65459b' },
    options,
  }
}

/** Twitch lists the scopes; RFC 6749 writes them with spaces between. */
async function withScopeAsText(response: Response): Promise<Response> {
  if (!response.ok) return response
  const { scope, ...tokens } = (await response.json()) as { scope?: unknown }
  const text = Array.isArray(scope) ? scope.join(' ') : scope
  return Response.json({ ...tokens, ...(typeof text === 'string' && { scope: text }) })
}
