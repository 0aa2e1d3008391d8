import { describe, expect, it } from 'vitest'
import { json, sessionOf } from '../../test/support/fake-server.ts'
import * as changes from './changes.ts'
import * as presence from './presence.ts'
import { createSessionClient } from './session-client.ts'
import { hour, idle, setUpPages } from '../../test/support/open-pages.ts'

const key = 'sojourn:/api/auth'
const offline = { maxAge: 600 }

/** A browser in which Ada was signed in until the page was closed; the network is gone. */
async function setUp(options: { readonly offline?: { readonly maxAge: number } } = { offline }) {
  const world = setUpPages()
  const first = await world.openPage(options)
  first.client.dispose()
  const disconnect = () =>
    world.server.on('GET session', () => Promise.reject(new TypeError('Failed to fetch')))
  disconnect()
  return { ...world, first, disconnect, reconnect: () => world.server.on('GET session', undefined) }
}

describe('a page that begins while the server cannot be asked', () => {
  it('shows the last known session, with an error, and asks again', async () => {
    const { ada, openPage, reconnect, server, browser } = await setUp()
    const page = await openPage({ offline })
    expect(page.state()).toMatchObject({
      status: 'authenticated',
      data: ada,
      error: { code: 'session_unavailable' },
    })
    expect(page.statuses).not.toContain('unauthenticated')
    reconnect()
    server.session = sessionOf('bob', browser.now() + hour)
    page.goOnline()
    await idle()
    expect(page.state()).toMatchObject({ data: server.session, error: undefined })
  })

  it('shows it also if the first question is a change', async () => {
    const { ada, openPage, server } = await setUp()
    const release = server.hold('GET session')
    server.on('GET csrf', () => json({}, 502))
    const page = await openPage({ offline })
    const updated = page.client.update()
    release()
    await expect(updated).resolves.toEqual(ada)
  })

  it.each([
    ['without the option', undefined],
    ['with another declaration', { maxAge: 0 }],
    ['with one that is no number', { maxAge: NaN }],
  ])('shows nothing %s', async (_, declared) => {
    const { openPage } = await setUp()
    const page = await openPage({ offline: declared })
    expect(page.state()).toMatchObject({ status: 'unauthenticated', data: null })
    expect(page.state().error?.code).toBe('session_unavailable')
  })

  it('shows it no longer than is declared, also in a page that stays open', async () => {
    const { browser, openPage, kept } = await setUp().then((world) => ({
      ...world,
      kept: world.browser.kept,
    }))
    browser.advance(300_000)
    const page = await openPage({ offline })
    expect(page.state().status).toBe('authenticated')
    browser.advance(300_000 - 4000)
    expect(page.state().status).toBe('unauthenticated')
    expect(page.state().error?.code).toBe('session_unavailable')
    expect(kept.has(key)).toBe(false)
    const late = await openPage({ offline })
    expect(late.state().status).toBe('unauthenticated')
  })

  it('shows it no longer than it lasts', async () => {
    const world = await setUp({ offline: { maxAge: 1e6 } })
    world.browser.advance(hour - 10_000)
    const page = await world.openPage({ offline: { maxAge: 1e6 } })
    expect(page.state().status).toBe('authenticated')
    world.browser.advance(8000)
    expect(page.state().status).toBe('unauthenticated')
    expect(world.browser.kept.has(key)).toBe(false)
  })

  it('reckons by the clock of the server, however wrong the one of the device is', async () => {
    const world = setUpPages()
    world.server.skew = -50 * 60_000
    world.server.session = sessionOf('ada', world.browser.now() - 40 * 60_000)
    const first = await world.openPage({ offline: { maxAge: 1e6 } })
    first.client.dispose()
    world.server.on('GET session', () => json({}, 500))
    world.server.tellsTime = false
    const page = await world.openPage({ offline: { maxAge: 1e6 } })
    expect(page.state().status).toBe('authenticated')
    expect(page.client.now()).toBe(world.browser.now() - 50 * 60_000)
    world.browser.advance(600_000)
    expect(page.state().status).toBe('unauthenticated')
  })

  it('believes the server about its clock rather than what was kept', async () => {
    const world = setUpPages()
    world.server.skew = 30_000
    const first = await world.openPage({ offline })
    first.client.dispose()
    world.server.skew = 60_000
    world.server.on('GET session', () => json({}, 500))
    const page = await world.openPage({ offline })
    expect(page.state().status).toBe('authenticated')
    expect(page.client.now()).toBe(world.browser.now() + 60_000)
  })

  it('shows nothing after the clock of the device was set back: nobody knows how old it is', async () => {
    const world = await setUp()
    world.browser.setClock(-hour)
    const page = await world.openPage({ offline })
    expect(page.state().status).toBe('unauthenticated')
    expect(world.browser.kept.has(key)).toBe(false)
  })

  it('has a place in the order of states: what is newer wins, what is older does not', async () => {
    const { browser, openPage, ada } = await setUp()
    const page = await openPage({ offline })
    const { version } = page.state()
    const bob = sessionOf('bob', browser.now() + hour)
    const say = (data: unknown, at: number) => {
      browser.inject(key, JSON.stringify({ data, version: at, refreshedAt: browser.now() }))
      browser.deliver()
    }
    say(bob, version - 1)
    expect(page.state().data).toEqual(ada)
    say(bob, version + 1)
    expect(page.state()).toMatchObject({ data: bob, error: undefined })
  })
})

