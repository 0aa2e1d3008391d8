import { describe, expect, it } from 'vitest'
import {
  createTokenWorld,
  flush,
  jwt,
  passAll,
  rotating,
} from '../../../test/support/fake-token-world.ts'
import type { Locks } from './refresh-lock.ts'
import type { TokenAnswer } from './token-request.ts'

const expired = 901_000

/** As where a browser has none: nobody waits. */
const noLocks = {
  request: async (_: string, __: unknown, run: () => unknown) => run(),
} as unknown as Locks

/** Two tabs, ada signed in, and a while later. */
async function setUp(options: Parameters<ReturnType<typeof createTokenWorld>['openTab']>[0] = {}) {
  const world = createTokenWorld()
  const one = world.openTab(options)
  const two = world.openTab(options)
  await one.client.signIn({ user: 'ada' })
  world.browser.deliver()
  await flush()
  world.backend.routes()
  return { ...world, world, one, two }
}

describe('who needs a refresh at the same time', () => {
  it('shares it in a tab: 50 requests after the access token was revoked', async () => {
    const { world, one, backend } = await setUp()
    backend.revokeAccess()
    const run = (headers: Record<string, string>): Promise<TokenAnswer> =>
      world.send({ url: '/api/auth/session', method: 'get', headers })
    const answers = await Promise.all(Array.from({ length: 50 }, () => one.client.authorized(run)))
    expect(answers.map(({ body }) => body)).toEqual(answers.map(() => ({ name: 'ada' })))
    const routes = backend.routes()
    expect(routes.filter((route) => route === 'POST /refresh')).toHaveLength(1)
    expect(routes).toHaveLength(101)
  })

  it('shares it between getSession, getToken and refresh', async () => {
    const { one, browser, backend } = await setUp()
    browser.suspend(expired)
    const { client } = one
    await Promise.all([
      client.getSession(),
      client.getToken(),
      client.refresh(),
      client.getSession(),
    ])
    expect(backend.routes()).toEqual(['POST /refresh', 'GET /session'])
  })

  it('shares it between tabs: whoever waits for the lock finds it done', async () => {
    const { one, two, browser, backend } = await setUp()
    browser.suspend(expired)
    const tokens = await Promise.all([one.client.getToken(), two.client.getToken()])
    expect(tokens[0]).toBe(tokens[1])
    expect(backend.routes()).toEqual(['POST /refresh'])
    expect(two.state().token).toBe(tokens[0])
    expect(backend.alive()).toBe(1)
  })

  it('does not wait for a tab that holds the lock for longer than five seconds', async () => {
    const { world, one, two, browser, backend } = await setUp()
    backend.isConvergent = true
    browser.suspend(expired)
    world.isHeld = true
    const first = one.client.getToken()
    const second = two.client.getToken()
    await flush()
    expect(world.transits.map(({ route }) => route)).toEqual(['POST /refresh'])
    browser.advance(5000)
    await flush()
    expect(world.transits.map(({ route }) => route)).toEqual(['POST /refresh', 'POST /refresh'])
    passAll(world.transits)
    expect(await first).toBe(await second)
  })

  it('is refused at worst once where there are no locks, and the other tab goes on with its answer', async () => {
    const { world, one, two, browser, backend } = await setUp({ locks: noLocks })
    browser.suspend(expired)
    world.isHeld = true
    const first = one.client.getToken()
    const second = two.client.getToken()
    await flush()
    const [a, b] = world.transits
    a?.pass()
    await first
    backend.failing.set('POST /refresh', 401)
    b?.pass()
    expect(await second).toBe(await first)
    expect(two.state()).toMatchObject({ status: 'authenticated', error: undefined })
  })
})

