/**
 * `wire: 'v5'`: what Auth.js v5's own server and clients read and say.
 *
 * @module
 */
import { Auth as AuthJs } from '@auth/core'
import { decode as decodeV5, encode as encodeV5 } from '@auth/core/jwt'
import AuthJsCredentials from '@auth/core/providers/credentials'
import { encode as encodeV4 } from 'next-auth/jwt'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { memoryStorage } from '../../src/storage/memory.ts'
import { fakeProvider } from '../../src/testing/fake-provider.ts'
import { createBrowser, origin, type TestBrowser } from '../support/browser.ts'
import { secret, signInAda, testAuth } from '../support/test-auth.ts'

const cookie = 'authjs.session-token'
const claims = { name: 'Ada', email: 'ada@example.com', sub: '1' }

async function authJs(request: Request): Promise<Response> {
  return AuthJs(request, {
    secret,
    basePath: '/api/auth',
    trustHost: true,
    providers: [AuthJsCredentials({ credentials: {}, authorize: () => ({ id: '1', ...claims }) })],
  })
}

function postJson(browser: TestBrowser, path: string, fields: Record<string, string>) {
  return browser.post(path, fields, { headers: { 'x-auth-return-redirect': '1' } })
}

afterEach(() => vi.unstubAllEnvs())

describe('secrets of the environment', () => {
  it('rotate by numbers as those of Auth.js: the highest is the newest', async () => {
    vi.stubEnv('AUTH_SECRET', secret)
    const before = createBrowser(testAuth({ secret: undefined }))
    await signInAda(before)
    vi.stubEnv('AUTH_SECRET_1', 'a newer secret')
    vi.stubEnv('AUTH_SECRET_2', 'the newest secret')
    const during = createBrowser(testAuth({ secret: undefined }))
    for (const [name, value] of before.cookies) during.cookies.set(name, value)
    expect(await during.session()).toMatchObject({ user: { name: 'Ada' } })
    await signInAda(during)
    const after = createBrowser(testAuth({ secret: 'the newest secret' }))
    for (const [name, value] of during.cookies) after.cookies.set(name, value)
    expect(await after.session()).toMatchObject({ user: { name: 'Ada' } })
  })
})

