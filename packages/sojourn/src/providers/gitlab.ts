/**
 * Sign-in with GitLab, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

/** Options of {@link gitlab}. */
export interface GitlabOptions extends ProviderOptions {
  /** A GitLab of one's own. Default `https://gitlab.com`. */
  baseUrl?: string | URL | undefined
}

interface GitlabProfile {
  id?: number
  /** Where userinfo is that of OpenID Connect. */
  sub?: string
  name?: string
  username?: string
  email?: string
  avatar_url?: string | null
}

/**
 * Makes the provider. Register the application at https://gitlab.com/-/user_settings/applications, with
 * the callback `<origin>/api/auth/callback/gitlab`. A GitLab may be set to confirm no addresses, and
 * does not say whether it is, so no account is linked by one.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_GITLAB_ID` and `AUTH_GITLAB_SECRET`. Any
 * other member replaces the provider's own.
 */
export function gitlab(options: GitlabOptions = {}): OAuthProvider {
  const { baseUrl = 'https://gitlab.com', ...rest } = options
  const base = String(baseUrl).replace(/\/+$/, '')
  return {
    id: 'gitlab',
    name: 'GitLab',
    type: 'oauth',
    authorization: { url: `${base}/oauth/authorize`, params: { scope: 'read_user' } },
    token: `${base}/oauth/token`,
    userinfo: `${base}/api/v4/user`,
    profile(profile: GitlabProfile) {
      const name = profile.name ?? profile.username
      return {
        id: profile.sub ?? profile.id,
        name,
        email: profile.email,
        image: profile.avatar_url,
      }
    },
    style: { brandColor: '#fc6d26' },
    options: rest,
  }
}
