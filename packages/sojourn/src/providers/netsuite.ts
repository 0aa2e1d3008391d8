/**
 * Sign-in with NetSuite, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/** Options of {@link netsuite}. */
export interface NetsuiteOptions extends ProviderOptions {
  /** Id of the account, as it stands in its addresses: `1234567`, or `1234567-sb1` for a sandbox. */
  accountID?: string | undefined
}

/**
 * Makes the provider. Register the application in the account of NetSuite, with the callback
 * `<origin>/api/auth/callback/netsuite`. NetSuite has no address that says who somebody is: deploy a
 * RESTlet that returns `runtime.getCurrentUser()`, and pass its address as `userinfo`.
 *
 * @param options `accountID`, `userinfo`, `clientId` and `clientSecret`; the last two else from
 * `AUTH_NETSUITE_ID` and `AUTH_NETSUITE_SECRET`. Any other member replaces the provider's own.
 */
export function netsuite(options: NetsuiteOptions = {}): OAuthProvider {
  const { accountID, ...rest } = options
  return {
    id: 'netsuite',
    name: 'NetSuite',
    type: 'oauth',
    ...(accountID !== undefined && {
      authorization: {
        url: `https://${accountID}.app.netsuite.com/app/login/oauth2/authorize.nl`,
        params: { scope: 'restlets rest_webservices' },
      },
      token: `https://${accountID}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token`,
    }),
    profile({ id, name, email }: { id?: number; name?: string; email?: string }) {
      return { id, name, email, image: null }
    },
    style: { brandColor: '#181a1b' },
    options: rest,
  }
}
