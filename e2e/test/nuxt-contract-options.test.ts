/**
 * Options of the provider `local`, each by the environment variable that overrides it, and what they do to
 * the requests and cookies of a page.
 */
import { describe, expect, it } from 'vitest'
import {
  asCookies,
  nuxtVersions,
  render,
  rotating,
  setCookie,
  type Settings,
  visitContract,
} from '../src/nuxt-contract.ts'

const provider = (settings: Settings): Settings => ({ provider: settings })
const ada = { username: 'ada', password: 'hunter2' }

describe.each(nuxtVersions)('options of local on Nuxt %i', (version) => {
  const site = visitContract(version)

  describe('defaults', () => {
    it('asks for the session once on the server, with the header and the cookies', async () => {
      const server = await site.serve()
      const { token } = site.backend.issue('ada')
      const page = await render(server, '/open', { 'auth.token': token, theme: 'dark' })
      expect(page.text('status')).toBe('authenticated')
      expect(page.text('user-name')).toBe('ada')
      const [request, ...more] = site.backend.requests
      expect(more).toEqual([])
      expect(request).toMatchObject({ method: 'GET', path: '/api/session', body: undefined })
      expect(request?.headers).toMatchObject({ authorization: `Bearer ${token}` })
      expect(request?.headers.cookie).toContain('theme=dark')
    })

    it('asks for nothing without a token', async () => {
      const page = await render(await site.serve(), '/open')
      expect(page.text('status')).toBe('unauthenticated')
      expect(page.text('data')).toBe('undefined')
      expect(page.text('refreshed-at')).toBe('never')
      expect(page.cookies).toEqual([])
      expect(site.backend.requests).toEqual([])
    })

    it('removes a token that the backend refuses', async () => {
      const page = await render(await site.serve(), '/open', { 'auth.token': 'forged' })
      expect(page.text('status')).toBe('unauthenticated')
      expect(site.backend.actions()).toEqual(['getSession'])
      expect(setCookie(page, 'auth.token')).toEqual([
        expect.stringMatching(/^auth\.token=;.*Max-Age=0/),
      ])
    })

    it('keeps a token while the backend fails (where we differ: the original removes it)', async () => {
      site.backend.rules.refuse.getSession = 503
      const page = await render(await site.serve(), '/open', asCookies(site.backend.issue('ada')))
      expect(page.status).toBe(200)
      expect(setCookie(page, 'auth.token')).toEqual([])
    })

    it('asks where refreshing is off for the session alone, whatever cookies there are', async () => {
      const page = await render(await site.serve(), '/open', {
        'auth.refresh-token': site.backend.issue('ada').refreshToken,
      })
      expect(page.text('status')).toBe('unauthenticated')
      expect(site.backend.requests).toEqual([])
    })

    it('signs in on the server with cookies of both lives', async () => {
      const server = await site.serve(rotating)
      const page = await render(server, '/on-server?act=signIn')
      expect(page.text('status')).toBe('authenticated')
      expect(site.backend.actions()).toEqual(['signIn', 'getSession'])
      expect(site.backend.requests[0]).toMatchObject({
        method: 'POST',
        path: '/api/login',
        body: ada,
      })
      const [access, ...moreAccess] = setCookie(page, 'auth.token')
      const [refresh, ...moreRefresh] = setCookie(page, 'auth.refresh-token')
      expect([...moreAccess, ...moreRefresh]).toEqual([])
      expect(attributes(access)).toEqual(['max-age=1800', 'path=/', 'samesite=lax'])
      expect(attributes(refresh)).toEqual(['max-age=604800', 'path=/', 'samesite=lax'])
      expect(page.cacheControl).toMatch(/no-store/)
    })

    it('signs out on the server: cookies go, the backend is told', async () => {
      const server = await site.serve(rotating)
      const tokens = site.backend.issue('ada')
      const page = await render(server, '/on-server?act=signOut', asCookies(tokens))
      expect(page.text('status')).toBe('unauthenticated')
      expect(site.backend.actions()).toEqual(['getSession', 'signOut'])
      const request = site.backend.requests.at(-1)
      expect(request).toMatchObject({
        method: 'POST',
        path: '/api/logout',
        body: { refreshToken: tokens.refreshToken },
      })
      expect(request?.headers.authorization).toBe(`Bearer ${tokens.token}`)
      for (const name of ['auth.token', 'auth.refresh-token']) {
        expect(setCookie(page, name)).toEqual([expect.stringMatching(/=;.*Max-Age=0/)])
      }
    })
  })

  it('has every option of requests and cookies set otherwise', async () => {
    Object.assign(site.backend.rules, {
      tokenOf: (headers: Record<string, string>) =>
        /^Token (.+)$/.exec(headers['x-auth'] ?? '')?.[1],
      refreshTokenOf: (body: { with?: { token?: string } }) => body?.with?.token,
      paths: {
        signIn: '/in',
        signOut: '/out',
        signUp: '/up',
        getSession: '/who',
        refresh: '/anew',
        me: '/me',
      },
      shape: {
        signIn: ({ token, refreshToken }: Record<string, string>) => ({
          'a/b': [token],
          more: { '~r': refreshToken },
        }),
        refresh: ({ token, refreshToken }: Record<string, string>) => ({
          fresh: token,
          more: { '~r': refreshToken },
        }),
        getSession: (body: unknown) => ({ result: body }),
      },
    })
    const server = await site.serve(
      provider({
        endpoints: {
          signIn: { path: '/in', method: 'put' },
          signOut: { path: '/out', method: 'delete' },
          signUp: { path: '/up', method: 'put' },
          getSession: { path: '/who', method: 'post' },
        },
        token: {
          signInResponseTokenPointer: '/a~1b/0',
          type: 'Token',
          headerName: 'X-Auth',
          cookieName: 'access',
          maxAgeInSeconds: 77,
          sameSiteAttribute: 'strict',
          secureCookieAttribute: true,
          cookieDomain: 'localhost',
        },
        session: { dataResponsePointer: '/result' },
        refresh: {
          isEnabled: true,
          refreshOnlyToken: false,
          endpoint: { path: '/anew', method: 'patch' },
          token: {
            signInResponseRefreshTokenPointer: '/more/~0r',
            refreshResponseTokenPointer: '/fresh',
            refreshRequestTokenPointer: '/with/token',
            cookieName: 'renewal',
            maxAgeInSeconds: 99,
            sameSiteAttribute: 'none',
            secureCookieAttribute: true,
            cookieDomain: 'localhost',
          },
        },
      }),
    )
    const signIn = await render(server, '/on-server?act=signIn')
    expect(signIn.text('user-name')).toBe('ada')
    expect(attributes(setCookie(signIn, 'access')[0])).toEqual([
      'domain=localhost',
      'max-age=77',
      'path=/',
      'samesite=strict',
      'secure',
    ])
    expect(attributes(setCookie(signIn, 'renewal')[0])).toEqual([
      'domain=localhost',
      'max-age=99',
      'path=/',
      'samesite=none',
      'secure',
    ])
    const cookies = valuesOf(signIn.cookies)
    const refresh = await render(server, '/on-server?act=refresh', cookies)
    expect(refresh.text('user-name')).toBe('ada')
    const renewed = valuesOf(refresh.cookies)
    expect(renewed['access']).not.toBe(cookies['access'])
    expect(renewed['renewal']).not.toBe(cookies['renewal'])
    const signOut = await render(server, '/on-server?act=signOut', renewed)
    // A cookie with a domain goes only if that is said again.
    for (const name of ['access', 'renewal']) {
      expect(setCookie(signOut, name)).toEqual([
        expect.stringMatching(/^\w+=;(?=.*Max-Age=0)(?=.*Domain=localhost)/),
      ])
    }
    await render(server, '/on-server?act=signUp')
    expect(
      site.backend.requests.map(({ method, path, status }) => `${method} ${path} ${status}`),
    ).toEqual([
      'PUT /api/in 200',
      'POST /api/who 200',
      'POST /api/who 200',
      'PATCH /api/anew 200',
      'POST /api/who 200',
      'POST /api/who 200',
      'DELETE /api/out 200',
      'PUT /api/up 201',
      'PUT /api/in 200',
      'POST /api/who 200',
    ])
    expect(site.backend.requests[3]?.body).toEqual({ with: { token: cookies['renewal'] } })
    expect(site.backend.requests[6]?.headers).toMatchObject({
      'x-auth': `Token ${renewed['access']}`,
    })
  })

  it('sends the token as it is where its type is empty', async () => {
    site.backend.rules.tokenOf = ({ authorization }) => authorization
    const server = await site.serve(provider({ token: { type: '' } }))
    const { token } = site.backend.issue('ada')
    const page = await render(server, '/open', { 'auth.token': token })
    expect(page.text('status')).toBe('authenticated')
    expect(site.backend.requests[0]?.headers.authorization).toBe(token)
  })

  it('keeps tokens that look like numbers or JSON as they are (where we differ)', async () => {
    const server = await site.serve()
    for (const token of ['0012', 'true', '12345678901234567890', '{"a":1}', 'a b;c=d%20"é']) {
      await render(server, '/open', { 'auth.token': token })
      // A header holds bytes: what no header can hold is not sent at all.
      const sent = site.backend.requests.at(-1)?.headers.authorization
      if (/^[\x20-\x7e]+$/.test(token)) expect(sent).toBe(`Bearer ${token}`)
    }
  })

  it('reads tokens at pointers as RFC 6901 says, and refuses answers without one', async () => {
    const server = await site.serve()
    for (const shape of [() => ({}), () => 'text', () => ({ token: 5 }), () => ({ token: '' })]) {
      site.backend.rules.shape.signIn = shape
      const page = await render(server, '/on-server?act=signIn')
      expect(setCookie(page, 'auth.token')).toEqual([])
      expect(page.html).not.toContain('data-testid="status">authenticated')
    }
    expect(site.backend.countOf('getSession')).toBe(0)
  })

  describe('signOut and signUp as false', () => {
    const settings = provider({ endpoints: { signOut: false, signUp: false } })

    it('signs out without a request', async () => {
      const server = await site.serve(settings)
      const tokens = site.backend.issue('ada')
      const page = await render(server, '/on-server?act=signOut', { 'auth.token': tokens.token })
      expect(page.text('status')).toBe('unauthenticated')
      expect(site.backend.actions()).toEqual(['getSession'])
    })

    it('signs nobody up, says so in the log, and signs nobody in', async () => {
      const server = await site.serve(settings)
      const page = await render(server, '/on-server?act=signUp')
      expect(page.text('status')).toBe('unauthenticated')
      expect(site.backend.actions()).toEqual([])
      expect(server.log()).toMatch(/sign_?up/i)
    })
  })

  describe('addresses', () => {
    const unused = 'http://unused.invalid/api'
    const inner = { disableInternalRouting: false }
    const expected = (path: string): unknown => expect.objectContaining({ path, status: 200 })

    it.each<[string, Settings, Record<string, string>, string]>([
      ['the base address as it is given', {}, {}, '/api/session'],
      ['a base address that ends in a slash', { baseURL: 'BACKEND/v1/' }, {}, '/v1/session'],
      ['an origin alone', { baseURL: 'BACKEND' }, {}, '/session'],
      [
        'an endpoint without a slash',
        provider({ endpoints: { getSession: { path: 'session' } } }),
        {},
        '/api/session',
      ],
      [
        'an endpoint that is an address',
        {
          baseURL: unused,
          ...provider({ endpoints: { getSession: { path: 'BACKEND/abs/session' } } }),
        },
        {},
        '/abs/session',
      ],
      [
        'the environment before the base address',
        { baseURL: unused },
        { AUTH_ORIGIN: 'BACKEND/env' },
        '/env/session',
      ],
      [
        'an environment variable of another name',
        { baseURL: unused },
        {
          NUXT_SOJOURN_ORIGIN_ENV_KEY: 'MY_BACKEND',
          MY_BACKEND: 'BACKEND/mine',
          AUTH_ORIGIN: unused,
        },
        '/mine/session',
      ],
      [
        'only the path within the process',
        { ...inner, baseURL: 'https://example.invalid/api/inner/' },
        {},
        '/api/session',
      ],
      ['a path within the process', { ...inner, baseURL: '/api/inner' }, {}, '/api/session'],
      [
        'a path of the environment within the process',
        { ...inner, baseURL: unused },
        { AUTH_ORIGIN: 'https://example.invalid/api/inner' },
        '/api/session',
      ],
      [
        'a path without internal routing, still of this application',
        { baseURL: '/api/inner' },
        {},
        '/api/session',
      ],
    ])('uses %s', async (_, settings, environment, path) => {
      const place = (text: string): string => text.replaceAll('BACKEND', site.backend.url)
      const server = await site.serve(
        JSON.parse(place(JSON.stringify(settings))) as Settings,
        JSON.parse(place(JSON.stringify(environment))) as Record<string, string>,
      )
      const { token } = site.backend.issue('ada')
      const page = await render(server, '/open', { 'auth.token': token, theme: 'dark' })
      expect(page.text('status')).toBe('authenticated')
      expect(site.backend.requests).toEqual([expected(path)])
      expect(site.backend.requests[0]?.headers).toMatchObject({
        authorization: `Bearer ${token}`,
        cookie: expect.stringContaining('theme=dark') as string,
      })
    })

    it('renders a page that is its own session for nobody, instead of asking itself without end', async () => {
      const server = await site.serve({
        ...inner,
        baseURL: '/',
        ...provider({ endpoints: { getSession: { path: '/open' } } }),
      })
      const page = await render(server, '/open', { 'auth.token': 'any' })
      expect(page.status).toBe(200)
      expect(page.text('page')).toBe('open')
      expect(page.text('status')).not.toBe('authenticated')
    })

    it('tells the browser the address that the environment gave to the server', async () => {
      const server = await site.serve(
        { baseURL: unused },
        { AUTH_ORIGIN: `${site.backend.url}/env` },
      )
      await site.signedIn(server)
      const page = await site.open(server, '/open')
      expect(page.asked).toEqual([])
      await page.evaluate(() => contract.auth.getSession())
      expect(page.asked).toEqual(['GET /env/session'])
      expect(page.observed.complaints).toEqual([])
    })
  })

  describe('Set-Cookie of the backend', () => {
    it.each(['signIn', 'signUp', 'signOut', 'getSession', 'refresh'] as const)(
      'reaches the browser once from %s during the rendering',
      async (action) => {
        const server = await site.serve(rotating)
        site.backend.rules.cookies[action] = [`from=${action}; Path=/; HttpOnly`, 'second=2']
        const isSignedIn = action !== 'signIn' && action !== 'signUp'
        const tokens = isSignedIn ? asCookies(site.backend.issue('ada')) : {}
        const act = action === 'getSession' ? '' : `?act=${action}`
        const page = await render(server, `/on-server${act}`, tokens)
        expect(setCookie(page, 'from')).toEqual([`from=${action}; Path=/; HttpOnly`])
        expect(setCookie(page, 'second')).toEqual(['second=2'])
        expect(page.cacheControl).toMatch(/no-store/)
      },
    )

    it('reaches the browser from a refresh that the page needed', async () => {
      const server = await site.serve(rotating)
      site.backend.rules.cookies.refresh = ['from=refresh; Path=/']
      const { refreshToken } = site.backend.issue('ada')
      const page = await render(server, '/open', { 'auth.refresh-token': refreshToken })
      expect(page.text('status')).toBe('authenticated')
      expect(setCookie(page, 'from')).toEqual(['from=refresh; Path=/'])
    })
  })

  describe('on the server of the application', () => {
    it('knows the session and the token in its routes', async () => {
      const server = await site.serve(rotating)
      const tokens = site.backend.issue('ada')
      const page = await render(server, '/api/who', asCookies(tokens))
      expect(JSON.parse(page.html)).toMatchObject({ session: { id: 'ada' }, token: tokens.token })
      expect(site.backend.actions()).toEqual(['getSession'])
      const stranger = await render(server, '/api/who')
      expect(JSON.parse(stranger.html)).toEqual({ session: null, token: null })
    })

    it('refreshes for its routes', async () => {
      const server = await site.serve(rotating)
      const { refreshToken } = site.backend.issue('ada')
      const page = await render(server, '/api/who', { 'auth.refresh-token': refreshToken })
      expect(JSON.parse(page.html)).toMatchObject({ session: { id: 'ada' } })
      expect(setCookie(page, 'auth.refresh-token')).toHaveLength(1)
      expect(site.backend.actions().toSorted()).toEqual(['getSession', 'refresh'])
    })

    it.each([
      ['a stranger', undefined, '', 401],
      ['a member', 'ada', '', 200],
      ['a member where an admin is wanted', 'ada', '?roles=admin', 403],
      ['an admin', 'admin', '?roles=admin', 200],
    ])('answers %s as asked for', async (_, person, query, status) => {
      const server = await site.serve()
      const cookies = person === undefined ? {} : { 'auth.token': site.backend.issue(person).token }
      expect((await render(server, `/api/members${query}`, cookies)).status).toBe(status)
    })
  })

  it('keeps a token from a header of a visitor', async () => {
    const { token } = site.backend.issue('ada')
    const page = await render(await site.serve(), '/open', {}, { authorization: `Bearer ${token}` })
    expect(page.text('status')).toBe('unauthenticated')
    expect(site.backend.requests).toEqual([])
  })
})

/** The attributes of a `Set-Cookie`, without its value. */
function attributes(cookie = ''): string[] {
  return cookie
    .split('; ')
    .slice(1)
    .map((attribute) => attribute.toLowerCase())
    .filter((attribute) => !attribute.startsWith('expires='))
    .toSorted()
}

/** The values that a browser would keep. */
function valuesOf(cookies: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    cookies.map((cookie) => {
      const [name = '', value = ''] = cookie.split(';', 1)[0]?.split('=', 2) ?? []
      return [name, decodeURIComponent(value)]
    }),
  )
}
