/**
 * Sign-in with Wikimedia, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface WikimediaProfile {
  sub?: string
  username?: string
  email?: string
  confirmed_email?: boolean
}

/**
 * Makes the provider. Register the application at
 * https://meta.wikimedia.org/wiki/Special:OAuthConsumerRegistration, with the callback
 * `<origin>/api/auth/callback/wikimedia`. What it tells was chosen there.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_WIKIMEDIA_ID` and `AUTH_WIKIMEDIA_SECRET`.
 * Any other member replaces the provider's own.
 */
export function wikimedia(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'wikimedia',
    name: 'Wikimedia',
    type: 'oauth',
    authorization: { url: 'https://meta.wikimedia.org/w/rest.php/oauth2/authorize' },
    token: 'https://meta.wikimedia.org/w/rest.php/oauth2/access_token',
    userinfo: {
      url: 'https://meta.wikimedia.org/w/rest.php/oauth2/resource/profile',
      conform: withVerifiedAddress,
    },
    profile({ sub, username, email }: WikimediaProfile) {
      return { id: sub, name: username, email, image: null }
    },
    style: { brandColor: '#000000' },
    options,
  }
}

/** Says under its standard name whether the address was verified. */
async function withVerifiedAddress(response: Response): Promise<Response> {
  if (!response.ok) return response
  const profile = (await response.json()) as WikimediaProfile
  return Response.json({ ...profile, email_verified: profile.confirmed_email === true })
}
