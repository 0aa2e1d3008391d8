import { describe, expect, it } from 'vitest'
import { createServerClock } from './clock.ts'
import { createExpiryWatch } from './expiry.ts'
import { createFakeBrowser } from '../../test/support/fake-browser.ts'

function setUp(serverTime?: number) {
  const browser = createFakeBrowser(1_000_000)
  const tab = browser.openTab()
  const clock = createServerClock(browser.now, serverTime)
  const expired: number[] = []
  const watch = createExpiryWatch(tab.environment, clock, () => expired.push(browser.now()))
  watch.start()
  const until = (instant: number) => ({ expires: new Date(instant).toISOString() })
  return { browser, tab, clock, expired, watch, until }
}

describe('the expiry watch', () => {
  it('waits for longer than a browser can in one go', () => {
    const { browser, expired, watch, until } = setUp()
    const year = 365 * 86_400_000
    watch.watch(until(1_000_000 + year), 1_000_000)
    browser.advance(year - 1)
    expect(expired).toEqual([])
    browser.advance(1)
    expect(expired).toEqual([1_000_000 + year])
    browser.advance(year)
    expect(expired).toHaveLength(1)
  })

  it('watches one session at a time', () => {
    const { browser, tab, expired, watch, until } = setUp()
    watch.watch(until(1_000_100), 1_000_000)
    watch.watch(until(1_000_200), 1_000_000)
    browser.advance(150)
    expect(expired).toEqual([])
    watch.watch(null, 1_000_150)
    expect(tab.live().timers).toBe(0)
  })

  it.each([
    ['no session', null],
    ['nothing known', undefined],
    ['no end', {}],
    ['an end that is no date', { expires: 'never' }],
    ['an end that is no text', { expires: 2_000_000 }],
    ['an end that was over when the server said it', { expires: '1970-01-01' }],
  ])('sets no timer for %s', (_, session) => {
    const { browser, tab, expired, watch } = setUp()
    watch.watch(session as never, 1_000_000)
    expect(tab.live().timers).toBe(0)
    browser.advance(10_000_000)
    watch.check()
    expect(expired).toEqual([])
  })

  it('notices at once that a session has ended on its way', () => {
    const { expired, watch, until } = setUp()
    watch.watch(until(999_000), 990_000)
    expect(expired).toEqual([1_000_000])
  })

  it('sets no timer while it is stopped, and catches up when it starts', () => {
    const { browser, tab, expired, watch, until } = setUp()
    watch.watch(until(1_000_100), 1_000_000)
    watch.stop()
    expect(tab.live().timers).toBe(0)
    browser.advance(200)
    expect(expired).toEqual([])
    watch.start()
    expect(expired).toEqual([1_000_200])
  })

  it('looks at the corrected clock when its timer runs', () => {
    const { browser, clock, expired, watch, until } = setUp()
    watch.watch(until(1_000_100), 1_000_000)
    clock.correct(999_950, 1_000_000, 1_000_000)
    browser.advance(100)
    expect(expired).toEqual([])
    browser.advance(50)
    expect(expired).toEqual([1_000_150])
  })

  it('works without a page, by being asked', () => {
    let now = 0
    let expired = 0
    const watch = createExpiryWatch(
      undefined,
      createServerClock(() => now),
      () => expired++,
    )
    watch.start()
    watch.watch({ expires: new Date(100).toISOString() }, 0)
    now = 100
    watch.check()
    expect(expired).toBe(1)
  })
})

describe('the clock of the server', () => {
  it('is the one of the device until something else is known', () => {
    expect(createServerClock(() => 5).now()).toBe(5)
  })

  it('starts from the time of the page', () => {
    let now = 1000
    const clock = createServerClock(() => now, 400)
    now = 1010
    expect(clock.now()).toBe(410)
    expect(clock.at(1005)).toBe(405)
  })

  it('is taken to be read in the middle of a request', () => {
    const clock = createServerClock(() => 1030)
    clock.correct(5000, 1000, 1020)
    expect(clock.now()).toBe(5020)
  })
})
