/**
 * Sign-in with Spotify, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface SpotifyProfile {
  id?: string
  display_name?: string | null
  email?: string
  images?: { url?: string }[]
}

/**
 * Makes the provider. Register the application at https://developer.spotify.com/dashboard, with the
 * callback `<origin>/api/auth/callback/spotify`. Spotify verifies no addresses, so no account is linked
 * by one.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_SPOTIFY_ID` and `AUTH_SPOTIFY_SECRET`. Any
 * other member replaces the provider's own.
 */
export function spotify(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'spotify',
    name: 'Spotify',
    type: 'oauth',
    authorization: {
      url: 'https://accounts.spotify.com/authorize',
      params: { scope: 'user-read-email' },
    },
    token: 'https://accounts.spotify.com/api/token',
    userinfo: 'https://api.spotify.com/v1/me',
    profile(profile: SpotifyProfile) {
      const image = profile.images?.[0]?.url
      return { id: profile.id, name: profile.display_name, email: profile.email, image }
    },
    style: { brandColor: '#1db954' },
    options,
  }
}
