import { describe, expect, it } from 'vitest'
import { createTokenWorld, flush, plain, rotating } from '../../../test/support/fake-token-world.ts'
import type { TokenClient, TokenState } from './token-client-types.ts'

/** What changes, in order, one entry for each change of a member. */
function record({ store }: TokenClient): string[] {
  const seen: string[] = []
  let before = store.get()
  store.subscribe(() => {
    const next = store.get()
    for (const key of Object.keys(next) as (keyof TokenState)[]) {
      if (next[key] === before[key] || key === 'version') continue
      const isToken = key === 'token' || key === 'refreshToken'
      const value = isToken ? (next[key] === null ? 'null' : 'set') : JSON.stringify(next[key])
      seen.push(`${key} ${key === 'refreshedAt' ? 'now' : value}`)
    }
    before = next
  })
  return seen
}

describe('the order of changes', () => {
  it('is that of NuxtAuth at sign-in: tokens, then the session', async () => {
    const { openTab, backend } = createTokenWorld()
    const { client } = openTab()
    client.start()
    const seen = record(client)
    expect(await client.signIn({ user: 'ada' })).toMatchObject({ refreshToken: 'r0.0' })
    expect(seen).toEqual([
      'pending true',
      'pending false',
      'token set',
      'refreshToken set',
      'status "loading"',
      'pending true',
      'data {"name":"ada"}',
      'status "authenticated"',
      'pending false',
      'refreshedAt now',
    ])
    expect(backend.routes()).toEqual(['POST /login', 'GET /session'])
  })

  it('is that of NuxtAuth at refresh', async () => {
    const { openTab, backend, browser } = createTokenWorld()
    const { client } = openTab()
    await client.signIn({ user: 'ada' })
    browser.advance(1000)
    backend.routes()
    const seen = record(client)
    expect(await client.refresh()).toEqual({ name: 'ada' })
    expect(seen).toEqual([
      'pending true',
      'refreshToken set',
      'token set',
      'pending false',
      'refreshedAt now',
      'pending true',
      'pending false',
    ])
    expect(backend.routes()).toEqual(['POST /refresh', 'GET /session'])
  })

  it('is that of NuxtAuth at sign-out: everything is forgotten before the backend is told', async () => {
    const { openTab, backend } = createTokenWorld()
    const { client } = openTab()
    await client.signIn({ user: 'ada' })
    backend.requests.length = 0
    const { token, refreshToken } = client.store.get()
    const seen = record(client)
    const done = client.signOut()
    expect(seen).toEqual([
      'data null',
      'status "unauthenticated"',
      'token null',
      'refreshToken null',
    ])
    expect(await done).toEqual({ signedOut: true })
    expect(backend.requests).toMatchObject([
      { headers: { Authorization: `Bearer ${token}` }, body: { refreshToken } },
    ])
  })
})

