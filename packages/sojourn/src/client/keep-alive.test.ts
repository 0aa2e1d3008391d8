import { describe, expect, it, vi } from 'vitest'
import { hour, idle, setUpPages } from '../../test/support/open-pages.ts'
import { json } from '../../test/support/fake-server.ts'
import { createServedClient } from './served-client.ts'

/** One open page of somebody who has just been answered; nothing of it counts. */
async function setUp() {
  const world = setUpPages()
  const page = await world.openPage()
  world.server.on('GET session', () => json((world.server.session = world.renewed())))
  world.server.routes()
  return { ...world, page }
}

describe('keeping the session alive', () => {
  it('asks at the first sign of the person after half of the time, once', async () => {
    const { browser, server, page } = await setUp()
    const { listeners } = page.live()
    browser.advance(hour / 2 - 2001)
    page.touch()
    expect(page.live().listeners).toBe(listeners)
    expect(server.routes()).toEqual([])
    browser.advance(1)
    expect(page.live().listeners).toBe(listeners + 2)
    page.touch()
    page.touch()
    await idle()
    expect(server.routes()).toEqual(['GET session'])
    expect(page.live().listeners).toBe(listeners)
    browser.advance(hour / 2 - 1)
    page.touch()
    await idle()
    expect(server.routes()).toEqual([])
    browser.advance(1)
    page.touch()
    await idle()
    expect(server.routes()).toEqual(['GET session'])
    expect(page.state().status).toBe('authenticated')
  })

  it('lets the session end of a page that is open and left alone', async () => {
    const { browser, server, page } = await setUp()
    browser.advance(hour)
    await idle()
    expect(server.routes()).toEqual([])
    expect(page.state()).toMatchObject({ status: 'unauthenticated', error: undefined })
    page.touch()
    await idle()
    expect(server.routes()).toEqual([])
  })

  it('takes coming back to the tab for a sign, whatever focus does otherwise', async () => {
    const world = setUpPages()
    const page = await world.openPage({ refetchOnWindowFocus: false })
    world.server.routes()
    page.hide()
    world.browser.advance(hour / 2)
    page.touch()
    await idle()
    expect(world.server.routes()).toEqual([])
    page.show()
    await idle()
    expect(world.server.routes()).toEqual(['GET session'])
  })

  it('stops for a session whose end does not move, and begins anew with another', async () => {
    const { browser, server, ada, page, renewed } = await setUp()
    server.on('GET session', () => json(ada))
    browser.advance(hour / 2)
    page.touch()
    await idle()
    expect(server.routes()).toEqual(['GET session'])
    browser.advance(hour / 4)
    page.touch()
    await idle()
    expect(server.routes()).toEqual([])
    page.client.setData(renewed())
    browser.advance(hour / 2)
    page.touch()
    await idle()
    expect(server.routes()).toEqual(['GET session'])
  })

  it('asks again after a minute if the server could not be asked', async () => {
    const { browser, server, openPage } = await setUp()
    // Nothing but the person: what asks by itself rests without a network.
    const page = await openPage({ refetchWhenOffline: false })
    page.goOffline()
    server.on('GET session', () => json({}, 500))
    server.routes()
    browser.advance(hour / 2)
    page.touch()
    await idle()
    expect(server.routes()).toEqual(['GET session'])
    browser.advance(59_000)
    page.touch()
    await idle()
    expect(server.routes()).toEqual([])
    expect(page.state()).toMatchObject({
      status: 'authenticated',
      error: { code: 'session_unavailable' },
    })
    browser.advance(1000)
    page.touch()
    await idle()
    expect(server.routes()).toEqual(['GET session'])
  })

  it('is one question for all tabs', async () => {
    const { browser, server, page, openPage } = await setUp()
    const other = await openPage({ session: page.state().data ?? null, serverTime: browser.now() })
    browser.advance(hour / 2)
    page.touch()
    await idle()
    browser.deliver()
    other.touch()
    await idle()
    expect(server.routes()).toEqual(['GET session'])
    expect(other.state().data).toEqual(page.state().data)
  })

  it('goes by what the server that rendered the page says, until an answer', async () => {
    const { browser, server, ada, openPage } = await setUp()
    const renewAt = browser.now() + 600_000
    const page = await openPage({ session: ada, serverTime: browser.now(), renewAt })
    browser.advance(600_000 - 2001)
    page.touch()
    await idle()
    expect(server.routes()).toEqual([])
    browser.advance(1)
    page.touch()
    await idle()
    expect(server.routes()).toEqual(['GET session'])
    browser.advance(600_000)
    page.touch()
    await idle()
    expect(server.routes()).toEqual([])
  })

  it('is not put off by pages that are rendered again without being able to renew', async () => {
    const { browser, server, ada } = await setUp()
    const tab = browser.openTab()
    const options = { environment: tab.environment, now: browser.now, fetch: server.fetch }
    const client = createServedClient({ ...options, session: ada, serverTime: browser.now() })
    client.store.subscribe(() => undefined)
    client.start()
    browser.advance(2000)
    await vi.dynamicImportSettled()
    await idle()
    for (let minute = 0; minute < 40; minute++) {
      browser.advance(60_000)
      client.adopt({ session: ada, serverTime: browser.now() })
    }
    tab.touch()
    await idle()
    expect(server.routes()).toEqual(['GET session'])

    const renewAt = browser.now() + 120_000
    client.adopt({
      session: client.store.get().data ?? null,
      serverTime: browser.now() + 2,
      renewAt,
    })
    browser.advance(119_000)
    tab.touch()
    await idle()
    expect(server.routes()).toEqual([])
    browser.advance(1000)
    tab.touch()
    await idle()
    expect(server.routes()).toEqual(['GET session'])
  })

  it.each([
    ['no end', undefined],
    ['an end that is no date', 'never'],
    ['an end that was over when the server said it', '1970-01-01'],
  ])('does nothing for %s', async (_, expires) => {
    const { browser, server, openPage } = await setUp()
    server.on('GET session', () => json({ user: { name: 'ada' }, expires }))
    const page = await openPage()
    server.routes()
    browser.advance(100 * hour)
    page.touch()
    await idle()
    expect(server.routes()).toEqual([])
    expect(page.state().status).toBe('authenticated')
  })

  it('leaves nothing behind when nobody listens any more', async () => {
    const { browser, page } = await setUp()
    browser.advance(hour / 2)
    page.leave()
    expect(page.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
    page.client.store.subscribe(() => undefined)
    expect(page.live().listeners).toBe(7)
    page.client.dispose()
    expect(page.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
  })
})
