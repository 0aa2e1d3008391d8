import { describe, expect, it, vi } from 'vitest'
import { createFakeBrowser } from '../../test/support/fake-browser.ts'
import { createFakeServer, json, sessionOf } from '../../test/support/fake-server.ts'
import * as changes from './changes.ts'
import type { SignInOptions } from './sign-in.ts'
import { createSessionClient, type SessionClientOptions } from './session-client.ts'
import type { SignOutOptions } from './sign-out.ts'

const here = 'https://app.example.com/inbox?unread=1'
const wrong = { username: 'ada', password: 'wrong' }
const right = { username: 'ada', password: 'right' }

function setUp(options: SessionClientOptions = {}) {
  const browser = createFakeBrowser()
  const server = createFakeServer(browser.now)
  const { environment, visited } = browser.openTab()
  const client = createSessionClient({
    environment,
    now: browser.now,
    fetch: server.fetch,
    session: null,
    ...options,
  })
  return { browser, server, client, visited }
}

describe('signIn to the sign-in page', () => {
  const toHere = `/api/auth/signin?callbackUrl=${encodeURIComponent(here)}`

  it.each([
    ['without anything', [], toHere],
    [
      'with options in place of the provider',
      [{ callbackUrl: '/a?b#c' }],
      '/api/auth/signin?callbackUrl=%2Fa%3Fb%23c',
    ],
    ['with a callbackUrl', [undefined, { callbackUrl: '/a' }], '/api/auth/signin?callbackUrl=%2Fa'],
    [
      'with redirectTo, as in v5',
      [undefined, { redirectTo: '/a' }],
      '/api/auth/signin?callbackUrl=%2Fa',
    ],
    [
      'with a reason',
      [undefined, { error: 'SessionRequired', callbackUrl: '/a' }],
      '/api/auth/signin?error=SessionRequired&callbackUrl=%2Fa',
    ],
    ['with the event of a click', [new Event('click') as unknown as SignInOptions], toHere],
  ])('goes there %s, and asks nothing first', async (_, args, url) => {
    const { client, server, visited } = setUp()
    await expect(client.signIn(...(args as Parameters<typeof client.signIn>))).resolves.toEqual({
      error: undefined,
      code: undefined,
      status: 302,
      ok: true,
      url,
    })
    expect(visited).toEqual([url])
    expect(server.seen).toEqual([])
  })

  it('comes back to the page that the host names, where there is no browser', async () => {
    const urls: string[] = []
    const client = createSessionClient({
      href: () => '/inbox?unread=1',
      navigate: (url) => urls.push(url),
    })
    await client.signIn()
    expect(urls).toEqual(['/api/auth/signin?callbackUrl=%2Finbox%3Funread%3D1'])
  })

  it('sends nobody anywhere once the client is disposed of', async () => {
    const { client, visited } = setUp()
    const signingIn = client.signIn('credentials', right)
    client.dispose()
    await signingIn
    expect(visited).toEqual([])
  })

  it('says where it is with redirect: false', async () => {
    const { client, visited } = setUp()
    await expect(client.signIn({ redirect: false, callbackUrl: '/a' })).resolves.toMatchObject({
      url: '/api/auth/signin?callbackUrl=%2Fa',
    })
    expect(visited).toEqual([])
  })

  it('goes there for an unknown provider', async () => {
    const { client, visited } = setUp()
    await expect(client.signIn('toString')).resolves.toMatchObject({
      ok: false,
      error: 'InvalidProvider',
      code: 'provider_unknown',
      url: toHere,
    })
    await client.signIn('nobody', { redirect: false, callbackUrl: null })
    expect(visited).toEqual([toHere, '/api/auth/signin'])
  })

  it('gives back what the host says of leaving the page', async () => {
    const { client } = setUp({ navigate: async (url) => `left for ${url}` })
    const expected = { navigationResult: 'left for /in' }
    await expect(
      client.signIn('credentials', { ...right, callbackUrl: '/in' }),
    ).resolves.toMatchObject(expected)
    await expect(client.signOut({ callbackUrl: '/in' })).resolves.toMatchObject(expected)
    await expect(
      client.signIn({ callbackUrl: '/in', redirect: false }),
    ).resolves.not.toHaveProperty('navigationResult')
  })

  it('does not go there while a sign-out is leading the page away', async () => {
    const { browser, client, visited } = setUp()
    await client.signOut({ callbackUrl: '/bye' })
    await client.signIn({ error: 'SessionRequired' })
    expect(visited).toEqual(['/bye'])
    browser.advance(5000)
    await client.signIn()
    expect(visited).toHaveLength(2)
  })
})

