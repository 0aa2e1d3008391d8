/**
 * Sign-in with Azure Active Directory B2C, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/** Options of {@link azureAdB2c}. */
export interface AzureAdB2cOptions extends ProviderOptions {
  /** Name of the tenant: the `acme` of `acme.onmicrosoft.com`. */
  tenantId?: string | undefined
  /** User flow that people sign in by, such as `B2C_1_signin`. */
  primaryUserFlow?: string | undefined
}

interface AzureAdB2cProfile {
  sub?: string
  name?: string
  preferred_username?: string
  emails?: string[]
}

/**
 * Makes the provider. Register the application in the tenant of Azure AD B2C, with the callback
 * `<origin>/api/auth/callback/azure-ad-b2c`. The user flow must put `emails`, `name` and the like into
 * the token. A token of B2C is signed in the name of another address than the one it is discovered at,
 * so the document there says which.
 *
 * @param options `clientId`, `clientSecret`, and `tenantId` with `primaryUserFlow`; or `issuer`, the
 * address that `/.well-known/openid-configuration` is below. Else `AUTH_AZURE_AD_B2C_ID`,
 * `AUTH_AZURE_AD_B2C_SECRET` and `AUTH_AZURE_AD_B2C_ISSUER`. Any other member replaces the provider's
 * own.
 */
export function azureAdB2c(options: AzureAdB2cOptions = {}): OidcProvider {
  const { tenantId, primaryUserFlow, issuer, ...rest } = options
  const address =
    issuer?.replace(/\/+$/, '') ??
    (tenantId !== undefined && primaryUserFlow !== undefined
      ? `https://${tenantId}.b2clogin.com/${tenantId}.onmicrosoft.com/${primaryUserFlow}/v2.0`
      : undefined)
  return {
    id: 'azure-ad-b2c',
    name: 'Azure Active Directory B2C',
    type: 'oidc',
    wellKnown: address && `${address}/.well-known/openid-configuration`,
    profile(profile: AzureAdB2cProfile) {
      const name = profile.name ?? profile.preferred_username
      return { id: profile.sub, name, email: profile.emails?.[0], image: null }
    },
    style: { brandColor: '#0072c6' },
    options: rest,
  }
}
