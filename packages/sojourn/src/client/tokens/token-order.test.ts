import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import {
  createTokenWorld,
  flush,
  hidden,
  jwt,
  passAll,
  plain,
  rotating,
} from '../../../test/support/fake-token-world.ts'
import type { SendTokenRequest } from './token-request.ts'
import { createTokenClient } from './token-client.ts'

const server = '/api/_auth'
const hour = 3_600_000
const expired = 901_000

/** Tabs of an application with a server. */
function setUp(provider = rotating) {
  const world = createTokenWorld(provider)
  const options = { server, send: world.sendServed, provider }
  /** A page that says this of the time. */
  const openAt = (serverTime: number) =>
    world.openTab({ ...options, snapshot: { data: { name: 'ada' }, serverTime } })
  async function settle(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      world.browser.deliver()
      await flush()
    }
  }
  return { ...world, world, options, openAt, settle }
}

describe('a sign-out in another tab', () => {
  it.each([
    ['took 2 s to arrive', -2000, true],
    ['is an hour behind', -hour, true],
    ['is an hour ahead', hour, true],
    ['is an hour behind, and has not heard of the others yet', -hour, false],
  ])('ends a refresh that began before it, though the page %s', async (_, skew, hears) => {
    const { world, options, openAt, settle, browser, backend, cookies } = setUp()
    const first = world.openTab(options)
    await first.client.signIn({ user: 'ada' })
    first.client.dispose()
    const quick = openAt(browser.now())
    const slow = openAt(browser.now() + skew)
    if (hears) await settle()
    else browser.deliver()
    browser.suspend(expired)
    world.isHeld = true
    void quick.client.getToken()
    await flush()
    world.find('POST /api/_auth/refresh').arrive()
    await flush()
    browser.suspend(1000)
    const done = slow.client.signOut()
    await settle()
    world.isHeld = false
    passAll(world.transits)
    await done
    await settle()
    expect(cookies.values()).toEqual({})
    expect(backend.alive()).toBe(0)
    expect(quick.state().data).toBeNull()
  })

  it('does not count against who signs in later, whatever the clock of its page', async () => {
    const { world, options, openAt, settle, browser, backend } = setUp()
    const ahead = world.openTab(options)
    await ahead.client.signIn({ user: 'ada' })
    const behind = openAt(browser.now() - hour)
    await settle()
    await ahead.client.signOut()
    await settle()
    await behind.client.signIn({ user: 'ada' })
    await settle()
    browser.suspend(880_000)
    await behind.client.getToken()
    await settle()
    expect(behind.state()).toMatchObject({ status: 'authenticated', refreshToken: 'r1.1' })
    expect(backend.alive()).toBe(1)
  })

  it('is none if an application only sets the data to nothing', async () => {
    const { world, options, settle, browser, backend, cookies } = setUp()
    const [one, two] = [world.openTab(options), world.openTab(options)]
    await one.client.signIn({ user: 'ada' })
    await settle()
    browser.suspend(expired)
    await one.client.getToken()
    await settle()
    two.client.setData(null)
    await settle()
    expect(backend.alive()).toBe(1)
    expect(cookies.values()).toHaveProperty(['auth.refresh-token'], 'r0.1')
    expect(one.state().data).toEqual({ name: 'ada' })
  })

  it.each([
    ['scripts can read the tokens', rotating],
    ['they cannot', hidden],
  ])('wins over a sign-in that is under way here, where %s', async (_, provider) => {
    const { world, options, settle, backend, cookies } = setUp(provider)
    const [one, two] = [world.openTab(options), world.openTab(options)]
    await two.client.signIn({ user: 'bob' })
    await settle()
    world.isHeld = true
    const signedIn = one.client.signIn({ user: 'ada' })
    await flush()
    const [late] = world.transits
    world.isHeld = false
    await two.client.signOut()
    await settle()
    late?.pass()
    await signedIn
    await settle()
    expect(cookies.values()).toEqual({})
    expect(backend.alive()).toBe(0)
    expect([one.state().data, two.state().data]).toEqual([null, null])
  })
})

