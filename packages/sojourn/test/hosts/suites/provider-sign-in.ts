/**
 * Signing in by a provider that the browser is sent to.
 *
 * @module
 */
import { demoClient, startIdentityProvider } from 'example-identity-provider'
import { visit } from 'example-identity-provider/visitor'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Provider } from '../../../src/core/provider.ts'
import { createBrowser, origin, type TestBrowser } from '../../support/browser.ts'
import {
  type Fault,
  type FaultyProvider,
  startFaultyProvider,
} from '../../support/faulty-provider.ts'
import type { Description } from '../applications.ts'
import type { Host, RunningApplication } from '../host.ts'

/** Begins a sign-in and says where the browser is sent. */
async function begin(
  browser: TestBrowser,
  provider: string,
  fields: Record<string, unknown> = {},
  query = '',
): Promise<string> {
  const csrfToken = await browser.csrfToken()
  const path = `/api/auth/signin/${provider}${query}`
  const response = await browser.post(path, { csrfToken, callbackUrl: '/account', ...fields })
  expect(response.status).toBe(302)
  return response.headers.get('location') ?? ''
}

async function comeBack(browser: TestBrowser, callback: URL): Promise<Response> {
  return browser.get(callback.pathname + callback.search)
}

async function expectSignedOut(auth: RunningApplication, browser: TestBrowser): Promise<void> {
  expect(await auth.getSession(browser.request('/'))).toBeNull()
  expect(await browser.session()).toEqual({})
}

