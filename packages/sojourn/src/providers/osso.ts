/**
 * Sign-in with Osso, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application in the admin of Osso, with the callback
 * `<origin>/api/auth/callback/osso`.
 *
 * @param options `issuer`, the address of the server, `clientId` and `clientSecret`; else
 * `AUTH_OSSO_ID`, `AUTH_OSSO_SECRET` and, where the factory itself is listed (`providers: [osso]`),
 * `AUTH_OSSO_ISSUER`. Any other member replaces the provider's own.
 */
export function osso(options: ProviderOptions = {}): OAuthProvider {
  const { issuer, ...rest } = options
  const base = issuer?.replace(/\/+$/, '')
  return {
    id: 'osso',
    name: 'Osso',
    type: 'oauth',
    ...(base !== undefined && {
      authorization: { url: `${base}/oauth/authorize` },
      token: `${base}/oauth/token`,
      userinfo: `${base}/oauth/me`,
    }),
    profile({ id, name, email }: { id?: string; name?: string; email?: string }) {
      return { id, name, email, image: null }
    },
    options: rest,
  }
}
