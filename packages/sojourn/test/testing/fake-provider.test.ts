import { afterEach, describe, expect, it } from 'vitest'
import { type Auth, createAuth } from '../../src/server/index.ts'
import {
  type FakeProvider,
  fakeProvider,
  type FakeProviderOptions,
} from '../../src/testing/index.ts'
import { createBrowser, type TestBrowser } from '../support/browser.ts'

const secret = 'a secret of at least thirty-two characters'
let provider: FakeProvider

afterEach(async () => provider.close())

async function start(options?: FakeProviderOptions): Promise<{ auth: Auth; browser: TestBrowser }> {
  provider = await fakeProvider(options)
  const logger = { error: () => undefined, warn: () => undefined }
  const auth = createAuth({ secret, providers: [provider.config], logger })
  return { auth, browser: createBrowser(auth) }
}

/** Goes to the provider and stops before coming back. */
async function visitProvider(browser: TestBrowser): Promise<URL> {
  const csrfToken = await browser.csrfToken()
  const begun = await browser.post('/api/auth/signin/fake', { csrfToken, callbackUrl: '/inbox' })
  const answer = await fetch(begun.headers.get('location') ?? '', { redirect: 'manual' })
  expect(answer.status).toBe(302)
  return new URL(answer.headers.get('location') ?? '')
}

async function signIn(browser: TestBrowser): Promise<Response> {
  const callback = await visitProvider(browser)
  return browser.get(callback.pathname + callback.search)
}

describe('the fake provider', () => {
  it('signs in whom the test chose, through the whole engine', async () => {
    const { browser } = await start({
      profile: { sub: '1', name: 'Grace', email: 'grace@example.com' },
    })
    const response = await signIn(browser)
    expect(response.headers.get('location')).toMatch(/\/inbox$/)
    const session = await browser.session()
    expect(session['user']).toMatchObject({ name: 'Grace', email: 'grace@example.com' })
    expect(provider.requests).toEqual(
      expect.arrayContaining(['GET /authorize', 'POST /token', 'GET /jwks']),
    )
  })

  it('signs in somebody else after signInAs', async () => {
    const { browser } = await start()
    await signIn(browser)
    expect((await browser.session())['user']).toMatchObject({ name: 'Ada Lovelace' })
    provider.signInAs({ sub: '2', name: 'Eve' })
    await signIn(browser)
    expect((await browser.session())['user']).toMatchObject({ name: 'Eve' })
  })

  it('refuses when told to, until somebody signs in again', async () => {
    const { browser } = await start()
    provider.refuse('access_denied')
    const callback = await visitProvider(browser)
    expect(callback.searchParams.get('error')).toBe('access_denied')
    await browser.get(callback.pathname + callback.search)
    expect(await browser.session()).toEqual({})
    provider.signInAs({ sub: '1', name: 'Ada' })
    await signIn(browser)
    expect((await browser.session())['user']).toMatchObject({ name: 'Ada' })
  })

  it.each(['client_secret_basic', 'client_secret_post'] as const)(
    'checks the secret of the client, by %s',
    async (method) => {
      const { browser } = await start({ clientSecret: 'a:secret + more' })
      const client = { token_endpoint_auth_method: method }
      const logger = { error: () => undefined, warn: () => undefined }
      const right = createAuth({ secret, logger, providers: [{ ...provider.config, client }] })
      const known = createBrowser(right)
      await signIn(known)
      expect((await known.session())['user']).toMatchObject({ name: 'Ada Lovelace' })

      const wrong = createAuth({
        secret,
        logger,
        providers: [{ ...provider.config, client, clientSecret: 'another' }],
      })
      const unknown = createBrowser(wrong)
      await signIn(unknown)
      expect(await unknown.session()).toEqual({})
      await signIn(browser)
      expect((await browser.session())['user']).toMatchObject({ name: 'Ada Lovelace' })
    },
  )

  it('takes a code once, with its verifier and its redirect URI', async () => {
    await start()
    const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
    const redirectUri = 'http://localhost/callback'
    const authorize = async (changes: Record<string, string> = {}): Promise<URL> => {
      const query = new URLSearchParams({
        client_id: 'test',
        response_type: 'code',
        scope: 'openid',
        redirect_uri: redirectUri,
        code_challenge: challenge,
        code_challenge_method: 'S256',
        ...changes,
      })
      const answer = await fetch(`${provider.issuer}/authorize?${query}`, { redirect: 'manual' })
      return new URL(answer.headers.get('location') ?? 'none:')
    }
    const redeem = async (code: string, changes: Record<string, string> = {}): Promise<number> => {
      const body = new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: 'test',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
        ...changes,
      })
      return (await fetch(`${provider.issuer}/token`, { method: 'POST', body })).status
    }
    const newCode = async (): Promise<string> => (await authorize()).searchParams.get('code') ?? ''

    const code = await newCode()
    expect(await redeem(code)).toBe(200)
    expect(await redeem(code)).toBe(400)
    expect(await redeem(await newCode(), { code_verifier: 'x'.repeat(43) })).toBe(400)
    expect(await redeem(await newCode(), { redirect_uri: 'http://localhost/other' })).toBe(400)
    expect(await redeem(await newCode(), { client_id: 'other' })).toBe(401)
    expect((await authorize({ client_id: 'other' })).href).toBe('none:')
    const plain = await authorize({ code_challenge_method: 'plain' })
    expect(plain.searchParams.get('error')).toBe('invalid_request')
  })

  it.each([
    ['test:a secret', 400],
    ['test:another', 401],
    ['other:a secret', 401],
  ])('knows the client %s by HTTP Basic with %i', async (pair, status) => {
    await start({ clientSecret: 'a secret' })
    const answer = await fetch(`${provider.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(pair)}` },
      body: new URLSearchParams({ grant_type: 'authorization_code', code: 'unknown' }),
    })
    expect(answer.status).toBe(status)
  })

  it('gives the profile only for an access token', async () => {
    await start()
    const answer = await fetch(`${provider.issuer}/userinfo`)
    expect(answer.status).toBe(401)
  })

  it('wants a sub', async () => {
    await start()
    expect(() => provider.signInAs({ name: 'Nobody' })).toThrow(TypeError)
  })
})
