import { describe, expect, it } from 'vitest'
import {
  createTokenWorld,
  flush,
  hidden,
  passAll,
  rotating,
} from '../../../test/support/fake-token-world.ts'
import type { TokenProvider } from './token-provider.ts'

const server = '/api/_auth'
const expired = 901_000

/** Only the refresh token is hidden. */
const mixed: TokenProvider = { ...hidden, token: rotating.token }

/** Two tabs of an application with a server, ada signed in. */
async function setUp(provider: TokenProvider) {
  const world = createTokenWorld(provider)
  const options = { server, send: world.sendServed, provider }
  const one = world.openTab(options)
  const two = world.openTab(options)
  await one.client.signIn({ user: 'ada' })
  world.browser.deliver()
  await flush()
  world.backend.routes()
  return { ...world, world, one, two, options }
}

describe('where the application has a server and scripts can read the tokens', () => {
  it('goes there for a refresh only, so that pages and tabs share it', async () => {
    const { world, one, two, browser, backend } = await setUp(rotating)
    browser.suspend(expired)
    world.isHeld = true
    const tokens = [one.client.getToken(), two.client.getToken()]
    await flush()
    expect(world.transits.map(({ route }) => route)).toEqual([
      'POST /api/_auth/refresh',
      'POST /api/_auth/refresh',
    ])
    passAll(world.transits)
    expect(await tokens[0]).toBe(await tokens[1])
    expect(backend.uses).toEqual(new Map([['r0.0', 1]]))
    expect(one.state()).toMatchObject({ data: { name: 'ada' }, refreshToken: 'r0.1' })
  })

  it.each([
    ['hidden from none', rotating],
    ['with a hidden refresh token', mixed],
    ['with a hidden access token', { ...rotating, token: hidden.token }],
  ])('leaves the tokens that another tab has brought since it looked, %s', async (_, provider) => {
    const { world, one, two, browser, backend } = await setUp(provider)
    browser.suspend(expired)
    world.isHeld = true
    const refreshes = [one.client.refresh(), two.client.refresh()]
    await flush()
    world.isHeld = false
    const [first, second] = world.transits.slice()
    first?.pass()
    await refreshes[0]
    // It leaves only now, with the cookies of now.
    second?.pass()
    await refreshes[1]
    expect(backend.uses).toEqual(new Map([['r0.0', 1]]))
    expect(two.state()).toMatchObject({ data: { name: 'ada' } })
  })

  it('does not go there if another tab has been there since', async () => {
    const { world, one, two, browser, backend } = await setUp(rotating)
    backend.revokeAccess()
    let sent = 0
    await two.client.authorized(async (headers) => {
      // Its answer, a 401, comes after another tab has had the same and has done what there was to do.
      if (sent++ === 0) await one.client.refresh()
      return world.send({
        url: '/api/auth/session',
        method: 'get',
        headers: sent === 1 ? {} : headers,
      })
    })
    expect(sent).toBe(2)
    expect(backend.uses).toEqual(new Map([['r0.0', 1]]))
    browser.deliver()
  })

  it('signs in after a refresh that is under way, whose cookies would replace those of the sign-in', async () => {
    const { world, one, browser, backend } = await setUp(rotating)
    browser.suspend(expired)
    world.isHeld = true
    void one.client.getToken()
    await flush()
    const signedIn = one.client.signIn({ user: 'bob' })
    await flush()
    expect(world.transits).toHaveLength(1)
    world.isHeld = false
    world.find('POST /api/_auth/refresh').pass()
    await signedIn
    expect(one.state()).toMatchObject({ data: { name: 'bob' }, refreshToken: 'r1.0' })
    expect(backend.routes()).toContain('POST /login')
  })

  it('signs in although that refresh fails', async () => {
    const { world, one } = await setUp(rotating)
    world.isHeld = true
    const failed = one.client.refresh()
    await flush()
    const signedIn = one.client.signIn({ user: 'bob' })
    world.isHeld = false
    world.find('POST /api/_auth/refresh').lose()
    await expect(failed).rejects.toThrow('fetch failed')
    await signedIn
    expect(one.state().data).toEqual({ name: 'bob' })
  })

  it('signs out for good though the answer of a refresh brings cookies back', async () => {
    const { world, one, browser, backend, cookies } = await setUp(rotating)
    browser.suspend(expired)
    world.isHeld = true
    void one.client.getToken()
    await flush()
    world.find('POST /api/_auth/refresh').arrive()
    const signedOut = one.client.signOut()
    await flush()
    world.isHeld = false
    world.find('POST /api/_auth/refresh').answer()
    await signedOut
    expect(cookies.values()).toEqual({})
    expect(backend.requests.at(-1)).toMatchObject({ body: { refreshToken: 'r0.1' } })
    expect(backend.alive()).toBe(0)
    expect(one.state()).toMatchObject({ data: null, token: null, refreshToken: null })
  })

  it.each([
    ['before the answer', true],
    ['after the answer', false],
  ])(
    'signs out for good if another tab did, and it is heard of %s of a refresh',
    async (_, isHeardFirst) => {
      const { world, one, two, browser, backend, cookies } = await setUp(rotating)
      world.isHeld = true
      const token = one.client.refresh()
      await flush()
      world.find('POST /api/_auth/refresh').arrive()
      browser.advance(5)
      void two.client.signOut()
      await flush()
      // The backend has rotated, and so does not know the tokens that it is told to end.
      backend.failing.set('POST /logout', 401)
      world.find('POST /logout').pass()
      backend.failing.clear()
      world.isHeld = false
      if (isHeardFirst) browser.deliver()
      world.find('POST /api/_auth/refresh').answer()
      await token
      browser.deliver()
      await flush()
      expect(cookies.values()).toEqual({})
      expect(one.state()).toMatchObject({ data: null, token: null, refreshToken: null })
      expect(two.state()).toMatchObject({ data: null, token: null, refreshToken: null })
      expect(backend.alive()).toBe(0)
    },
  )

  it('asks, and ends nothing, if somebody signed in again after the sign-out that it hears of', async () => {
    const { one, two, browser, backend } = await setUp(rotating)
    await one.client.refresh()
    browser.deliver()
    browser.advance(5)
    const third = browser.deliveries
    await two.client.signOut()
    await two.client.signIn({ user: 'bob' }, { callGetSession: false })
    expect(third.length).toBeGreaterThan(0)
    browser.deliver()
    await flush()
    expect(one.state().data).toEqual({ name: 'bob' })
    expect(backend.alive()).toBe(1)
  })

  it.each([
    ['during it', true],
    ['after it', false],
  ])(
    'leaves what it refreshes since that sign-out, though it hears of it %s',
    async (_, isHeardEarly) => {
      const { one, two, browser, backend } = await setUp(rotating)
      browser.suspend(5)
      await two.client.signOut()
      await two.client.signIn({ user: 'bob' }, { callGetSession: false })
      two.leave()
      browser.suspend(901_000)
      const renewed = one.client.getToken()
      if (isHeardEarly) browser.deliver()
      expect(await renewed).toBe(one.state().token)
      browser.deliver()
      await flush()
      expect(one.state()).toMatchObject({ data: { name: 'bob' }, refreshToken: 'r1.1' })
      expect(backend.alive()).toBe(1)
      expect(backend.routes().filter((route) => route === 'POST /logout')).toHaveLength(1)
    },
  )

  it('is signed out if the server refuses to refresh', async () => {
    const { one, backend, cookies } = await setUp(rotating)
    backend.revokeAll()
    await expect(one.client.refresh()).rejects.toMatchObject({ status: 401 })
    expect(one.state()).toMatchObject({ status: 'unauthenticated', data: null, token: null })
    expect(cookies.values()).toEqual({})
  })
})

