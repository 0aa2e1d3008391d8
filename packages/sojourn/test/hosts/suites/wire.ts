/**
 * The wire: endpoints, forms, addresses, pages, and what is refused.
 *
 * @module
 */
import { describe, expect, it } from 'vitest'
import { createBrowser } from '../../support/browser.ts'
import type { Host, RunningApplication } from '../host.ts'

const form = 'application/x-www-form-urlencoded'

const redirecting = {
  id: 'plain',
  name: 'Plain & Simple',
  type: 'oauth',
  clientId: 'client',
  clientSecret: 'secret',
  authorization: { url: 'https://op.example/auth', params: { scope: 'user:email' } },
  token: 'https://op.example/token',
  userinfo: 'https://op.example/me',
} as const

async function follow(callbackUrl: string, auth: RunningApplication): Promise<Response> {
  const browser = createBrowser(auth)
  const csrfToken = await browser.csrfToken()
  return browser.post('/api/auth/signout', { csrfToken, callbackUrl })
}

/** The endpoints, as any client of NextAuth knows them. */
export function wireSuite(host: Host): void {
  async function bothProviders(): Promise<RunningApplication> {
    return host.start({ config: { providers: [redirecting, 'password'] } })
  }

  describe('the endpoints', () => {
    it('list the providers with absolute addresses and set no cookie', async () => {
      const response = await createBrowser(await bothProviders()).get('/api/auth/providers')
      expect(response.headers.getSetCookie()).toEqual([])
      expect(await response.json()).toEqual({
        plain: {
          id: 'plain',
          name: 'Plain & Simple',
          type: 'oauth',
          signinUrl: 'http://localhost:3000/api/auth/signin/plain',
          callbackUrl: 'http://localhost:3000/api/auth/callback/plain',
        },
        credentials: {
          id: 'credentials',
          name: 'Credentials',
          type: 'credentials',
          signinUrl: 'http://localhost:3000/api/auth/signin/credentials',
          callbackUrl: 'http://localhost:3000/api/auth/callback/credentials',
        },
      })
    })

    it('give one browser one token for its forms', async () => {
      const browser = createBrowser(await host.start())
      const first = await browser.csrfToken()
      expect(first).toMatch(/^[0-9a-f]{64}$/)
      expect(await browser.csrfToken()).toBe(first)
      expect(browser.cookies.get('next-auth.csrf-token')).toMatch(/^[0-9a-f]{64}%7C[0-9a-f]{64}$/)
    })

    it.each([
      ['an unknown action', 'GET', '/api/auth/nonsense', 'action_unknown'],
      ['an inherited name', 'GET', '/api/auth/constructor', 'action_unknown'],
      ['no action', 'GET', '/api/auth/', 'action_unknown'],
      ['another path', 'GET', '/api/authority/session', 'action_unknown'],
      ['a provider where none belongs', 'GET', '/api/auth/session/plain', 'action_unknown'],
      ['too many segments', 'GET', '/api/auth/callback/plain/more', 'action_unknown'],
      ['a wrong method', 'DELETE', '/api/auth/session', 'method_unsupported'],
      [
        'a page by a provider that has none',
        'GET',
        '/api/auth/callback/credentials',
        'method_unsupported',
      ],
      ['a path that is only long', 'GET', `/api/auth/${'/'.repeat(15_000)}x`, 'action_unknown'],
      ['a callback of none that exists', 'GET', '/api/auth/callback/nobody', 'provider_unknown'],
    ])('refuse %s', async (_, method, path, code) => {
      const application = await bothProviders()
      const response = await application.handle(
        new Request(`http://localhost:3000${path}`, { method }),
      )
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ code })
    })

    it.each(['/api/auth/signin', '/api/auth/signin/nobody'])(
      'lead to the sign-in page from %s, whose provider is gone',
      async (path) => {
        const browser = createBrowser(await bothProviders())
        const csrfToken = await browser.csrfToken()
        const response = await browser.post(path, { csrfToken, callbackUrl: '/a' })
        const { pathname, searchParams } = new URL(response.headers.get('location') ?? '')
        expect([response.status, pathname]).toEqual([302, '/api/auth/signin'])
        expect(searchParams.get('code')).toBe('provider_unknown')
      },
    )

    it('answer a browser that went astray with a page', async () => {
      const response = await createBrowser(await host.start()).get('/api/auth/nonsense', {
        accept: 'text/html,*/*',
      })
      expect(response.status).toBe(400)
      expect(response.headers.get('content-type')).toContain('text/html')
      expect(await response.text()).toContain('action_unknown')
    })

    it('swallow what the client of NextAuth reports', async () => {
      const application = await host.start()
      const response = await createBrowser(application).post('/api/auth/_log', { level: 'error' })
      expect(response.status).toBe(200)
      expect(await application.reports()).toEqual([])
    })

    it('keep what was sent out of the log, also where it could not be read', async () => {
      const application = await host.start()
      const headers = { 'content-type': 'application/json' }
      const body = '{"password":hunter2!}'
      await application.handle(
        new Request('http://localhost:3000/api/auth/session', { method: 'POST', headers, body }),
      )
      const reports = (await application.reports()).join()
      expect(reports).toContain('body_invalid')
      expect(reports).not.toContain('hunter2')
    })

    it('tolerate a trailing slash', async () => {
      expect((await createBrowser(await host.start()).get('/api/auth/session/')).status).toBe(200)
    })

    it('move with basePath', async () => {
      const browser = createBrowser(await host.start({ config: { basePath: 'shop/auth/' } }))
      expect((await browser.get('/shop/auth/session')).status).toBe(200)
      expect((await browser.get('/api/auth/session')).status).toBe(400)
    })
  })

  describe('a body', () => {
    it.each([
      ['broken JSON', 'application/json', '{"csrfToken":', 400, 'body_invalid'],
      ['a JSON list', 'application/json', '[1]', 400, 'body_invalid'],
      ['plain text', 'text/plain', 'csrfToken=1', 400, 'body_invalid'],
      [
        'more than 64 KiB',
        'application/json',
        `{"a":"${'x'.repeat(70_000)}"}`,
        413,
        'body_too_large',
      ],
      ['more than that, and no form', 'text/plain', 'x'.repeat(120_000), 413, 'body_too_large'],
      ['not text', 'application/json', new Uint8Array([0x7b, 0xff, 0xfe, 0]), 400, 'body_invalid'],
      ['nested deep', 'application/json', '['.repeat(60_000), 400, 'body_invalid'],
      ['a form of broken escapes', form, '%&%zz=%E0%A4%A&=', 403, 'csrf_mismatch'],
      ['nothing', form, '', 403, 'csrf_mismatch'],
    ])('is refused if it is %s', async (_, type, body, status, code) => {
      const request = new Request('http://localhost:3000/api/auth/session', {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      })
      const application = await host.start()
      const response = await application.handle(request)
      expect(response.status).toBe(status)
      expect(await response.json()).toMatchObject({ code })
    })

    it('cannot put a field into a prototype, nor override what came first', async () => {
      const auth = await host.start()
      const browser = createBrowser(auth)
      const csrfToken = await browser.csrfToken()
      const post = async (body: string, type: string): Promise<number> => {
        const headers = { 'content-type': type }
        const request = browser.request('/api/auth/signout', { method: 'POST', headers, body })
        const location = (await auth.handle(request)).headers.get('location') ?? ''
        return location.includes('csrf_mismatch') ? 403 : 302
      }
      expect(await post(`{"__proto__":{"csrfToken":"${csrfToken}"}}`, 'application/json')).toBe(403)
      expect(await post(`csrfToken=x&csrfToken=${csrfToken}`, form)).toBe(403)
      expect(await post(`csrfToken=${csrfToken}&csrfToken=x`, form)).toBe(302)
    })

    it('cannot touch a prototype', async () => {
      const request = new Request('http://localhost:3000/api/auth/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
      })
      const application = await host.start()
      expect((await application.handle(request)).status).toBe(403)
      expect(({} as { polluted?: number }).polluted).toBeUndefined()
    })
  })

  describe('signing in with credentials', () => {
    it('leads a form back by redirect and begins a session', async () => {
      const browser = createBrowser(await host.start())
      const response = await browser.post('/api/auth/callback/credentials', {
        csrfToken: await browser.csrfToken(),
        callbackUrl: '/account?tab=1#top',
        username: 'ada',
        password: 'engine',
      })
      expect(response.status).toBe(302)
      expect(response.headers.get('location')).toBe('http://localhost:3000/account?tab=1#top')
      expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    })

    it('answers a client with the address', async () => {
      const browser = createBrowser(await host.start())
      const response = await browser.post('/api/auth/callback/credentials', {
        csrfToken: await browser.csrfToken(),
        username: 'ada',
        password: 'engine',
        json: 'true',
      })
      expect(response.status).toBe(200)
      expect(await response.json()).toEqual({ url: 'http://localhost:3000/' })
    })

    it.each([
      [
        'a wrong password',
        { username: 'ada', password: 'no' },
        401,
        'CredentialsSignin',
        'credentials_rejected',
      ],
      ['no password', { username: 'ada' }, 401, 'CredentialsSignin', 'credentials_rejected'],
      ['an application that throws', { password: 'throw' }, 500, 'Callback', 'request_failed'],
    ])(
      'says what was wrong with %s, and signs nobody in',
      async (_, fields, status, error, code) => {
        const auth = await host.start()
        const browser = createBrowser(auth)
        const csrfToken = await browser.csrfToken()
        const sent = { ...fields, csrfToken, callbackUrl: '/account', json: 'true' }
        const response = await browser.post('/api/auth/callback/credentials', sent)
        expect(response.status).toBe(status)
        const { url } = (await response.json()) as { url: string }
        const query = Object.fromEntries(new URL(url).searchParams)
        expect(query).toEqual({ callbackUrl: 'http://localhost:3000/account', error, code })
        expect(await auth.getSession(browser.request('/'))).toBeNull()
        expect(url).not.toContain('db.internal')
        const reports = await auth.reports()
        expect(reports).toHaveLength(1)
        expect(reports.join()).toContain(code)
      },
    )

    it.each([
      ['missing', undefined],
      ['empty', ''],
      ['the beginning of the right one', 'beginning'],
      ['wrong', 'f'.repeat(64)],
      ['of another browser', 'other'],
    ])('refuses a form whose token is %s', async (_, token) => {
      const auth = await host.start()
      const browser = createBrowser(auth)
      const own = await browser.csrfToken()
      const others = await createBrowser(auth).csrfToken()
      const csrfToken =
        token === 'other' ? others : token === 'beginning' ? own.slice(0, 63) : token
      const fields = { username: 'ada', password: 'engine', json: 'true' }
      const response = await browser.post('/api/auth/callback/credentials', {
        ...fields,
        ...(csrfToken === undefined ? {} : { csrfToken }),
      })
      expect(response.status).toBe(403)
      const { url } = (await response.json()) as { url: string }
      const query = Object.fromEntries(new URL(url).searchParams)
      expect(query).toMatchObject({ csrf: 'true', error: 'MissingCSRF', code: 'csrf_mismatch' })
      expect(await auth.getSession(browser.request('/'))).toBeNull()
    })

    it('refuses a token that another host hid in a cookie of its own', async () => {
      const auth = await host.start()
      const attacker = createBrowser(auth)
      const csrfToken = await attacker.csrfToken()
      const hidden = `x=1 next-auth.csrf-token=${attacker.cookies.get('next-auth.csrf-token')}`
      const victim = createBrowser(auth)
      await victim.csrfToken()
      const own = `next-auth.csrf-token=${victim.cookies.get('next-auth.csrf-token')}`
      const request = new Request('http://localhost:3000/api/auth/signout', {
        method: 'POST',
        headers: { cookie: `${hidden}; ${own}` },
        body: new URLSearchParams({ csrfToken }),
      })
      expect((await auth.handle(request)).headers.get('location')).toContain('csrf_mismatch')
    })

    it('refuses a token that the browser made up, cookie and all', async () => {
      const auth = await host.start()
      const browser = createBrowser(auth)
      const token = 'a'.repeat(64)
      browser.cookies.set('next-auth.csrf-token', `${token}%7C${'b'.repeat(64)}`)
      await browser.post('/api/auth/callback/credentials', {
        csrfToken: token,
        username: 'ada',
        password: 'engine',
      })
      expect(await auth.getSession(browser.request('/'))).toBeNull()
    })
  })

  describe('a callbackUrl', () => {
    const home = 'http://localhost:3000/'

    it.each([
      ['a path', '/inbox?unread=1#top', 'http://localhost:3000/inbox?unread=1#top'],
      ['a URL of this site', 'http://localhost:3000/a', 'http://localhost:3000/a'],
      ['nothing', '', home],
      ['another host', 'https://evil.example/a', home],
      ['a protocol-relative URL', '//evil.example/a', home],
      ['a backslash host', '/\\evil.example', home],
      ['two backslashes', '\\\\evil.example', home],
      ['a tab in the slashes', '/\t/evil.example', home],
      ['a newline in the slashes', '/\n/evil.example', home],
      ['another port', 'http://localhost:3001/', home],
      ['another scheme', 'https://localhost:3000/', home],
      ['a look-alike host', 'http://localhost.evil.example:3000/', home],
      ['full-width letters', '//ｅｖｉｌ.example', home],
      ['dots before slashes', '/.//evil.example', 'http://localhost:3000//evil.example'],
      ['a header trick', '/a\r\nset-cookie: b=c', 'http://localhost:3000/aset-cookie:%20b=c'],
    ])('leads where it may: %s', async (_, callbackUrl, location) => {
      const response = await follow(callbackUrl, await host.start())
      expect(response.status).toBe(302)
      expect(response.headers.get('location')).toBe(location)
    })

    it.each([
      ['a script', 'javascript:alert(1)'],
      ['data', 'data:text/html,x'],
      ['a file', 'file:///etc/passwd'],
      ['no URL', 'http://[::'],
      ['credentials in it', 'http://ada:pw@localhost:3000/'],
      ['a user before the host', 'http://localhost:3000@evil.example/'],
    ])('is refused when it is no web address: %s', async (_, callbackUrl) => {
      const response = await follow(callbackUrl, await host.start())
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ code: 'callback_url_invalid' })
    })

    it.each([
      ['more than 2048 characters', `/${'a'.repeat(2048)}`],
      ['more than that once it is encoded', `/${'本'.repeat(400)}`],
    ])('leads home in place of an address that is too long: %s', async (_, callbackUrl) => {
      const response = await follow(callbackUrl, await host.start())
      expect(response.headers.get('location')).toBe('http://localhost:3000/')
    })

    it('may lead elsewhere if the redirect callback allows it', async () => {
      const auth = await host.start({ callbacks: 'leading' })
      const always = await host.start({ callbacks: 'desk' })
      expect((await follow('/a', always)).headers.get('location')).toBe(
        'http://localhost:3000/desk',
      )
      expect((await follow('https://friend.example/a', auth)).headers.get('location')).toBe(
        'https://friend.example/a',
      )
    })
  })

  describe('the built-in pages', () => {
    it('offer each provider as a form that needs no script', async () => {
      const browser = createBrowser(await bothProviders())
      const response = await browser.get('/api/auth/signin?callbackUrl=/account')
      const page = await response.text()
      expect(response.status).toBe(200)
      expect(page).toContain('action="http://localhost:3000/api/auth/signin/plain"')
      expect(page).toContain('action="http://localhost:3000/api/auth/callback/credentials"')
      expect(page).toContain('Sign in with Plain &amp; Simple')
      expect(page).toContain('value="http://localhost:3000/account"')
      expect(page).not.toMatch(/<script|onload|https:\/\/(?!op)/)
      expect(response.headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; img-src data:; style-src 'nonce-/,
      )
      const [, csrfToken] = /name="csrfToken" value="([0-9a-f]{64})"/.exec(page) ?? []
      const signedIn = await browser.post('/api/auth/callback/credentials', {
        csrfToken,
        callbackUrl: '/account',
        username: 'ada',
        password: 'engine',
      })
      expect(signedIn.headers.get('location')).toBe('http://localhost:3000/account')
    })

    it('never repeat what stands in the query', async () => {
      const attack = encodeURIComponent('"><script>alert(1)</script>')
      const browser = createBrowser(await bothProviders())
      for (const page of ['signin', 'signout', 'error']) {
        const response = await browser.get(`/api/auth/${page}?error=${attack}&code=${attack}`)
        expect(await response.text()).not.toContain('<script>')
      }
      const inUrl = await browser.get(
        `/api/auth/signin?callbackUrl=${encodeURIComponent('/"><script>')}`,
      )
      expect(await inUrl.text()).not.toContain('<script>')
    })

    it.each([
      ['AccessDenied', 403, 'access_denied'],
      ['Configuration', 500, 'configuration_invalid'],
      ['SomethingElse', 200, 'request_failed'],
    ])('say what %s means, with status %i', async (error, status, code) => {
      const response = await createBrowser(await host.start()).get(`/api/auth/error?error=${error}`)
      expect(response.status).toBe(status)
      expect(await response.text()).toContain(code)
    })

    it('give way to pages of the application', async () => {
      const browser = createBrowser(
        await host.start({
          config: { pages: { signIn: '/login', signOut: '/bye', error: '/oops?from=auth' } },
        }),
      )
      const location = async (path: string): Promise<string | null> =>
        (await browser.get(path)).headers.get('location')
      expect(await location('/api/auth/signin')).toBe(
        'http://localhost:3000/login?callbackUrl=http%3A%2F%2Flocalhost%3A3000%2F',
      )
      expect(await location('/api/auth/signin?callbackUrl=/a&error=SessionRequired')).toBe(
        'http://localhost:3000/login?callbackUrl=http%3A%2F%2Flocalhost%3A3000%2Fa&error=SessionRequired',
      )
      expect(await location('/api/auth/signout')).toBe('http://localhost:3000/bye')
      expect(
        await location('/api/auth/error?error=AccessDenied&from=evil&next=//evil.example'),
      ).toBe('http://localhost:3000/oops?from=auth&error=AccessDenied')
      expect(await location('/api/auth/error?error=OAuthCallback')).toBe(
        'http://localhost:3000/login?callbackUrl=http%3A%2F%2Flocalhost%3A3000%2Fa&error=OAuthCallback',
      )
    })
  })

  describe('the public address', () => {
    it.each([
      ['is that of the request in development', {}, {}, 'http://localhost:3000'],
      [
        'ignores forwarded headers that nobody vouched for',
        {},
        { 'x-forwarded-host': 'evil.example' },
        'http://localhost:3000',
      ],
      [
        'is the forwarded one behind a trusted proxy',
        { trustHost: true },
        { 'x-forwarded-host': 'app.example.com', 'x-forwarded-proto': 'https' },
        'https://app.example.com',
      ],
    ])('%s', async (_, config, headers, expected) => {
      const response = await createBrowser(await host.start({ config })).get(
        '/api/auth/providers',
        headers,
      )
      expect(await response.json()).toMatchObject({
        credentials: { signinUrl: `${expected}/api/auth/signin/credentials` },
      })
    })

    it.each([
      ['HTTPS', 'https://app.example.com', '__Host-next-auth.csrf-token'],
      ['http', 'http://app.example.com', 'next-auth.csrf-token'],
      ['wss', 'https://app.example.com', '__Host-next-auth.csrf-token'],
      ['', 'https://app.example.com', '__Host-next-auth.csrf-token'],
    ])('reads the forwarded protocol %j alike for links and cookies', async (proto, at, cookie) => {
      const browser = createBrowser(await host.start({ config: { trustHost: true } }))
      const headers = { 'x-forwarded-host': 'app.example.com', 'x-forwarded-proto': proto }
      const providers = await browser.get('/api/auth/providers', headers)
      const csrf = await browser.get('/api/auth/csrf', headers)
      expect(await providers.text()).toContain(`"${at}/api/auth/signin/credentials"`)
      expect(csrf.headers.getSetCookie()[0]).toMatch(new RegExp(`^${cookie}=`))
    })

    it.each([
      'a/b',
      'user@evil.example',
      ':x@evil.example',
      'evil.example?x',
      'evil.example#',
      ':::',
    ])('refuses the forwarded host %j', async (forwarded) => {
      const auth = await host.start({ config: { trustHost: true } })
      const headers = { 'x-forwarded-host': forwarded, 'x-forwarded-proto': 'https' }
      const response = await createBrowser(auth).get('/api/auth/providers', headers)
      expect(response.status).toBe(500)
      expect(await response.json()).toMatchObject({ code: 'host_untrusted' })
    })

    it('must be known in production', async () => {
      const response = await createBrowser(await host.start({ config: { trustHost: false } })).get(
        '/api/auth/providers',
      )
      expect(response.status).toBe(500)
      expect(await response.json()).toMatchObject({ code: 'host_untrusted' })
    })
  })
}
