/**
 * `auth` as proxy, around handlers and in the pages router, given the requests and responses of Next itself.
 *
 * @module
 */
import { inRoute } from './route-scope.ts'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { GetServerSidePropsContext, NextApiRequest, NextApiResponse } from 'next'
import { type NextFetchEvent, NextRequest, NextResponse } from 'next/server.js'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { AuthorizedCallback } from '../../src/next/auth.ts'
import { NextAuth, type NextAuthConfig } from '../../src/next/next-auth.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { createBrowser, type TestBrowser } from '../support/browser.ts'
import { passwordProvider, secret, signInAda, testAuth } from '../support/test-auth.ts'

const event = {} as NextFetchEvent
const context = { params: Promise.resolve({}) }
const site = 'http://localhost:3000'
const config = { secret, providers: [passwordProvider] } satisfies NextAuthConfig

async function signedIn(more: Parameters<typeof testAuth>[0] = {}): Promise<TestBrowser> {
  const browser = createBrowser(testAuth(more))
  await signInAda(browser)
  return browser
}

function visit(
  path: string,
  browser?: TestBrowser,
  { base = '', at = site, method = 'GET', ...headers }: Record<string, string> = {},
): NextRequest {
  const cookie = browser?.request('/').headers.get('cookie')
  return new NextRequest(`${at}${base}${path}`, {
    method,
    headers: { host: new URL(site).host, ...(cookie && { cookie }), ...headers },
    nextConfig: { basePath: base },
  })
}

function outcome(response: Response): string {
  return response.headers.get('x-middleware-next') === '1'
    ? 'next'
    : `${response.status} ${response.headers.get('location')}`
}

function proxy(more: Partial<NextAuthConfig> = {}) {
  const { auth } = NextAuth({ ...config, ...more })
  return async (request: NextRequest): Promise<Response> => auth(request, event)
}

