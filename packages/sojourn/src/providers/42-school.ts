/**
 * Sign-in with 42 School, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface FortyTwoSchoolProfile {
  id?: number
  usual_full_name?: string
  email?: string
  image?: { link?: string | null } | null
}

/**
 * Makes the provider. Register the application at https://profile.intra.42.fr/oauth/applications, with
 * the callback `<origin>/api/auth/callback/42-school`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_42_SCHOOL_ID` and `AUTH_42_SCHOOL_SECRET`.
 * Any other member replaces the provider's own.
 */
export function fortyTwoSchool(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: '42-school',
    name: '42 School',
    type: 'oauth',
    authorization: { url: 'https://api.intra.42.fr/oauth/authorize', params: { scope: 'public' } },
    token: 'https://api.intra.42.fr/oauth/token',
    userinfo: 'https://api.intra.42.fr/v2/me',
    profile(profile: FortyTwoSchoolProfile) {
      return {
        id: profile.id,
        name: profile.usual_full_name,
        email: profile.email,
        image: profile.image?.link,
      }
    },
    options,
  }
}
