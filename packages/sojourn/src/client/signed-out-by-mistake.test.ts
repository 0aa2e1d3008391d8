/**
 * Signed out by mistake: never. Whatever happens to the server, the network, the clock or the device, who was signed in
 * stays on the screen, `error` says why if something is wrong, and all is well again by itself.
 */
import { describe, expect, it, vi } from 'vitest'
import type { FakeBrowser } from '../../test/support/fake-browser.ts'
import { type FakeServer, json, sessionOf, type Responder } from '../../test/support/fake-server.ts'
import { hour, idle, setUpPages } from '../../test/support/open-pages.ts'
import type { SessionClientOptions } from './session-client.ts'

const minute = 60_000

/** What a server says that cannot be asked. */
const failures: Record<string, Responder> = {
  'an error of the server': () => json({ message: 'no' }, 500),
  'an error of the proxy, as HTML': () =>
    new Response('<html><h1>502 Bad Gateway</h1></html>', { status: 502 }),
  'a page in place of an answer': () => new Response('<html></html>', { status: 200 }),
  'an address that is not there': () => json({}, 404),
  'too many requests': () => json({}, 429),
  'an answer that is cut short': () => new Response('{"user":{"na', { status: 200 }),
  'no network': () => Promise.reject(new TypeError('Failed to fetch')),
  'no answer in time': ({ init }) =>
    new Promise((_, reject) => {
      init.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error))
    }),
}

/** How a page comes to know who is signed in. */
const beginnings: Record<string, (world: ReturnType<typeof setUpPages>) => SessionClientOptions> = {
  'rendered with the session': ({ ada, browser }) => ({
    session: ada,
    serverTime: browser.now(),
  }),
  'given a session of unknown age': ({ ada }) => ({ session: ada }),
  'that has asked for the session': () => ({}),
}

/** What has a page ask. */
const reasons: Record<
  string,
  (
    page: Awaited<ReturnType<ReturnType<typeof setUpPages>['openPage']>>,
    browser: FakeBrowser,
  ) => void
> = {
  'coming back to the tab': (page) => {
    page.hide()
    page.show()
  },
  'the network coming back': (page) => page.goOnline(),
  'the interval': (_, browser) => browser.advance(300_000),
  'a question of the application': (page) => void page.client.getSession(),
  'an update': (page) => void page.client.update(),
  'a sign-out that fails': (page) => void page.client.signOut({ redirect: false }),
  'the person, while the session is to be kept alive': (page, browser) => {
    browser.advance(31 * minute)
    page.touch()
  },
}

function failWith(server: FakeServer, responder: Responder | undefined): void {
  for (const route of ['GET session', 'POST session', 'GET csrf', 'POST signout']) {
    server.on(route, responder)
  }
}

describe.each(Object.entries(beginnings))('a page %s', (_, begin) => {
  describe.each(Object.entries(reasons))('asked for by %s', (__, ask) => {
    it.each(Object.entries(failures))('outlasts %s', async (name, failure) => {
      const world = setUpPages()
      const { browser, server, ada, openPage } = world
      const timeout = name === 'no answer in time' ? 0.2 : 10
      const page = await openPage({ refetchInterval: 300, timeout, ...begin(world) })
      expect(page.state().status).toBe('authenticated')
      browser.advance(6000)
      page.statuses.length = 0
      failWith(server, failure)
      ask(page, browser)
      await vi.waitFor(() => expect(page.state().pending).toBe(false))
      expect(page.state()).toMatchObject({
        status: 'authenticated',
        data: ada,
        error: { code: 'session_unavailable' },
      })
      failWith(server, undefined)
      browser.advance(6 * minute)
      await vi.waitFor(() =>
        expect(page.state()).toMatchObject({ pending: false, error: undefined }),
      )
      expect(page.state().data).toEqual(ada)
      expect(new Set(page.statuses)).toEqual(new Set(['authenticated']))
      page.client.dispose()
    })
  })
})

describe.each([
  ['ten minutes fast', 10 * minute],
  ['ten minutes slow', -10 * minute],
  ['a day fast', 24 * hour],
  ['a day slow', -24 * hour],
])('a device whose clock is %s', (_, wrong) => {
  /** The server's clock is right; the browser's, by which everything here is reckoned, is not. */
  function setUp() {
    const world = setUpPages()
    world.server.skew = -wrong
    const serverTime = (): number => world.browser.now() - wrong
    const ada = sessionOf('ada', serverTime() + hour)
    world.server.session = ada
    return { ...world, ada, serverTime }
  }

  it.each(['rendered', 'asked'])('shows her until the end and no longer, %s', async (beginning) => {
    const { browser, server, ada, serverTime, openPage } = setUp()
    const rendered = { session: ada, serverTime: serverTime() }
    const page = await openPage(beginning === 'rendered' ? rendered : {})
    expect(page.client.now()).toBe(serverTime())
    server.routes()
    browser.advance(hour - 2001)
    expect(page.state().status).toBe('authenticated')
    browser.advance(1)
    expect(page.state().status).toBe('unauthenticated')
    expect(server.routes()).toEqual([])
  })

  it('shows her where the server does not tell the time, as long as it says so', async () => {
    const { browser, server, openPage } = setUp()
    server.tellsTime = false
    server.session = sessionOf('ada', browser.now() - wrong + 30 * minute)
    const page = await openPage()
    browser.advance(10 * minute)
    page.hide()
    page.show()
    await idle()
    expect(page.state().status).toBe('authenticated')
  })
})