describe('signIn with a default provider', () => {
  function withDefault(defaultProvider: string) {
    const { createChanges } = changes
    const browser = createFakeBrowser()
    const server = createFakeServer(browser.now)
    const { environment, visited } = browser.openTab()
    const client = createSessionClient(
      { environment, now: browser.now, fetch: server.fetch, session: null },
      async () => ({
        createChanges: (core) =>
          createChanges(core, { defaultProvider, navigate: environment.navigate }),
      }),
    )
    return { client, server, visited }
  }

  it('goes to it', async () => {
    const { client, visited } = withDefault('github')
    await client.signIn()
    expect(visited).toEqual(['https://github.example/authorize?'])
  })

  it('goes to the one that is named, all the same', async () => {
    const { client, server } = withDefault('github')
    await client.signIn('credentials', { ...right, redirect: false })
    expect(server.session?.user?.name).toBe('ada')
  })

  it('goes to it, whatever another server calls its kind', async () => {
    const { client, server, visited } = withDefault('github')
    server.on('GET providers', () => json({ github: { id: 'github', type: 'oidc' } }))
    await client.signIn()
    expect(visited).toEqual(['https://github.example/authorize?'])
  })

  it.each(['credentials', 'email'])(
    'goes to the sign-in page where a form would have to be filled first: %s',
    async (provider) => {
      const { client, server, visited } = withDefault(provider)
      await expect(client.signIn({ callbackUrl: '/in' })).resolves.toMatchObject({ ok: true })
      expect(visited).toEqual(['/api/auth/signin?callbackUrl=%2Fin'])
      expect(server.routes()).toEqual(['GET csrf', 'GET providers'])
    },
  )

  it('takes the fields of a form for it', async () => {
    const { client, server } = withDefault('credentials')
    await client.signIn(undefined, { ...right, redirect: false })
    expect(server.session?.user?.name).toBe('ada')
  })
})

describe('signIn without a usable server', () => {
  it.each(['{}', '[]', 'null'])(
    'goes to the error page if there is no provider: %s',
    async (body) => {
      const { client, server, visited } = setUp()
      server.on('GET providers', () => json(JSON.parse(body)))
      await expect(client.signIn('github')).resolves.toMatchObject({
        ok: false,
        error: 'Configuration',
        status: 500,
      })
      expect(visited).toEqual(['/api/auth/error'])
    },
  )

  it.each(['GET csrf', 'GET providers', 'POST signin/github'])(
    'says so if the network fails at %s, and goes nowhere',
    async (route) => {
      const { client, server, visited } = setUp()
      server.on(route, () => Promise.reject(new TypeError('Failed to fetch')))
      await expect(client.signIn('github')).resolves.toEqual({
        error: 'session_unavailable',
        code: 'session_unavailable',
        status: 0,
        ok: false,
        url: null,
      })
      expect(visited).toEqual([])
    },
  )

  it('tells the status if there was one', async () => {
    const { client, server } = setUp()
    server.on('GET providers', () => json({}, 404))
    await expect(client.signIn('github')).resolves.toMatchObject({ ok: false, status: 404 })
  })
})

