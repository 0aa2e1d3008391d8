/**
 * Sign-in with GitHub, by OAuth 2.0.
 *
 * @module
 */
import type { TokenSet } from '../core/account.ts'
import type { OAuthProvider } from '../core/provider.ts'
import type { Fetch, ProviderOptions } from '../core/provider-options.ts'

/** Options of {@link github}. */
export interface GithubOptions extends ProviderOptions {
  /** An Enterprise Server of one's own: `baseUrl` is its address, such as `https://git.acme.example`. */
  enterprise?: { baseUrl?: string | undefined } | undefined
}

interface GithubProfile {
  id?: number
  login?: string
  name?: string | null
  email?: string | null
  avatar_url?: string
}

interface GithubAddress {
  email?: string
  primary?: boolean
  verified?: boolean
}

/**
 * Makes the provider. Register the application at https://github.com/settings/developers, with the
 * callback `<origin>/api/auth/callback/github`. Whether the address was verified is in the list of
 * addresses, which is asked for beside the profile.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_GITHUB_ID` and `AUTH_GITHUB_SECRET`. Any
 * other member replaces the provider's own.
 */
export function github(options: GithubOptions = {}): OAuthProvider {
  const { enterprise, ...rest } = options
  const own = enterprise?.baseUrl?.replace(/\/+$/, '')
  const site = own ?? 'https://github.com'
  const api = own === undefined ? 'https://api.github.com' : `${own}/api/v3`
  return {
    id: 'github',
    name: 'GitHub',
    type: 'oauth',
    issuer: `${site}/login/oauth`,
    authorization: {
      url: `${site}/login/oauth/authorize`,
      params: { scope: 'read:user user:email' },
    },
    token: `${site}/login/oauth/access_token`,
    userinfo: {
      url: `${api}/user`,
      request: ({ tokens, fetch }: { tokens: TokenSet; fetch: Fetch }) =>
        readProfile(api, tokens, fetch),
    },
    profile(profile: GithubProfile) {
      const name = profile.name ?? profile.login
      return { id: profile.id, name, email: profile.email, image: profile.avatar_url }
    },
    style: { brandColor: '#24292f' },
    options: rest,
  }
}

/** The profile with an address, which need not be public, and whether GitHub has verified it. */
async function readProfile(api: string, { access_token }: TokenSet, fetch: Fetch): Promise<object> {
  // GitHub answers nobody without a user agent.
  const headers = { authorization: `Bearer ${access_token}`, 'user-agent': 'sojourn' }
  const [user, list] = await Promise.all(
    ['/user', '/user/emails'].map((path) => fetch(api + path, { headers, redirect: 'manual' })),
  )
  if (!user?.ok) throw new Error(`GitHub answered ${user?.status} to the token`)
  const profile = (await user.json()) as GithubProfile
  // Without the scope there is no list.
  const addresses = list?.ok ? ((await list.json()) as GithubAddress[]) : []
  const primary = addresses.find((address) => address.primary === true) ?? addresses[0]
  const email = profile.email || primary?.email || null
  const verified = addresses.find((address) => address.email === email)?.verified === true
  return { ...profile, email, email_verified: verified }
}
