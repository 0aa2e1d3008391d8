/**
 * Sign-in with TikTok, by OAuth 2.0.
 *
 * @module
 */
import type { TokenSet } from '../core/account.ts'
import type { OAuthProvider } from '../core/provider.ts'
import type { Fetch, ProviderOptions } from '../core/provider-options.ts'

const tokenUrl = 'https://open.tiktokapis.com/v2/oauth/token/'

interface TokenContext {
  fetch: Fetch
  params: { code?: string }
  checks: { code_verifier?: string }
  provider: { clientId?: string; clientSecret?: string; callbackUrl: string }
}

interface TiktokProfile {
  data?: { user?: { open_id?: string; display_name?: string; avatar_url?: string } }
}

/**
 * Makes the provider. Register the application at https://developers.tiktok.com/apps, with the callback
 * `<origin>/api/auth/callback/tiktok`. TikTok calls the client's id `client_key`. It accepts https
 * only, also in development, and tells no e-mail address.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_TIKTOK_ID` and `AUTH_TIKTOK_SECRET`; where
 * those are in the environment alone, list the factory itself, `providers: [tiktok]`. Any other member
 * replaces the provider's own.
 */
export function tiktok(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'tiktok',
    name: 'TikTok',
    type: 'oauth',
    authorization: {
      url: 'https://www.tiktok.com/v2/auth/authorize',
      params: { client_key: options.clientId, scope: 'user.info.basic' },
    },
    token: { url: tokenUrl, request: requestTokens },
    userinfo: {
      url: 'https://open.tiktokapis.com/v2/user/info/',
      params: { fields: 'open_id,avatar_url,display_name' },
    },
    profile({ data }: TiktokProfile) {
      const { open_id, display_name, avatar_url } = data?.user ?? {}
      return { id: open_id, name: display_name, email: null, image: avatar_url }
    },
    style: { brandColor: '#000000' },
    options,
  }
}

/** As RFC 6749 has it, but for the name of the client's id. */
async function requestTokens(context: TokenContext): Promise<{ tokens: TokenSet }> {
  const { params, checks, provider, fetch } = context
  const response = await fetch(tokenUrl, {
    redirect: 'manual',
    method: 'POST',
    body: new URLSearchParams({
      client_key: provider.clientId ?? '',
      client_secret: provider.clientSecret ?? '',
      code: params.code ?? '',
      code_verifier: checks.code_verifier ?? '',
      grant_type: 'authorization_code',
      redirect_uri: provider.callbackUrl,
    }),
  })
  if (!response.ok) throw new Error(`TikTok answered ${response.status} to the code`)
  return { tokens: (await response.json()) as TokenSet }
}
