/**
 * Sign-in with Zoho, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/** Options of {@link zoho}. */
export interface ZohoOptions extends ProviderOptions {
  /** Zoho's domain in the region: `zoho.com`, `zoho.eu`, `zoho.in`, `zoho.com.au` … Default `zoho.com`. */
  domain?: string | undefined
}

interface ZohoProfile {
  ZUID?: number
  First_Name?: string
  Last_Name?: string
  Email?: string
}

/**
 * Makes the provider. Register the application at https://api-console.zoho.com, with the callback
 * `<origin>/api/auth/callback/zoho`. Zoho keeps people in the region where they signed up: one provider
 * serves one region.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_ZOHO_ID` and `AUTH_ZOHO_SECRET`. Any other
 * member replaces the provider's own.
 */
export function zoho(options: ZohoOptions = {}): OAuthProvider {
  const { domain = 'zoho.com', ...rest } = options
  const accounts = `https://accounts.${domain}`
  return {
    id: 'zoho',
    name: 'Zoho',
    type: 'oauth',
    authorization: {
      url: `${accounts}/oauth/v2/auth`,
      params: { scope: 'AaaServer.profile.Read' },
    },
    token: `${accounts}/oauth/v2/token`,
    userinfo: `${accounts}/oauth/user/info`,
    profile(profile: ZohoProfile) {
      const name = [profile.First_Name, profile.Last_Name].filter(Boolean).join(' ')
      return { id: profile.ZUID, name, email: profile.Email, image: null }
    },
    style: { brandColor: '#e42527' },
    options: rest,
  }
}
