/**
 * The protocol of the fake provider: who signs in, which code is good, what a token says.
 *
 * @module
 */
import { createHash } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Profile } from '../core/user.ts'

/** What the provider answers, in JSON. */
export interface ProviderAnswer {
  readonly status: number
  readonly body: object
  /** Where the browser is sent. */
  readonly location?: string
}

/** What the provider gave out, and to whom. */
export interface Grants {
  readonly signInAs: (profile: Profile) => void
  readonly refuse: (error: string) => void
  /** Public keys that signatures are checked with. */
  readonly keys: object
  /** Answers an authorization request. */
  readonly authorize: (issuer: string, query: URLSearchParams) => ProviderAnswer
  /** Answers a token request. */
  readonly redeem: (
    issuer: string,
    form: URLSearchParams,
    authorization: string | undefined,
  ) => Promise<ProviderAnswer>
  /** Answers a userinfo request. */
  readonly userinfo: (authorization: string | undefined) => ProviderAnswer
}

interface Grant {
  readonly profile: Profile
  readonly redirectUri: string
  readonly nonce: string | null
  readonly challenge: string | null
  /** When the person signed in, in seconds since the epoch, if it was asked how long ago that may be. */
  readonly auth_time: number | undefined
}

/** Makes a provider's keys and its memory. */
export async function createGrants(
  clientId: string,
  clientSecret: string | undefined,
): Promise<Grants> {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'fake', alg: 'RS256', use: 'sig' }
  const codes = new Map<string, Grant>()
  const accessTokens = new Map<string, Profile>()
  let present: Profile = {}
  let refusal: string | null = null

  async function sign(issuer: string, { profile, nonce, auth_time }: Grant): Promise<string> {
    const { sub = '', ...claims } = profile
    return new SignJWT({ auth_time, ...claims, ...(nonce === null ? {} : { nonce }) })
      .setSubject(sub)
      .setProtectedHeader({ alg: 'RS256', kid: jwk.kid })
      .setIssuer(issuer)
      .setAudience(clientId)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey)
  }

  return {
    signInAs(profile) {
      if (!profile.sub) throw new TypeError('Whoever signs in needs a `sub`.')
      present = { ...profile }
      refusal = null
    },
    refuse(error) {
      refusal = error
    },
    keys: { keys: [jwk] },

    authorize(issuer, query) {
      const redirectUri = URL.parse(query.get('redirect_uri') ?? '')
      // Where to send the browser is not known for sure, so it stays here.
      if (redirectUri === null) return refused(400, 'invalid_request', 'redirect_uri is missing')
      if (query.get('client_id') !== clientId) {
        return refused(400, 'unauthorized_client', 'client_id is unknown')
      }
      const code = crypto.randomUUID()
      const error = refusal ?? mistakeIn(query)
      if (error === null) {
        codes.set(code, {
          profile: present,
          redirectUri: query.get('redirect_uri') ?? '',
          nonce: query.get('nonce'),
          challenge: query.get('code_challenge'),
          // Whoever is asked signs in at once (OpenID Connect Core, section 2).
          auth_time: query.has('max_age') ? Math.floor(Date.now() / 1000) : undefined,
        })
      }
      redirectUri.searchParams.set(error === null ? 'code' : 'error', error ?? code)
      const state = query.get('state')
      if (state !== null) redirectUri.searchParams.set('state', state)
      redirectUri.searchParams.set('iss', issuer)
      return { status: 302, body: {}, location: redirectUri.href }
    },

    async redeem(issuer, form, authorization) {
      if (form.get('grant_type') !== 'authorization_code') {
        return refused(400, 'unsupported_grant_type', 'only authorization_code is known')
      }
      if (!isClient(clientId, clientSecret, form, authorization)) {
        return refused(401, 'invalid_client', 'the id or the secret of the client is wrong')
      }
      const code = form.get('code') ?? ''
      const grant = codes.get(code)
      codes.delete(code)
      if (grant === undefined) return refused(400, 'invalid_grant', 'the code is unknown or used')
      if (grant.redirectUri !== form.get('redirect_uri')) {
        return refused(400, 'invalid_grant', 'redirect_uri is not that of the authorization')
      }
      if (grant.challenge !== challengeOf(form.get('code_verifier'))) {
        return refused(400, 'invalid_grant', 'code_verifier does not match')
      }
      const accessToken = crypto.randomUUID()
      accessTokens.set(accessToken, grant.profile)
      return {
        status: 200,
        body: {
          access_token: accessToken,
          token_type: 'Bearer',
          expires_in: 3600,
          scope: 'openid profile email',
          id_token: await sign(issuer, grant),
        },
      }
    },

    userinfo(authorization = '') {
      const profile = accessTokens.get(authorization.replace(/^bearer /i, ''))
      return profile === undefined
        ? refused(401, 'invalid_token', 'the access token is unknown')
        : { status: 200, body: profile }
    },
  }
}

/** What is wrong with an authorization request, as an `error` of RFC 6749. */
function mistakeIn(query: URLSearchParams): string | null {
  if (query.get('response_type') !== 'code') return 'unsupported_response_type'
  if (!(query.get('scope') ?? '').split(' ').includes('openid')) return 'invalid_scope'
  const isPlain = query.has('code_challenge') && query.get('code_challenge_method') !== 'S256'
  return isPlain ? 'invalid_request' : null
}

/** Whether a token request comes from the client: by HTTP Basic, in the form, or without a secret. */
function isClient(
  clientId: string,
  clientSecret: string | undefined,
  form: URLSearchParams,
  authorization: string | undefined,
): boolean {
  if (clientSecret === undefined) return form.get('client_id') === clientId
  if (authorization === undefined) {
    return form.get('client_id') === clientId && form.get('client_secret') === clientSecret
  }
  const pair = Buffer.from(authorization.replace(/^basic /i, ''), 'base64').toString()
  const colon = pair.indexOf(':')
  const [id, secret] = [pair.slice(0, colon), pair.slice(colon + 1)].map(decodeFormValue)
  return id === clientId && secret === clientSecret
}

/** RFC 6749, section 2.3.1: both parts are encoded as in a form. */
function decodeFormValue(text: string): string {
  return new URLSearchParams(`x=${text}`).get('x') ?? ''
}

function challengeOf(verifier: string | null): string | null {
  return verifier === null ? null : createHash('sha256').update(verifier).digest('base64url')
}

function refused(status: number, error: string, description: string): ProviderAnswer {
  return { status, body: { error, error_description: description } }
}
