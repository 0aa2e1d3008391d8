/**
 * Sign-in with ClickUp, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface ClickUpProfile {
  user?: { id?: number; username?: string; email?: string; profilePicture?: string | null }
}

/**
 * Makes the provider. Register the application at https://app.clickup.com/settings/apps, with the
 * callback `<origin>/api/auth/callback/click-up`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_CLICK_UP_ID` and `AUTH_CLICK_UP_SECRET`. Any
 * other member replaces the provider's own.
 */
export function clickUp(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'click-up',
    name: 'ClickUp',
    type: 'oauth',
    authorization: { url: 'https://app.clickup.com/api' },
    token: 'https://api.clickup.com/api/v2/oauth/token',
    userinfo: 'https://api.clickup.com/api/v2/user',
    profile({ user }: ClickUpProfile) {
      return { id: user?.id, name: user?.username, email: user?.email, image: user?.profilePicture }
    },
    style: { brandColor: '#24292f' },
    options,
  }
}