describe('what remembers', () => {
  /** A page that cannot ask, whose part that remembers comes when it is told to. */
  async function openSlowPage() {
    const world = await setUp()
    const tab = world.browser.openTab()
    let arrive = (): void => undefined
    const client = createSessionClient(
      {
        environment: tab.environment,
        now: world.browser.now,
        fetch: world.server.fetch,
        offline,
      },
      async () => changes,
      () => new Promise((resolve) => (arrive = () => resolve(presence))),
    )
    client.store.subscribe(() => undefined)
    client.start()
    await idle()
    return { ...world, tab, client, arrive: () => arrive() }
  }

  it('is waited for a moment, and may come later', async () => {
    const { browser, client, ada, arrive } = await openSlowPage()
    browser.advance(1499)
    await idle()
    expect(client.store.get()).toMatchObject({ status: 'loading', pending: true })
    browser.advance(1)
    await idle()
    expect(client.store.get()).toMatchObject({ status: 'unauthenticated', pending: false })
    expect(client.store.get().error?.code).toBe('session_unavailable')
    arrive()
    await idle()
    expect(client.store.get()).toMatchObject({ status: 'authenticated', data: ada })
    expect(client.store.get().error?.code).toBe('session_unavailable')
  })

  it('comes too late where the server has answered', async () => {
    const { browser, client, server, reconnect, arrive } = await openSlowPage()
    browser.advance(1500)
    await idle()
    reconnect()
    server.session = null
    await client.getSession()
    arrive()
    await idle()
    expect(client.store.get()).toMatchObject({ status: 'unauthenticated', error: undefined })
  })

  it('tells no other tab: it is no news', async () => {
    const { browser, server, openPage } = await setUp()
    const page = await openPage({ offline })
    expect(page.state().status).toBe('authenticated')
    expect(browser.deliveries).toEqual([])
    // Not even one that knows something older.
    const message = { data: null, version: 1, refreshedAt: 1 }
    browser.inject(key, JSON.stringify(message))
    browser.deliver()
    expect(page.state().status).toBe('authenticated')
    page.leave()
    page.client.store.subscribe(() => undefined)
    expect(browser.deliveries).toEqual([])
    server.on('GET session', undefined)
  })
})

