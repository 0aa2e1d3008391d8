import { describe, expect, it } from 'vitest'
import {
  createTokenWorld,
  flush,
  hidden,
  rotating,
} from '../../../test/support/fake-token-world.ts'
import { createTokenClient } from './token-client.ts'
import * as engine from './token-engine.ts'

function setUp() {
  const world = createTokenWorld()
  const { environment } = world.browser.openTab()
  const options = {
    baseURL: '/api/auth',
    provider: rotating,
    jar: world.cookies.jar(true),
    send: world.send,
    now: world.browser.now,
    environment,
    logger: world.logger,
  }
  return { world, options }
}

describe('the engine', () => {
  it('is loaded when it is needed', async () => {
    const { world, options } = setUp()
    const client = createTokenClient(options)
    await client.signIn({ user: 'ada' })
    expect(client.store.get().data).toEqual({ name: 'ada' })
    expect(world.logged).toEqual([])
  })

  it('is loaded once, two seconds after the start', async () => {
    const { world, options } = setUp()
    let loads = 0
    const client = createTokenClient(options, async () => {
      loads++
      return engine
    })
    client.start()
    world.browser.advance(1999)
    expect(loads).toBe(0)
    world.browser.advance(1)
    await flush()
    await client.signIn({ user: 'ada' })
    expect(loads).toBe(1)
  })

  it('is loaded anew if that failed, and nothing but the request suffers', async () => {
    const { world, options } = setUp()
    let loads = 0
    const lost = new TypeError('Failed to fetch dynamically imported module')
    const client = createTokenClient(options, async () => {
      if (loads++ < 8) throw lost
      return engine
    })
    client.setToken('t')
    client.setRefreshToken('r0.0')
    client.start()
    await flush()
    expect(loads).toBe(2)
    client.setToken(null)
    expect(await client.getToken()).toBeNull()
    client.setToken('t')
    expect(client.store.get()).toMatchObject({
      status: 'unauthenticated',
      error: { code: 'session_unavailable', cause: lost },
    })
    await expect(client.signIn({ user: 'ada' })).rejects.toBe(lost)
    expect(await client.signOut()).toBeUndefined()
    expect(world.cookies.values()).toEqual({})
    expect(world.logged).toEqual([['sign_out_failed', undefined]])
    await client.signIn({ user: 'ada' })
    expect(client.store.get().data).toEqual({ name: 'ada' })
    expect(loads).toBe(9)
  })

  it('is tried again after longer and longer times if it cannot be loaded in advance', async () => {
    const { world, options } = setUp()
    const loads: number[] = []
    const begun = world.browser.now()
    const client = createTokenClient(options, async () => {
      loads.push(world.browser.now() - begun)
      throw new Error('offline')
    })
    client.start()
    for (let second = 0; second < 20; second++) {
      world.browser.advance(1000)
      await flush()
    }
    expect(loads).toEqual([2000, 2000, 6000, 6000, 14_000, 14_000])
    expect(client.store.get()).toMatchObject({ status: 'unauthenticated', error: undefined })
    world.browser.advance(10_000)
    client.dispose()
    await flush()
    world.browser.advance(100_000)
    await flush()
    expect(loads).toHaveLength(8)
  })

  it('is not missed when another tab signs out and it cannot be loaded', async () => {
    const { world, options } = setUp()
    const other = world.openTab()
    await other.client.signIn({ user: 'ada' })
    const client = createTokenClient(
      { ...options, snapshot: { data: { name: 'ada' }, serverTime: 1 } },
      async () => Promise.reject(new Error('offline')),
    )
    client.store.subscribe(() => undefined)
    other.client.setData({ name: 'eve' })
    world.browser.deliver()
    await flush()
    expect(client.store.get()).toMatchObject({ data: { name: 'ada' }, error: undefined })
    await other.client.signOut()
    world.browser.deliver()
    await flush()
    expect(client.store.get()).toMatchObject({ data: null, error: undefined })
  })

  it('refreshes nothing where tokens are hidden and nobody is known', async () => {
    const world = createTokenWorld(hidden)
    const asked: string[] = []
    const tab = world.openTab({
      server: '/api/_auth',
      async send(request) {
        asked.push(request.url)
        return world.sendServed(request)
      },
    })
    expect(await tab.client.refresh()).toBeNull()
    expect(asked).toEqual(['/api/_auth/getSession'])
  })

  it('watches over a page that was rendered with its session, also if it is loaded late', async () => {
    const { world, options } = setUp()
    await world.openTab().client.signIn({ user: 'ada' })
    world.backend.routes()
    let isOnline = false
    const client = createTokenClient(
      { ...options, snapshot: { data: { name: 'ada' }, refreshedAt: world.browser.now() } },
      async () => (isOnline ? engine : Promise.reject(new Error('offline'))),
    )
    client.store.subscribe(() => undefined)
    client.start()
    world.browser.advance(2000)
    await flush()
    isOnline = true
    world.browser.advance(4000)
    await flush()
    expect(world.backend.routes()).toEqual([])
    world.browser.advance(900_000)
    await flush()
    expect(world.backend.routes()).toContain('POST /refresh')
  })
})

describe('a server', () => {
  it('refreshes once for all who render with the same token', async () => {
    const world = createTokenWorld()
    await world.openTab().client.signIn({ user: 'ada' })
    world.browser.suspend(901_000)
    world.backend.routes()
    let shared: Promise<import('./token-client-types.ts').TokenPair> | undefined
    const before = world.cookies.values()
    const clients = Array.from({ length: 100 }, () => {
      const seen = new Map(Object.entries(before))
      return world.render({
        environment: undefined,
        jar: {
          read: (name) => seen.get(name) ?? null,
          write: (cookie, value) =>
            void (value === null
              ? seen.delete(cookie.cookieName)
              : seen.set(cookie.cookieName, value)),
        },
        refreshOnce: (_, refresh) => (shared ??= refresh()),
      })
    })
    const answers = await Promise.all(clients.map(({ getSession }) => getSession()))
    expect(answers).toEqual(answers.map(() => ({ name: 'ada' })))
    expect(world.backend.routes().filter((route) => route === 'POST /refresh')).toHaveLength(1)
    expect(new Set(clients.map(({ store }) => store.get().refreshToken))).toEqual(new Set(['r0.1']))
  })

  it('starts nothing, and is loading unless it asks', () => {
    const { render, backend } = createTokenWorld()
    const client = render()
    client.start()
    client.store.subscribe(() => undefined)
    expect(client.store.get().status).toBe('loading')
    expect(backend.routes()).toEqual([])
  })
})