describe('the answer to a sign-in', () => {
  it('is dropped, and its tokens are ended, if somebody else has begun to sign in since', async () => {
    const { world, backend } = setUp()
    const { client, state } = world.openTab()
    world.isHeld = true
    const ada = client.signIn({ user: 'ada' })
    await flush()
    const bob = client.signIn({ user: 'bob' })
    await flush()
    const [first, second] = world.transits.slice()
    world.isHeld = false
    second?.pass()
    await bob
    first?.pass()
    await ada
    await flush()
    expect(state()).toMatchObject({ data: { name: 'bob' }, refreshToken: 'r0.0' })
    expect(backend.alive()).toBe(1)
    expect(backend.routes().at(-1)).toBe('POST /logout')
  })
})

describe('a request of the application that was refused', () => {
  /** One tab runs a request as ada, which is refused while something happens. */
  async function refuse(
    meanwhile: (tabs: {
      one: ReturnType<typeof createTokenClient>
      two: ReturnType<typeof createTokenClient>
    }) => Promise<unknown>,
  ): Promise<number> {
    const world = createTokenWorld()
    const [one, two] = [world.openTab(), world.openTab()]
    await one.client.signIn({ user: 'ada' })
    world.browser.deliver()
    await flush()
    let sent = 0
    await one.client.authorized(async () => {
      if (sent++ > 0) return { status: 200 }
      await meanwhile({ one: one.client, two: two.client })
      return { status: 401 }
    })
    return sent
  }

  it('is run again if another tab has renewed the tokens', async () => {
    expect(await refuse(async ({ two }) => two.refresh())).toBe(2)
  })

  it.each([
    ['another tab', 'two', 'bob'],
    ['this tab', 'one', 'bob'],
    ['this tab, as the same', 'one', 'ada'],
  ] as const)(
    'is not run again as somebody who has signed in since in %s',
    async (_, tab, user) => {
      expect(
        await refuse(async (tabs) => {
          await tabs[tab].signOut()
          await tabs[tab].signIn({ user })
        }),
      ).toBe(1)
    },
  )

  it('is not run again if somebody has signed in whose session nobody has asked for', async () => {
    const world = createTokenWorld()
    const { client } = world.openTab()
    let sent = 0
    const answer = await client.authorized(async () => {
      if (sent++ > 0) return { status: 200 }
      await client.signIn({ user: 'bob' }, { callGetSession: false })
      return { status: 401 }
    })
    expect([answer, sent]).toEqual([{ status: 401 }, 1])
  })
})

describe('what tabs say of the person', () => {
  it('is not believed by a tab whose cookies are of somebody else', async () => {
    const { world, options, openAt, settle, browser, backend } = setUp()
    // Tokens that say nothing of the time, which would set the clock right.
    backend.isJwt = false
    const sleepy = world.openTab(options)
    await sleepy.client.signIn({ user: 'ada' })
    browser.deliver()
    const awake = openAt(browser.now() - hour)
    // On its way while somebody else signs in.
    sleepy.client.setData({ name: 'ada', since: 1 })
    await awake.client.signOut()
    browser.suspend(60_000)
    await awake.client.signIn({ user: 'bob' })
    expect(awake.state().data).toEqual({ name: 'bob' })
    const seen = new Set<string>()
    awake.client.store.subscribe(() => seen.add(JSON.stringify(awake.state().data)))
    await settle()
    expect([awake.state().data, sleepy.state().data]).toEqual([{ name: 'bob' }, { name: 'bob' }])
    expect([...seen].join()).not.toContain('ada')
  })

  it('is adopted without a question if it was learned by the tokens that are held', async () => {
    const { world, settle, backend, browser } = setUp()
    const [one, two] = [world.openTab(), world.openTab()]
    await one.client.signIn({ user: 'ada' })
    await settle()
    browser.suspend(expired)
    await one.client.refresh()
    await settle()
    expect(backend.routes()).toEqual([
      'POST /login',
      'GET /session',
      'POST /refresh',
      'GET /session',
    ])
    expect(two.state()).toMatchObject({ data: { name: 'ada' }, refreshToken: 'r0.1' })
  })

  it('never holds a token', async () => {
    const { world, options, browser } = setUp()
    await world.openTab(options).client.signIn({ user: 'ada' })
    const { token, refreshToken } = world.openTab(options).state()
    const said = JSON.stringify(browser.deliveries)
    expect(said).not.toContain(String(token))
    expect(said).not.toContain(String(refreshToken))
  })
})

