/**
 * Sign-in with Eventbrite, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface EventbriteProfile {
  id?: string
  name?: string
  emails?: { email?: string; verified?: boolean; primary?: boolean }[]
  email?: string
  image_id?: string | null
}

/**
 * Makes the provider. Register the application at https://www.eventbrite.com/platform/api-keys, with
 * the callback `<origin>/api/auth/callback/eventbrite`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_EVENTBRITE_ID` and `AUTH_EVENTBRITE_SECRET`.
 * Any other member replaces the provider's own.
 */
export function eventbrite(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'eventbrite',
    name: 'Eventbrite',
    type: 'oauth',
    authorization: {
      url: 'https://www.eventbrite.com/oauth/authorize',
      params: { scope: 'user.profile' },
    },
    token: 'https://www.eventbrite.com/oauth/token',
    userinfo: { url: 'https://www.eventbriteapi.com/v3/users/me/', conform: withAddress },
    client: { token_endpoint_auth_method: 'client_secret_post' },
    profile(profile: EventbriteProfile) {
      const picture = `https://cdn.evbuc.com/images/${profile.image_id}/1/original.jpg`
      return {
        id: profile.id,
        name: profile.name,
        email: profile.email,
        image: profile.image_id ? `https://img.evbuc.com/${encodeURIComponent(picture)}` : null,
      }
    },
    style: { brandColor: '#f05537' },
    options,
  }
}

/** Says under their standard names what the primary address is, and whether it was verified. */
async function withAddress(response: Response): Promise<Response> {
  if (!response.ok) return response
  const profile = (await response.json()) as EventbriteProfile
  const primary = profile.emails?.find((email) => email.primary === true)
  return Response.json({
    ...profile,
    email: primary?.email,
    email_verified: primary?.verified === true,
  })
}
