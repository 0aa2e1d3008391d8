/** The whole code flow with PKCE, as any client would go through it. */
import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoClient, startIdentityProvider } from '../src/identity-provider.ts'
import type { IdentityProvider } from '../src/identity-provider.ts'
import { visit } from '../src/visitor.ts'

const redirectUri = 'http://localhost:3999/api/auth/callback/harbour'
let provider: IdentityProvider
const lines: string[] = []

beforeAll(async () => {
  provider = await startIdentityProvider({
    redirectUris: [redirectUri],
    log: (line) => lines.push(line),
  })
})

afterAll(() => provider.close())

interface Metadata {
  issuer: string
  authorization_endpoint: string
  token_endpoint: string
  userinfo_endpoint: string
  jwks_uri: string
}

async function discover({ issuer }: IdentityProvider): Promise<Metadata> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`)
  return (await response.json()) as Metadata
}

const verifier = randomBytes(32).toString('base64url')
const pkce = {
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
}

async function authorizationUrl(parameters: Record<string, string> = pkce): Promise<string> {
  const { authorization_endpoint: endpoint } = await discover(provider)
  const query = new URLSearchParams({
    client_id: demoClient.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile email',
    state: 'the-state',
    nonce: 'the-nonce',
    ...parameters,
  })
  return `${endpoint}?${query}`
}

async function exchange(
  at: IdentityProvider,
  code: string,
): Promise<{ status: number; tokens: Record<string, string> }> {
  const { token_endpoint: endpoint } = await discover(at)
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa(`${demoClient.clientId}:${demoClient.clientSecret}`)}`,
    },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }),
  })
  return { status: response.status, tokens: (await response.json()) as Record<string, string> }
}

describe('Harbour ID', () => {
  it('describes itself at its issuer', async () => {
    const metadata = await discover(provider)
    expect(provider.issuer).toBe(`http://localhost:${provider.port}`)
    expect(metadata).toMatchObject({
      issuer: provider.issuer,
      authorization_response_iss_parameter_supported: true,
      code_challenge_methods_supported: ['S256'],
    })
  })

  it('signs the chosen person in, with name, email and picture in the ID token', async () => {
    const callback = await visit(await authorizationUrl(), 'ada')
    expect(callback.origin + callback.pathname).toBe(redirectUri)
    expect(callback.searchParams.get('state')).toBe('the-state')
    expect(callback.searchParams.get('iss')).toBe(provider.issuer)

    const { tokens } = await exchange(provider, callback.searchParams.get('code') ?? '')
    const metadata = await discover(provider)
    const { payload } = await jwtVerify(
      tokens['id_token'] ?? '',
      createRemoteJWKSet(new URL(metadata.jwks_uri)),
      { issuer: provider.issuer, audience: demoClient.clientId, algorithms: ['RS256'] },
    )
    const claims = {
      sub: 'ada',
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      email_verified: true,
      picture: `${provider.issuer}/people/ada.svg`,
    }
    expect(payload).toMatchObject({ ...claims, nonce: 'the-nonce' })

    const userinfo = await fetch(metadata.userinfo_endpoint, {
      headers: { authorization: `Bearer ${tokens['access_token']}` },
    })
    expect(await userinfo.json()).toMatchObject(claims)

    const picture = await fetch(claims.picture)
    expect(picture.headers.get('content-type')).toBe('image/svg+xml')
    expect(lines).toContain('ada signs in to sojourn-demo')
  })

  it('accepts a code once', async () => {
    const callback = await visit(await authorizationUrl(), 'grace')
    const code = callback.searchParams.get('code') ?? ''
    expect(await exchange(provider, code)).toMatchObject({ status: 200 })
    expect(await exchange(provider, code)).toMatchObject({
      status: 400,
      tokens: { error: 'invalid_grant' },
    })
  })

  it('says access_denied for somebody who cancels', async () => {
    const callback = await visit(await authorizationUrl(), 'cancel')
    expect(callback.searchParams.get('error')).toBe('access_denied')
    expect(callback.searchParams.get('state')).toBe('the-state')
  })

  it('asks again who it is, in a browser that has signed in before', async () => {
    const url = await authorizationUrl()
    const cookies = new Map<string, string>()
    const request = async (target: string, init: RequestInit = {}): Promise<Response> => {
      const response = await fetch(new URL(target, provider.issuer), {
        ...init,
        redirect: 'manual',
        headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
      })
      for (const cookie of response.headers.getSetCookie()) {
        const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=')
        cookies.set(name, value)
      }
      return response
    }
    const signIn = async (person: string): Promise<string | null> => {
      const page = (await request(url)).headers.get('location') ?? ''
      expect(page).toMatch(/^\/interaction\//)
      const html = await (await request(page)).text()
      expect(html).toContain('<b>Ada Lovelace</b>')
      const body = new URLSearchParams({ person })
      const resume = await request(page, { method: 'POST', body })
      return (await request(resume.headers.get('location') ?? '')).headers.get('location')
    }

    expect(await signIn('ada')).toContain(`${redirectUri}?code=`)
    expect(await signIn('grace')).toContain(`${redirectUri}?code=`)
  })

  it('gives a refresh token to a client that asks for offline_access', async () => {
    const parameters = { ...pkce, scope: 'openid offline_access', prompt: 'consent' }
    const callback = await visit(await authorizationUrl(parameters), 'alan')
    const { tokens } = await exchange(provider, callback.searchParams.get('code') ?? '')
    expect(tokens['refresh_token']).toEqual(expect.any(String))
  })

  it('refuses a sign-in without PKCE', async () => {
    const callback = await visit(await authorizationUrl({}), 'ada')
    expect(callback.searchParams.get('error')).toBe('invalid_request')
  })

  it('shows an error page, and does not redirect, for a callback URL it does not know', async () => {
    const url = await authorizationUrl({ ...pkce, redirect_uri: 'https://evil.example/' })
    const response = await fetch(url, { redirect: 'manual', headers: { accept: 'text/html' } })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('invalid_redirect_uri')
  })

  it('shows pages that run no script and cannot be framed', async () => {
    const response = await fetch(provider.issuer)
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('form-action')
    expect(await response.text()).not.toContain('<script')
  })

  it('signs with ES256 when told to', async () => {
    const other = await startIdentityProvider({
      redirectUris: [redirectUri],
      signingAlgorithm: 'ES256',
    })
    const url = (await authorizationUrl()).replace(provider.issuer, other.issuer)
    const callback = await visit(url, 'ada')
    const { tokens } = await exchange(other, callback.searchParams.get('code') ?? '')
    const header = JSON.parse(atob((tokens['id_token'] ?? '').split('.')[0] ?? '')) as object
    expect(header).toMatchObject({ alg: 'ES256' })
    await other.close()
  })

  it('takes the next port when the preferred one is taken', async () => {
    const occupant = createServer()
    await new Promise<void>((resolve) => occupant.listen(0, '127.0.0.1', resolve))
    const address = occupant.address()
    const taken = typeof address === 'object' && address ? address.port : 0
    const other = await startIdentityProvider({ port: taken })
    expect(other.port).toBeGreaterThan(taken)
    await other.close()
    occupant.close()
  })

  it('is gone after close, and can take its port again', async () => {
    const first = await startIdentityProvider()
    await first.close()
    await expect(fetch(first.issuer)).rejects.toThrow()
    const second = await startIdentityProvider({ port: first.port })
    expect(second.issuer).toBe(first.issuer)
    await second.close()
  })
})
