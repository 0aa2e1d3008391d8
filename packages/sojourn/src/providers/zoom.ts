/**
 * Sign-in with Zoom, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface ZoomProfile {
  id?: string
  first_name?: string
  last_name?: string
  email?: string
  /** 1: the address was verified. */
  verified?: number
  pic_url?: string
}

/**
 * Makes the provider. Register the application at https://marketplace.zoom.us, with the callback
 * `<origin>/api/auth/callback/zoom`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_ZOOM_ID` and `AUTH_ZOOM_SECRET`. Any other
 * member replaces the provider's own.
 */
export function zoom(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'zoom',
    name: 'Zoom',
    type: 'oauth',
    authorization: { url: 'https://zoom.us/oauth/authorize' },
    token: 'https://zoom.us/oauth/token',
    userinfo: { url: 'https://api.zoom.us/v2/users/me', conform: withVerifiedAddress },
    profile(profile: ZoomProfile) {
      const name = [profile.first_name, profile.last_name].filter(Boolean).join(' ')
      return { id: profile.id, name, email: profile.email, image: profile.pic_url }
    },
    style: { brandColor: '#0b5cff' },
    options,
  }
}

/** Says under its standard name whether the address was verified. */
async function withVerifiedAddress(response: Response): Promise<Response> {
  if (!response.ok) return response
  const profile = (await response.json()) as ZoomProfile
  return Response.json({ ...profile, email_verified: profile.verified === 1 })
}