describe('signIn with a provider', () => {
  it('asks for providers and token at once, then posts the form', async () => {
    const { client, server } = setUp()
    const fields = { username: 'ada', password: 'right', empty: undefined, none: null, zero: 0 }
    const release = server.hold('GET csrf')
    const signedIn = client.signIn('credentials', {
      ...fields,
      callbackUrl: '/in',
      redirect: false,
    })
    await vi.waitFor(() => expect(server.seen).toHaveLength(2))
    expect(server.routes()).toEqual(['GET csrf', 'GET providers'])
    release()
    await expect(signedIn).resolves.toEqual({
      error: undefined,
      code: undefined,
      status: 200,
      ok: true,
      url: '/in',
    })
    expect(server.routes()).toEqual(['POST callback/credentials', 'GET session'])
    const { body, headers } = server.seen[2] ?? { headers: new Headers() }
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      username: 'ada',
      password: 'right',
      zero: '0',
      csrfToken: 'csrf-0',
      callbackUrl: '/in',
      json: 'true',
    })
    expect(headers.get('content-type')).toBeNull() // left to fetch, which knows the charset
    expect(client.store.get().status).toBe('authenticated')
  })

  it('leaves for where the server says', async () => {
    const { client, visited, server } = setUp()
    await client.signIn('credentials', right)
    expect(visited).toEqual([here])
    expect(server.routes()).not.toContain('GET session')
  })

  it('leaves for the page that shows the error, too', async () => {
    const { client, visited } = setUp()
    await expect(client.signIn('credentials', wrong)).resolves.toMatchObject({
      ok: false,
      url: null,
    })
    expect(visited).toEqual(['/api/auth/signin?error=CredentialsSignin&code=credentials'])
  })

  it('goes to the provider, with the parameters of the call', async () => {
    const { client, server, visited } = setUp()
    await client.signIn('github', undefined, { prompt: 'login', scope: 'a b' })
    expect(visited).toEqual(['https://github.example/authorize?prompt=login&scope=a+b'])
    expect(server.seen.at(-1)?.url).toBe('/api/auth/signin/github?prompt=login&scope=a+b')
  })

  it.each([
    ['a text', 'prompt=login&scope=a+b'],
    ['a text with its mark', '?prompt=login&scope=a%20b'],
    ['an object', { prompt: 'login', scope: 'a b' }],
    [
      'pairs',
      [
        ['prompt', 'login'],
        ['scope', 'a b'],
      ],
    ],
    ['parameters', new URLSearchParams({ prompt: 'login', scope: 'a b' })],
  ])('takes the parameters as %s', async (_, params) => {
    const { client, server } = setUp()
    await client.signIn('github', { redirect: false }, params)
    expect(server.seen.at(-1)?.url).toBe('/api/auth/signin/github?prompt=login&scope=a+b')
  })

  it.each([
    ['no options', undefined],
    ['options that are null', null as unknown as undefined],
    ['empty options', {}],
  ])('comes back to this page with %s', async (_, options) => {
    const { client, server, visited } = setUp()
    await expect(client.signIn('github', options)).resolves.toMatchObject({ ok: true })
    expect(new URLSearchParams(server.seen.at(-1)?.body).get('callbackUrl')).toBe(here)
    expect(visited).toEqual(['https://github.example/authorize?'])
  })

  it('sends the address of a sign-in by e-mail, and goes where that is said', async () => {
    const { client, server, visited } = setUp()
    await client.signIn('email', { email: 'ada@example.com', callbackUrl: '/in' })
    expect(Object.fromEntries(new URLSearchParams(server.seen.at(-1)?.body))).toEqual({
      email: 'ada@example.com',
      csrfToken: 'csrf-0',
      callbackUrl: '/in',
      json: 'true',
    })
    expect(visited).toEqual(['/api/auth/verify-request'])
  })

  it('names a provider whose id is no path', async () => {
    const { client, server } = setUp()
    const id = 'a/../b?c'
    server.on('GET providers', () => json({ [id]: { id, type: 'oauth' } }))
    server.on(`POST signin/${encodeURIComponent(id)}`, () => json({ url: '/there' }))
    await expect(client.signIn(id, { redirect: false })).resolves.toMatchObject({ url: '/there' })
  })

  it.each([
    ['github', { url: 'https://github.example/authorize?' }],
    ['email', { url: '/api/auth/verify-request' }],
  ])('stays with redirect: false and tells where %s leads', async (provider, expected) => {
    const { client, server, visited } = setUp()
    const result = await client.signIn(provider, { redirect: false })
    expect(result).toMatchObject({ ok: true, status: 200, error: undefined, ...expected })
    expect(visited).toEqual([])
    expect(server.routes()).not.toContain('GET session')
  })
})

