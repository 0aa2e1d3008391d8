/**
 * Sign-in with Salesforce, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface SalesforceProfile {
  user_id?: string
  name?: string
  email?: string
  picture?: string
}

/**
 * Makes the provider. Register the application as a connected app in the setup of Salesforce, with the
 * callback `<origin>/api/auth/callback/salesforce`. The id is `user_id` of userinfo, as in NextAuth v4.
 * Auth.js has `sub`, which is an address that ends in it: coming from there, pass a `profile` that
 * returns `sub`. `issuer` may be the organisation's own domain, or `https://test.salesforce.com`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_SALESFORCE_ID` and `AUTH_SALESFORCE_SECRET`.
 * Any other member replaces the provider's own.
 */
export function salesforce(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'salesforce',
    name: 'Salesforce',
    type: 'oidc',
    issuer: 'https://login.salesforce.com',
    idToken: false,
    profile(profile: SalesforceProfile) {
      return {
        id: profile.user_id,
        name: profile.name,
        email: profile.email,
        image: profile.picture,
      }
    },
    style: { brandColor: '#00a1e0' },
    options,
  }
}