describe('a backend that prolongs the token with each answer about the session', () => {
  function slide(provider: typeof plain) {
    const world = createTokenWorld(provider)
    let asked = 0
    const renew = (): string => jwt({ exp: 4e9, n: ++asked })
    const send: SendTokenRequest = async (request) => {
      if (!request.url.endsWith('/session')) return world.send(request)
      return { status: 200, headers: new Headers(), body: { name: 'ada' } }
    }
    return { world, renew, send, asked: () => asked }
  }

  it.each([
    ['once where the refresh token stays', rotating, 1],
    ['at most three times where there is none', plain, 3],
  ])('is asked %s, and by a hook that sets it', async (_, provider, times) => {
    const { world, renew, send, asked } = slide(provider)
    const tab = world.openTab({
      send,
      hooks: { getSession: { onResponse: () => tab.client.setToken(renew()) } },
    })
    await tab.client.signIn({ user: 'ada' })
    expect(asked()).toBe(times)
    expect(tab.state().data).toEqual({ name: 'ada' })
  })

  it('is asked at most three times if each answer is a refusal', async () => {
    const { world, renew } = slide(plain)
    const tab = world.openTab({
      hooks: { getSession: { onRequestError: () => tab.client.setToken(renew()) } },
    })
    await tab.client.signIn({ user: 'ada' }, { callGetSession: false })
    tab.client.setToken('nobody')
    world.backend.routes()
    await tab.client.getSession()
    expect(world.backend.routes()).toEqual(['GET /session', 'GET /session', 'GET /session'])
  })

  it('is not asked for ever if a hook forgets the person each time', async () => {
    const world = createTokenWorld()
    const tab = world.openTab({
      hooks: { getSession: { onResponse: () => tab.client.setData(null) } },
    })
    await tab.client.signIn({ user: 'ada' })
    expect(world.backend.routes()).toHaveLength(4)
  })
})

describe('a page whose server could not ask', () => {
  it('asks in the browser, where tokens are hidden', async () => {
    const { world, options } = setUp(hidden)
    await world.openTab(options).client.signIn({ user: 'ada' })
    const page = world.openTab({
      ...options,
      snapshot: { data: null, version: 0, serverTime: world.browser.now() },
    })
    expect(page.state().status).toBe('loading')
    page.client.start()
    await flush()
    expect(page.state()).toMatchObject({ status: 'authenticated', data: { name: 'ada' } })
  })
})

describe('a token that the server keeps', () => {
  it('is renewed in time, as often as it must be', async () => {
    const { world, options, browser, backend } = setUp()
    const { client } = world.openTab(options)
    await client.signIn({ user: 'ada' })
    backend.routes()
    for (let minute = 0; minute < 75; minute++) {
      for (let second = 0; second < 60; second++) browser.advance(1000)
      await flush()
      const [, claims = ''] = String(await client.getToken()).split('.')
      const { exp } = JSON.parse(atob(claims)) as { exp: number }
      expect(exp * 1000).toBeGreaterThan(browser.now())
    }
    const refreshes = backend.routes().filter((route) => route === 'POST /refresh')
    expect(refreshes).toHaveLength(5)
  })

  it('is not handed out after its end if a refresh brought no other', async () => {
    const { world, options, browser } = setUp()
    const send: SendTokenRequest = async (request) =>
      request.url.endsWith('/refresh')
        ? { status: 200, headers: new Headers(), body: {} }
        : world.send(request)
    const { client } = world.openTab({ ...options, send })
    await client.signIn({ user: 'ada' })
    browser.suspend(880_000)
    expect(await client.getToken()).toMatch(/^ey/)
    browser.suspend(60_000)
    expect(await client.getToken()).toBeNull()
  })
})