describe('a refresh that a sign-out overtakes', () => {
  it('is waited for in this tab, and its tokens are those that the backend ends', async () => {
    const { world, one, backend, browser, cookies } = await setUp()
    browser.suspend(expired)
    world.isHeld = true
    const refreshed = one.client.refresh()
    await flush()
    const done = one.client.signOut()
    expect(one.state()).toMatchObject({ status: 'unauthenticated', data: null, token: null })
    await flush()
    expect(world.transits.map(({ route }) => route)).toEqual(['POST /refresh'])
    world.isHeld = false
    world.find('POST /refresh').pass()
    await done
    await refreshed
    expect(backend.routes()).toEqual(['POST /refresh', 'POST /logout'])
    expect(backend.requests.at(-1)?.body).toEqual({ refreshToken: 'r0.1' })
    expect(cookies.values()).toEqual({})
    expect(backend.alive()).toBe(0)
    expect(one.state()).toMatchObject({ status: 'unauthenticated', data: null, token: null })
  })

  it('keeps none of its tokens if another tab signs out, and ends them', async () => {
    const { world, one, two, backend, browser, cookies } = await setUp()
    browser.suspend(expired)
    world.isHeld = true
    const refreshed = one.client.getToken()
    await flush()
    world.find('POST /refresh').arrive()
    void two.client.signOut()
    await flush()
    // The backend takes it for reuse of an old token.
    backend.failing.set('POST /logout', 401)
    world.find('POST /logout').pass()
    backend.failing.clear()
    world.isHeld = false
    world.find('POST /refresh').answer()
    expect(await refreshed).toBeNull()
    await flush()
    expect(backend.routes()).toEqual(['POST /refresh', 'POST /logout', 'POST /logout'])
    expect(backend.requests.at(-1)?.body).toEqual({ refreshToken: 'r0.1' })
    expect(cookies.values()).toEqual({})
    expect(backend.alive()).toBe(0)
    browser.deliver()
    expect(one.state()).toMatchObject({ status: 'unauthenticated', data: null, token: null })
  })

  it.each([
    ['leaves the refresh token as it is', { refreshOnlyToken: true }, {}],
    ['is seen to by a hook', {}, { refresh: { onResponse: () => false as const } }],
  ])('ends what it has, where a refresh %s', async (_, change, hooks) => {
    const provider = { ...rotating, refresh: { ...rotating.refresh, ...change } }
    const { world, one, two, backend, cookies } = await setUp({ provider, hooks })
    const { token, refreshToken } = one.state()
    world.isHeld = true
    const refreshed = one.client.refresh()
    await flush()
    world.find('POST /refresh').arrive()
    void two.client.signOut()
    await flush()
    world.isHeld = false
    world.find('POST /logout').lose()
    world.find('POST /refresh').answer()
    await refreshed
    await flush()
    expect(cookies.values()).toEqual({})
    const { body, headers } = backend.requests.at(-1) ?? {}
    expect(body).toEqual({ refreshToken })
    if ('refresh' in hooks) expect(headers).toEqual({ Authorization: `Bearer ${token}` })
    expect(backend.alive()).toBe(0)
  })

  it('drops its tokens if another tab has signed in as somebody else', async () => {
    const { world, one, two, browser, backend } = await setUp()
    browser.suspend(expired)
    world.isHeld = true
    const refreshed = one.client.getToken()
    await flush()
    world.find('POST /refresh').arrive()
    void two.client.signIn({ user: 'bob' })
    await flush()
    world.find('POST /login').pass()
    await flush()
    world.find('POST /refresh').answer()
    expect(await refreshed).toBe(two.state().token)
    world.find('GET /session').pass()
    await flush()
    browser.deliver()
    expect(one.state().data).toEqual({ name: 'bob' })
    expect(one.state().refreshToken).toBe('r1.0')
    expect(backend.routes()).not.toContain('POST /logout')
  })
})

describe('an answer about the session', () => {
  it('is dropped if a sign-out came first', async () => {
    const { world, one } = await setUp()
    world.isHeld = true
    const asked = one.client.getSession()
    await flush()
    world.find('GET /session').arrive()
    void one.client.signOut()
    await flush()
    world.find('POST /logout').pass()
    world.find('GET /session').answer()
    expect(await asked).toBeNull()
    expect(one.state()).toMatchObject({ status: 'unauthenticated', data: null, pending: false })
  })

  it('is asked for again if a sign-in came first', async () => {
    const { world, one } = await setUp()
    world.isHeld = true
    const asked = one.client.getSession()
    await flush()
    const old = world.find('GET /session')
    old.arrive()
    const signedIn = one.client.signIn({ user: 'bob' })
    await flush()
    world.find('POST /login').pass()
    await flush()
    old.answer()
    await flush()
    expect(one.state().data).toEqual({ name: 'ada' })
    world.find('GET /session').pass()
    await signedIn
    await asked
    expect(one.state().data).toEqual({ name: 'bob' })
  })

  it('is asked for again if another tab has changed the tokens meanwhile', async () => {
    const { world, one, two } = await setUp()
    world.isHeld = true
    const asked = one.client.getSession()
    await flush()
    const old = world.find('GET /session')
    old.arrive()
    void two.client.signIn({ user: 'bob' }, { callGetSession: false })
    await flush()
    world.find('POST /login').pass()
    await flush()
    old.answer()
    await flush()
    world.find('GET /session').pass()
    expect(await asked).toEqual({ name: 'bob' })
  })

  it('loses against a sign-out of another tab that came after the question', async () => {
    const { world, one, two, browser } = await setUp()
    browser.advance(10)
    world.isHeld = true
    const asked = one.client.getSession()
    await flush()
    world.find('GET /session').arrive()
    browser.advance(10)
    void two.client.signOut()
    await flush()
    world.find('GET /session').answer()
    world.isHeld = false
    await asked
    browser.deliver()
    expect(one.state().data).toBeNull()
    expect(two.state().data).toBeNull()
  })
})

