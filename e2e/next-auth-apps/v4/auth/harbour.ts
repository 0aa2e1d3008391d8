/** The OpenID Provider beside the application: once by its discovery document, once by its addresses. */
import type { OAuthConfig } from 'next-auth/providers/oauth'

interface HarbourProfile {
  sub: string
  name: string
  given_name: string
  email: string
  picture: string
}

const issuer = process.env.HARBOUR_ISSUER
const clientId = process.env.HARBOUR_ID
const clientSecret = process.env.HARBOUR_SECRET

export function harbour(): OAuthConfig<HarbourProfile> {
  return {
    id: 'harbour',
    name: 'Harbour',
    type: 'oauth',
    wellKnown: `${issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: 'openid email profile' } },
    idToken: true,
    allowDangerousEmailAccountLinking: true,
    checks: ['pkce', 'state'],
    clientId,
    clientSecret,
    profile(profile) {
      return {
        id: profile.sub,
        name: profile.name,
        email: profile.email,
        image: profile.picture,
        role: 'crew',
      }
    },
  }
}

export function plainHarbour(): OAuthConfig<HarbourProfile> {
  return {
    id: 'plain',
    name: 'Plain Harbour',
    type: 'oauth',
    issuer,
    authorization: `${issuer}/auth?scope=openid+email+profile&ui_locales=en`,
    token: {
      url: `${issuer}/token`,
      async request({ provider, params, checks }) {
        const answer = await fetch(`${issuer}/token`, {
          method: 'POST',
          headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
          body: new URLSearchParams({
            grant_type: 'authorization_code',
            code: params.code ?? '',
            redirect_uri: provider.callbackUrl,
            code_verifier: checks.code_verifier ?? '',
          }),
        })
        return { tokens: await answer.json() }
      },
    },
    userinfo: {
      url: `${issuer}/me`,
      async request({ client, tokens }) {
        const { email_verified: _unsaid, ...claims } = await client.userinfo(
          tokens.access_token ?? '',
        )
        return claims
      },
    },
    checks: 'pkce',
    clientId,
    clientSecret,
    profile: (profile, tokens) => ({
      id: profile.sub,
      name: `${profile.given_name} (${tokens.token_type})`,
      email: profile.email,
      image: profile.picture,
    }),
  }
}
