/**
 * Sign-in with EVE Online, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface EveonlineProfile {
  CharacterID?: number
  CharacterName?: string
}

/**
 * Makes the provider. Register the application at https://developers.eveonline.com/applications, with
 * the callback `<origin>/api/auth/callback/eveonline`. It tells no e-mail address. A character is an
 * account of its own.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_EVEONLINE_ID` and `AUTH_EVEONLINE_SECRET`.
 * Any other member replaces the provider's own.
 */
export function eveonline(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'eveonline',
    name: 'EVE Online',
    type: 'oauth',
    authorization: {
      url: 'https://login.eveonline.com/v2/oauth/authorize',
      params: { scope: 'publicData' },
    },
    token: 'https://login.eveonline.com/v2/oauth/token',
    userinfo: 'https://login.eveonline.com/oauth/verify',
    profile({ CharacterID: id, CharacterName: name }: EveonlineProfile) {
      const image = `https://images.evetech.net/characters/${id}/portrait?size=128`
      return { id, name, email: null, image }
    },
    options,
  }
}
