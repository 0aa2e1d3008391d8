/**
 * Sign-in with Bitbucket, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface BitbucketProfile {
  account_id?: string
  display_name?: string
  username?: string
  links?: { avatar?: { href?: string } }
}

/**
 * Makes the provider. Register the application as an OAuth consumer in the workspace's settings, with
 * the callback `<origin>/api/auth/callback/bitbucket`. It tells no e-mail address.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_BITBUCKET_ID` and `AUTH_BITBUCKET_SECRET`.
 * Any other member replaces the provider's own.
 */
export function bitbucket(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'bitbucket',
    name: 'Bitbucket',
    type: 'oauth',
    authorization: {
      url: 'https://bitbucket.org/site/oauth2/authorize',
      params: { scope: 'account' },
    },
    token: 'https://bitbucket.org/site/oauth2/access_token',
    userinfo: 'https://api.bitbucket.org/2.0/user',
    profile(profile: BitbucketProfile) {
      const name = profile.display_name ?? profile.username
      return { id: profile.account_id, name, email: null, image: profile.links?.avatar?.href }
    },
    style: { brandColor: '#205081' },
    options,
  }
}
