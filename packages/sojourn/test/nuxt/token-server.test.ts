import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { HeldTokens } from '../../src/client/tokens/held-tokens.ts'
import { marksOf } from '../../src/client/tokens/token-marks.ts'
import type { EventTokens } from '../../src/nuxt/runtime/server/tokens/event-tokens.ts'
import {
  type ApplicationOptions,
  startApplication,
  type TokenApplication,
} from './token-application.ts'
import { startStrictBackend, type StrictBackend } from './strict-backend.ts'

const running: { close: () => Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.close()))
})

async function start(
  options: Partial<ApplicationOptions> = {},
  how?: Parameters<typeof startStrictBackend>[0],
): Promise<{ app: TokenApplication; backend: StrictBackend }> {
  const backend = await startStrictBackend(how)
  const app = await startApplication({ baseURL: backend.url, ...options })
  running.push(app, backend)
  return { app, backend }
}

function cookiesOf({ token, refreshToken }: { token?: string; refreshToken?: string }): string {
  return [token && `auth.token=${token}`, refreshToken && `auth.refresh-token=${refreshToken}`]
    .filter(Boolean)
    .join('; ')
}

async function get(app: TokenApplication, path: string, cookie = ''): Promise<Response> {
  return fetch(app.url + path, { headers: { cookie } })
}

/** Sets what a browser would then hold. */
function jarOf(response: Response): Record<string, string> {
  return Object.fromEntries(
    response.headers.getSetCookie().map((line) => {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))]
    }),
  )
}

const hidden: ApplicationOptions['provider'] = {
  token: { httpOnlyCookieAttribute: true },
  refresh: { token: { httpOnlyCookieAttribute: true } },
}

