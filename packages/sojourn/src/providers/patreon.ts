/**
 * Sign-in with Patreon, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface PatreonProfile {
  data?: {
    id?: string
    attributes?: {
      full_name?: string
      email?: string
      is_email_verified?: boolean
      image_url?: string
    }
  }
}

/**
 * Makes the provider. Register the application at
 * https://www.patreon.com/portal/registration/register-clients, with the callback
 * `<origin>/api/auth/callback/patreon`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_PATREON_ID` and `AUTH_PATREON_SECRET`. Any
 * other member replaces the provider's own.
 */
export function patreon(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'patreon',
    name: 'Patreon',
    type: 'oauth',
    authorization: {
      url: 'https://www.patreon.com/oauth2/authorize',
      params: { scope: 'identity identity[email]' },
    },
    token: 'https://www.patreon.com/api/oauth2/token',
    userinfo: { url: 'https://www.patreon.com/api/oauth2/api/current_user', conform: withAddress },
    profile({ data }: PatreonProfile) {
      const { full_name, email, image_url } = data?.attributes ?? {}
      return { id: data?.id, name: full_name, email, image: image_url }
    },
    style: { brandColor: '#e85b46' },
    options,
  }
}

/** Says under their standard names what the address is, and whether it was verified. */
async function withAddress(response: Response): Promise<Response> {
  if (!response.ok) return response
  const profile = (await response.json()) as PatreonProfile
  const { email, is_email_verified } = profile.data?.attributes ?? {}
  return Response.json({ ...profile, email, email_verified: is_email_verified === true })
}
