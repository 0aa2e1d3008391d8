/**
 * The `jwt` option: sealed sessions in a form of the application's own.
 *
 * @module
 */
import { jwtVerify, SignJWT } from 'jose'
import { decode as decodeV4 } from 'next-auth/jwt'
import { describe, expect, it } from 'vitest'
import type { AuthConfig, JwtOptions } from '../../src/server/index.ts'
import { createBrowser } from '../support/browser.ts'
import { secret, signInAda, testAuth } from '../support/test-auth.ts'

const cookie = 'next-auth.session-token'
const keyOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Signed instead of sealed, as back ends of other makers want it. */
const signed: JwtOptions = {
  encode: ({ token, secret, maxAge }) =>
    new SignJWT(Object.fromEntries(Object.entries(token ?? {})))
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt()
      .setExpirationTime(`${maxAge}s`)
      .sign(keyOf(secret)),
  decode: async ({ token = '', secret }) => (await jwtVerify(token, keyOf(secret))).payload,
}

async function signedIn(config: Partial<AuthConfig>) {
  const auth = testAuth(config)
  const browser = createBrowser(auth)
  await signInAda(browser)
  return { auth, browser }
}

describe('jwt.encode and jwt.decode', () => {
  it('make and open what is in the cookie', async () => {
    const { auth, browser } = await signedIn({ jwt: signed })
    const { payload } = await jwtVerify(browser.cookies.get(cookie) ?? '', keyOf(secret))
    expect(payload).toMatchObject({ name: 'Ada', sub: '1' })
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    expect(await auth.getToken(browser.request('/'))).toMatchObject({ sub: '1' })
  })

  it('keep the session’s id, and let it slide', async () => {
    let time = Date.now()
    const { auth, browser } = await signedIn({ jwt: signed, now: () => time })
    const before = await auth.getToken(browser.request('/'))
    time += 120_000
    const response = await browser.get('/api/auth/session')
    const after = await auth.getToken(browser.request('/'))
    expect(after?.jti).toBe(before?.jti)
    const month = 30 * 24 * 60 * 60 * 1000
    const ends = Math.floor((time + month) / 1000) * 1000
    expect(response.headers.getSetCookie()[0]).toContain(`Expires=${new Date(ends).toUTCString()}`)
  })

  it('sign out for certain', async () => {
    const { browser } = await signedIn({ jwt: signed })
    const stolen = browser.cookies.get(cookie) ?? ''
    await browser.post('/api/auth/signout', { csrfToken: await browser.csrfToken() })
    browser.cookies.set(cookie, stolen)
    expect(await browser.session()).toEqual({})
  })

  it('mean nobody where they throw, return nothing, or no claims', async () => {
    const { browser } = await signedIn({ jwt: signed })
    for (const decode of [
      () => {
        throw new Error('bad')
      },
      async () => null,
      async () => 'ada' as never,
    ]) {
      const other = createBrowser(testAuth({ jwt: { ...signed, decode } }))
      other.cookies.set(cookie, browser.cookies.get(cookie) ?? '')
      expect(await other.session()).toEqual({})
    }
  })

  it('end a session whose form says nothing of an end after `maxAge` without a read', async () => {
    const jwt: JwtOptions = {
      encode: async ({ token }) => encodeURIComponent(JSON.stringify({ sub: token?.sub })),
      decode: async ({ token = '' }) => JSON.parse(decodeURIComponent(token)) as { sub: string },
    }
    const { auth, browser } = await signedIn({ jwt })
    expect((await auth.getToken(browser.request('/')))?.sub).toBe('1')
  })

  it('are the wire’s where only one is given, as a middleware is told how to open', async () => {
    const { browser } = await signedIn({ jwt: signed })
    const middleware = testAuth({ jwt: { decode: signed.decode } })
    expect(await middleware.getToken(browser.request('/'))).toMatchObject({ sub: '1' })
    const { browser: sealed } = await signedIn({ jwt: { decode: signed.decode } })
    expect(await sealed.session()).toMatchObject({ user: { name: 'Ada' } })
  })

  it('open sessions that were sealed before they were configured', async () => {
    const { browser } = await signedIn({})
    const moved = createBrowser(testAuth({ jwt: signed }))
    moved.cookies.set(cookie, browser.cookies.get(cookie) ?? '')
    expect(await moved.session()).toMatchObject({ user: { name: 'Ada' } })
    await expect(jwtVerify(moved.cookies.get(cookie) ?? '', keyOf(secret))).resolves.toBeDefined()
  })
})

describe('jwt.secret and jwt.maxAge', () => {
  it('seal sessions by themselves', async () => {
    const { browser } = await signedIn({ jwt: { secret: 'another secret for sessions alone' } })
    const token = browser.cookies.get(cookie) ?? ''
    await expect(
      decodeV4({ token, secret: 'another secret for sessions alone' }),
    ).resolves.toMatchObject({ sub: '1' })
    await expect(decodeV4({ token, secret })).rejects.toThrow()
  })

  it('say how long sessions last, unless `session` does', async () => {
    const ends = async (config: Partial<AuthConfig>): Promise<number> => {
      const { browser } = await signedIn({ now: () => 0, ...config })
      return Date.parse(String((await browser.session())['expires'])) / 1000
    }
    expect(await ends({ jwt: { maxAge: 60 } })).toBe(60)
    expect(await ends({ jwt: { maxAge: 60 }, session: { maxAge: 120 } })).toBe(120)
  })
})
