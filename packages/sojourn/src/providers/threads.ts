/**
 * Sign-in with Threads, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface ThreadsPerson {
  id?: string
  username?: string
  threads_profile_picture_url?: string
}

interface ThreadsProfile extends ThreadsPerson {
  /** Some versions of the API wrap the person. */
  data?: ThreadsPerson
}

/**
 * Makes the provider. Register the application at https://developers.facebook.com/apps, with the
 * callback `<origin>/api/auth/callback/threads`. It tells no e-mail address.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_THREADS_ID` and `AUTH_THREADS_SECRET`. Any
 * other member replaces the provider's own.
 */
export function threads(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'threads',
    name: 'Threads',
    type: 'oauth',
    authorization: {
      url: 'https://threads.net/oauth/authorize',
      params: { scope: 'threads_basic' },
    },
    token: 'https://graph.threads.net/oauth/access_token',
    userinfo: {
      url: 'https://graph.threads.net/v1.0/me',
      params: { fields: 'id,username,threads_profile_picture_url' },
    },
    client: { token_endpoint_auth_method: 'client_secret_post' },
    profile(profile: ThreadsProfile) {
      const { id, username, threads_profile_picture_url } = profile.data ?? profile
      return { id, name: username, email: null, image: threads_profile_picture_url }
    },
    style: { brandColor: '#000000' },
    options,
  }
}
