/**
 * Sign-in with Figma, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface FigmaProfile {
  id?: string
  handle?: string
  email?: string
  img_url?: string
}

/**
 * Makes the provider. Register the application at https://www.figma.com/developers/apps, with the
 * callback `<origin>/api/auth/callback/figma`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_FIGMA_ID` and `AUTH_FIGMA_SECRET`. Any other
 * member replaces the provider's own.
 */
export function figma(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'figma',
    name: 'Figma',
    type: 'oauth',
    authorization: { url: 'https://www.figma.com/oauth', params: { scope: 'files:read' } },
    token: 'https://api.figma.com/v1/oauth/token',
    userinfo: 'https://api.figma.com/v1/me',
    profile(profile: FigmaProfile) {
      return { id: profile.id, name: profile.handle, email: profile.email, image: profile.img_url }
    },
    style: { brandColor: '#ff7237' },
    options,
  }
}