describe('the wire of Auth.js v5', () => {
  it('says null where nobody is signed in', async () => {
    const browser = createBrowser(testAuth({ wire: 'v5' }))
    const response = await browser.get('/api/auth/session')
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('null')
  })

  it('seals sessions that Auth.js reads, and reads those that Auth.js has sealed', async () => {
    const browser = createBrowser(testAuth({ wire: 'v5' }))
    await signInAda(browser)
    expect([...browser.cookies.keys()]).toContain(cookie)
    const token = browser.cookies.get(cookie) ?? ''
    expect(await decodeV5({ token, secret, salt: cookie })).toMatchObject(claims)
    const theirs = await authJs(browser.request('/api/auth/session'))
    expect(await theirs.json()).toMatchObject({ user: { name: 'Ada', email: 'ada@example.com' } })

    const moved = createBrowser(testAuth({ wire: 'v5' }))
    moved.cookies.set(cookie, await encodeV5({ token: claims, secret, salt: cookie }))
    expect(await moved.session()).toMatchObject({ user: { name: 'Ada' } })
  })

  it('signs out for Auth.js, too', async () => {
    const browser = createBrowser(testAuth({ wire: 'v5' }))
    await signInAda(browser)
    await browser.post('/api/auth/signout', { csrfToken: await browser.csrfToken() })
    expect(browser.cookies.has(cookie)).toBe(false)
    expect(await (await authJs(browser.request('/api/auth/session'))).json()).toBeNull()
  })

  it('shares the CSRF token with Auth.js', async () => {
    const browser = createBrowser(testAuth({ wire: 'v5' }))
    const theirs = await authJs(browser.request('/api/auth/csrf'))
    browser.receive(theirs)
    const { csrfToken } = (await theirs.json()) as { csrfToken: string }
    expect(await browser.csrfToken()).toBe(csrfToken)
  })

  it('moves sessions of NextAuth v4 into its own form and cookie', async () => {
    const browser = createBrowser(testAuth({ wire: 'v5' }))
    browser.cookies.set('next-auth.session-token', await encodeV4({ token: claims, secret }))
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    expect([...browser.cookies.keys()]).toEqual([cookie])
    const token = browser.cookies.get(cookie) ?? ''
    expect(await decodeV5({ token, secret, salt: cookie })).toMatchObject(claims)
  })

  it('moves in under an old secret, and seals under the new one', async () => {
    const auth = testAuth({
      wire: 'v5',
      secret: ['a newer secret', secret],
      // A seal that is a minute old is made anew.
      now: () => Date.now() + 90_000,
    })
    const browser = createBrowser(auth)
    browser.cookies.set(
      cookie,
      await encodeV5({ token: claims, secret, salt: cookie, maxAge: 600 }),
    )
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    await expect(
      decodeV5({
        token: browser.cookies.get(cookie) ?? '',
        secret: 'a newer secret',
        salt: cookie,
      }),
    ).resolves.toMatchObject({ sub: '1' })
  })

  it('hands authorize a web request, as Auth.js does', async () => {
    const seen: unknown[] = []
    const provider = AuthJsCredentials({
      credentials: { username: {} },
      async authorize({ username }, request) {
        seen.push(username, request.headers.get('x-test'), await request.json())
        return { id: '1' }
      },
    })
    const browser = createBrowser(testAuth({ wire: 'v5', providers: [provider] }))
    const fields = { csrfToken: await browser.csrfToken(), username: 'ada' }
    const headers = { 'x-test': 'a' }
    await browser.post('/api/auth/callback/credentials', fields, { headers })
    expect(seen).toEqual(['ada', 'a', { username: 'ada' }])
  })

  it('is refused by another name', () => {
    expect(() => testAuth({ wire: 'V5' as 'v5' })).toThrow('no wire "V5"')
  })

  it('answers a client with { url } where it asks by header, and not by a field', async () => {
    const browser = createBrowser(testAuth({ wire: 'v5' }))
    const csrfToken = await browser.csrfToken()
    const fields = { csrfToken, username: 'ada', password: 'engine', callbackUrl: '/a' }
    const asJson = await postJson(browser, '/api/auth/callback/credentials', fields)
    expect(asJson.status).toBe(200)
    expect(await asJson.json()).toEqual({ url: `${origin}/a` })
    const byField = await browser.post('/api/auth/callback/credentials', {
      ...fields,
      json: 'true',
    })
    expect(byField.status).toBe(302)
  })

  it.each([
    ['a wrong password', { password: 'x' }, 'CredentialsSignin', 'credentials'],
    ['a fault of the application', { password: 'throw' }, 'Configuration', 'request_failed'],
    ['a form that is not from its browser', { csrfToken: 'x' }, 'MissingCSRF', 'csrf_mismatch'],
  ])('answers %s with status 200 and an error in the address', async (_, wrong, error, code) => {
    const browser = createBrowser(testAuth({ wire: 'v5' }))
    const csrfToken = await browser.csrfToken()
    const fields = { csrfToken, username: 'ada', password: 'engine', ...wrong }
    const response = await postJson(browser, '/api/auth/callback/credentials', fields)
    expect(response.status).toBe(200)
    const { url } = (await response.json()) as { url: string }
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({ error, code })
    expect(browser.cookies.has(cookie)).toBe(false)
  })
})

describe('OpenID Connect', () => {
  it.each([
    ['v4', 'oauth'],
    ['v5', 'oidc'],
  ] as const)('is called on the wire %s: %s', async (wire, type) => {
    const provider = await fakeProvider()
    const types: unknown[] = []
    const storage = memoryStorage()
    const auth = testAuth({
      wire,
      providers: [provider.config],
      adapter: storage,
      callbacks: { signIn: ({ account }) => types.push(account.type) > 0 },
    })
    const browser = createBrowser(auth)
    expect(await (await browser.get('/api/auth/providers')).json()).toMatchObject({
      fake: { type },
    })
    // The second time with an account that is known, whose tokens are kept.
    for (let time = 0; time < 2; time++) {
      const csrfToken = await browser.csrfToken()
      const begun = await browser.post('/api/auth/signin/fake', { csrfToken })
      const there = await fetch(begun.headers.get('location') ?? '', { redirect: 'manual' })
      const back = new URL(there.headers.get('location') ?? '')
      await browser.get(back.pathname + back.search)
      expect(await browser.session()).toMatchObject({
        user: { name: expect.any(String) as string },
      })
    }
    expect(types).toEqual([type, type])
    await provider.close()
  })
})