const members: NextAuthConfig['callbacks'] = {
  authorized: ({ auth, request }) =>
    auth !== null || !request.nextUrl.pathname.startsWith('/members'),
}

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('auth as proxy', () => {
  it('lets everybody pass without `authorized`, and renews the session of whoever loads a page', async () => {
    const clock = fakeClock()
    const browser = await signedIn({ now: clock.now })
    const guard = proxy({ now: clock.now })
    expect(outcome(await guard(visit('/members')))).toBe('next')
    clock.advance({ days: 20 })
    const response = await guard(visit('/', browser))
    expect(outcome(response)).toBe('next')
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    browser.receive(response)
    clock.advance({ days: 20 })
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
  })

  it.each([
    ['what a page fetches', '/', { 'sec-fetch-dest': 'empty' }],
    ['what is posted', '/', { method: 'POST', 'sec-fetch-dest': 'document' }],
    ['the endpoints, which set cookies themselves', '/api/auth/signout', {}],
  ])('renews nothing for %s', async (_, path, headers) => {
    const clock = fakeClock()
    const browser = await signedIn({ now: clock.now })
    clock.advance({ days: 20 })
    const response = await proxy({ now: clock.now })(visit(path, browser, headers))
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('leads whoever may not pass to sign in and back', async () => {
    const guard = proxy({ callbacks: members })
    const back = encodeURIComponent(`${site}/members?tab=1`)
    expect(outcome(await guard(visit('/members?tab=1')))).toBe(
      `307 ${site}/api/auth/signin?callbackUrl=${back}`,
    )
    expect(outcome(await guard(visit('/members', await signedIn())))).toBe('next')
    expect(outcome(await guard(visit('/news')))).toBe('next')
    const posted = await guard(visit('/members', undefined, { method: 'POST' }))
    expect(posted.status).toBe(303)
  })

  it('says by `Host` where to come back to, where Next does not know its address', async () => {
    const guard = proxy({ callbacks: members })
    const request = visit('/members', undefined, {
      at: 'http://0.0.0.0:3000',
      host: 'app.example',
      'x-forwarded-proto': 'https',
    })
    const target = new URL((await guard(request)).headers.get('location') ?? '')
    expect(target.searchParams.get('callbackUrl')).toBe('https://app.example/members')
  })

  it('gives `authorized` the session as the callbacks make it', async () => {
    const seen: unknown[] = []
    const guard = proxy({
      callbacks: {
        session: ({ session, token }) => ({ ...session, id: token.sub, at: new Date(0) }),
        authorized: ({ auth, request }) => {
          seen.push(auth, request.nextUrl.pathname)
          return true
        },
      },
    })
    await guard(visit('/members', await signedIn()))
    expect(seen).toMatchObject([{ id: '1', at: '1970-01-01T00:00:00.000Z' }, '/members'])
  })

  it('takes an answer of `authorized` for what it is, with the renewed cookie', async () => {
    const clock = fakeClock()
    const browser = await signedIn({ now: clock.now })
    clock.advance({ days: 20 })
    const guard = proxy({
      now: clock.now,
      callbacks: { authorized: () => Response.redirect(`${site}/elsewhere`) },
    })
    const response = await guard(visit('/members', browser))
    expect(outcome(response)).toBe(`302 ${site}/elsewhere`)
    expect(response.headers.getSetCookie().join()).toContain('next-auth.session-token=')
    const refused = proxy({ callbacks: { authorized: () => new Response('no', { status: 403 }) } })
    expect((await refused(visit('/'))).status).toBe(403)
  })

  it('keeps the pages and endpoints of sign-in reachable, which may still be led elsewhere', async () => {
    const pages = { signIn: '/login' }
    const guard = proxy({ pages, callbacks: { authorized: ({ auth }) => auth !== null } })
    for (const path of ['/login', '/api/auth/callback/acme', '/api/auth/events', '/_next/x.js']) {
      expect(outcome(await guard(visit(path))), path).toBe('next')
    }
    const leading = proxy({
      pages,
      callbacks: { authorized: () => Response.redirect(`${site}/dashboard`) },
    })
    expect(outcome(await leading(visit('/login')))).toBe(`302 ${site}/dashboard`)
  })

  it('does not follow a redirect from the sign-in page to itself', async () => {
    const callbacks: NextAuthConfig['callbacks'] = {
      authorized: ({ request }) =>
        request.nextUrl.pathname === '/stay'
          ? new Response('here')
          : Response.redirect(`${site}/login?again`),
    }
    const guard = proxy({ pages: { signIn: '/login' }, callbacks })
    expect(outcome(await guard(visit('/login')))).toBe('next')
    expect(outcome(await guard(visit('/members')))).toBe(`302 ${site}/login?again`)
    expect((await guard(visit('/stay'))).status).toBe(200)
    const welcoming = proxy({
      callbacks: { authorized: () => Response.redirect(`${site}/members?welcome`) },
    })
    expect(outcome(await welcoming(visit('/members')))).toBe(`302 ${site}/members?welcome`)
  })

  it('is not passed if a callback fails, where something is decided by it', async () => {
    const broken = (): never => {
      throw new Error('broken')
    }
    const authorized = (): boolean => true
    const failing = [
      { authorized: broken },
      { authorized, session: broken },
      { authorized, jwt: broken },
    ]
    for (const callbacks of failing) {
      await expect(proxy({ callbacks })(visit('/', await signedIn()))).rejects.toThrow()
    }
    for (const callbacks of [{ session: broken }, { jwt: broken }]) {
      const reports: string[] = []
      const logger = { error: (...said: unknown[]) => reports.push(said.join(' ')) }
      const guard = proxy({ callbacks, logger })
      expect(outcome(await guard(visit('/', await signedIn())))).toBe('next')
      expect(reports).toEqual([expect.stringMatching(/^request_failed .*broken/)])
    }
  })

  it.each(['/auth/', 'auth', '/auth'])(
    'knows the endpoints where the configuration says `basePath: "%s"`',
    async (basePath) => {
      const authorized: AuthorizedCallback['authorized'] = ({ auth: session }) => session !== null
      const own: NextAuthConfig = { ...config, basePath, callbacks: { authorized } }
      const { auth } = NextAuth(() => own)
      for (const guard of [proxy(own), async (request: NextRequest) => auth(request, event)]) {
        expect(outcome(await guard(visit('/auth/signin')))).toBe('next')
        const back = encodeURIComponent(`${site}/members`)
        expect(outcome(await guard(visit('/members')))).toBe(
          `307 ${site}/auth/signin?callbackUrl=${back}`,
        )
      }
    },
  )

  it('keeps out of shared caches whatever a person gets, unless its handler says who may keep it', async () => {
    const browser = await signedIn()
    const guard = proxy({ callbacks: { authorized: () => true } })
    const part = { 'sec-fetch-dest': 'empty', rsc: '1' }
    const cacheOf = async (answer: Promise<Response>): Promise<string | null> =>
      (await answer).headers.get('cache-control')
    expect(await cacheOf(guard(visit('/members', browser, part)))).toBe('private, no-store')
    expect(await cacheOf(guard(visit('/members', browser, { method: 'POST' })))).toBe(
      'private, no-store',
    )
    expect(await cacheOf(guard(visit('/members', undefined, part)))).toBeNull()
    for (const path of ['/_next/static/x.js', '/favicon.ico']) {
      expect(await cacheOf(guard(visit(path, browser, part)))).toBeNull()
    }
    const { auth } = NextAuth(config)
    const own = auth(() =>
      Response.json({}, { headers: { 'cache-control': 'private, max-age=9' } }),
    )
    expect(await cacheOf(own(visit('/api/me', browser, part), context))).toBe('private, max-age=9')
    const bare = auth(() => Response.json({}))
    expect(await cacheOf(bare(visit('/api/me', browser, part), context))).toBe('private, no-store')
  })

  it('renews nothing where the options are not all of the engine’s', async () => {
    const clock = fakeClock()
    const browser = await signedIn({ now: clock.now })
    clock.advance({ days: 20 })
    const { auth } = NextAuth({ secret, now: clock.now } as NextAuthConfig)
    const response = await auth(visit('/', browser), event)
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('reads nothing where nobody asks who it is', async () => {
    let reads = 0
    const session: NonNullable<NextAuthConfig['callbacks']>['session'] = ({ session: given }) => {
      reads++
      return given
    }
    const part = visit('/', await signedIn(), { 'sec-fetch-dest': 'empty' })
    expect(outcome(await proxy({ callbacks: { session } })(part))).toBe('next')
    expect(reads).toBe(0)
    await proxy({ callbacks: { session, authorized: () => true } })(part)
    expect(reads).toBe(1)
  })

  it('takes a configuration that is made for each request', async () => {
    const clock = fakeClock()
    const browser = await signedIn({ now: clock.now })
    clock.advance({ days: 20 })
    const own = { ...config, now: clock.now, callbacks: members }
    const { auth } = NextAuth(() => own)
    expect((await auth(visit('/members'))).status).toBe(307)
    const response = await auth(visit('/members', browser))
    expect(response.headers.getSetCookie()).toHaveLength(1)
  })
})

describe('with sessions of a database, auth as proxy', () => {
  const failing = {
    ...memoryStorage(),
    readSession: async (): Promise<never> => {
      throw new Error('connect ECONNREFUSED')
    },
  }
  const logger = { error: () => undefined }
  const cookie = { cookie: 'next-auth.session-token=some-token' }

  it('knows the person, and that the session is gone', async () => {
    const adapter = memoryStorage()
    const browser = await signedIn({ adapter })
    const guard = proxy({ adapter, callbacks: members })
    expect(outcome(await guard(visit('/members', browser)))).toBe('next')
    const ada = await adapter.readUserByEmail('ada@example.com')
    await adapter.endSessions(ada?.id ?? '', { now: Date.now() })
    expect((await guard(visit('/members', browser))).status).toBe(307)
  })

  it('answers 503 with a code while it cannot be asked, if something is decided by it', async () => {
    const guard = proxy({ adapter: failing, logger, callbacks: members })
    const response = await guard(visit('/members', undefined, cookie))
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ code: 'storage_unavailable' })
    const open = proxy({ adapter: failing, logger })
    expect(outcome(await open(visit('/members', undefined, cookie)))).toBe('next')
  })

  it('says on the edge runtime why that may be', async () => {
    vi.stubEnv('NEXT_RUNTIME', 'edge')
    const error = vi.spyOn(console, 'error').mockReturnValue()
    const guard = proxy({ adapter: failing, logger, callbacks: members })
    expect((await guard(visit('/members', undefined, cookie))).status).toBe(503)
    expect(error.mock.calls.join()).toMatch(/storage_unavailable.*edge runtime/)
    error.mockClear()
    const open = proxy({ adapter: failing, logger })
    expect(outcome(await open(visit('/members', undefined, cookie)))).toBe('next')
    expect(error.mock.calls.join()).toMatch(/storage_unavailable.*edge runtime/)
    error.mockRestore()
  })
})

describe('auth around a handler', () => {
  it('hands it the session, and the answer the renewed cookie', async () => {
    const clock = fakeClock()
    const browser = await signedIn({ now: clock.now })
    clock.advance({ days: 20 })
    const { auth } = NextAuth({ ...config, now: clock.now })
    const handler = auth((request) => Response.json(request.auth))
    const response = await handler(visit('/api/me', browser), context)
    expect(await response.json()).toMatchObject({ user: { name: 'Ada' } })
    expect(response.headers.getSetCookie()).toHaveLength(1)
    expect(await (await handler(visit('/api/me'), context)).json()).toBeNull()
  })

  it('leaves the decision to it, but for what `authorized` answers itself', async () => {
    const asked: string[] = []
    const around = (answer: boolean | Response) =>
      NextAuth({ ...config, callbacks: { authorized: () => answer } }).auth((request) => {
        asked.push(request.nextUrl.pathname)
      })
    expect(outcome(await around(false)(visit('/members'), context))).toBe('next')
    const response = await around(new Response('no', { status: 403 }))(visit('/x'), context)
    expect(response.status).toBe(403)
    expect(asked).toEqual(['/members'])
  })

  it('signs nobody in again whom the handler has signed out, or given another cookie', async () => {
    const clock = fakeClock()
    const browser = await signedIn({ now: clock.now })
    clock.advance({ days: 20 })
    const { auth, signOut } = NextAuth({ ...config, now: clock.now })
    const own = auth(() => {
      const cookie = 'next-auth.session-token=own; Path=/'
      return new Response(null, { headers: { 'set-cookie': cookie } })
    })
    const replaced = await own(visit('/api/own', browser), context)
    expect(replaced.headers.getSetCookie()).toEqual(['next-auth.session-token=own; Path=/'])

    const renewing = auth(() => Response.json('here'))
    const leaving = auth(async () => Response.json(await signOut({ redirect: false })))
    const get = async (handler: typeof renewing): Promise<Response> =>
      inRoute(browser, async (request) => handler(request, context), {}, 'GET')
    const renewed = (await get(renewing)).headers.getSetCookie().join()
    expect(renewed).toContain('next-auth.session-token=ey')
    clock.advance({ days: 20 })
    const left = (await get(leaving)).headers.getSetCookie().join()
    expect(left).toContain('next-auth.session-token=;')
    expect(left).not.toContain('next-auth.session-token=ey')
  })

  it('hands on what Next gives besides the request, and a request that is none of Next’s own', async () => {
    const { auth } = NextAuth(config)
    const handler = auth(async (request, { params }) =>
      Response.json([request.nextUrl.pathname, await params]),
    )
    const plain = new Request(`${site}/api/post/1`) as NextRequest
    const response = await handler(plain, { params: Promise.resolve({ id: '1' }) })
    expect(await response.json()).toEqual(['/api/post/1', { id: '1' }])
    const { headers } = visit('/api/post/1', await signedIn())
    const known = new Request(`${site}/api/post/1`, { headers }) as NextRequest
    const personal = await handler(known, { params: Promise.resolve({ id: '1' }) })
    expect(personal.headers.get('cache-control')).toBe('private, no-store')
  })
})

describe('what the jwt callback changes', () => {
  /** An application whose provider gives each refresh token out once. */
  function rotating() {
    const clock = fakeClock()
    let current = 0
    const reused: unknown[] = []
    const options = {
      ...config,
      now: clock.now,
      session: { maxAge: 3600 },
      callbacks: {
        authorized: ({ auth }) => auth !== null,
        jwt({ token, user }) {
          if (user) return { ...token, refreshToken: current }
          if (token['refreshToken'] !== current) reused.push(token['refreshToken'])
          return { ...token, refreshToken: ++current }
        },
      },
    } satisfies NextAuthConfig
    return { clock, options, reused }
  }
  const part = { 'sec-fetch-dest': 'empty', rsc: '1' }

  it.each([
    ['a part of a page', part],
    ['what is fetched ahead', { ...part, 'next-router-prefetch': '1' }],
    ['what is posted', { method: 'POST' }],
  ])('is kept where the proxy is asked for %s, and the session does not slide', async (_, how) => {
    const { clock, options, reused } = rotating()
    const browser = await signedIn(options)
    const guard = proxy(options)
    const end = (clock.now() + 3600_000) / 1000
    const decode = testAuth({ now: clock.now })
    for (let round = 0; round < 3; round++) {
      clock.advance({ minutes: 10 })
      const response = await guard(visit('/members', browser, how))
      expect(outcome(response)).toBe('next')
      // What is rendered now is rendered with it, too.
      expect(response.headers.get('x-middleware-request-cookie')).toContain(
        response.headers.getSetCookie()[0]?.split(';')[0],
      )
      browser.receive(response)
      expect(await decode.getToken(browser.request('/'))).toMatchObject({ exp: end })
    }
    browser.receive(await guard(visit('/members', browser)))
    expect(await decode.getToken(browser.request('/'))).toMatchObject({
      exp: (clock.now() + 3600_000) / 1000,
    })
    expect(reused).toEqual([])
  })

  it('is kept around a handler, unless that has set the cookie itself', async () => {
    const { clock, options, reused } = rotating()
    const browser = await signedIn(options)
    const { auth } = NextAuth(options)
    const handler = auth(() => Response.json({}))
    for (let round = 0; round < 2; round++) {
      clock.advance({ minutes: 10 })
      const response = await handler(
        visit('/api/me', browser, { ...part, method: 'POST' }),
        context,
      )
      expect(response.headers.getSetCookie()).toHaveLength(1)
      browser.receive(response)
    }
    expect(reused).toEqual([])
    const cookie = 'next-auth.session-token=own; Path=/'
    const own = auth(() => new Response(null, { headers: { 'set-cookie': cookie } }))
    const replaced = await own(visit('/api/own', browser, part), context)
    expect(replaced.headers.getSetCookie()).toEqual([cookie])
  })

  it('is set beside no cookie of the endpoints, nor where the options are not all', async () => {
    const { options } = rotating()
    const browser = await signedIn(options)
    const endpoint = await proxy(options)(visit('/api/auth/signout', browser, part))
    expect(endpoint.headers.getSetCookie()).toEqual([])
    const { providers: _, ...reading } = options
    const { auth } = NextAuth(reading as unknown as NextAuthConfig)
    const response = await auth(visit('/members', browser, part), event)
    expect(response.headers.getSetCookie()).toEqual([])
  })
})

describe('auth with a configured address', () => {
  const inner = 'http://0.0.0.0:8080'

  it('shows the handler that address, the base path and the body, and rewrites within the application', async () => {
    vi.stubEnv('AUTH_URL', 'https://app.example/shop/api/auth')
    const { auth } = NextAuth({ ...config, callbacks: {} })
    const seen: unknown[] = []
    const handler = auth(async (request) => {
      const { href, basePath, pathname } = request.nextUrl
      seen.push(href, basePath, pathname, await request.text(), request.method)
      return NextResponse.rewrite(new URL('/shop/inner', request.url))
    })
    const request = new NextRequest(`${inner}/shop/post?x=1`, {
      method: 'POST',
      body: 'text',
      nextConfig: { basePath: '/shop' },
    })
    const response = await handler(request, context)
    const href = 'https://app.example/shop/post?x=1'
    expect(seen).toEqual([href, '/shop', '/post', 'text', 'POST'])
    expect(response.headers.get('x-middleware-rewrite')).toBe(`${inner}/shop/inner`)
  })

  it('leads to sign-in there, and back', async () => {
    const guard = proxy({ url: 'https://app.example', callbacks: members })
    const target = encodeURIComponent('https://app.example/members')
    expect(outcome(await guard(visit('/members', undefined, { at: inner })))).toBe(
      `307 https://app.example/api/auth/signin?callbackUrl=${target}`,
    )
  })
})

describe('auth in the pages router', () => {
  function pages(browser: TestBrowser): { req: NextApiRequest; res: NextApiResponse } {
    const req = new IncomingMessage(new Socket())
    req.headers = {
      host: 'localhost:3000',
      cookie: browser.request('/').headers.get('cookie') ?? '',
    }
    return { req: req as NextApiRequest, res: new ServerResponse(req) as NextApiResponse }
  }

  it('reads and renews for an API route, and once for all that ask', async () => {
    const clock = fakeClock()
    let reads = 0
    const browser = await signedIn({ now: clock.now })
    clock.advance({ days: 20 })
    const { auth } = NextAuth({
      ...config,
      now: clock.now,
      callbacks: {
        session: ({ session }) => {
          reads++
          return session
        },
      },
    })
    const { req, res } = pages(browser)
    expect(await auth(req, res)).toMatchObject({ user: { name: 'Ada' } })
    expect(await auth({ req, res } as unknown as GetServerSidePropsContext)).toMatchObject({
      user: { name: 'Ada' },
    })
    expect(reads).toBe(1)
    expect(res.getHeader('set-cookie')).toHaveLength(1)
    expect(res.getHeader('cache-control')).toBe('private, no-store')
  })
})

describe('auth without arguments', () => {
  it('reads the session of the request that is answered', async () => {
    const { auth } = NextAuth(config)
    const response = await inRoute(await signedIn(), async () => auth())
    expect(await response.json()).toMatchObject({ user: { name: 'Ada' } })
    expect(response.headers.getSetCookie()).toEqual([])
  })
})
