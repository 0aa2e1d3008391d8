/**
 * Sign-in with BankID Norge, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/**
 * Makes the provider. Register the application at https://bankid.no, with the callback
 * `<origin>/api/auth/callback/bankid-no`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_BANKID_NO_ID` and `AUTH_BANKID_NO_SECRET`.
 * Any other member replaces the provider's own.
 */
export function bankidNo(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'bankid-no',
    name: 'BankID Norge',
    type: 'oidc',
    issuer: 'https://auth.bankid.no/auth/realms/prod',
    authorization: { params: { ui_locales: 'no', login_hint: 'BIS' } },
    client: {
      token_endpoint_auth_method: 'client_secret_post',
      userinfo_signed_response_alg: 'RS256',
    },
    idToken: false,
    profile({ sub, name, email }: { sub?: string; name?: string; email?: string }) {
      return { id: sub, name, email, image: null }
    },
    style: { brandColor: '#39134c' },
    options,
  }
}
