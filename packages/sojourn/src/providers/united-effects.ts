/**
 * Sign-in with United Effects, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application in the console of United Effects, with the callback
 * `<origin>/api/auth/callback/united-effects`. The issuer is also sent as the resource that is asked
 * for; where it is in the environment alone, list the factory itself, `providers: [unitedEffects]`.
 *
 * @param options `clientId`, `clientSecret` and `issuer`, else `AUTH_UNITED_EFFECTS_ID`,
 * `AUTH_UNITED_EFFECTS_SECRET` and `AUTH_UNITED_EFFECTS_ISSUER`. Any other member replaces the
 * provider's own.
 */
export function unitedEffects(options: ProviderOptions = {}): OidcProvider {
  const { issuer } = options
  return {
    id: 'united-effects',
    name: 'United Effects',
    type: 'oidc',
    authorization: { params: { scope: 'openid email profile', resource: issuer } },
    options,
  }
}
