/**
 * Sign-in with Kakao, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface KakaoProfile {
  id?: number
  kakao_account?: {
    email?: string
    is_email_valid?: boolean
    is_email_verified?: boolean
    profile?: { nickname?: string; profile_image_url?: string }
  }
}

/**
 * Makes the provider. Register the application at https://developers.kakao.com/console/app, with the
 * callback `<origin>/api/auth/callback/kakao`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_KAKAO_ID` and `AUTH_KAKAO_SECRET`. Any other
 * member replaces the provider's own.
 */
export function kakao(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'kakao',
    name: 'Kakao',
    type: 'oauth',
    authorization: { url: 'https://kauth.kakao.com/oauth/authorize' },
    token: 'https://kauth.kakao.com/oauth/token',
    userinfo: { url: 'https://kapi.kakao.com/v2/user/me', conform: withAddress },
    client: { token_endpoint_auth_method: 'client_secret_post' },
    profile({ id, kakao_account: account }: KakaoProfile) {
      const person = account?.profile
      return { id, name: person?.nickname, email: account?.email, image: person?.profile_image_url }
    },
    style: { brandColor: '#fee500' },
    options,
  }
}

/** Says under their standard names what the address is, and whether it was verified and still counts. */
async function withAddress(response: Response): Promise<Response> {
  if (!response.ok) return response
  const profile = (await response.json()) as KakaoProfile
  const { email, is_email_valid, is_email_verified } = profile.kakao_account ?? {}
  const email_verified = is_email_valid === true && is_email_verified === true
  return Response.json({ ...profile, email, email_verified })
}
