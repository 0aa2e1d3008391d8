/**
 * Sign-in with FusionAuth, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/** Options of {@link fusionauth}. */
export interface FusionauthOptions extends ProviderOptions {
  /** Id of the tenant, where the server has several. */
  tenantId?: string | undefined
}

interface FusionauthProfile {
  sub?: string
  name?: string
  preferred_username?: string
  given_name?: string
  middle_name?: string
  family_name?: string
  email?: string
  picture?: string
}

/**
 * Makes the provider. Register the application as an application of FusionAuth, with the callback
 * `<origin>/api/auth/callback/fusionauth`. `issuer` is the address of the server; what it signs with
 * (the "issuer" of the tenant, `acme.com` at first) must be changed there to the same address.
 *
 * @param options `clientId`, `clientSecret` and `issuer`, else `AUTH_FUSIONAUTH_ID`,
 * `AUTH_FUSIONAUTH_SECRET` and `AUTH_FUSIONAUTH_ISSUER`; `tenantId` where the server has several. Any
 * other member replaces the provider's own.
 */
export function fusionauth(options: FusionauthOptions = {}): OidcProvider {
  const { tenantId, ...rest } = options
  const { issuer } = options
  const metadata = `${issuer?.replace(/\/+$/, '')}/.well-known/openid-configuration`
  return {
    id: 'fusionauth',
    name: 'FusionAuth',
    type: 'oidc',
    authorization: {
      params: {
        scope: 'openid offline_access email profile',
        ...(tenantId !== undefined && { tenantId }),
      },
    },
    ...(issuer !== undefined &&
      tenantId !== undefined && {
        wellKnown: `${metadata}?tenantId=${encodeURIComponent(tenantId)}`,
      }),
    profile(profile: FusionauthProfile) {
      const { given_name, middle_name, family_name } = profile
      const parts = [given_name, middle_name, family_name].filter(Boolean).join(' ')
      const name = profile.name ?? profile.preferred_username ?? parts
      return { id: profile.sub, name, email: profile.email, image: profile.picture }
    },
    options: rest,
  }
}