describe('a sign-out', () => {
  const closing: (() => void)[] = []

  afterEach(() => {
    for (const close of closing.splice(0)) close()
  })

  /** A tab that cannot load what speaks to the backend, of an application whose server answers this. */
  async function strand(status: number) {
    const seen: unknown[] = []
    const own = createServer(({ url, method, headers }, response) => {
      seen.push([method, url, headers['x-sojourn']])
      response.writeHead(status).end('{}')
    })
    await new Promise<void>((resolve) => {
      own.listen(0, resolve)
    })
    closing.push(() => own.close())
    const world = createTokenWorld(hidden)
    const client = createTokenClient(
      {
        baseURL: '/api/auth',
        provider: hidden,
        server: `http://localhost:${(own.address() as AddressInfo).port}/api/_auth`,
        jar: world.cookies.jar(true),
        send: world.send,
        environment: world.browser.openTab().environment,
        snapshot: { data: { name: 'ada' }, serverTime: world.browser.now() },
        now: world.browser.now,
        logger: world.logger,
      },
      async () => Promise.reject(new TypeError('Failed to fetch dynamically imported module')),
    )
    return { client, seen, own }
  }

  it('reaches the server though the engine is gone, where scripts cannot remove the tokens', async () => {
    const { client, seen } = await strand(200)
    await client.signOut()
    expect(seen).toEqual([['POST', '/api/_auth/signOut', '1']])
    expect(client.store.get()).toMatchObject({ data: null, error: undefined })
  })

  it('says so if that does not reach it either', async () => {
    const refused = await strand(503)
    await refused.client.signOut()
    expect(refused.client.store.get().error?.code).toBe('session_unavailable')
    const lost = await strand(200)
    await new Promise((resolve) => {
      lost.own.close(resolve)
    })
    await lost.client.signOut()
    expect(lost.client.store.get().error?.code).toBe('session_unavailable')
  })

  it('removes the tokens and tells the backend whatever a listener does', async () => {
    const { world, backend, cookies } = setUp()
    const { client } = world.openTab()
    await client.signIn({ user: 'ada' })
    const reported: unknown[] = []
    const report = (error: unknown): void => void reported.push(error)
    const others = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', report)
    const failed = new Error('render failed')
    client.store.subscribe(() => {
      throw failed
    })
    await client.signOut()
    await new Promise((resolve) => {
      setTimeout(resolve)
    })
    process.off('unhandledRejection', report)
    for (const other of others) process.on('unhandledRejection', other)
    expect(reported).toContain(failed)
    expect(cookies.values()).toEqual({})
    expect(backend.alive()).toBe(0)
  })

  it('has removed the tokens before any listener hears of it', async () => {
    const { world, cookies } = setUp()
    const { client } = world.openTab()
    await client.signIn({ user: 'ada' })
    const seen: unknown[] = []
    client.store.subscribe(() => seen.push(Object.keys(cookies.values())))
    const done = client.signOut()
    expect(seen[0]).toEqual([])
    await done
  })
})

describe('a session whose cookie has run out', () => {
  it('is no failure any more', async () => {
    const { world, backend, browser } = setUp(plain)
    const { client, state } = world.openTab()
    await client.signIn({ user: 'ada' }, { callGetSession: false })
    backend.failing.set('GET /session', 503)
    await client.getSession()
    expect(state().error?.code).toBe('session_unavailable')
    browser.suspend(1_900_000)
    await client.getSession()
    expect(state()).toMatchObject({ status: 'unauthenticated', error: undefined })
  })
})
