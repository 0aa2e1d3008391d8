/**
 * Sign-in with Apple, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface AppleProfile {
  sub?: string
  email?: string
  /** Posted beside the ID token, unsigned: fit to be shown and for nothing else. */
  user?: { name?: { firstName?: string; lastName?: string } }
}

/**
 * Makes the provider. Register the application as a Services ID at
 * https://developer.apple.com/account/resources/identifiers, with the callback
 * `<origin>/api/auth/callback/apple`. Apple accepts https only, also in development. It posts its
 * answer from its own site, so the transaction cookie is `SameSite=None`. `clientSecret` is a JWT that
 * is signed with your key and ends after six months at most. Apple tells the name once, at the first
 * consent.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_APPLE_ID` and `AUTH_APPLE_SECRET`. Any other
 * member replaces the provider's own.
 */
export function apple(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'apple',
    name: 'Apple',
    type: 'oidc',
    issuer: 'https://appleid.apple.com',
    authorization: { params: { scope: 'name email', response_mode: 'form_post' } },
    client: { token_endpoint_auth_method: 'client_secret_post' },
    // The mark by which Auth.js has its engine read the name that is posted.
    profile({ sub, email, user }: AppleProfile) {
      const name = [user?.name?.firstName, user?.name?.lastName].filter(Boolean).join(' ')
      return { id: sub, name: name || null, email, image: null }
    },
    style: { brandColor: '#000000' },
    options,
  }
}
