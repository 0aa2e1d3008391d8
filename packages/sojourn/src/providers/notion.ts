/**
 * Sign-in with Notion, by OAuth 2.0.
 *
 * @module
 */
import type { TokenSet } from '../core/account.ts'
import type { OAuthProvider } from '../core/provider.ts'
import type { Fetch, ProviderOptions } from '../core/provider-options.ts'

const userinfoUrl = 'https://api.notion.com/v1/users/me'

/** The token is a bot's, which belongs to the person. */
interface NotionBot {
  bot?: { owner?: { user?: NotionProfile } }
}

interface NotionProfile {
  id?: string
  name?: string
  avatar_url?: string | null
  person?: { email?: string }
}

/**
 * Makes the provider. Register the application as a public integration at
 * https://www.notion.so/my-integrations, with the callback `<origin>/api/auth/callback/notion`. Give it
 * the capability to read addresses.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_NOTION_ID` and `AUTH_NOTION_SECRET`. Any
 * other member replaces the provider's own.
 */
export function notion(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'notion',
    name: 'Notion',
    type: 'oauth',
    authorization: { url: 'https://api.notion.com/v1/oauth/authorize', params: { owner: 'user' } },
    token: 'https://api.notion.com/v1/oauth/token',
    userinfo: {
      url: userinfoUrl,
      async request({ tokens, fetch }: { tokens: TokenSet; fetch: Fetch }) {
        const response = await fetch(userinfoUrl, {
          redirect: 'manual',
          headers: {
            authorization: `Bearer ${tokens.access_token}`,
            'notion-version': '2022-06-28',
          },
        })
        if (!response.ok) throw new Error(`Notion answered ${response.status} to the token`)
        const { bot } = (await response.json()) as NotionBot
        return bot?.owner?.user
      },
    },
    profile({ id, name, avatar_url, person }: NotionProfile) {
      return { id, name, email: person?.email, image: avatar_url }
    },
    style: { brandColor: '#000000' },
    options,
  }
}