describe('what is kept', () => {
  it('is removed if somebody else is signed in, also by a page that keeps nothing', async () => {
    const { browser, server, openPage, reconnect, disconnect } = await setUp()
    reconnect()
    const hers = await openPage()
    await idle()
    expect(browser.kept.has(key)).toBe(true)
    hers.client.dispose()
    server.session = sessionOf('bob', browser.now() + hour)
    const his = await openPage()
    await idle()
    expect(browser.kept.has(key)).toBe(false)
    his.client.dispose()
    for (const text of ['{', '7']) {
      browser.kept.set(key, text)
      const page = await openPage()
      expect(page.state().data).toEqual(server.session)
      page.client.dispose()
    }
    browser.kept.delete(key)
    disconnect()
    const later = await openPage({ offline })
    expect(later.state().status).toBe('unauthenticated')
  })

  it('is the session, when the server confirmed it, and its version', async () => {
    const { browser, ada, first } = await setUp()
    expect(JSON.parse(browser.kept.get(key) ?? '')).toEqual({
      data: ada,
      version: first.state().version,
      confirmedAt: first.state().refreshedAt,
      offset: 0,
    })
  })

  it('is kept at once: the page may be closed before it has settled', async () => {
    const { browser, server, ada } = setUpPages()
    const { environment } = browser.openTab()
    const client = createSessionClient(
      { environment, now: browser.now, fetch: server.fetch, session: ada, offline },
      async () => changes,
      async () => presence,
    )
    client.store.subscribe(() => undefined)
    client.start()
    browser.advance(0)
    await idle()
    expect(browser.kept.has(key)).toBe(true)
    client.dispose()
  })

  it('is nothing unless that is declared', async () => {
    expect((await setUp({})).browser.kept.size).toBe(0)
  })

  it('is what was answered last, in any tab', async () => {
    const { browser, server, openPage } = setUpPages()
    const [page, other] = [await openPage({ offline }), await openPage({ offline })]
    server.session = sessionOf('bob', browser.now() + hour)
    await page.client.getSession()
    browser.deliver()
    expect(browser.kept.get(key)).toContain('bob')
    server.session = null
    await other.client.getSession()
    expect(browser.kept.has(key)).toBe(false)
  })

  it('is not what could only not be refuted', async () => {
    const { browser, openPage } = await setUp()
    const before = browser.kept.get(key)
    browser.advance(60_000)
    await openPage({ offline })
    expect(browser.kept.get(key)).toBe(before)
  })

  it('is not brought back by a tab that has not heard of the sign-out', async () => {
    const { browser, server, openPage } = setUpPages()
    const [page, deaf] = [await openPage({ offline }), await openPage({ offline })]
    await page.client.signOut({ redirect: false })
    expect(browser.kept.has(key)).toBe(false)
    server.on('GET session', () => json({}, 500))
    browser.advance(10_000)
    deaf.hide()
    deaf.show()
    await idle()
    expect(deaf.state()).toMatchObject({ status: 'authenticated', error: {} })
    expect(browser.kept.has(key)).toBe(false)
  })

  it.each(['sign-out', 'nobody', 'expiry'])(
    'is removed at %s, also by a page that keeps nothing',
    async (way) => {
      const { browser, server, openPage, reconnect } = await setUp()
      reconnect()
      const page = await openPage()
      expect(browser.kept.has(key)).toBe(true)
      if (way === 'sign-out') await page.client.signOut({ redirect: false })
      if (way === 'expiry') browser.advance(hour)
      if (way === 'nobody') {
        server.session = null
        await page.client.getSession()
      }
      expect(page.state().status).toBe('unauthenticated')
      expect(browser.kept.has(key)).toBe(false)
    },
  )

  it('stays where a page cannot ask and keeps nothing', async () => {
    const { browser, openPage } = await setUp()
    const page = await openPage()
    browser.advance(60_000)
    await idle()
    expect(page.state().status).toBe('unauthenticated')
    expect(browser.kept.has(key)).toBe(true)
  })

  it('does not matter where scripts may keep nothing', async () => {
    const { browser, openPage, ada, reconnect, disconnect } = await setUp()
    browser.hasStorage = false
    const page = await openPage({ offline })
    expect(page.state().status).toBe('unauthenticated')
    reconnect()
    await expect(page.client.getSession()).resolves.toEqual(ada)
    disconnect()
  })

  const good = { data: sessionOf('eve', 4e12), version: 1, confirmedAt: 0, offset: 0 }
  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['text', '"eve"'],
    ['nobody', JSON.stringify({ ...good, data: {} })],
    ['null', JSON.stringify({ ...good, data: null })],
    ['no data', JSON.stringify({ ...good, data: undefined })],
    ['a list', JSON.stringify({ ...good, data: [1] })],
    ['no version', JSON.stringify({ ...good, version: '1' })],
    ['a version that nothing could follow', JSON.stringify({ ...good, version: 8.64e15 })],
    ['no time', JSON.stringify({ ...good, confirmedAt: null })],
    ['a time to come', JSON.stringify({ ...good, confirmedAt: 4e12 })],
    ['no offset', JSON.stringify({ ...good, offset: {} })],
    ['an offset of hours', JSON.stringify({ ...good, offset: -3_600_001 })],
    ['an offset of hours, ahead', JSON.stringify({ ...good, offset: 3_600_001 })],
    ['an offset that makes it young for ever', JSON.stringify({ ...good, offset: -4e12 })],
  ])('is dropped if it is %s', async (_, text) => {
    const { browser, openPage } = await setUp()
    browser.kept.set(key, text)
    const page = await openPage({ offline: { maxAge: 1e12 } })
    expect(page.state()).toMatchObject({ status: 'unauthenticated', data: null })
    expect(page.client.now()).toBe(browser.now())
  })

  it('would be believed if it were as it was written', async () => {
    const { browser, openPage } = await setUp()
    browser.kept.set(key, JSON.stringify(good))
    const page = await openPage({ offline: { maxAge: 1e12 } })
    expect(page.state().data).toEqual(good.data)
  })
})