describe.each([
  ['ten minutes forward', 10 * minute],
  ['ten minutes back', -10 * minute],
  ['a year forward', 8760 * hour],
  ['a year back', -8760 * hour],
])('a clock that is set %s while the page is open', (_, jump) => {
  it.each([true, false])('changes nothing (asks on focus: %s)', async (refetchOnWindowFocus) => {
    const { browser, server, ada, openPage } = setUpPages()
    const page = await openPage({
      session: ada,
      serverTime: browser.now(),
      refetchOnWindowFocus,
    })
    // Five minutes before the end.
    browser.advance(55 * minute - 2000)
    browser.setClock(jump)
    server.skew = -jump
    expect(page.client.now()).toBe(Date.parse(ada.expires) - 5 * minute)
    page.statuses.length = 0
    page.hide()
    page.show()
    await idle()
    page.leave()
    page.client.store.subscribe(() => page.statuses.push(page.state().status))
    await idle()
    browser.advance(5 * minute - 1)
    expect(new Set(['authenticated', ...page.statuses])).toEqual(new Set(['authenticated']))
    browser.advance(1)
    expect(page.state().status).toBe('unauthenticated')
  })

  it('changes nothing while the server cannot be asked', async () => {
    const { browser, server, ada, openPage } = setUpPages()
    const page = await openPage({ session: ada, serverTime: browser.now() })
    browser.advance(55 * minute - 2000)
    failWith(server, () => Promise.reject(new TypeError('Failed to fetch')))
    browser.setClock(jump)
    page.hide()
    page.show()
    await idle()
    expect(page.state()).toMatchObject({ status: 'authenticated', error: {} })
    browser.advance(5 * minute - 1)
    expect(page.state().status).toBe('authenticated')
    browser.advance(1)
    expect(page.state().status).toBe('unauthenticated')
  })
})

describe('a laptop that sleeps', () => {
  it.each([true, false])(
    'shows her when it wakes, and asks whether that is so (asks on focus: %s)',
    async (refetchOnWindowFocus) => {
      const { browser, server, ada, openPage } = setUpPages()
      const page = await openPage({ session: ada, serverTime: browser.now(), refetchOnWindowFocus })
      page.hide()
      browser.sleep(8 * hour)
      server.session = null
      page.statuses.length = 0
      page.show()
      expect(page.state().status).toBe('authenticated')
      await idle()
      expect(page.state().status).toBe('unauthenticated')
      expect(server.routes()).toEqual(['GET session'])
    },
  )

  it('does not ask for nothing', async () => {
    const { browser, server, ada, openPage } = setUpPages()
    const page = await openPage({
      session: ada,
      serverTime: browser.now(),
      refetchOnWindowFocus: false,
    })
    page.hide()
    browser.sleep(30 * minute)
    page.show()
    await idle()
    expect(server.routes()).toEqual([])
    expect(page.state().status).toBe('authenticated')
  })

  it('shows her when it wakes while her session has been prolonged in the meantime', async () => {
    const { browser, server, ada, openPage, renewed } = setUpPages()
    const page = await openPage({ session: ada, serverTime: browser.now() })
    page.hide()
    browser.sleep(8 * hour)
    server.session = renewed()
    page.show()
    await idle()
    expect(page.state()).toMatchObject({ status: 'authenticated', data: server.session })
    expect(page.statuses).not.toContain('unauthenticated')
  })

  it.each(Object.entries(failures).slice(0, 7))(
    'keeps her on the screen when it wakes to %s, until all is well',
    async (_, failure) => {
      const { browser, server, ada, openPage, renewed } = setUpPages()
      const page = await openPage({ session: ada, serverTime: browser.now() })
      page.hide()
      browser.sleep(8 * hour)
      failWith(server, failure)
      page.show()
      await idle()
      expect(page.state()).toMatchObject({ status: 'authenticated', error: {} })
      failWith(server, undefined)
      server.session = renewed()
      page.goOnline()
      await idle()
      expect(page.state()).toMatchObject({ status: 'authenticated', error: undefined })
      expect(page.statuses).not.toContain('unauthenticated')
    },
  )
})

describe('a page that knows nothing and cannot ask', () => {
  it.each(Object.entries(failures).slice(0, 7))(
    'says so, and finds out by itself: %s',
    async (_, failure) => {
      const { browser, server, ada, openPage } = setUpPages()
      failWith(server, failure)
      const page = await openPage()
      expect(page.state()).toMatchObject({
        status: 'unauthenticated',
        data: null,
        error: { code: 'session_unavailable' },
      })
      failWith(server, undefined)
      browser.advance(10_000)
      await idle()
      expect(page.state()).toMatchObject({ status: 'authenticated', data: ada, error: undefined })
    },
  )
})