describe('a page', () => {
  it('that was rendered with its session asks nothing', async () => {
    const { openTab, backend, browser } = createTokenWorld()
    const { client } = openTab()
    await client.signIn({ user: 'ada' })
    backend.routes()
    const snapshot = {
      data: { name: 'ada' },
      serverTime: browser.now(),
      refreshedAt: browser.now(),
    }
    const tab = openTab({ snapshot })
    tab.client.start()
    tab.hide()
    tab.show()
    await flush()
    expect(tab.state()).toMatchObject({ status: 'authenticated', data: { name: 'ada' } })
    expect(tab.state().token).toBe(client.store.get().token)
    expect(backend.routes()).toEqual([])
  })

  it('without any token asks nothing, and says that nobody is signed in', async () => {
    const { openTab, backend } = createTokenWorld()
    for (const snapshot of [undefined, { data: undefined }, { data: null }]) {
      const tab = openTab({ snapshot })
      tab.client.start()
      expect(tab.state().status).toBe('unauthenticated')
      tab.show()
      tab.goOnline()
      expect(await tab.client.getSession()).toBeUndefined()
      expect(tab.state().data).toBe(snapshot?.data)
    }
    expect(backend.routes()).toEqual([])
  })

  it('is loading until it is started, and while it asks for the first time', async () => {
    const { openTab, backend } = createTokenWorld()
    await openTab().client.signIn({ user: 'ada' })
    backend.routes()
    const tab = openTab()
    expect(tab.state().status).toBe('loading')
    tab.client.start()
    expect(tab.state().status).toBe('loading')
    await flush()
    expect(tab.state()).toMatchObject({ status: 'authenticated', data: { name: 'ada' } })
    expect(backend.routes()).toEqual(['GET /session'])
  })

  it('with only a refresh token refreshes first', async () => {
    const { openTab, backend, browser } = createTokenWorld()
    await openTab().client.signIn({ user: 'ada' })
    browser.suspend(1_800_000)
    backend.routes()
    const tab = openTab()
    expect(tab.state().token).toBeNull()
    tab.client.start()
    await flush()
    expect(tab.state()).toMatchObject({ data: { name: 'ada' }, refreshToken: 'r0.1' })
    expect(backend.routes()).toEqual(['POST /refresh', 'GET /session'])
  })

  it('asks although it was rendered for nobody, if there is a token', async () => {
    const { openTab } = createTokenWorld()
    await openTab().client.signIn({ user: 'ada' })
    const tab = openTab({ snapshot: { data: null } })
    tab.client.start()
    await flush()
    expect(tab.state().data).toEqual({ name: 'ada' })
  })

  it('tells tabs that were open before of the session that it was rendered with', async () => {
    const { openTab, browser } = createTokenWorld()
    const early = openTab()
    early.client.start()
    openTab({ snapshot: { data: { name: 'ada' }, serverTime: browser.now() } })
    browser.deliver()
    await flush()
    expect(early.state()).toMatchObject({ status: 'authenticated', data: { name: 'ada' } })
  })

  it('asks again when its first listener after a while has come', async () => {
    const { openTab, backend, browser } = createTokenWorld()
    const tab = openTab()
    await tab.client.signIn({ user: 'ada' })
    backend.routes()
    tab.leave()
    expect(tab.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
    tab.client.store.subscribe(() => undefined)()
    await flush()
    expect(backend.routes()).toEqual([])
    browser.suspend(60_000)
    tab.client.store.subscribe(() => undefined)
    await flush()
    expect(backend.routes()).toEqual(['GET /session'])
  })

  it('asks on focus if nobody said when the session was learned', async () => {
    const { openTab, backend, browser } = createTokenWorld()
    const { client } = openTab()
    await client.signIn({ user: 'ada' })
    backend.routes()
    const tab = openTab({ snapshot: { data: { name: 'ada' } } })
    tab.client.start()
    browser.advance(2000)
    await flush()
    tab.show()
    await flush()
    expect(backend.routes()).toEqual(['GET /session'])
  })

  it('asks again on focus, but not within five seconds of an answer', async () => {
    const { openTab, backend, browser } = createTokenWorld()
    const tab = openTab()
    await tab.client.signIn({ user: 'ada' })
    backend.routes()
    tab.show()
    browser.advance(5000)
    expect(backend.routes()).toEqual([])
    tab.show()
    await flush()
    expect(backend.routes()).toEqual(['GET /session'])
  })

  it('leaves nothing behind when it is disposed of', async () => {
    const world = createTokenWorld()
    const tab = world.openTab()
    tab.client.start()
    await tab.client.signIn({ user: 'ada' })
    expect(tab.live()).toEqual({ listeners: 3, timers: 2, channels: 1 })
    const state = tab.state()
    world.isHeld = true
    const asked = tab.client.getSession()
    await flush()
    tab.client.dispose()
    world.find('GET /session').pass()
    expect(await asked).toEqual({ name: 'ada' })
    expect(tab.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
    expect({ ...tab.state(), pending: false }).toEqual(state)
    expect(await tab.client.getSession()).toEqual({ name: 'ada' })
    world.browser.advance(1_000_000)
    expect(world.transits).toEqual([])
  })
})

describe('sign-in', () => {
  it('rejects as the request does, and changes nothing', async () => {
    const { openTab } = createTokenWorld()
    const tab = openTab()
    tab.client.start()
    const before = tab.state()
    await expect(tab.client.signIn({})).rejects.toMatchObject({
      status: 401,
      data: { message: 'wrong password' },
    })
    expect(tab.state()).toEqual(before)
  })

  it('sends query and headers, and asks for no session if it shall not', async () => {
    const { openTab, backend } = createTokenWorld()
    const tab = openTab()
    const how = { params: { a: '1' }, headers: { 'x-captcha': 'y' }, callGetSession: false }
    await tab.client.signIn({ user: 'ada' }, how)
    expect(backend.requests).toMatchObject([
      { url: '/api/auth/login', query: { a: '1' }, headers: { 'x-captcha': 'y' } },
    ])
    expect(tab.state()).toMatchObject({ data: undefined, refreshToken: 'r0.0' })
    expect(await tab.client.signUp({ user: 'eve' }, { params: { b: '2' } })).toEqual({
      user: 'eve',
    })
    expect(backend.requests.at(-1)).toMatchObject({ query: { b: '2' }, body: { user: 'eve' } })
    expect(backend.requests.at(-1)?.headers).toEqual({})
  })

  it('keeps nothing if a token is missing, and says what to configure', async () => {
    const { openTab, backend, cookies } = createTokenWorld()
    const tab = openTab()
    backend.bodies.set('POST /login', { token: 'x' })
    await expect(tab.client.signIn({ user: 'ada' })).rejects.toThrow(
      'The answer to signIn has nothing at "/refreshToken". Set provider.refresh.token.signInResponseRefreshTokenPointer to where the token is.',
    )
    backend.bodies.set('POST /login', { access: 'x' })
    await expect(tab.client.signIn({ user: 'ada' })).rejects.toThrow('nothing at "/token"')
    expect(cookies.values()).toEqual({})
    expect(tab.state().token).toBeNull()
  })

  it.each([
    ['is no object', 'welcome', 'undefined'],
    ['has a number as token', { token: 1, refreshToken: 'r' }, 'number'],
    ['has an empty token', { token: '', refreshToken: 'r' }, 'string'],
    ['has null as refresh token', { token: 't', refreshToken: null }, 'object'],
  ])('logs and resolves to nothing if the answer %s', async (_, body, type) => {
    const { openTab, backend, cookies, logged } = createTokenWorld()
    const tab = openTab()
    backend.bodies.set('POST /login', body)
    expect(await tab.client.signIn({ user: 'ada' })).toBeUndefined()
    expect(logged).toMatchObject([['token_answer_invalid', { action: 'signIn', type }]])
    expect(cookies.values()).toEqual({})
  })

  it('reports a cookie that the browser does not take', async () => {
    const { openTab, logged } = createTokenWorld()
    const tab = openTab({ jar: { read: () => null, write: () => undefined } })
    await tab.client.signIn({ user: 'ada' })
    expect(logged).toEqual([
      ['token_cookie_refused', { cookie: 'auth.token' }],
      ['token_cookie_refused', { cookie: 'auth.refresh-token' }],
    ])
  })

  it('changes nothing more once the client is disposed of', async () => {
    const world = createTokenWorld()
    const tab = world.openTab()
    world.isHeld = true
    const done = tab.client.signIn({ user: 'ada' })
    await flush()
    tab.client.dispose()
    world.find('POST /login').pass()
    expect(await done).toMatchObject({ refreshToken: 'r0.0' })
    expect(world.cookies.values()).toEqual({})
  })
})

describe('sign-up', () => {
  it('does nothing but log where the backend has none', async () => {
    const { openTab, logged, backend } = createTokenWorld()
    const endpoints = { ...rotating.endpoints, signUp: false as const }
    const tab = openTab({ provider: { ...rotating, endpoints } })
    expect(await tab.client.signUp({ user: 'ada' })).toBeUndefined()
    expect(logged).toEqual([['sign_up_disabled', undefined]])
    expect(backend.routes()).toEqual([])
  })
})

describe('sign-out', () => {
  it('reaches the other tabs, by state and by cookies', async () => {
    const { openTab, browser, backend } = createTokenWorld()
    const [one, two] = [openTab(), openTab()]
    await one.client.signIn({ user: 'ada' })
    browser.deliver()
    await flush()
    expect(two.state()).toMatchObject({ data: { name: 'ada' }, refreshToken: 'r0.0' })
    await one.client.signOut()
    browser.deliver()
    await flush()
    expect(two.state()).toMatchObject({ data: null, token: null, refreshToken: null })
    backend.routes()
    two.show()
    expect(backend.routes()).toEqual([])
  })

  it('is done here even if the backend fails, which is logged without a secret', async () => {
    const { openTab, backend, logged } = createTokenWorld()
    const tab = openTab()
    await tab.client.signIn({ user: 'ada' })
    backend.failing.set('POST /logout', 500)
    expect(await tab.client.signOut()).toBeUndefined()
    expect(tab.state()).toMatchObject({ data: null, token: null })
    expect(logged).toEqual([['sign_out_failed', { status: 500 }]])
  })

  it('asks nobody where the backend has no address for it', async () => {
    const { openTab, backend } = createTokenWorld()
    const endpoints = { ...rotating.endpoints, signOut: false as const }
    const tab = openTab({ provider: { ...rotating, endpoints } })
    await tab.client.signIn({ user: 'ada' })
    expect(await tab.client.signOut()).toBeUndefined()
    expect(tab.state().data).toBeNull()
    expect(backend.routes()).not.toContain('POST /logout')
  })

  it('sends no token where there is none, and no body to a GET', async () => {
    const { openTab, backend } = createTokenWorld()
    await openTab().client.signOut()
    expect(backend.requests).toMatchObject([{ headers: {}, body: undefined }])
    const endpoints = { ...rotating.endpoints, signOut: { path: 'logout', method: 'GET' } }
    const tab = openTab({
      provider: { ...rotating, endpoints },
      baseURL: 'https://api.example.com/',
    })
    await tab.client.signIn({ user: 'ada' }).catch(() => undefined)
    await tab.client.signOut()
    expect(backend.requests.at(-1)).toMatchObject({
      url: 'https://api.example.com/logout',
      body: undefined,
    })
  })
})

describe('the question for the session', () => {
  it('sends the token as configured', async () => {
    const { openTab, backend } = createTokenWorld(plain)
    const token = { ...plain.token, headerName: 'x-token', type: '' }
    const endpoints = {
      ...plain.endpoints,
      getSession: { path: 'https://id.example.com/me', method: 'get' },
    }
    const tab = openTab({ provider: { ...plain, token, endpoints } })
    tab.client.setToken('123')
    await tab.client.getSession()
    expect(backend.requests).toMatchObject([
      { url: 'https://id.example.com/me', headers: { 'x-token': '123' } },
    ])
    expect(tab.state().error).toMatchObject({ code: 'session_unavailable' })
  })

  it('is sent to the base address alone if the path is empty', async () => {
    const { openTab, backend } = createTokenWorld(plain)
    const endpoints = { ...plain.endpoints, getSession: { path: '/', method: 'get' } }
    for (const baseURL of ['/api/me/', '/']) {
      const tab = openTab({ provider: { ...plain, endpoints }, baseURL })
      await tab.client.getSession({ force: true })
    }
    expect(backend.requests.map(({ url }) => url)).toEqual(['/api/me', '/'])
  })

  it('keeps what is known if the backend cannot be asked, and says so', async () => {
    const { openTab, backend } = createTokenWorld()
    const tab = openTab()
    await tab.client.signIn({ user: 'ada' })
    backend.failing.set('GET /session', 500)
    expect(await tab.client.getSession()).toEqual({ name: 'ada' })
    const { error } = tab.state()
    expect(error).toMatchObject({ code: 'session_unavailable' })
    await tab.client.getSession()
    expect(tab.state().error).toBe(error)
    backend.failing.clear()
    tab.show()
    await flush()
    expect(tab.state()).toMatchObject({ status: 'authenticated', error: undefined })
  })

  it('finds nobody if the backend could not be asked at first, with an error', async () => {
    const { openTab, backend } = createTokenWorld()
    await openTab().client.signIn({ user: 'ada' })
    backend.failing.set('GET /session', 502)
    const tab = openTab()
    tab.client.start()
    await flush()
    expect(tab.state()).toMatchObject({ status: 'unauthenticated', data: null })
    expect(tab.state().error).toMatchObject({ code: 'session_unavailable' })
  })

  it.each([401, 403])('ends the session if it is refused with %i for good', async (status) => {
    const { openTab, backend, cookies } = createTokenWorld()
    const tab = openTab()
    await tab.client.signIn({ user: 'ada' })
    backend.routes()
    backend.failing.set('GET /session', status)
    expect(await tab.client.getSession()).toBeNull()
    expect(backend.routes()).toEqual(['GET /session', 'POST /refresh', 'GET /session'])
    expect(tab.state()).toMatchObject({ status: 'unauthenticated', error: undefined, token: null })
    expect(cookies.values()).toEqual({ 'auth.refresh-token': 'r0.1' })
  })

  it('ends the session at once where there is nothing to refresh with', async () => {
    const { openTab, backend, cookies } = createTokenWorld(plain)
    const tab = openTab()
    await tab.client.signIn({ user: 'ada' })
    backend.revokeAll()
    backend.routes()
    expect(await tab.client.refresh()).toBeNull()
    expect(backend.routes()).toEqual(['GET /session'])
    expect(cookies.values()).toEqual({})
  })

  it('does not end the session if it is refused and the refresh fails', async () => {
    const { openTab, backend } = createTokenWorld()
    const tab = openTab()
    await tab.client.signIn({ user: 'ada' })
    backend.failing.set('GET /session', 401).set('POST /refresh', 500)
    expect(await tab.client.getSession()).toEqual({ name: 'ada' })
    expect(tab.state()).toMatchObject({ status: 'authenticated', error: { status: 503 } })
  })

  it('is not sent without a token if the refresh fails', async () => {
    const { openTab, backend, browser } = createTokenWorld()
    const tab = openTab()
    await tab.client.signIn({ user: 'ada' })
    browser.suspend(1_800_000)
    backend.routes()
    backend.failing.set('POST /refresh', 500)
    expect(await tab.client.getSession()).toEqual({ name: 'ada' })
    expect(backend.routes()).toEqual(['POST /refresh'])
  })

  it('is sent with a token that is about to end if the refresh fails', async () => {
    const { openTab, backend, browser } = createTokenWorld()
    const tab = openTab()
    await tab.client.signIn({ user: 'ada' })
    browser.suspend(880_000)
    backend.routes()
    backend.failing.set('POST /refresh', 500)
    expect(await tab.client.getSession()).toEqual({ name: 'ada' })
    expect(backend.routes()).toEqual(['POST /refresh', 'GET /session'])
    expect(tab.state().error).toBeUndefined()
  })

  it('says what to configure if the answer holds no session', async () => {
    const { openTab } = createTokenWorld()
    const session = { dataResponsePointer: '/user' }
    const tab = openTab({ provider: { ...rotating, session } })
    await tab.client.signIn({ user: 'ada' })
    expect(tab.state().error?.cause).toMatchObject({
      message:
        'The answer to getSession has nothing at "/user". Set provider.session.dataResponsePointer to where the session is.',
    })
  })

  it('takes no page for a session, such as a server gives for every path', async () => {
    const { openTab, backend } = createTokenWorld()
    const tab = openTab()
    backend.bodies.set('GET /session', '<!doctype html>')
    await tab.client.signIn({ user: 'ada' })
    expect(tab.state()).toMatchObject({ status: 'unauthenticated', data: null })
    expect(tab.state().error?.cause).toMatchObject({
      message: expect.stringContaining('is text, not JSON'),
    })
  })

  it('is asked without a token if forced, and what it learns does not end with a token', async () => {
    const { openTab, backend } = createTokenWorld()
    const tab = openTab({
      send: async (request) => ({
        ...backend.handle({
          ...request,
          url: '/api/auth/register',
          method: 'post',
          body: { user: 'ada' },
        }),
      }),
    })
    expect(await tab.client.getSession({ force: true })).toEqual({ user: 'ada' })
    expect(await tab.client.getSession()).toBeUndefined()
    expect(tab.state()).toMatchObject({ status: 'authenticated', data: { user: 'ada' } })
  })

  it('finds that the session has ended if its tokens have', async () => {
    const { openTab, browser } = createTokenWorld(plain)
    const [one, two] = [openTab(), openTab()]
    await one.client.signIn({ user: 'ada' })
    browser.deliver()
    browser.suspend(1_800_000)
    expect(await one.client.getSession()).toBeUndefined()
    expect(one.state()).toMatchObject({ status: 'unauthenticated', data: null, token: null })
    browser.deliver()
    await flush()
    expect(two.state().data).toBeNull()
  })
})

describe('what the application sets', () => {
  it('is kept: a token, whose session is learned when it is asked for', async () => {
    const { openTab, browser, cookies } = createTokenWorld()
    const [one, two] = [openTab(), openTab()]
    await one.client.signIn({ user: 'ada' })
    const { token } = one.state()
    browser.deliver()
    one.client.setToken(null)
    one.client.setRefreshToken(null)
    expect(cookies.values()).toEqual({})
    expect(one.state()).toMatchObject({ status: 'authenticated', data: { name: 'ada' } })
    browser.deliver()
    await flush()
    expect(two.state().token).toBeNull()
    one.client.setToken(token)
    expect(await one.client.getSession()).toEqual({ name: 'ada' })
    one.client.setToken(null)
    await one.client.getSession()
    expect(one.state().data).toBeNull()
  })

  it('is told to the other tabs: data', async () => {
    const { openTab, browser } = createTokenWorld()
    const [one, two] = [openTab(), openTab()]
    one.client.setData({ name: 'eve' })
    browser.deliver()
    await flush()
    expect(two.state()).toMatchObject({ status: 'authenticated', data: { name: 'eve' } })
    one.client.setData(undefined)
    expect(one.state().status).toBe('unauthenticated')
    browser.deliver()
  })

  it('is no refresh token where refreshing is off', () => {
    const { openTab, cookies, logged } = createTokenWorld(plain)
    const tab = openTab()
    tab.client.setRefreshToken('x')
    expect(cookies.values()).toEqual({})
    expect(logged).toEqual([])
  })
})

describe('other tabs', () => {
  it('are not believed if they talk nonsense', async () => {
    const { openTab, browser } = createTokenWorld()
    const tab = openTab()
    await tab.client.signIn({ user: 'ada' })
    const before = tab.state()
    for (const message of [
      '',
      'null',
      '[]',
      '{}',
      '{"data":null}',
      '{"version":9e15,"refreshedAt":1}',
      '{"data":null,"version":1e300,"refreshedAt":0}',
      '{"data":null,"version":"9","refreshedAt":0}',
      { data: null, version: 8e15, refreshedAt: 0 },
      undefined,
    ]) {
      browser.inject('sojourn:tokens:auth.token', message)
    }
    browser.deliver()
    await flush()
    expect(tab.state()).toBe(before)
  })

  it('are told what is newer if they come with something old', async () => {
    const { openTab, browser } = createTokenWorld()
    const one = openTab()
    await one.client.signIn({ user: 'ada' })
    browser.deliver()
    const two = openTab({ snapshot: { data: { name: 'old' }, version: 1 } })
    browser.deliver()
    await flush()
    expect(two.state().data).toEqual({ name: 'ada' })
  })
})
