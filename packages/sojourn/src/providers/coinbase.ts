/**
 * Sign-in with Coinbase, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface CoinbaseProfile {
  data?: { id?: string; name?: string; email?: string; avatar_url?: string }
}

/**
 * Makes the provider. Register the application at https://portal.cdp.coinbase.com, with the callback
 * `<origin>/api/auth/callback/coinbase`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_COINBASE_ID` and `AUTH_COINBASE_SECRET`. Any
 * other member replaces the provider's own.
 */
export function coinbase(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'coinbase',
    name: 'Coinbase',
    type: 'oauth',
    authorization: {
      url: 'https://login.coinbase.com/oauth2/auth',
      params: { scope: 'wallet:user:email wallet:user:read' },
    },
    token: 'https://login.coinbase.com/oauth2/token',
    userinfo: 'https://api.coinbase.com/v2/user',
    profile({ data }: CoinbaseProfile) {
      return { id: data?.id, name: data?.name, email: data?.email, image: data?.avatar_url }
    },
    style: { brandColor: '#0052ff' },
    options,
  }
}
