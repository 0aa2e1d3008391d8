/**
 * Sign-in with WeChat, by OAuth 2.0.
 *
 * @module
 */
import type { TokenSet } from '../core/account.ts'
import type { OAuthProvider } from '../core/provider.ts'
import type { Fetch, ProviderOptions } from '../core/provider-options.ts'

/** Options of {@link wechat}. */
export interface WechatOptions extends ProviderOptions {
  /** `OfficialAccount`: inside of WeChat. `WebsiteApp`: by a QR code elsewhere. Default the first. */
  platformType?: 'OfficialAccount' | 'WebsiteApp' | undefined
}

const tokenUrl = 'https://api.weixin.qq.com/sns/oauth2/access_token'
const userinfoUrl = 'https://api.weixin.qq.com/sns/userinfo'

interface TokenContext {
  fetch: Fetch
  params: { code?: string }
  provider: { clientId?: string; clientSecret?: string }
}

interface WechatTokens extends TokenSet {
  openid?: string
  errcode?: number
}

interface WechatProfile {
  unionid?: string
  openid?: string
  nickname?: string
  headimgurl?: string
}

/**
 * Makes the provider. Register the application at https://open.weixin.qq.com, with the callback
 * `<origin>/api/auth/callback/wechat`. WeChat calls the client's id `appid`, and wants the secret and
 * the token in the addresses of requests. The id is the `unionid`; where the application is not bound
 * to the Open Platform there is none, and it is the `openid`. It tells no e-mail address.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_WECHAT_ID` and `AUTH_WECHAT_SECRET`; where
 * those are in the environment alone, list the factory itself, `providers: [wechat]`. Any other member
 * replaces the provider's own.
 */
export function wechat(options: WechatOptions = {}): OAuthProvider {
  const { platformType = 'OfficialAccount', ...rest } = options
  const inside = platformType === 'OfficialAccount'
  return {
    id: 'wechat',
    name: 'WeChat',
    type: 'oauth',
    authorization: {
      url: `https://open.weixin.qq.com/connect/${inside ? 'oauth2/authorize' : 'qrconnect'}`,
      params: { appid: options.clientId, scope: inside ? 'snsapi_userinfo' : 'snsapi_login' },
    },
    token: { url: tokenUrl, request: requestTokens },
    userinfo: {
      url: userinfoUrl,
      async request({ tokens, fetch }: { tokens: WechatTokens; fetch: Fetch }) {
        const url = new URL(userinfoUrl)
        url.searchParams.set('access_token', tokens.access_token ?? '')
        url.searchParams.set('openid', tokens.openid ?? '')
        url.searchParams.set('lang', 'zh_CN')
        const response = await fetch(url, { redirect: 'manual' })
        if (!response.ok) throw new Error(`WeChat answered ${response.status} to the token`)
        return response.json()
      },
    },
    profile({ unionid, openid, nickname, headimgurl }: WechatProfile) {
      return { id: unionid ?? openid, name: nickname, email: null, image: headimgurl }
    },
    style: { brandColor: '#07c160' },
    options: rest,
  }
}

/** A request that GET and its query make up; a failure is told with status 200. */
async function requestTokens({
  params,
  provider,
  fetch,
}: TokenContext): Promise<{ tokens: TokenSet }> {
  const url = new URL(tokenUrl)
  url.searchParams.set('appid', provider.clientId ?? '')
  url.searchParams.set('secret', provider.clientSecret ?? '')
  url.searchParams.set('code', params.code ?? '')
  url.searchParams.set('grant_type', 'authorization_code')
  const response = await fetch(url, { redirect: 'manual' })
  if (!response.ok) throw new Error(`WeChat answered ${response.status} to the code`)
  const tokens = (await response.json()) as WechatTokens
  if (tokens.access_token === undefined) {
    throw new Error(`WeChat refused the code: ${tokens.errcode}`)
  }
  return { tokens: { ...tokens, token_type: 'bearer' } }
}
