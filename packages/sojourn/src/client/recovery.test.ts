import { describe, expect, it } from 'vitest'
import { json } from '../../test/support/fake-server.ts'
import { hour, idle, setUpPages } from '../../test/support/open-pages.ts'
import type { SessionClientOptions } from './session-client.ts'

/** A page that knows who is signed in, and a server that cannot be asked. */
async function setUp(options: SessionClientOptions = {}) {
  const world = setUpPages()
  const page = await world.openPage(options)
  world.server.on('GET session', () => json({}, 503))
  await page.client.getSession()
  world.server.routes()
  return { ...world, page }
}

describe('a server that could not be asked', () => {
  it('is asked again at growing intervals, until it answers', async () => {
    const { browser, server, page } = await setUp()
    const asked: number[] = []
    for (let second = 0; second < 1800; second++) {
      browser.advance(1000)
      await idle()
      asked.push(...server.routes().map(() => second))
    }
    const gaps = asked.map((second, index) => second - (asked[index - 1] ?? 0))
    expect(gaps[0]).toBeGreaterThanOrEqual(3)
    expect(gaps[0]).toBeLessThanOrEqual(7)
    expect(gaps.length).toBeLessThan(16)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(376)
    expect(page.state().status).toBe('authenticated')

    server.on('GET session', undefined)
    browser.advance(376_000)
    await idle()
    expect(page.state().error).toBeUndefined()
    server.routes()
    browser.advance(600_000)
    await idle()
    expect(server.routes()).toEqual([])

    server.on('GET session', () => json({}, 503))
    await page.client.getSession()
    server.routes()
    browser.advance(7000)
    await idle()
    expect(server.routes()).toEqual(['GET session'])
  })

  it('is not asked by a tab that nobody sees, nor by one that shall not ask while offline', async () => {
    const { browser, server, page } = await setUp({ refetchWhenOffline: false })
    page.hide()
    browser.advance(600_000)
    await idle()
    expect(server.routes()).toEqual([])
    page.goOffline()
    page.show()
    browser.advance(600_000)
    await idle()
    expect(server.routes()).toEqual([])
    server.on('GET session', undefined)
    page.goOnline()
    await idle()
    expect(page.state().error).toBeUndefined()
  })

  it.each([
    ['seconds', () => '600'],
    ['a date', (now: number) => new Date(now + 600_000).toUTCString()],
  ])('is left alone for as long as it wants, said in %s', async (_, wish) => {
    const { browser, server, page } = await setUp({ refetchInterval: 5 })
    server.on(
      'GET session',
      () => new Response('no', { status: 429, headers: { 'retry-after': wish(browser.now()) } }),
    )
    await page.client.getSession()
    expect(server.routes()).toEqual(['GET session'])
    for (let second = 0; second < 600; second++) {
      browser.advance(1000)
      await idle()
    }
    expect(server.routes()).toEqual([])
    server.on('GET session', undefined)
    browser.advance(7000)
    await idle()
    expect(server.routes()).toEqual(['GET session'])
    expect(page.state().error).toBeUndefined()
    // The interval goes on.
    browser.advance(5000)
    await idle()
    expect(server.routes()).toEqual(['GET session'])
  })

  it.each(['', 'soon', '-5', 'Sun, 06 Nov 1994 08:49:37 GMT'])(
    'is asked again as ever if it wants "%s"',
    async (wish) => {
      const { browser, server, page } = await setUp()
      server.on('GET session', () => json({}, 503, { 'retry-after': wish }))
      await page.client.getSession()
      server.routes()
      browser.advance(13_000)
      await idle()
      expect(server.routes()).toHaveLength(1)
    },
  )

  it('is not left alone for longer than an hour, nor before it is asked at all', async () => {
    const { browser, server, ada, openPage } = setUpPages()
    server.on('GET session', () => json({}, 503, { 'retry-after': '1e9' }))
    // Its first question fails before what asks again is loaded.
    const page = await openPage()
    expect(page.state().status).toBe('unauthenticated')
    server.routes()
    browser.advance(hour)
    await idle()
    expect(server.routes()).toEqual([])
    server.on('GET session', undefined)
    browser.advance(7000)
    await idle()
    expect(page.state().data).toEqual(ada)
  })

  it('is forgotten with the last listener', async () => {
    const { page } = await setUp()
    expect(page.live().timers).toBeGreaterThan(0)
    page.leave()
    expect(page.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
  })
})