describe('a sign-in that a sign-out overtakes', () => {
  it('leaves alone what somebody has signed in by since', async () => {
    const world = createTokenWorld()
    const { client } = world.openTab()
    world.isHeld = true
    const late = client.signIn({ user: 'ada' })
    await flush()
    world.find('POST /login').arrive()
    const old = world.find('POST /login')
    void client.signOut()
    await flush()
    world.isHeld = false
    world.find('POST /logout').pass()
    await client.signIn({ user: 'bob' })
    old.answer()
    await late
    await flush()
    expect(client.store.get()).toMatchObject({ data: { name: 'bob' }, refreshToken: 'r1.0' })
    expect(world.backend.alive()).toBe(1)
  })

  it('signs nobody in, and its tokens are ended', async () => {
    const world = createTokenWorld()
    const { client } = world.openTab()
    world.isHeld = true
    const signedIn = client.signIn({ user: 'ada' })
    await flush()
    void client.signOut()
    await flush()
    passAll(world.transits)
    await signedIn
    await flush()
    passAll(world.transits)
    await flush()
    expect(client.store.get()).toMatchObject({ data: null, token: null, refreshToken: null })
    expect(world.cookies.values()).toEqual({})
    expect(world.backend.alive()).toBe(0)
  })
})

describe('a refresh', () => {
  it('that is refused ends the session, in every tab', async () => {
    const { one, two, browser, backend, cookies } = await setUp()
    backend.revokeAll()
    await expect(one.client.refresh()).rejects.toMatchObject({ status: 401 })
    browser.deliver()
    for (const { state } of [one, two]) {
      expect(state()).toMatchObject({
        status: 'unauthenticated',
        data: null,
        token: null,
        refreshToken: null,
        error: undefined,
      })
    }
    expect(cookies.values()).toEqual({})
    expect(backend.routes()).toEqual(['POST /refresh'])
  })

  it.each([500, 429, 404])('that fails with %i leaves everything as it is', async (status) => {
    const { one, backend } = await setUp()
    const before = one.state()
    backend.failing.set('POST /refresh', status)
    await expect(one.client.refresh()).rejects.toMatchObject({ status })
    expect(one.state()).toEqual(before)
  })

  it('that fails by itself is tried again later, each time after twice as long', async () => {
    const { one, browser, backend } = await setUp()
    backend.failing.set('POST /refresh', 503)
    one.goOnline()
    await flush()
    backend.routes()
    browser.advance(870_000)
    await flush()
    const at: number[] = []
    const startedAt = browser.now()
    expect(backend.routes().length).toBeGreaterThan(0)
    for (let second = 0; second < 40; second++) {
      browser.advance(1000)
      await flush()
      if (backend.routes().length > 0) at.push((browser.now() - startedAt) / 1000)
    }
    expect(at).toEqual([5, 15, 35])
    expect(one.state()).toMatchObject({ status: 'authenticated', data: { name: 'ada' } })
    backend.failing.clear()
    browser.advance(40_000)
    await flush()
    expect(backend.routes()).toEqual(['POST /refresh'])
  })

  it('whose answer is lost is made again with the same token', async () => {
    const { world, one, browser, backend } = await setUp()
    backend.isConvergent = true
    browser.suspend(expired)
    world.isHeld = true
    const lost = one.client.refresh()
    await flush()
    world.find('POST /refresh').arrive()
    world.find('POST /refresh').lose()
    await expect(lost).rejects.toThrow('fetch failed')
    expect(one.state().status).toBe('authenticated')
    world.isHeld = false
    expect(await one.client.refresh()).toEqual({ name: 'ada' })
    expect(backend.uses.get('r0.0')).toBe(2)
    expect(one.state().refreshToken).toBe('r0.1')
  })

  it('leaves an access token that the application has set meanwhile', async () => {
    const { world, one, cookies } = await setUp()
    world.isHeld = true
    const refreshed = one.client.refresh()
    await flush()
    const own = jwt({ exp: 4e9 })
    one.client.setToken(own)
    world.find('POST /refresh').pass()
    await flush()
    expect(cookies.values()).toMatchObject({ 'auth.token': own, 'auth.refresh-token': 'r0.1' })
    world.isHeld = false
    world.find('GET /session').pass()
    await refreshed
  })

  it('keeps its tokens though the client was disposed of, as the old ones are spent', async () => {
    const { world, one, two, cookies } = await setUp()
    world.isHeld = true
    const refreshed = one.client.refresh()
    await flush()
    const before = one.state()
    one.client.dispose()
    world.isHeld = false
    world.find('POST /refresh').pass()
    await refreshed
    expect(cookies.values()).toMatchObject({ 'auth.refresh-token': 'r0.1' })
    expect(one.state()).toBe(before)
    expect(one.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
    expect(await two.client.getSession()).toEqual({ name: 'ada' })
  })
})
