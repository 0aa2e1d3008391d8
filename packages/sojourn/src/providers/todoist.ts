/**
 * Sign-in with Todoist, by OAuth 2.0.
 *
 * @module
 */
import type { TokenSet } from '../core/account.ts'
import type { OAuthProvider } from '../core/provider.ts'
import type { Fetch, ProviderOptions } from '../core/provider-options.ts'

const userinfoUrl = 'https://api.todoist.com/api/v1/sync'

interface TodoistProfile {
  id?: string
  full_name?: string
  email?: string
  verification_status?: string
  avatar_big?: string | null
}

/**
 * Makes the provider. Register the application at https://developer.todoist.com/appconsole.html, with
 * the callback `<origin>/api/auth/callback/todoist`. NextAuth asks version 9 of the API, which was
 * closed; this asks version 1, for the same.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_TODOIST_ID` and `AUTH_TODOIST_SECRET`. Any
 * other member replaces the provider's own.
 */
export function todoist(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'todoist',
    name: 'Todoist',
    type: 'oauth',
    authorization: { url: 'https://todoist.com/oauth/authorize', params: { scope: 'data:read' } },
    token: 'https://todoist.com/oauth/access_token',
    userinfo: {
      url: userinfoUrl,
      async request({ tokens, fetch }: { tokens: TokenSet; fetch: Fetch }) {
        const response = await fetch(userinfoUrl, {
          redirect: 'manual',
          method: 'POST',
          headers: { authorization: `Bearer ${tokens.access_token}` },
          body: new URLSearchParams({ sync_token: '*', resource_types: '["user"]' }),
        })
        if (!response.ok) throw new Error(`Todoist answered ${response.status} to the token`)
        const { user } = (await response.json()) as { user?: TodoistProfile }
        return user && { ...user, email_verified: user.verification_status === 'verified' }
      },
    },
    client: { token_endpoint_auth_method: 'client_secret_post' },
    profile(profile: TodoistProfile) {
      return {
        id: profile.id,
        name: profile.full_name,
        email: profile.email,
        image: profile.avatar_big,
      }
    },
    style: { brandColor: '#e44332' },
    options,
  }
}