/** Sign-in by a provider: a real one, and one that misbehaves. */
export function providerSignInSuite(host: Host): void {
  describe.each(['RS256', 'ES256'] as const)(
    'a real OpenID Provider signing with %s',
    (algorithm) => {
      let provider: Awaited<ReturnType<typeof startIdentityProvider>>
      let auth: RunningApplication

      beforeAll(async () => {
        provider = await startIdentityProvider({
          signingAlgorithm: algorithm,
          redirectUris: [`${origin}/api/auth/callback/harbour`],
          clients: [
            {
              client_id: 'plain-oauth',
              client_secret: 'another secret of the tests',
              redirect_uris: [`${origin}/api/auth/callback/plain`],
              token_endpoint_auth_method: 'client_secret_post',
            },
          ],
        })
        auth = await host.start({
          config: {
            providers: [
              {
                id: 'harbour',
                name: 'Harbour',
                type: 'oidc',
                issuer: provider.issuer,
                ...demoClient,
              },
              {
                id: 'plain',
                name: 'Plain OAuth 2.0',
                type: 'oauth',
                clientId: 'plain-oauth',
                clientSecret: 'another secret of the tests',
                client: { token_endpoint_auth_method: 'client_secret_post' },
                authorization: {
                  url: `${provider.issuer}/auth`,
                  params: { scope: 'openid profile email' },
                },
                token: `${provider.issuer}/token`,
                userinfo: `${provider.issuer}/me`,
              },
              {
                id: 'v4style',
                name: 'As in NextAuth v4',
                type: 'oauth',
                wellKnown: `${provider.issuer}/.well-known/openid-configuration`,
                idToken: true,
                options: { ...demoClient },
              },
            ],
          },
        })
      })
      afterAll(async () => provider.close())

      it('signs a person in, by code, PKCE, state and nonce', async () => {
        const browser = createBrowser(auth)
        const url = new URL(await begin(browser, 'harbour'))
        expect(Object.fromEntries(url.searchParams)).toMatchObject({
          response_type: 'code',
          scope: 'openid profile email',
          code_challenge_method: 'S256',
          code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
          state: expect.stringMatching(/^[\w-]{43}$/) as string,
          nonce: expect.stringMatching(/^[\w-]{43}$/) as string,
        })
        const response = await comeBack(browser, await visit(url.href, 'ada'))
        expect(response.status).toBe(302)
        expect(response.headers.get('location')).toBe(`${origin}/account`)
        expect(await browser.session()).toMatchObject({
          user: { name: 'Ada Lovelace', email: 'ada@example.com' },
        })
        expect(await auth.getToken(browser.request('/'))).toMatchObject({ sub: 'ada' })
        expect([...browser.cookies.keys()].join()).not.toContain('transaction')
      })

      it('signs in by plain OAuth 2.0 and its userinfo endpoint', async () => {
        const browser = createBrowser(auth)
        const url = await begin(browser, 'plain')
        expect(new URL(url).searchParams.has('nonce')).toBe(false)
        await comeBack(browser, await visit(url, 'grace'))
        expect(await browser.session()).toMatchObject({ user: { email: 'grace@example.com' } })
      })

      it('two tabs sign in at once, and finish in either order', async () => {
        const browser = createBrowser(auth)
        const first = await begin(browser, 'harbour', { callbackUrl: '/first' })
        const second = await begin(browser, 'harbour', { callbackUrl: '/second' })
        const secondBack = await comeBack(browser, await visit(second, 'grace'))
        expect(secondBack.headers.get('location')).toBe(`${origin}/second`)
        const firstBack = await comeBack(browser, await visit(first, 'ada'))
        expect(firstBack.headers.get('location')).toBe(`${origin}/first`)
        expect(await browser.session()).toMatchObject({ user: { name: 'Ada Lovelace' } })
      })

      it('hears no from a person who cancels', async () => {
        const browser = createBrowser(auth)
        const callback = await visit(await begin(browser, 'harbour'), 'cancel')
        const response = await comeBack(browser, callback)
        const query = new URL(response.headers.get('location') ?? '').searchParams
        expect(Object.fromEntries(query)).toEqual({
          callbackUrl: `${origin}/account`,
          error: 'Callback',
          code: 'provider_refused',
        })
        await expectSignedOut(auth, browser)
      })

      it('accepts a provider as NextAuth v4 writes it, options and all', async () => {
        const url = new URL(await begin(createBrowser(auth), 'v4style'))
        expect(url.origin).toBe(provider.issuer)
        expect(url.searchParams.get('client_id')).toBe(demoClient.clientId)
        expect(url.searchParams.has('nonce')).toBe(true)
      })

      it('tells a client where to go when it asks for JSON', async () => {
        const browser = createBrowser(auth)
        const csrfToken = await browser.csrfToken()
        const response = await browser.post('/api/auth/signin/harbour', { csrfToken, json: 'true' })
        expect(response.status).toBe(200)
        expect(await response.json()).toEqual({
          url: expect.stringContaining(`${provider.issuer}/auth?`) as string,
        })
      })

      it('is not told what the client may not choose', async () => {
        const attack =
          '?login_hint=ada&state=x&client_id=evil&redirect_uri=https://evil.example&nonce=1'
        const url = new URL(await begin(createBrowser(auth), 'harbour', {}, attack))
        const query = Object.fromEntries(url.searchParams)
        expect(query).toMatchObject({
          login_hint: 'ada',
          client_id: demoClient.clientId,
          redirect_uri: `${origin}/api/auth/callback/harbour`,
        })
        expect(query['state']).not.toBe('x')
        expect(query['nonce']).not.toBe('1')
      })

      it('is not asked without the token of the form', async () => {
        const browser = createBrowser(auth)
        const response = await browser.post('/api/auth/signin/harbour', {})
        const location = response.headers.get('location') ?? ''
        expect(location).toContain('/api/auth/signin?')
        expect(location).toContain('code=csrf_mismatch')
      })
    },
  )

  describe('a callback', () => {
    let provider: FaultyProvider

    async function start(
      description: Description = {},
      at: FaultyProvider = provider,
    ): Promise<RunningApplication> {
      const shared = {
        type: 'oidc',
        issuer: at.issuer,
        clientId: 'c',
        clientSecret: 's',
      } as const
      const providers: Provider[] = [
        { id: 'one', name: 'One', ...shared },
        { id: 'two', name: 'Two', ...shared },
      ]
      return host.start({ clock: new Date().toISOString(), config: { providers }, ...description })
    }

    async function expectMissing(
      engine: RunningApplication,
      browser: TestBrowser,
      callback: URL,
    ): Promise<void> {
      const response = await comeBack(browser, callback)
      expect(response.status).toBe(302)
      expect(response.headers.get('location')).toContain('code=transaction_missing')
      await expectSignedOut(engine, browser)
    }

    beforeAll(async () => {
      provider = await startFaultyProvider()
    })
    beforeEach(() => {
      provider.fault = 'none'
    })
    afterAll(async () => provider.close())

    it('counts once, even with the cookie still there and a careless provider', async () => {
      provider.fault = 'codes work often'
      const engine = await start()
      const browser = createBrowser(engine)
      const callback = provider.authorize(await begin(browser, 'one'))
      const transaction = [...browser.cookies].filter(([name]) => name.includes('transaction'))
      await comeBack(browser, callback)
      expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
      const replaying = createBrowser(engine)
      for (const [name, value] of transaction) replaying.cookies.set(name, value)
      await expectMissing(engine, replaying, callback)
    })

    it('that arrives sixteen times at once signs in once, and every answer carries that session', async () => {
      provider.fault = 'codes work often'
      const engine = await start()
      const browser = createBrowser(engine)
      const callback = provider.authorize(await begin(browser, 'one'))
      const answers = await Promise.all(
        Array.from({ length: 16 }, async () =>
          engine.handle(browser.request(callback.pathname + callback.search)),
        ),
      )
      const sessions = answers.map((answer) =>
        answer.headers.getSetCookie().find((cookie) => cookie.includes('session-token')),
      )
      expect(sessions).not.toContain(undefined)
      expect(new Set(sessions).size).toBe(1)
    })

    it('counts only in the browser that began', async () => {
      const engine = await start()
      const callback = provider.authorize(await begin(createBrowser(engine), 'one'))
      await expectMissing(engine, createBrowser(engine), callback)
    })

    it('counts only at the provider where it began', async () => {
      const engine = await start()
      const browser = createBrowser(engine)
      const callback = provider.authorize(await begin(browser, 'one'))
      callback.pathname = callback.pathname.replace('one', 'two')
      await expectMissing(engine, browser, callback)
    })

    it.each([
      ['no state', (url: URL) => url.searchParams.delete('state')],
      ['another state', (url: URL) => url.searchParams.set('state', 'x'.repeat(43))],
      [
        'a state that is a cookie attack',
        (url: URL) => url.searchParams.set('state', 'a; b=c\r\n'),
      ],
    ])('does not count with %s', async (_, change) => {
      const engine = await start()
      const browser = createBrowser(engine)
      const callback = provider.authorize(await begin(browser, 'one'))
      change(callback)
      await expectMissing(engine, browser, callback)
    })

    it.each(['state', 'code'])('does not count with two values of %s', async (name) => {
      const engine = await start()
      const browser = createBrowser(engine)
      const callback = provider.authorize(await begin(browser, 'one'))
      callback.searchParams.append(name, 'second')
      const response = await comeBack(browser, callback)
      expect(response.headers.get('location')).toContain('code=provider_response_invalid')
      await expectSignedOut(engine, browser)
    })

    it('does not count after fifteen minutes', async () => {
      const engine = await start()
      const browser = createBrowser(engine)
      const callback = provider.authorize(await begin(browser, 'one'))
      await engine.advance({ minutes: 15 })
      await expectMissing(engine, browser, callback)
    })

    it('finishes though garbage of earlier sign-ins is left, and their number stays bounded', async () => {
      const engine = await start()
      const browser = createBrowser(engine)
      for (let index = 0; index < 40; index++) {
        browser.cookies.set(`sojourn.transaction.garbage${index}`, 'garbage')
      }
      for (let index = 0; index < 20; index++) await begin(browser, 'one')
      const callback = provider.authorize(await begin(browser, 'one'))
      const pending = [...browser.cookies.keys()].filter((name) => name.includes('transaction'))
      expect(pending.length).toBeLessThanOrEqual(12)
      await comeBack(browser, callback)
      expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    })

    it('leaves room in the header, however long the way back is', async () => {
      const engine = await start()
      const browser = createBrowser(engine)
      browser.cookies.set('sojourn.transaction.a b', 'x')
      for (let index = 0; index < 12; index++) {
        await begin(browser, 'one', { callbackUrl: `/${'a'.repeat(2000)}` })
      }
      const { length } = browser.request('/').headers.get('cookie') ?? ''
      expect(length).toBeLessThan(9000)
      await comeBack(browser, provider.authorize(await begin(browser, 'one')))
      expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    })

    it('hands the application all that the provider sent, and the address in lower case', async () => {
      const engine = await start({ callbacks: 'keeping' })
      const browser = createBrowser(engine)
      await comeBack(browser, provider.authorize(await begin(browser, 'one')))
      const token = await engine.getToken(browser.request('/'))
      expect(token?.['account']).toMatchObject({
        provider: 'one',
        access_token: 'secret-access-token',
        refresh_expires_in: 1800,
        expires_at: expect.any(Number) as number,
      })
      expect(await browser.session()).toMatchObject({ user: { email: 'ada@example.com' } })
    })

    it('goes on with aged metadata while the provider hangs, and asks again once', async () => {
      const engine = await start()
      await begin(createBrowser(engine), 'one')
      await engine.advance({ minutes: 61 })
      provider.fault = 'discovery hangs'
      provider.requests.length = 0
      const started = performance.now()
      for (let round = 0; round < 3; round++) {
        const browser = createBrowser(engine)
        await comeBack(browser, provider.authorize(await begin(browser, 'one')))
        expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
      }
      expect(performance.now() - started).toBeLessThan(2000)
      expect(provider.requests.filter((line) => line.includes('well-known'))).toHaveLength(1)
    })

    it('asks the provider for its metadata and keys once, and for tokens each time', async () => {
      const engine = await start()
      provider.requests.length = 0
      for (let round = 0; round < 3; round++) {
        const browser = createBrowser(engine)
        await comeBack(browser, provider.authorize(await begin(browser, 'one')))
        expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
      }
      expect(provider.requests.toSorted()).toEqual([
        'GET /.well-known/openid-configuration',
        'GET /jwks',
        'POST /token',
        'POST /token',
        'POST /token',
      ])
    })

    it('of many at the start asks for the metadata once', async () => {
      const engine = await start()
      provider.requests.length = 0
      await Promise.all(Array.from({ length: 10 }, async () => begin(createBrowser(engine), 'one')))
      expect(provider.requests).toEqual(['GET /.well-known/openid-configuration'])
    })

    it('of many at the start waits for a slow provider together', async () => {
      const engine = await start()
      provider.fault = 'discovery is slow'
      provider.requests.length = 0
      const started = performance.now()
      const begun = Array.from({ length: 20 }, async () => begin(createBrowser(engine), 'one'))
      for (const address of await Promise.all(begun)) expect(address).toContain('/auth?')
      expect(performance.now() - started).toBeLessThan(3000)
      if (host.name !== 'workerd') expect(provider.requests).toHaveLength(1)
    })

    it.each<[Fault, string]>([
      ['discovery down', 'provider_unreachable'],
      ['discovery of another issuer', 'provider_response_invalid'],
      ['discovery redirects', 'provider_response_invalid'],
      ['discovery is huge', 'provider_response_invalid'],
      ['authorization endpoint is a script', 'provider_response_invalid'],
    ])('is never reached: %s', async (fault, code) => {
      const engine = await start()
      const browser = createBrowser(engine)
      provider.fault = fault
      const csrfToken = await browser.csrfToken()
      const response = await browser.post('/api/auth/signin/one', { csrfToken, json: 'true' })
      expect(response.status).toBe(code === 'provider_unreachable' ? 504 : 502)
      const { url } = (await response.json()) as { url: string }
      expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
        error: 'OAuthSignin',
        code,
      })
      expect([...browser.cookies.keys()].join()).not.toContain('transaction')
      provider.fault = 'none'
      expect(await begin(browser, 'one')).toContain(`${provider.issuer}/auth?`)
    })

    it.each<[Fault, string, string]>([
      ['access denied', 'Callback', 'provider_refused'],
      ['access denied without state', 'Callback', 'provider_refused'],
      ['iss of the response wrong', 'OAuthCallback', 'provider_response_invalid'],
      ['iss of the response missing', 'OAuthCallback', 'provider_response_invalid'],
      ['token endpoint fails', 'OAuthCallback', 'provider_unreachable'],
      ['token endpoint refuses', 'OAuthCallback', 'provider_response_invalid'],
      ['token answer is text', 'OAuthCallback', 'provider_response_invalid'],
      ['no id_token', 'OAuthCallback', 'provider_response_invalid'],
      ['no access_token', 'OAuthCallback', 'provider_response_invalid'],
      ['bad signature', 'OAuthCallback', 'provider_response_invalid'],
      ['alg none', 'OAuthCallback', 'provider_response_invalid'],
      ['wrong iss', 'OAuthCallback', 'provider_response_invalid'],
      ['wrong aud', 'OAuthCallback', 'provider_response_invalid'],
      ['expired', 'OAuthCallback', 'provider_response_invalid'],
      ['wrong nonce', 'OAuthCallback', 'provider_response_invalid'],
      ['no nonce', 'OAuthCallback', 'provider_response_invalid'],
      ['no sub', 'OAuthCallback', 'provider_response_invalid'],
      ['keys fail', 'OAuthCallback', 'provider_response_invalid'],
      ['keys empty', 'OAuthCallback', 'provider_response_invalid'],
      ['userinfo of somebody else', 'OAuthCallback', 'provider_response_invalid'],
    ])('signs nobody in: %s', async (fault, error, code) => {
      const engine = await start()
      const browser = createBrowser(engine)
      const url = await begin(browser, 'one')
      provider.fault = fault
      const response = await comeBack(browser, provider.authorize(url))
      expect(response.status).toBe(302)
      const location = new URL(response.headers.get('location') ?? '')
      expect(location.pathname).toBe('/api/auth/signin')
      expect(Object.fromEntries(location.searchParams)).toMatchObject({ error, code })
      await expectSignedOut(engine, browser)
      const reports = (await engine.reports()).join()
      expect(reports).toContain(code)
      expect(reports).not.toContain('secret-access-token')
    })

    describe('is given up after five seconds', { concurrent: true, timeout: 10_000 }, () => {
      it.each<[Fault, 'signin' | 'callback']>([
        ['discovery hangs', 'signin'],
        ['discovery drips', 'signin'],
        ['token endpoint hangs', 'callback'],
      ])('%s', async (fault, step) => {
        const hanging = await startFaultyProvider()
        const engine = await start({}, hanging)
        const browser = createBrowser(engine)
        const url = step === 'callback' ? await begin(browser, 'one') : ''
        hanging.fault = fault
        const started = performance.now()
        const location =
          step === 'callback'
            ? (await comeBack(browser, hanging.authorize(url))).headers.get('location')
            : await begin(browser, 'one')
        expect(performance.now() - started).toBeLessThan(6000)
        expect(performance.now() - started).toBeGreaterThan(4900)
        expect(location).toContain('code=provider_unreachable')
        await expectSignedOut(engine, browser)
        await hanging.close()
      })
    })

    it('tells of a provider that is gone', async () => {
      const gone = await startFaultyProvider()
      await gone.close()
      const engine = await host.start({
        config: {
          providers: [
            { id: 'gone', name: 'Gone', type: 'oidc', issuer: gone.issuer, clientId: 'c' },
          ],
        },
      })
      expect(await begin(createBrowser(engine), 'gone')).toContain('code=provider_unreachable')
    })
  })
}