describe('the result of signIn', () => {
  it.each([
    ['github', 'POST signin/github', 'OAuthSignin', 502],
    ['email', 'POST signin/email', 'EmailSignin', 502],
    ['email', 'POST signin/email', 'AccessDenied', 403],
    ['credentials', 'POST callback/credentials', 'CredentialsSignin', 401],
    ['github', 'POST signin/github', 'OAuthSignin', 200],
    ['email', 'POST signin/email', 'Configuration', 200],
    ['credentials', 'POST callback/credentials', 'CallbackRouteError', 200],
  ])(
    'is the same for every kind of provider, wherever the answer points: %s, %s, %s, %i',
    async (provider, route, error, status) => {
      const { client, server, visited } = setUp()
      for (const page of ['/login', '', './login', 'https://app.example.com/login', '//x/login']) {
        server.on(route, () =>
          json({ url: `${page}?a=b&error=${error}&code=c1#d?error=e` }, status),
        )
        const fields = { redirect: false, username: 'ada', email: 'ada@example.com' }
        await expect(client.signIn(provider, fields)).resolves.toEqual({
          error,
          code: 'c1',
          status,
          ok: false,
          url: null,
        })
      }
      expect(visited).toEqual([])
      expect(client.store.get().status).toBe('unauthenticated')
    },
  )

  it.each([
    [
      'NextAuth v4',
      401,
      { url: 'https://x.example/signin?error=CredentialsSignin' },
      'CredentialsSignin',
      undefined,
    ],
    [
      'Auth.js v5',
      200,
      { url: '/signin?error=CredentialsSignin&code=otp#top' },
      'CredentialsSignin',
      'otp',
    ],
    [
      'an error body',
      403,
      { code: 'csrf_mismatch', message: '' },
      'csrf_mismatch',
      'csrf_mismatch',
    ],
    ['a refusal without a word', 401, {}, 'Signin', undefined],
    ['a wrong token in v4', 200, { url: '/api/auth/signin?csrf=true' }, 'MissingCSRF', undefined],
    ['an address that is none', 401, { url: 'http://' }, 'Signin', undefined],
  ])('reads the error of %s', async (_, status, body, error, code) => {
    const { client, server } = setUp()
    server.on('POST callback/credentials', () => json(body, status))
    const result = await client.signIn('credentials', { ...wrong, redirect: false })
    expect(result).toEqual({ error, code, status, ok: false, url: null })
  })

  it('is no error if the address carries a code of its own', async () => {
    const { client, server } = setUp()
    server.on('POST callback/credentials', () => json({ url: '/in?code=7' }))
    const result = await client.signIn('credentials', { ...right, redirect: false })
    expect(result).toMatchObject({ ok: true, code: undefined, url: '/in?code=7' })
  })

  it.each(['/login?error=CredentialsSignin', 'https://app.example.com/login?error=x#form'])(
    'is no error if the error is that of the page: %s',
    async (callbackUrl) => {
      const { client, server } = setUp()
      const url = new URL(callbackUrl, 'https://app.example.com').href
      server.on('POST callback/credentials', () => json({ url }))
      const result = await client.signIn('credentials', { ...right, callbackUrl, redirect: false })
      expect(result).toMatchObject({ ok: true, error: undefined, url })
      server.on('POST callback/credentials', () => json({ url }, 401))
      const refused = await client.signIn('credentials', { ...wrong, callbackUrl, redirect: false })
      expect(refused.ok).toBe(false)
      expect(refused.error).toBe(new URL(url).searchParams.get('error'))
    },
  )

  it('goes nowhere if the answer names no address', async () => {
    const { client, server, visited } = setUp()
    server.on('POST callback/credentials', () => json({}))
    const result = await client.signIn('credentials', { callbackUrl: 'javascript:alert(1)' })
    expect(result).toMatchObject({ ok: true, url: null })
    expect(visited).toEqual([])
  })
})

