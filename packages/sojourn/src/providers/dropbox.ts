/**
 * Sign-in with Dropbox, by OAuth 2.0.
 *
 * @module
 */
import type { TokenSet } from '../core/account.ts'
import type { OAuthProvider } from '../core/provider.ts'
import type { Fetch, ProviderOptions } from '../core/provider-options.ts'

const userinfoUrl = 'https://api.dropboxapi.com/2/users/get_current_account'

interface DropboxProfile {
  account_id?: string
  name?: { display_name?: string }
  email?: string
  profile_photo_url?: string | null
}

/**
 * Makes the provider. Register the application at https://www.dropbox.com/developers/apps, with the
 * callback `<origin>/api/auth/callback/dropbox`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_DROPBOX_ID` and `AUTH_DROPBOX_SECRET`. Any
 * other member replaces the provider's own.
 */
export function dropbox(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'dropbox',
    name: 'Dropbox',
    type: 'oauth',
    authorization: {
      url: 'https://www.dropbox.com/oauth2/authorize',
      params: { scope: 'account_info.read', token_access_type: 'offline' },
    },
    token: 'https://api.dropboxapi.com/oauth2/token',
    userinfo: {
      url: userinfoUrl,
      async request({ tokens, fetch }: { tokens: TokenSet; fetch: Fetch }) {
        const response = await fetch(userinfoUrl, {
          redirect: 'manual',
          method: 'POST',
          headers: { authorization: `Bearer ${tokens.access_token}` },
        })
        if (!response.ok) throw new Error(`Dropbox answered ${response.status} to the token`)
        return response.json()
      },
    },
    profile(profile: DropboxProfile) {
      return {
        id: profile.account_id,
        name: profile.name?.display_name,
        email: profile.email,
        image: profile.profile_photo_url,
      }
    },
    style: { brandColor: '#0061fe' },
    options,
  }
}
