/**
 * The proxy, given the requests and asked for the responses of Next itself.
 *
 * @module
 */
import { type NextFetchEvent, NextRequest, NextResponse } from 'next/server.js'
import { describe, expect, it, vi } from 'vitest'
import { withAuth, type WithAuthOptions } from '../../src/next/with-auth.ts'
import type { AtomicStorage } from '../../src/core/storage.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { createBrowser, type TestBrowser } from '../support/browser.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { passwordProvider, secret, signInAda, testAuth } from '../support/test-auth.ts'

const event = {} as NextFetchEvent
const url = 'http://localhost:3000'

/** A request of a browser as Next hands it to the proxy. `base` is the application's `basePath`. */
function visit(path: string, browser?: TestBrowser, base = ''): NextRequest {
  const headers = new Headers({ host: 'localhost:3000' })
  const cookie = browser?.request('/').headers.get('cookie')
  if (cookie) headers.set('cookie', cookie)
  return new NextRequest(`${url}${base}${path}`, { headers, nextConfig: { basePath: base } })
}

async function signedIn(config: Parameters<typeof testAuth>[0] = {}): Promise<TestBrowser> {
  const browser = createBrowser(testAuth(config))
  await signInAda(browser)
  return browser
}

function proxy(options: WithAuthOptions = {}) {
  return withAuth({ secret, providers: [], ...options })
}

/** What the response makes Next do. */
function outcome(response: Response): string {
  return response.headers.get('x-middleware-next') === '1'
    ? 'next'
    : `${response.status} ${response.headers.get('location')}`
}

const signIn = `307 ${url}/api/auth/signin?callbackUrl=`