describe('where scripts cannot read the tokens', () => {
  it('goes to the server for everything, and never sees a token', async () => {
    const { one, two, backend, cookies, browser } = await setUp(hidden)
    expect(one.state()).toMatchObject({ data: { name: 'ada' }, token: null, refreshToken: null })
    expect(two.state()).toMatchObject({ data: { name: 'ada' }, token: null })
    expect(cookies.values()).toHaveProperty(['auth.token'])
    expect(await one.client.getToken()).toBeNull()
    expect(await one.client.signUp({ user: 'eve' })).toEqual({ user: 'eve' })
    browser.suspend(expired)
    expect(await one.client.getSession()).toEqual({ name: 'ada' })
    expect(backend.routes()).toEqual(['POST /register', 'POST /refresh', 'GET /session'])
    expect(await one.client.refresh()).toEqual({ name: 'ada' })
    await one.client.signOut()
    expect(cookies.values()).toEqual({})
    browser.deliver()
    expect(two.state().data).toBeNull()
    expect(backend.alive()).toBe(0)
  })

  it('refreshes once for requests that were refused, and runs them again', async () => {
    const { world, one, backend } = await setUp(hidden)
    let answers = 0
    const run = async (headers: Record<string, string>): Promise<{ status: number }> => {
      expect(headers).toEqual({})
      return { status: answers++ < 2 ? 401 : 200 }
    }
    const done = await Promise.all([one.client.authorized(run), one.client.authorized(run)])
    expect(done).toEqual([{ status: 200 }, { status: 200 }])
    expect(world.backend.uses).toEqual(new Map([['r0.0', 1]]))
    expect(backend.routes()).toEqual(['POST /refresh', 'GET /session'])
  })

  it('asks once, on a page that was rendered for nobody in particular, and then knows', async () => {
    const { world, options, backend } = await setUp(hidden)
    const stranger = createTokenWorld(hidden)
    const tab = stranger.openTab({ ...options, send: stranger.sendServed })
    tab.client.start()
    expect(tab.state().status).toBe('loading')
    await flush()
    expect(tab.state()).toMatchObject({ status: 'unauthenticated', data: null, error: undefined })
    tab.show()
    tab.goOnline()
    await flush()
    expect(stranger.transits).toEqual([])
    const known = world.openTab(options)
    known.client.start()
    await flush()
    expect(known.state().data).toEqual({ name: 'ada' })
    expect(backend.routes()).toEqual(['GET /session'])
  })

  it('asks only after a sign-out that is under way, which takes the cookies along', async () => {
    const { world, one, cookies } = await setUp(hidden)
    world.isHeld = true
    const signedOut = one.client.signOut()
    const asked = one.client.getSession()
    await flush()
    expect(world.transits.map(({ route }) => route)).toEqual(['POST /api/_auth/signOut'])
    world.isHeld = false
    world.find('POST /api/_auth/signOut').pass()
    await signedOut
    expect(await asked).toBeNull()
    expect(cookies.values()).toEqual({})
  })

  it('tells once more after a sign-out, as another tab may have asked in between', async () => {
    const { world, one, two, browser } = await setUp(hidden)
    world.isHeld = true
    browser.advance(5)
    const signedOut = one.client.signOut()
    await flush()
    browser.deliver()
    browser.advance(5)
    const asked = two.client.getSession()
    await flush()
    world.find('POST /api/_auth/getSession').pass()
    expect(await asked).toEqual({ name: 'ada' })
    browser.advance(5)
    browser.deliver()
    expect(one.state().data).toEqual({ name: 'ada' })
    world.isHeld = false
    world.find('POST /api/_auth/signOut').pass()
    await signedOut
    browser.deliver()
    expect([one.state().data, two.state().data]).toEqual([null, null])
  })

  it('believes a sign-out that came after the question, though it hears of it after the answer', async () => {
    const { world, one, two, browser } = await setUp(hidden)
    browser.advance(5)
    world.isHeld = true
    const asked = one.client.getSession()
    await flush()
    world.find('POST /api/_auth/getSession').arrive()
    await flush()
    browser.advance(5)
    const signedOut = two.client.signOut()
    await flush()
    world.find('POST /api/_auth/signOut').pass()
    await signedOut
    browser.advance(5)
    world.find('POST /api/_auth/getSession').answer()
    expect(await asked).toEqual({ name: 'ada' })
    browser.deliver()
    expect([one.state().data, two.state().data]).toEqual([null, null])
  })

  it('says that it could not sign out: the tokens are still there', async () => {
    const { world, one, cookies, logged } = await setUp(hidden)
    world.isHeld = true
    const signedOut = one.client.signOut()
    await flush()
    world.find('POST /api/_auth/signOut').lose()
    expect(await signedOut).toBeUndefined()
    expect(one.state()).toMatchObject({ data: null, error: { code: 'session_unavailable' } })
    expect(logged).toEqual([['sign_out_failed', { status: undefined }]])
    expect(cookies.values()).toHaveProperty(['auth.token'])
    world.isHeld = false
    one.show()
    await flush()
    expect(one.state()).toMatchObject({ data: { name: 'ada' }, error: undefined })
  })

  it('has the cookies of a refresh removed that another tab’s sign-out came before', async () => {
    const { world, one, two, browser, cookies } = await setUp(hidden)
    world.isHeld = true
    const refreshed = one.client.refresh()
    await flush()
    world.find('POST /api/_auth/refresh').arrive()
    await flush()
    browser.advance(5)
    const signedOut = two.client.signOut()
    browser.deliver()
    await flush()
    world.find('POST /api/_auth/signOut').pass()
    await signedOut
    world.isHeld = false
    world.find('POST /api/_auth/refresh').answer()
    await refreshed
    await flush()
    expect(cookies.values()).toEqual({})
    expect(one.state().data).toBeNull()
  })

  it('signs out after a sign-in that is under way, with its cookies', async () => {
    const { world, one, backend, cookies } = await setUp(hidden)
    world.isHeld = true
    const signedIn = one.client.signIn({ user: 'bob' })
    await flush()
    const signedOut = one.client.signOut()
    expect(one.state().data).toBeNull()
    await flush()
    expect(world.transits.map(({ route }) => route)).toEqual(['POST /api/_auth/signIn'])
    world.isHeld = false
    world.find('POST /api/_auth/signIn').pass()
    await Promise.all([signedIn, signedOut])
    expect(cookies.values()).toEqual({})
    expect(one.state().data).toBeNull()
    expect(backend.routes()).toEqual(['POST /login', 'POST /logout'])
  })
})

describe('where only the refresh token is hidden', () => {
  it('sees the access token, and has it renewed by the server in time', async () => {
    const { one, browser, backend } = await setUp(mixed)
    const { token } = one.state()
    expect(token).toMatch(/^ey/)
    browser.advance(871_000)
    await flush()
    expect(one.state().token).toMatch(/^ey/)
    expect(one.state().token).not.toBe(token)
    expect(backend.uses).toEqual(new Map([['r0.0', 1]]))
    browser.suspend(1_801_000)
    expect(await one.client.getToken()).toMatch(/^ey/)
  })
})
