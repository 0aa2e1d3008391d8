/**
 * Sign-in with Battle.net, by OpenID Connect.
 *
 * @module
 */
import type { OidcProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface BattlenetProfile {
  sub?: string
  battle_tag?: string
  battletag?: string
}

/**
 * Makes the provider. Register the application at https://develop.battle.net/access/clients, with the
 * callback `<origin>/api/auth/callback/battlenet`. `issuer` is `https://oauth.battle.net`, or
 * `https://oauth.battlenet.com.cn` in China. Battle.net tells no e-mail address.
 *
 * @param options `clientId`, `clientSecret` and `issuer`, else `AUTH_BATTLENET_ID`,
 * `AUTH_BATTLENET_SECRET` and `AUTH_BATTLENET_ISSUER`. Any other member replaces the provider's own.
 */
export function battlenet(options: ProviderOptions = {}): OidcProvider {
  return {
    id: 'battlenet',
    name: 'Battle.net',
    type: 'oidc',
    authorization: { params: { scope: 'openid' } },
    profile({ sub, battle_tag, battletag }: BattlenetProfile) {
      return { id: sub, name: battle_tag ?? battletag, email: null, image: null }
    },
    style: { brandColor: '#148eff' },
    options,
  }
}