describe('a request of somebody with tokens', () => {
  it('asks for the session once, and never refreshes a token that is still good', async () => {
    const { app, backend } = await start()
    const tokens = backend.issue()
    const response = await get(app, '/page', cookiesOf(tokens))
    expect(await response.json()).toEqual({ data: { name: 'ada' } })
    expect(backend.seen.map(({ action }) => action)).toEqual(['session'])
    expect(backend.seen[0]?.headers).toMatchObject({
      authorization: `Bearer ${tokens.token}`,
      cookie: cookiesOf(tokens),
    })
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('asks nothing for nobody', async () => {
    const { app, backend } = await start()
    expect(await (await get(app, '/page', 'other=1')).json()).toEqual({})
    expect(backend.seen).toEqual([])
  })

  it('asks once however often it is asked', async () => {
    const { app, backend } = await start({
      routes: {
        '/twice': async ({ client, look }) => {
          await look()
          return [await client.getSession(), await look()]
        },
      },
    })
    const response = await get(app, '/twice', cookiesOf(backend.issue()))
    expect(await response.json()).toEqual([{ name: 'ada' }, { name: 'ada' }])
    expect(backend.asked('session')).toBe(1)
  })

  it('refreshes first if the access token has ended, and hands the new ones to the browser', async () => {
    const { app, backend } = await start()
    const tokens = backend.issue({ life: -1 })
    const response = await get(app, '/page', cookiesOf(tokens))
    expect(await response.json()).toEqual({ data: { name: 'ada' } })
    expect(backend.seen.map(({ action }) => action)).toEqual(['refresh', 'session'])
    expect(backend.seen[0]?.body).toEqual({ refreshToken: tokens.refreshToken })
    const lines = response.headers.getSetCookie()
    expect(lines.toSorted()).toEqual([
      expect.stringMatching(
        /^auth\.refresh-token=refresh-token-\d+; Max-Age=604800; Path=\/; SameSite=Lax$/,
      ),
      expect.stringMatching(/^auth\.token=e30\.[\w%.-]+; Max-Age=1800; Path=\/; SameSite=Lax$/),
    ])
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    // What came of it is a session of its own.
    const jar = jarOf(response)
    const next = await get(
      app,
      '/page',
      cookiesOf({ token: jar['auth.token'] ?? '', refreshToken: jar['auth.refresh-token'] ?? '' }),
    )
    expect(await next.json()).toEqual({ data: { name: 'ada' } })
    expect(backend.asked('refresh')).toBe(1)
  })

  it('sends the cookies as they have become to who is asked next', async () => {
    const { app, backend } = await start()
    backend.answer('refresh', { status: 200, cookies: ['sid=new; Path=/', 'gone=; Max-Age=0'] })
    const { refreshToken } = backend.issue({ life: -1 })
    await get(app, '/page', `sid=old; gone=1; ${cookiesOf({ refreshToken })}`)
    const cookie = String(backend.seen.at(-1)?.headers.cookie)
    expect(cookie).toContain('sid=new')
    expect(cookie).not.toMatch(/old|gone/)
    expect(cookie).toMatch(/auth\.refresh-token=refresh-token-[^1]/)
  })

  it.each([
    ['with both tokens', true],
    ['with a refresh token alone', false],
  ])('refreshes once for a hundred at the same time, %s', async (_, hasToken) => {
    const { app, backend } = await start()
    const { token, refreshToken } = backend.issue({ life: -1 })
    const cookie = cookiesOf({ ...(hasToken && { token }), refreshToken })
    backend.answer('refresh', { status: 200, delay: 40 })
    const responses = await Promise.all(
      Array.from({ length: 100 }, async () => get(app, '/page', cookie)),
    )
    for (const response of responses)
      expect(await response.json()).toEqual({ data: { name: 'ada' } })
    expect(backend.asked('refresh')).toBe(1)
    const jars = responses.map((response) => JSON.stringify(jarOf(response)))
    expect(new Set(jars).size).toBe(1)
    // One that was on its way all the time.
    expect(await (await get(app, '/page', cookie)).json()).toEqual({ data: { name: 'ada' } })
    expect(backend.asked('refresh')).toBe(1)
  })

  it('refreshes once for a hundred where the refresh token stays', async () => {
    const { app, backend } = await start(
      { provider: { refresh: { refreshOnlyToken: true } } },
      { refreshOnly: true },
    )
    const cookie = cookiesOf(backend.issue({ life: -1 }))
    const responses = await Promise.all(
      Array.from({ length: 100 }, async () => get(app, '/page', cookie)),
    )
    for (const response of responses)
      expect(await response.json()).toEqual({ data: { name: 'ada' } })
    expect(backend.asked('refresh')).toBe(1)
    const written = responses.map((response) => Object.keys(jarOf(response)).join())
    expect(new Set(written)).toEqual(new Set(['auth.token']))
  })

  it('refreshes also what a refresh has brought, if that is over when somebody comes late', async () => {
    const { app, backend } = await start()
    const { refreshToken } = backend.issue({ life: -1 })
    const cookie = cookiesOf({ refreshToken })
    const seconds = Math.floor(Date.now() / 1000)
    const claims = btoa(JSON.stringify({ iat: seconds - 2, exp: seconds + 1 })).replaceAll('=', '')
    const short = backend.issue({ life: 60 })
    backend.answer('refresh', {
      status: 200,
      body: { token: `e30.${claims}.short`, refreshToken: short.refreshToken },
    })
    backend.answer('session', { status: 200 })
    await get(app, '/page', cookie)
    backend.answer('refresh', undefined)
    backend.answer('session', undefined)
    await new Promise((resolve) => setTimeout(resolve, 1100))
    const late = await Promise.all([1, 2, 3].map(async () => get(app, '/page', cookie)))
    for (const response of late) expect(await response.json()).toEqual({ data: { name: 'ada' } })
    expect(
      backend.seen.filter(({ action }) => action === 'refresh').map(({ body }) => body),
    ).toEqual([{ refreshToken }, { refreshToken: short.refreshToken }])
  })

  it('signs out here whose refresh token is refused', async () => {
    const { app } = await start()
    const response = await get(app, '/page', cookiesOf({ refreshToken: 'unknown' }))
    expect(await response.json()).toEqual({ data: null })
    expect(response.headers.getSetCookie()).toEqual([
      'auth.refresh-token=; Max-Age=0; Path=/; SameSite=Lax',
    ])
  })

  it.each([
    ['answers with 503', { status: 503 }],
    ['breaks off', { status: 0 }],
  ])('keeps the tokens while the backend %s', async (_, answer) => {
    const { app, backend } = await start()
    backend.answer('refresh', answer)
    const response = await get(app, '/page', cookiesOf(backend.issue({ life: -1 })))
    expect(await response.json()).toMatchObject({ error: 'session_unavailable' })
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('begins no refresh after the answer has begun', async () => {
    const { app, backend } = await start({
      routes: {
        '/late': async ({ client }, event) => {
          event.node.res.writeHead(200)
          event.node.res.write('[')
          await client.getSession()
          event.node.res.end(']')
        },
      },
    })
    await (await get(app, '/late', cookiesOf(backend.issue({ life: -1 })))).text()
    expect(backend.asked('refresh')).toBe(0)
  })
})

describe('what the backend sets of cookies', () => {
  it.each([
    ['login', 'signIn'],
    ['register', 'signUp'],
    ['session', 'getSession'],
    ['refresh', 'refresh'],
    ['logout', 'signOut'],
  ] as const)('reaches the browser once, of %s', async (endpoint, action) => {
    const { app, backend } = await start({
      routes: { '/do': async ({ client }) => (client[action] as (data?: object) => unknown)({}) },
    })
    backend.answer(endpoint, { status: 200, cookies: ['a=1; Path=/', 'b=2; Path=/; HttpOnly'] })
    const response = await get(app, '/do', cookiesOf(backend.issue()))
    const lines = response.headers.getSetCookie()
    expect(lines.filter((line) => line === 'a=1; Path=/')).toHaveLength(1)
    expect(lines.filter((line) => line === 'b=2; Path=/; HttpOnly')).toHaveLength(1)
    expect(new Set(lines.map((line) => line.split('=')[0])).size).toBe(lines.length)
    expect(response.headers.get('cache-control')).toBe('private, no-store')
  })

  it('reaches the browser also of a refusal', async () => {
    const { app, backend } = await start()
    backend.answer('session', { status: 401, cookies: ['sid=; Max-Age=0; Path=/'] })
    backend.answer('refresh', { status: 401 })
    const response = await get(app, '/page', cookiesOf(backend.issue()))
    expect(response.headers.getSetCookie()).toContain('sid=; Max-Age=0; Path=/')
  })

  it('replaces what the answer held of the same cookie, and of no other', async () => {
    const { app, backend } = await start({
      routes: {
        '/do': async ({ client }, event) => {
          event.node.res.setHeader('set-cookie', ['a=0; Path=/', 'a=0; Path=/x', 'c=3'])
          await client.getSession()
          return {}
        },
      },
    })
    backend.answer('session', {
      status: 200,
      cookies: ['a=1; path=/', 'a=2; Domain=.example.com; Path=/'],
    })
    const response = await get(app, '/do', cookiesOf(backend.issue()))
    expect(response.headers.getSetCookie()).toEqual([
      'a=0; Path=/x',
      'c=3',
      'a=1; path=/',
      'a=2; Domain=.example.com; Path=/',
    ])
  })
})

describe('a backend within the process', () => {
  it('is asked as the visitor, with the address of the connection', async () => {
    const told: { headers: Record<string, string | string[] | undefined>; address: unknown }[] = []
    const { app } = await start({
      baseURL: '/backend',
      routes: {
        '/backend/session': (_tokens, event) => {
          told.push({
            headers: { ...event.node.req.headers },
            address: event.context['clientAddress'],
          })
          return { name: 'grace' }
        },
      },
    })
    const response = await fetch(`${app.url}/page`, {
      headers: {
        cookie: 'auth.token=abc; theme=dark',
        'user-agent': 'Test/1',
        'if-none-match': '"page"',
        authorization: 'Basic c3RhZ2luZw==',
      },
    })
    expect(await response.json()).toEqual({ data: { name: 'grace' } })
    expect(told).toHaveLength(1)
    const { headers, address } = told[0] ?? { headers: {}, address: undefined }
    expect(headers).toMatchObject({
      authorization: 'Bearer abc',
      cookie: 'auth.token=abc; theme=dark',
      host: new URL(app.url).host,
      'user-agent': 'Test/1',
    })
    expect(headers).not.toHaveProperty('if-none-match')
    expect(address).toBe('127.0.0.1')
  })

  it('is not asked for the session while it tells it', async () => {
    let asked = 0
    const { app } = await start({
      baseURL: '/backend',
      routes: {
        '/backend/session': async ({ client }) => {
          asked++
          await client.getSession()
          return { name: 'grace', knows: client.store.get().data }
        },
      },
    })
    const response = await get(app, '/page', 'auth.token=abc')
    expect(await response.json()).toEqual({ data: { name: 'grace' } })
    expect(asked).toBe(1)
  })

  it('is not asked, nor is a token refreshed, for a browser that speaks to its endpoints', async () => {
    const asked: string[] = []
    const note =
      (name: string) =>
      async ({ look }: EventTokens): Promise<object> => {
        await look()
        asked.push(name)
        return { token: 'new', refreshToken: 'new' }
      }
    const { app } = await start({
      baseURL: '/backend',
      routes: {
        '/backend/logout': note('logout'),
        '/backend/refresh': note('refresh'),
        '/backend/session': note('session'),
        '/backend/orders': note('orders'),
      },
    })
    const cookie = cookiesOf({ refreshToken: 'old' })
    const signedOut = await fetch(`${app.url}/backend/logout/?all=1`, {
      method: 'POST',
      headers: { cookie },
    })
    expect(asked).toEqual(['logout'])
    expect(signedOut.headers.getSetCookie()).toEqual([])
    // Of the backend, but none of its endpoints.
    await get(app, '/backend/orders', cookie)
    expect(asked).toEqual(['logout', 'refresh', 'session', 'orders'])
  })

  it('is not asked by its address either', async () => {
    let asked = 0
    const base = { url: '' }
    const { app } = await start({
      provider: {},
      hooks: {
        getSession: { createRequest: () => ({ url: `${base.url}/own/session` }) },
      },
      routes: {
        '/own/session': async ({ client }) => {
          asked++
          await client.getSession()
          return {}
        },
      },
    })
    base.url = app.url
    await get(app, '/page', 'auth.token=abc')
    expect(asked).toBe(1)
  })

  it.each([
    ['by its address', (headers: IncomingHttpHeaders) => headers],
    ['behind a proxy that names another host', (headers) => ({ ...headers, host: 'upstream' })],
  ] as [string, (headers: IncomingHttpHeaders) => IncomingHttpHeaders][])(
    'is asked once for each thing %s, though every request looks for the session',
    async (_, headersOf) => {
      const target = { port: '' }
      const proxy = createServer((incoming, response) => {
        const { url, method, headers } = incoming
        const onward = request({ ...target, path: url, method, headers: headersOf(headers) })
        onward.on('response', (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.pipe(response)
        })
        onward.on('error', () => response.destroy())
        incoming.pipe(onward)
      })
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
      running.push({
        close: async () => {
          proxy.closeAllConnections()
          await new Promise((resolve) => proxy.close(resolve))
        },
      })
      const { port } = proxy.address() as AddressInfo
      const asked: string[] = []
      const seen: unknown[] = []
      // As a middleware that runs before every route.
      const looking =
        (name: string, answer: object) =>
        async ({ client, look }: EventTokens): Promise<object> => {
          asked.push(name)
          if (asked.length > 20) throw new Error('This does not end.')
          await look()
          seen.push(client.store.get().data, await client.getToken())
          return answer
        }
      const { app } = await start({
        baseURL: `http://127.0.0.1:${port}/own`,
        routes: {
          '/own/refresh': looking('refresh', { token: 'new', refreshToken: 'newer' }),
          '/own/session': looking('session', { name: 'grace' }),
        },
      })
      target.port = new URL(app.url).port
      const startedAt = Date.now()
      const response = await get(app, '/page', cookiesOf({ refreshToken: 'old' }))
      expect(await response.json()).toEqual({ data: { name: 'grace' } })
      expect(asked).toEqual(['refresh', 'session'])
      // Who carries the mark is nobody.
      expect(seen).toEqual([undefined, null, undefined, null])
      expect(jarOf(response)).toEqual({ 'auth.token': 'new', 'auth.refresh-token': 'newer' })
      expect(Date.now() - startedAt).toBeLessThan(5000)
    },
  )

  it('keeps cookies of one name as they came, also when another one changes', async () => {
    const { app, backend } = await start()
    const cookies = 'sid=long; sid=short; odd; theme=dark'
    await get(app, '/page', `${cookies}; ${cookiesOf(backend.issue())}`)
    expect(backend.seen[0]?.headers.cookie).toMatch(/^sid=long; sid=short; odd; theme=dark; auth/)
    backend.answer('refresh', { status: 200, cookies: ['theme=light; Path=/'] })
    await get(app, '/page', `${cookies}; ${cookiesOf(backend.issue({ life: -1 }))}`)
    expect(backend.seen.at(-1)?.headers.cookie).toMatch(
      /^sid=long; sid=short; odd; theme=light; auth/,
    )
  })

  it('asks its own backend for another application that is asking', async () => {
    const { app, backend } = await start()
    const response = await fetch(`${app.url}/page`, {
      headers: { cookie: cookiesOf(backend.issue()), 'x-sojourn-asking': 'another%20one' },
    })
    expect(await response.json()).toEqual({ data: { name: 'ada' } })
    expect(backend.seen[0]?.headers['x-sojourn-asking']).toMatch(/^another%20one test%20http/)
  })
})

/** By which proxies tell a backend who asks, and for what. */
const proxyHeaders = [
  'client-ip',
  'true-client-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'cf-connecting-ip',
  'fly-client-ip',
  'x-real-ip',
  'x-originating-ip',
  'x-remote-ip',
  'x-remote-addr',
  'x-forwarded',
  'forwarded',
  'x-original-url',
  'x-original-forwarded-for',
  'x-original-host',
  'x-vercel-forwarded-for',
  'x-vercel-ip-country',
  'x-azure-clientip',
  'x-azure-socketip',
  'x-appengine-user-ip',
  'x-appengine-country',
  'x-envoy-external-address',
  'x-envoy-internal',
  'x-rewrite-url',
  'x-sojourn-asking',
]

describe('the token endpoints', () => {
  async function post(
    app: TokenApplication,
    action: string,
    {
      cookie = '',
      body,
      headers = {},
    }: { cookie?: string; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Response> {
    return fetch(`${app.url}/api/_auth/${action}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'sec-fetch-site': 'same-origin',
        'x-sojourn': '1',
        cookie,
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body ?? {}),
    })
  }

  it('sign in: the answer comes without the tokens, which go into cookies that scripts cannot read', async () => {
    const { app, backend } = await start({ provider: hidden })
    const response = await post(app, 'signIn', {
      body: {
        data: { username: 'ada', password: 'secret' },
        params: { tenant: 'a', page: 2 },
        headers: {
          'x-tenant': 'a',
          cookie: 'sid=other',
          host: 'internal',
          'x-forwarded-for': '10.0.0.1',
          'content-length': '3',
          ...Object.fromEntries(proxyHeaders.map((name) => [name, '10.0.0.1'])),
        },
      },
    })
    expect(response.status).toBe(201)
    expect(await response.text()).toBe('{"user":"ada"}')
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    const lines = response.headers.getSetCookie()
    expect(lines).toHaveLength(2)
    for (const line of lines) expect(line).toMatch(/; HttpOnly$/)
    const [seen] = backend.seen
    expect(backend.seen).toHaveLength(1)
    expect(seen?.body).toEqual({ username: 'ada', password: 'secret' })
    expect(seen?.query).toBe('?tenant=a&page=2')
    expect(seen?.headers['x-tenant']).toBe('a')
    expect(seen?.headers.cookie).toBeUndefined()
    expect(seen?.headers['x-forwarded-for']).toBeUndefined()
    const passed = proxyHeaders.filter((name) => seen?.headers[name] === '10.0.0.1')
    expect(passed).toEqual([])
  })

  it('sign up: what looks like a token by configuration is not shown', async () => {
    const { app } = await start({ provider: hidden })
    const response = await post(app, 'signUp', { body: { data: { username: 'ada' } } })
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual({ id: 1 })
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('hide also what a hook has found elsewhere', async () => {
    const { app, backend } = await start({
      provider: hidden,
      hooks: {
        signIn: {
          onResponse: ({ body }) => {
            const { inner } = body as { inner: { access: string; renew: string } }
            return { token: inner.access, refreshToken: inner.renew }
          },
        },
      },
    })
    backend.answer('login', {
      status: 200,
      body: {
        inner: { access: 'hidden-access', renew: 'hidden-renew', since: 1 },
        header: 'Bearer hidden-access',
        list: ['hidden-renew', 'shown'],
        name: 'ada',
      },
    })
    const response = await post(app, 'signIn', { body: { data: {} } })
    expect(await response.json()).toEqual({ inner: { since: 1 }, list: ['shown'], name: 'ada' })
  })

  it('tell the session, refreshing first', async () => {
    const { app, backend } = await start({ provider: hidden })
    const { refreshToken } = backend.issue({ life: -1 })
    const response = await post(app, 'getSession', { cookie: cookiesOf({ refreshToken }) })
    expect(await response.json()).toEqual({ data: { name: 'ada' } })
    expect(Object.keys(jarOf(response)).toSorted()).toEqual(['auth.refresh-token', 'auth.token'])
    expect(await (await post(app, 'getSession')).json()).toEqual({ data: null })
  })

  it('say 503 while the session cannot be asked for', async () => {
    const { app, backend } = await start({ provider: hidden })
    backend.answer('session', { status: 500 })
    const response = await post(app, 'getSession', { cookie: cookiesOf(backend.issue()) })
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ code: 'session_unavailable' })
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('refresh, and ask for nothing else', async () => {
    const { app, backend } = await start()
    const tokens = backend.issue()
    const response = await post(app, 'refresh', { cookie: cookiesOf(tokens) })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({})
    expect(backend.seen.map(({ action }) => action)).toEqual(['refresh'])
    expect(jarOf(response)['auth.refresh-token']).not.toBe(tokens.refreshToken)
    expect(Object.keys(jarOf(response))).toHaveLength(2)
  })

  it('leave alone what has been refreshed since the page looked at its cookies', async () => {
    const { app, backend } = await start()
    const tokens = backend.issue()
    const cookie = cookiesOf(tokens)
    const seen = (old: Partial<HeldTokens>): unknown => ({
      data: marksOf({ token: null, refreshToken: null, ...old }),
    })
    // Of who sees no access token the refresh token says it.
    for (const old of [{ token: 'old' }, { refreshToken: 'old' }]) {
      const response = await post(app, 'refresh', { cookie, body: seen(old) })
      expect(response.status).toBe(200)
      expect(response.headers.getSetCookie()).toEqual([])
    }
    expect(backend.seen).toEqual([])
    await post(app, 'refresh', { cookie, body: seen({ ...tokens, refreshToken: 'old' }) })
    expect(backend.asked('refresh')).toBe(1)
  })

  it('answer 401 where there is nothing to refresh with', async () => {
    const { app, backend } = await start()
    const response = await post(app, 'refresh', { cookie: 'auth.token=abc' })
    expect(response.status).toBe(401)
    expect(backend.seen).toEqual([])
  })

  it('hand on the refusal of a refresh, and forget the tokens', async () => {
    const { app, backend } = await start()
    const { token } = backend.issue()
    const response = await post(app, 'refresh', {
      cookie: cookiesOf({ token, refreshToken: 'gone' }),
    })
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual({ why: 'ended' })
    expect(jarOf(response)).toEqual({ 'auth.token': '', 'auth.refresh-token': '' })
  })

  it('keep the tokens when a refresh cannot be had', async () => {
    const { app, backend } = await start()
    const tokens = backend.issue()
    backend.answer('refresh', { status: 502 })
    const refused = await post(app, 'refresh', { cookie: cookiesOf(tokens) })
    expect(refused.status).toBe(502)
    backend.answer('refresh', { status: 0 })
    const broken = await post(app, 'refresh', { cookie: cookiesOf(tokens) })
    expect(broken.status).toBe(503)
    expect(await broken.json()).toMatchObject({ code: 'session_unavailable' })
    for (const response of [refused, broken]) expect(response.headers.getSetCookie()).toEqual([])
  })

  it('share one refresh with the rendering of pages', async () => {
    const { app, backend } = await start()
    const cookie = cookiesOf(backend.issue({ life: -1 }))
    backend.answer('refresh', { status: 200, delay: 30 })
    const responses = await Promise.all([
      ...Array.from({ length: 5 }, async () => post(app, 'refresh', { cookie })),
      ...Array.from({ length: 20 }, async () => get(app, '/page', cookie)),
    ])
    expect(responses.map(({ status }) => status)).toEqual(Array(25).fill(200))
    expect(backend.asked('refresh')).toBe(1)
  })

  it('sign out with the tokens, and forget them', async () => {
    const { app, backend } = await start({ provider: hidden })
    const tokens = backend.issue()
    const response = await post(app, 'signOut', { cookie: cookiesOf(tokens) })
    expect(await response.json()).toEqual({ bye: true })
    expect(jarOf(response)).toEqual({ 'auth.token': '', 'auth.refresh-token': '' })
    expect(backend.seen[0]?.headers.authorization).toBe(`Bearer ${tokens.token}`)
    expect(backend.seen[0]?.body).toEqual({ refreshToken: tokens.refreshToken })
  })

  it.each(['signOut', 'clear'])(
    'let no refresh under way survive %s: it ends what the refresh brought',
    async (action) => {
      const { app, backend } = await start({ provider: hidden })
      const cookie = cookiesOf(backend.issue({ life: -1 }))
      backend.answer('refresh', { status: 200, delay: 60 })
      const pages = Array.from({ length: 3 }, async () => get(app, '/page', cookie))
      while (backend.asked('refresh') === 0) await new Promise((resolve) => setTimeout(resolve, 2))
      const signedOut = await post(app, action, { cookie })
      expect(jarOf(signedOut)).toEqual({ 'auth.token': '', 'auth.refresh-token': '' })
      for (const page of await Promise.all(pages)) {
        expect(await page.json()).toEqual({ data: null })
        expect(jarOf(page)).toEqual({ 'auth.token': '', 'auth.refresh-token': '' })
      }
      const { body } = backend.seen.find((one) => one.action === 'logout') ?? {}
      expect(body).toEqual({ refreshToken: expect.stringMatching(/^refresh-token-\d+$/) })
      expect(cookie).not.toContain((body as { refreshToken: string }).refreshToken)
      // Somebody who held the old token all the time.
      expect(await (await get(app, '/page', cookie)).json()).toEqual({ data: null })
      expect(backend.asked('refresh')).toBe(1)
    },
  )

  it('keep status and body of a refused sign-in', async () => {
    const { app, backend } = await start({ provider: hidden })
    backend.answer('login', { status: 422, body: { fields: { password: 'wrong' } } })
    const response = await post(app, 'signIn', { body: { data: {} } })
    expect(response.status).toBe(422)
    expect(await response.json()).toEqual({ fields: { password: 'wrong' } })
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it.each<[string, Record<string, string>]>([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another subdomain', { 'sec-fetch-site': 'same-site' }],
    ['an address that was typed in', { 'sec-fetch-site': 'none' }],
    ['a form, which cannot send the header', { 'x-sojourn': '' }],
  ])('refuse %s', async (_, headers) => {
    const { app, backend } = await start({ provider: hidden })
    const response = await post(app, 'signOut', { cookie: cookiesOf(backend.issue()), headers })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ code: 'csrf_mismatch' })
    expect(response.headers.getSetCookie()).toEqual([])
    expect(backend.seen).toEqual([])
  })

  it('go by Origin where a browser says nothing of the site', async () => {
    const { app } = await start()
    const ask = async (origin?: string): Promise<number> => {
      const response = await fetch(`${app.url}/api/_auth/getSession`, {
        method: 'POST',
        headers: { 'x-sojourn': '1', ...(origin && { origin }) },
      })
      return response.status
    }
    expect(await ask(app.url)).toBe(200)
    expect(await ask('https://evil.example')).toBe(403)
    expect(await ask('null')).toBe(403)
    expect(await ask()).toBe(403)
  })

  it.each<[string, string, Record<string, string>, number]>([
    ['a body of another type', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['text as JSON', 'a=1', {}, 400],
    ['a list', '[]', {}, 400],
    ['headers that are none', '{"headers":{"a b":"c"}}', {}, 400],
    ['a header with a line break', String.raw`{"headers":{"a":"b\r\nc: d"}}`, {}, 400],
    ['too much', JSON.stringify({ data: 'x'.repeat(70_000) }), {}, 413],
  ])('refuse %s', async (_, body, headers, status) => {
    const { app, backend } = await start()
    const response = await post(app, 'signIn', { body, headers })
    expect(response.status).toBe(status)
    expect(backend.seen).toEqual([])
  })

  it.each(['nothing', '', '__proto__', 'constructor', 'signIn/more'])(
    'do not know the address %j',
    async (action) => {
      const { app } = await start()
      const response = await post(app, action)
      expect(response.status).toBeGreaterThanOrEqual(400)
      expect(response.status).toBeLessThan(500)
    },
  )

  it('answer to POST alone', async () => {
    const { app, backend } = await start()
    const response = await get(app, '/api/_auth/getSession', cookiesOf(backend.issue()))
    expect(response.ok).toBe(false)
    expect(response.headers.get('allow')).toBe('POST')
    expect(backend.seen).toEqual([])
  })
})