describe('signOut', () => {
  it('signs out first, then leaves for where the server says', async () => {
    const states: string[] = []
    const { client, server } = setUp({
      session: { expires: '2027-01-01T00:00:00Z' },
      navigate: (url) => void states.push(`${client.store.get().status} ${url}`),
    })
    await expect(client.signOut({ callbackUrl: '/bye' })).resolves.toEqual({
      url: '/bye',
      ok: true,
      error: undefined,
      status: 200,
    })
    expect(states).toEqual(['unauthenticated /bye'])
    expect(server.routes()).toEqual(['GET csrf', 'POST signout'])
    expect(server.seen[1]?.body).toBe('callbackUrl=%2Fbye&csrfToken=csrf-0&json=true')
  })

  it.each([
    [{}, here],
    [{ redirectTo: '/v5', callbackUrl: '/v4' }, '/v5'],
    [undefined, here],
    [null as unknown as undefined, here],
    [new Event('click') as unknown as SignOutOptions, here],
    [{ redirect: true, callbackUrl: '/v4' }, '/v4'],
  ])('comes back to where it should: %o', async (options, url) => {
    const { client, visited } = setUp()
    await client.signOut(options)
    expect(visited).toEqual([url])
  })

  it('is done also on a page whose address tells of an error', async () => {
    const { client, server, visited } = setUp({ session: { expires: '2027-01-01T00:00:00Z' } })
    const callbackUrl = '/orders?error=payment_failed'
    server.on('POST signout', () => json({ url: `https://app.example.com${callbackUrl}` }))
    await expect(client.signOut({ callbackUrl })).resolves.toMatchObject({ ok: true })
    expect(client.store.get()).toMatchObject({ status: 'unauthenticated', error: undefined })
    expect(visited).toEqual([`https://app.example.com${callbackUrl}`])
  })

  it('stays with redirect: false', async () => {
    const { client, visited } = setUp()
    const result = await client.signOut({ redirect: false, callbackUrl: '/bye' })
    expect(result).toMatchObject({ url: '/bye', ok: true })
    expect(visited).toEqual([])
  })

  it('goes nowhere if the answer names no address', async () => {
    const { client, server, visited } = setUp()
    server.on('POST signout', () => json({}))
    await expect(client.signOut()).resolves.toMatchObject({ ok: true, url: here })
    expect(visited).toEqual([])
  })

  it.each([
    ['a wrong token', () => json({ url: '/api/auth/signout?csrf=true' }), 'MissingCSRF', 200],
    ['a refusal', () => json({ code: 'csrf_mismatch' }, 403), 'csrf_mismatch', 403],
    ['a failure', () => json({}, 500), 'session_unavailable', 500],
    [
      'the network',
      () => Promise.reject(new TypeError('Failed to fetch')),
      'session_unavailable',
      0,
    ],
  ])('is not pretended after %s', async (_, responder, error, status) => {
    const session = { user: { name: 'ada' }, expires: '2027-01-01T00:00:00Z' }
    const { client, server, visited } = setUp({ session })
    server.on('POST signout', responder)
    await expect(client.signOut({ callbackUrl: '/bye' })).resolves.toEqual({
      url: '/bye',
      ok: false,
      error,
      status,
    })
    expect(visited).toEqual([])
    expect(client.store.get()).toMatchObject({ status: 'authenticated', data: session })
    expect(client.store.get().error?.code).toBe('session_unavailable')
  })
})

describe('signOut on a server', () => {
  it('names the home page if nothing else is known', async () => {
    const { browser, server } = setUp()
    const client = createSessionClient({ fetch: server.fetch, now: browser.now })
    server.on('GET csrf', () => json({}, 500))
    await expect(client.signOut()).resolves.toMatchObject({ ok: false, url: '/' })
    server.on('GET csrf', undefined)
    server.on('POST signout', () => json({}))
    await expect(client.signOut()).resolves.toMatchObject({ ok: true, url: '/' })
  })
})

describe('a form whose answer is lost', () => {
  it.each([
    ['goes on where that is wanted', {}, [here]],
    ['stays where that is wanted', { redirect: false }, []],
  ])('has signed her in if the session says so, and %s', async (_, options, places) => {
    const { client, server, visited } = setUp()
    server.on('POST callback/credentials', () => {
      server.session = sessionOf('ada', Date.parse('2030-01-01'))
      return Promise.reject(new DOMException('signal timed out', 'TimeoutError'))
    })
    await expect(client.signIn('credentials', { ...right, ...options })).resolves.toMatchObject({
      ok: true,
      error: undefined,
      status: 0,
      url: here,
    })
    expect(client.store.get().status).toBe('authenticated')
    expect(visited).toEqual(places)
  })

  it('has done so on a server, too, which goes nowhere', async () => {
    const server = createFakeServer(Date.now)
    const client = createSessionClient({ fetch: server.fetch, session: null })
    server.on('POST callback/credentials', () => {
      server.session = sessionOf('ada', Date.now() + 3_600_000)
      return Promise.reject(new TypeError('Failed to fetch'))
    })
    await expect(client.signIn('credentials', right)).resolves.toMatchObject({
      ok: true,
      url: null,
    })
  })

  it.each([
    ['nobody is there', null],
    ['the same person was there before', sessionOf('ada', Date.parse('2030-01-01'))],
  ])('has failed if %s', async (_, session) => {
    const { client, server, visited } = setUp({ session })
    server.session = session
    server.on('POST callback/credentials', () => Promise.reject(new TypeError('Failed to fetch')))
    await expect(client.signIn('credentials', right)).resolves.toMatchObject({
      ok: false,
      code: 'session_unavailable',
    })
    expect(visited).toEqual([])
  })
})
