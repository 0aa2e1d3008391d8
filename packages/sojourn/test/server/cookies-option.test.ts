/**
 * The `cookies` option: names and attributes of the application's own.
 *
 * @module
 */
import { describe, expect, it } from 'vitest'
import type { AuthConfig } from '../../src/server/index.ts'
import { createBrowser } from '../support/browser.ts'
import { signInAda, testAuth } from '../support/test-auth.ts'

type Cookies = NonNullable<AuthConfig['cookies']>

async function cookiesOf(config: Partial<AuthConfig>, at = 'https://app.example.com') {
  const browser = createBrowser(testAuth({ url: at, ...config }), at)
  await browser.get('/api/auth/csrf')
  const response = await signInAda(browser)
  return { browser, written: response.headers.getSetCookie() }
}

describe('cookies', () => {
  it('share a session among the hosts of a domain, as NextAuth writes it', async () => {
    const cookies: Cookies = {
      sessionToken: {
        name: '__Secure-next-auth.session-token',
        options: {
          httpOnly: true,
          sameSite: 'lax',
          path: '/',
          secure: true,
          domain: '.example.com',
        },
      },
    }
    const { browser, written } = await cookiesOf({ cookies })
    const session = written.find((cookie) => cookie.startsWith('__Secure-next-auth.session-token='))
    expect(session).toMatch(/; Domain=\.?example\.com;/)
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    const signedOut = await browser.post('/api/auth/signout', {
      csrfToken: await browser.csrfToken(),
    })
    const cleared = signedOut.headers
      .getSetCookie()
      .find((cookie) => cookie.includes('session-token'))
    expect(cleared).toMatch(/Max-Age=0/)
    expect(cleared).toMatch(/Domain=\.?example\.com/)
  })

  it('keep what the option does not say', async () => {
    const { written } = await cookiesOf({ cookies: { sessionToken: { name: '__Host-mine' } } })
    const session = written.find((cookie) => cookie.startsWith('__Host-mine='))
    expect(session).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Lax/)
  })

  it('read and clear their chunks under another name', async () => {
    const config = {
      cookies: { sessionToken: { name: 'mine' } },
      callbacks: { jwt: ({ token }: { token: object }) => ({ ...token, much: 'x'.repeat(6000) }) },
    }
    const { browser } = await cookiesOf(config)
    expect([...browser.cookies.keys()]).toEqual(expect.arrayContaining(['mine.0', 'mine.1']))
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
  })

  it('are bound to the host by their prefix if an application asks for it', async () => {
    const { browser } = await cookiesOf({ cookies: { sessionToken: { name: '__Host-session' } } })
    expect(browser.cookies.has('__Host-session')).toBe(true)
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
  })

  it('of sign-ins in progress go where the ones of NextAuth went', async () => {
    const auth = testAuth({
      url: 'https://app.example.com',
      cookies: { state: { name: 'x', options: { sameSite: 'none', domain: 'example.com' } } },
      providers: [
        {
          id: 'acme',
          name: 'Acme',
          type: 'oauth',
          clientId: 'x',
          authorization: 'https://acme.example/auth',
          token: 'https://acme.example/token',
          userinfo: 'https://acme.example/me',
        },
      ],
    })
    const browser = createBrowser(auth, 'https://app.example.com')
    const csrfToken = await browser.csrfToken()
    const response = await browser.post('/api/auth/signin/acme', { csrfToken })
    const [cookie] = response.headers.getSetCookie()
    expect(cookie).toMatch(/^__Secure-sojourn\.transaction\./)
    expect(cookie).toMatch(/Domain=example\.com.*SameSite=None/)
  })

  it('of NextAuth’s documentation work in development, where there is no https', async () => {
    const options = { httpOnly: true, sameSite: 'none', path: '/', secure: false } as const
    const cookies: Cookies = {
      sessionToken: { name: 'next-auth.session-token', options },
      callbackUrl: { name: 'next-auth.callback-url', options },
      csrfToken: { name: 'next-auth.csrf-token', options },
      pkceCodeVerifier: { name: 'next-auth.pkce.code_verifier', options },
      state: { name: 'next-auth.state', options },
      nonce: { name: 'next-auth.nonce', options },
    }
    const { browser, written } = await cookiesOf({ cookies }, 'http://localhost:3000')
    expect(written.join()).not.toContain('SameSite=None')
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
  })

  it('lose a prefix of ours that the attributes forbid', async () => {
    const csrfToken = { options: { domain: 'example.com' } }
    const { browser } = await cookiesOf({ cookies: { csrfToken } })
    expect([...browser.cookies.keys()]).toContain('__Secure-next-auth.csrf-token')
    const sessionToken = { options: { secure: false } }
    const { browser: open } = await cookiesOf({ cookies: { sessionToken } })
    expect([...open.cookies.keys()]).toContain('next-auth.session-token')
  })

  it.each<[string, Cookies, RegExp]>([
    [
      '__Host- with a domain',
      { csrfToken: { name: '__Host-csrf', options: { domain: 'example.com' } } },
      /forbids a domain/,
    ],
    [
      'a prefix without secure',
      { sessionToken: { name: '__Secure-mine', options: { secure: false } } },
      /secure: true/,
    ],
    ['a name that is none', { sessionToken: { name: 'my session' } }, /no name may have/],
    ['a session for scripts', { sessionToken: { options: { httpOnly: false } } }, /httpOnly/],
  ])('are refused at start: %s', (_, cookies, message) => {
    expect(() => testAuth({ cookies })).toThrow(message)
  })
})

describe('the callback-url cookie', () => {
  it('leads a form that names no address to where the sign-in page was asked to lead', async () => {
    const browser = createBrowser(testAuth({ pages: { signIn: '/login' } }))
    await browser.get('/api/auth/signin?callbackUrl=/account')
    const response = await signInAda(browser)
    expect(response.headers.get('location')).toBe('http://localhost:3000/account')
  })

  it('gives way to what a form says, and remembers that', async () => {
    const browser = createBrowser(testAuth())
    browser.cookies.set('next-auth.callback-url', encodeURIComponent('http://localhost:3000/old'))
    const csrfToken = await browser.csrfToken()
    const fields = { csrfToken, username: 'ada', password: 'engine', callbackUrl: '/new' }
    const response = await browser.post('/api/auth/callback/credentials', fields)
    expect(response.headers.get('location')).toBe('http://localhost:3000/new')
    expect(browser.cookies.get('next-auth.callback-url')).toBe(
      encodeURIComponent('http://localhost:3000/new'),
    )
  })

  it.each([
    'https://evil.example/',
    'javascript:alert(1)',
    '%',
    '//evil.example',
    'x'.repeat(5000),
  ])('leads nowhere else when somebody has planted %j', async (planted) => {
    const browser = createBrowser(testAuth())
    browser.cookies.set('next-auth.callback-url', planted)
    const response = await signInAda(browser)
    expect(response.status).toBe(302)
    expect(new URL(response.headers.get('location') ?? '').origin).toBe('http://localhost:3000')
  })

  it('is set for nobody who asked for nothing', async () => {
    const browser = createBrowser(testAuth())
    await browser.get('/api/auth/signin')
    await signInAda(browser)
    expect(browser.cookies.has('next-auth.callback-url')).toBe(false)
  })
})
