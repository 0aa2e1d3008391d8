/**
 * Sign-in with Microsoft Entra ID, under its former name, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/** Options of {@link azureAd}. */
export interface AzureAdOptions extends ProviderOptions {
  /** Directory: its id, `organizations`, `consumers` or `common`. */
  tenantId?: string | undefined
}

/**
 * Makes the provider. Register the application at https://entra.microsoft.com, with the callback
 * `<origin>/api/auth/callback/azure-ad`. Whom it lets in is up to `tenantId`: one directory by its id,
 * or everybody who has an account at Microsoft with `common`. There is no default, because `common`
 * lets in strangers. An address is not verified by Microsoft, and any directory can put anybody's into
 * its tokens: do not link accounts by it. The picture would have to be embedded and is left out. For
 * new applications: `microsoftEntraId`.
 *
 * @param options `clientId`, `clientSecret`, and `tenantId` or `issuer`, else `AUTH_AZURE_AD_ID`,
 * `AUTH_AZURE_AD_SECRET` and `AUTH_AZURE_AD_ISSUER`. Any other member replaces the provider's own.
 */
export function azureAd(options: AzureAdOptions = {}): OidcProvider {
  const { tenantId, ...rest } = options
  return {
    id: 'azure-ad',
    name: 'Azure Active Directory',
    type: 'oidc',
    ...(tenantId !== undefined && { issuer: `https://login.microsoftonline.com/${tenantId}/v2.0` }),
    profile({ sub, name, email }: { sub?: string; name?: string; email?: string }) {
      return { id: sub, name, email, image: null }
    },
    style: { brandColor: '#0072c6' },
    options: rest,
  }
}