describe('a page that the matcher covers', () => {
  it('is shown to whoever is signed in, and renews the session', async () => {
    const clock = fakeClock()
    const browser = await signedIn({ now: clock.now })
    clock.advance({ days: 20 })
    const response = await proxy({ now: clock.now })(visit('/account', browser), event)
    expect(outcome(response)).toBe('next')
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    browser.receive(response)
    clock.advance({ days: 20 })
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
  })

  it('is rendered with the session as it is after that', async () => {
    const clock = fakeClock()
    const browser = await signedIn({ now: clock.now })
    browser.cookies.set('theme', 'dark')
    clock.advance({ days: 20 })
    for (const answer of [
      () => undefined,
      () => NextResponse.rewrite(`${url}/inner`),
      () =>
        NextResponse.next({
          request: { headers: new Headers({ 'x-own': '1', cookie: 'theme=dark; own=1' }) },
        }),
    ]) {
      const response = await withAuth(answer, { secret, providers: [], now: clock.now })(
        visit('/account', browser),
        event,
      )
      expect(response.headers.get('x-middleware-rewrite')).toBe(
        answer()?.headers.get('x-middleware-rewrite') ?? null,
      )
      const cookie = response.headers.get('x-middleware-request-cookie') ?? ''
      expect(response.headers.get('x-middleware-override-headers')).toContain('cookie')
      expect(cookie).toContain('theme=dark')
      const own = answer()?.headers.get('x-middleware-override-headers')
      if (typeof own === 'string') {
        expect(cookie).toContain('own=1')
        expect(response.headers.get('x-middleware-override-headers')).toBe(own)
        expect(response.headers.has('x-middleware-request-host')).toBe(false)
      }
      const rendered = await testAuth({ now: clock.now }).getSession({
        url: `${url}/`,
        headers: new Headers({ cookie }),
      })
      expect(rendered?.expires).toBe('2027-01-10T12:00:00.000Z')
    }
  })

  it('leaves the headers alone that the application hands on without a cookie', async () => {
    const clock = fakeClock()
    const browser = await signedIn({ now: clock.now })
    clock.advance({ days: 20 })
    const guard = withAuth(
      () => NextResponse.next({ request: { headers: new Headers({ 'x-own': '1' }) } }),
      { secret, providers: [], now: clock.now },
    )
    const response = await guard(visit('/account', browser), event)
    expect(response.headers.get('x-middleware-override-headers')).toBe('x-own')
    expect(response.headers.has('x-middleware-request-cookie')).toBe(false)
    expect(response.headers.getSetCookie()).toHaveLength(1)
  })

  it('is only read where the options are not all of the engine’s, or a part of a page is fetched', async () => {
    const clock = fakeClock()
    const browser = await signedIn({ now: clock.now })
    clock.advance({ days: 20 })
    const part = visit('/account', browser)
    part.headers.set('sec-fetch-dest', 'empty')
    for (const [request, options] of [
      [visit('/account', browser), { secret, now: clock.now }],
      [part, { secret, now: clock.now, providers: [] }],
    ] as const) {
      const response = await withAuth(options)(request, event)
      expect(outcome(response)).toBe('next')
      expect(response.headers.getSetCookie()).toEqual([])
    }
  })

  it('gives way to a Cache-Control of the application’s own where no cookie is set', async () => {
    const guard = withAuth(
      () => new Response('x', { headers: { 'cache-control': 'private, max-age=60' } }),
      { secret, providers: [] },
    )
    const response = await guard(visit('/account', await signedIn()), event)
    expect(response.headers.get('cache-control')).toBe('private, max-age=60')
  })

  it('is for no shared cache, also where no cookie is due', async () => {
    const response = await proxy()(visit('/account', await signedIn()), event)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    const part = visit('/account', await signedIn())
    part.headers.set('sec-fetch-dest', 'empty')
    const fetched = await proxy()(part, event)
    expect(fetched.headers.get('cache-control')).toBe('private, no-store')
    const open = await proxy({ callbacks: { authorized: () => true } })(visit('/news'), event)
    expect(open.headers.has('cache-control')).toBe(false)
  })

  it('leads anybody else to sign in and back', async () => {
    const response = await proxy()(visit('/account/bills?year=2026&q=a%26b'), event)
    expect(outcome(response)).toBe(
      `${signIn}${encodeURIComponent('/account/bills?year=2026&q=a%26b')}`,
    )
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('does not pass on to sign-in what was posted to it', async () => {
    const { url: address } = visit('/account')
    const request = new NextRequest(address, { method: 'POST', body: 'pin=1234' })
    expect(outcome(await proxy()(request, event))).toBe(
      `303 ${url}/api/auth/signin?callbackUrl=%2Faccount`,
    )
  })

  it('is not shown for a session under another secret, whose cookie the endpoints may know', async () => {
    const browser = await signedIn({ secret: 'another secret of thirty-two characters' })
    const response = await proxy()(visit('/account', browser), event)
    expect(outcome(response)).toBe(`${signIn}%2Faccount`)
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('is what the application says, which gets the claims', async () => {
    const browser = await signedIn()
    for (const [answer, expected] of [
      [true, 'next'],
      [false, `${signIn}%2Fadmin`],
      [undefined, `${signIn}%2Fadmin`],
      ['yes', `${signIn}%2Fadmin`],
    ] as const) {
      const seen: unknown[] = []
      const authorized: NonNullable<WithAuthOptions['callbacks']>['authorized'] = (params) => {
        seen.push(params.token?.['name'], params.req.nextUrl.pathname)
        return answer as boolean
      }
      const guard = proxy({ callbacks: { authorized } })
      expect(outcome(await guard(visit('/admin', browser), event))).toBe(expected)
      expect(seen).toEqual(['Ada', '/admin'])
    }
  })

  it('is not shown if a callback fails', async () => {
    const browser = await signedIn()
    const broken = (): never => {
      throw new Error('database is down')
    }
    for (const callbacks of [{ authorized: broken }, { jwt: broken }, { session: broken }]) {
      await expect(proxy({ callbacks })(visit('/account', browser), event)).rejects.toThrow()
    }
  })
})

describe('what must be reachable', () => {
  it.each([
    '/api/auth/signin',
    '/api/auth/callback/acme?code=1',
    '/_next/static/chunk.js',
    '/favicon.ico',
    '/login',
    '/login?error=x',
    '/oops',
  ])('%s is for anybody', async (path) => {
    const guard = proxy({ pages: { signIn: '/login', error: '/oops?from=auth' } })
    expect(outcome(await guard(visit(path), event))).toBe('next')
  })

  it.each([
    '/api/authors',
    '/api/auth/unknown',
    '/login/other',
    '/api/auth',
    '/_next/data/build/account.json',
    '/',
  ])('%s is not', async (path) => {
    const guard = proxy({ pages: { signIn: '/login' } })
    expect(outcome(await guard(visit(path), event))).toContain(`307 ${url}/login?callbackUrl=`)
  })
})

describe('a page in `pages` opens nothing but itself', () => {
  it.each<WithAuthOptions['pages'] & object>([
    { signIn: '' },
    { signIn: '/login', error: '' },
    { signIn: '/login', verifyRequest: '' },
    { signIn: '?login=1' },
    { signIn: '/login', error: '#err' },
    { signIn: 'login' },
    { signIn: './' },
    { signIn: '//sso.example/admin' },
    { signIn: 'https://sso.example/admin' },
    { signIn: 'https://sso.example/admin/login' },
  ])('%j', async (pages) => {
    const guard = proxy({ pages })
    for (const path of ['/admin', '/admin/login', '/']) {
      const request = visit(path)
      request.headers.set('x-forwarded-host', 'sso.example')
      expect((await guard(request, event)).status, path).toBe(307)
    }
  })
})

describe('an endpoint path that is also that of pages', () => {
  it.each(['/', '/shop'])('%s opens none of them', async (basePath) => {
    const guard = proxy({ basePath })
    const base = basePath === '/' ? '' : basePath
    const response = await guard(visit('/account', undefined, base), event)
    expect(response.status).toBe(307)
    expect(outcome(await guard(visit('/signin', undefined, base), event))).toBe('next')
  })
})

describe('a sign-in page', () => {
  it.each([
    ['with a slash at its end', '/login', '/login/'],
    ['as an address', 'https://app.example.com/login', '/login'],
  ])('%s is not sent to itself', async (_, signInPage, path) => {
    const guard = proxy({ url: 'https://app.example.com', pages: { signIn: signInPage } })
    expect(outcome(await guard(visit(path), event))).toBe('next')
  })

  it('is not sent to itself where the base path is missing in the configuration', async () => {
    const guard = proxy({ basePath: '/api/auth' })
    const response = await guard(visit('/account', undefined, '/shop'), event)
    const { pathname } = new URL(response.headers.get('location') ?? '')
    expect(pathname).toBe('/shop/api/auth/signin')
    expect(outcome(await guard(visit('/api/auth/signin', undefined, '/shop'), event))).toBe('next')
  })
})

describe('below a base path', () => {
  const options = { basePath: '/shop/api/auth' }

  it('leads to the sign-in below it, and back below it', async () => {
    const guard = proxy(options)
    expect(outcome(await guard(visit('/account', undefined, '/shop'), event))).toBe(
      `307 ${url}/shop/api/auth/signin?callbackUrl=%2Fshop%2Faccount`,
    )
    expect(outcome(await guard(visit('/api/auth/signin', undefined, '/shop'), event))).toBe('next')
  })

  it.each(['/login', '/shop/login'])(
    'takes the page %s with and without it',
    async (signInPage) => {
      const guard = proxy({ ...options, pages: { signIn: signInPage } })
      expect(outcome(await guard(visit('/account', undefined, '/shop'), event))).toBe(
        `307 ${url}/shop/login?callbackUrl=%2Fshop%2Faccount`,
      )
      expect(outcome(await guard(visit('/login', undefined, '/shop'), event))).toBe('next')
    },
  )
})

describe('the application’s own proxy', () => {
  it('runs for whoever may pass, and its answer carries the renewed cookie', async () => {
    const clock = fakeClock()
    const browser = await signedIn({ now: clock.now })
    clock.advance({ minutes: 1 })
    for (const answer of [
      () => NextResponse.rewrite(`${url}/inner`),
      () => Response.redirect(`${url}/elsewhere`, 303),
      () => new Response('own', { status: 201 }),
    ]) {
      const guard = withAuth(
        (request) => {
          expect(request.nextauth.token?.['name']).toBe('Ada')
          return answer()
        },
        { secret, providers: [], now: clock.now },
      )
      const response = await guard(visit('/account', browser), event)
      expect(response.status).toBe(answer().status)
      expect(response.headers.getSetCookie().join()).toContain('next-auth.session-token=')
      for (const [name, value] of answer().headers) {
        if (!['set-cookie', 'cache-control'].includes(name))
          expect(response.headers.get(name)).toBe(value)
      }
    }
  })

  it('does not run for anybody else', async () => {
    const guard = withAuth(() => new Response('secret'), { secret })
    expect(outcome(await guard(visit('/account'), event))).toBe(`${signIn}%2Faccount`)
  })
})

describe('its forms', () => {
  it('is the proxy itself where it is exported as such, configured by the environment', async () => {
    const before = process.env['AUTH_SECRET']
    process.env['AUTH_SECRET'] = secret
    try {
      expect(outcome(await withAuth(visit('/account'), event))).toBe(`${signIn}%2Faccount`)
      const ofNext = { waitUntil: () => undefined } as unknown as NextFetchEvent
      expect(outcome(await withAuth(visit('/account', await signedIn()), ofNext))).toBe('next')
      expect(outcome(await withAuth(visit('/account', await signedIn()), event))).toBe('next')
    } finally {
      if (before === undefined) delete process.env['AUTH_SECRET']
      else process.env['AUTH_SECRET'] = before
    }
  })

  it('takes options within a middleware of the application’s own', async () => {
    const callbacks = { authorized: () => false }
    const response = await withAuth(visit('/account', await signedIn()), { secret, callbacks })
    expect(outcome(response)).toBe(`${signIn}%2Faccount`)
    expect(
      outcome(await withAuth(visit('/account', await signedIn()), { secret, providers: [] })),
    ).toBe('next')
  })

  it('remembers what it has asked the storage, though its options come with each request', async () => {
    const clock = fakeClock()
    const storage = memoryStorage()
    const options = {
      secret,
      adapter: storage,
      now: clock.now,
      session: { strategy: 'jwt', maxStaleness: 60 },
    } as const
    const browser = await signedIn(options)
    const findSession = vi.spyOn(storage, 'findSession')
    const visited = async (): Promise<string> =>
      outcome(await withAuth(visit('/account', browser), options))
    clock.advance({ seconds: 61 })
    expect(await visited()).toBe('next')
    expect(await visited()).toBe('next')
    expect(findSession).toHaveBeenCalledTimes(1)
  })

  it('fails at a request, not where it is made, if there is no secret', async () => {
    const guard = withAuth()
    await expect(guard(visit('/account'), event)).rejects.toMatchObject({ code: 'secret_missing' })
    await expect(withAuth(visit('/account'))).rejects.toMatchObject({ code: 'secret_missing' })
  })
})

describe('with sessions of a database, a protected page', () => {
  const options = (adapter: AtomicStorage, now: () => number): WithAuthOptions => ({
    secret,
    adapter,
    now,
    providers: [passwordProvider],
    logger: { error: () => undefined },
  })

  it('is shown to whoever is signed in, and renews the session there', async () => {
    const clock = fakeClock()
    const adapter = memoryStorage()
    const browser = await signedIn({ adapter, now: clock.now })
    clock.advance({ days: 20 })
    const response = await withAuth(options(adapter, clock.now))(visit('/account', browser), event)
    expect(outcome(response)).toBe('next')
    browser.receive(response)
    clock.advance({ days: 20 })
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
  })

  it('leads to sign-in once the session was revoked', async () => {
    const clock = fakeClock()
    const adapter = memoryStorage()
    const browser = await signedIn({ adapter, now: clock.now })
    const ada = await adapter.readUserByEmail('ada@example.com')
    await adapter.endSessions(ada?.id ?? '', { now: clock.now() })
    const response = await withAuth(options(adapter, clock.now))(visit('/account', browser), event)
    expect(outcome(response)).toBe(`${signIn}%2Faccount`)
  })

  it('is answered with 503 and a code while the database does not answer, and nobody is sent away', async () => {
    const adapter: AtomicStorage = {
      ...memoryStorage(),
      readSession: async () => {
        throw new Error('connect ECONNREFUSED')
      },
    }
    const browser = createBrowser(testAuth())
    browser.cookies.set('next-auth.session-token', 'some-token')
    const response = await withAuth(options(adapter, Date.now))(visit('/account', browser), event)
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ code: 'storage_unavailable' })
    expect(response.headers.getSetCookie()).toEqual([])
  })
})
