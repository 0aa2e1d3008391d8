/**
 * Sign-in with Pipedrive, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface PipedriveProfile {
  data?: { id?: number; name?: string; email?: string; icon_url?: string | null }
}

/**
 * Makes the provider. Register the application at https://developers.pipedrive.com, with the callback
 * `<origin>/api/auth/callback/pipedrive`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_PIPEDRIVE_ID` and `AUTH_PIPEDRIVE_SECRET`.
 * Any other member replaces the provider's own.
 */
export function pipedrive(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'pipedrive',
    name: 'Pipedrive',
    type: 'oauth',
    authorization: { url: 'https://oauth.pipedrive.com/oauth/authorize' },
    token: 'https://oauth.pipedrive.com/oauth/token',
    userinfo: 'https://api.pipedrive.com/users/me',
    profile({ data }: PipedriveProfile) {
      return { id: data?.id, name: data?.name, email: data?.email, image: data?.icon_url }
    },
    style: { brandColor: '#1a1a1a' },
    options,
  }
}
