import { describe, expect, it } from 'vitest'
import { createFakeBrowser } from '../../test/support/fake-browser.ts'
import { createTokenWorld } from '../../test/support/fake-token-world.ts'
import { type AuthError, authError } from '../core/errors.ts'
import type { Session } from '../core/session.ts'
import { createRevalidation, type PollingOptions } from './revalidation.ts'

function setUp(options: PollingOptions = {}) {
  const browser = createFakeBrowser()
  const tab = browser.openTab()
  const known: { data: Session | null; error?: AuthError; isFresh: boolean } = {
    data: { expires: '' },
    isFresh: false,
  }
  const done: string[] = []
  const revalidation = createRevalidation(tab.environment, options, {
    get: () => ({ data: known.data, error: known.error }),
    isFresh: () => known.isFresh,
    wake: () => done.push('wake'),
    refetch: () => done.push('refetch'),
  })
  revalidation.start()
  return { browser, tab, known, done, revalidation }
}

describe('coming back to the tab', () => {
  it('looks at the clock, then asks', () => {
    const { tab, done } = setUp()
    tab.hide()
    expect(done).toEqual([])
    tab.show()
    expect(done).toEqual(['wake', 'refetch'])
  })

  it('does not ask shortly after an answer, unless the last question failed', () => {
    const { tab, known, done } = setUp()
    known.isFresh = true
    tab.show()
    expect(done).toEqual(['wake'])
    known.error = authError('session_unavailable')
    tab.show()
    expect(done).toEqual(['wake', 'wake', 'refetch'])
  })

  it('only looks at the clock if it shall not ask', () => {
    const { tab, done } = setUp({ refetchOnWindowFocus: false })
    tab.show()
    expect(done).toEqual(['wake'])
  })

  it('does not ask while offline if it shall not', () => {
    const { tab, done } = setUp({ refetchWhenOffline: false })
    tab.goOffline()
    tab.show()
    expect(done).toEqual(['wake'])
    tab.goOnline()
    expect(done).toEqual(['wake', 'refetch'])
  })
})

describe('the network coming back', () => {
  it('asks at once in a tab that is seen, in no other', () => {
    const { tab, done } = setUp()
    tab.goOnline()
    expect(done).toEqual(['refetch'])
    tab.hide()
    tab.goOnline()
    expect(done).toEqual(['refetch'])
  })

  it('does not ask shortly after an answer, however often that happens, unless the last question failed', () => {
    const { tab, known, done } = setUp()
    known.isFresh = true
    for (let time = 0; time < 100; time++) tab.goOnline()
    expect(done).toEqual([])
    known.error = authError('session_unavailable')
    tab.goOnline()
    expect(done).toEqual(['refetch'])
  })
})

describe('a page that was put away and is taken back', () => {
  it('asks, whatever the throttle and the options say', () => {
    const { tab, known, done } = setUp({ refetchOnWindowFocus: false })
    known.isFresh = true
    known.data = null
    tab.emit('pageshow', { persisted: false })
    expect(done).toEqual([])
    tab.emit('pageshow', { persisted: true })
    expect(done).toEqual(['refetch'])
  })
})

describe('a page with tokens on which nobody is signed in', () => {
  it('asks nothing when it is taken back', async () => {
    const world = createTokenWorld()
    const tab = world.openTab()
    tab.client.start()
    await tab.client.signIn({ user: 'ada' })
    await tab.client.signOut()
    tab.emit('pageshow', { persisted: true })
    expect(tab.state()).toMatchObject({ status: 'unauthenticated' })
  })
})

describe('the interval', () => {
  it('asks again and again, also if no answer comes', () => {
    const { browser, done } = setUp({ refetchInterval: 10 })
    browser.advance(9999)
    expect(done).toEqual([])
    browser.advance(1)
    expect(done).toEqual(['refetch'])
    browser.advance(20_000)
    expect(done).toHaveLength(3)
  })

  it('begins anew with an answer, a little later in a tab that had not asked', () => {
    const { browser, tab, done, revalidation } = setUp({ refetchInterval: 10 })
    browser.advance(9000)
    revalidation.answered(true)
    browser.advance(9999)
    expect(done).toEqual([])
    revalidation.answered(false)
    browser.advance(9999)
    expect(done).toEqual([])
    browser.advance(1001)
    expect(done).toEqual(['refetch'])
    expect(tab.live().timers).toBe(1)
  })

  it('does not ask while offline if it shall not, and goes on afterwards', () => {
    const { browser, tab, done } = setUp({ refetchInterval: 10, refetchWhenOffline: false })
    tab.goOffline()
    browser.advance(25_000)
    expect(done).toEqual([])
    tab.goOnline()
    browser.advance(5000)
    expect(done).toEqual(['refetch', 'refetch'])
  })

  it('rests while nobody is signed in', () => {
    const { tab, known, revalidation } = setUp({ refetchInterval: 10 })
    known.data = null
    revalidation.answered(true)
    expect(tab.live().timers).toBe(0)
    known.data = { expires: '' }
    revalidation.answered(true)
    expect(tab.live().timers).toBe(1)
  })

  it.each([
    [0, 0],
    [20, 3],
  ])('gives way to what the client makes of it: %s seconds', (pollInterval, times) => {
    const { browser, done } = setUp({ refetchInterval: 10, pollInterval })
    browser.advance(60_000)
    expect(done).toHaveLength(times)
  })

  it('is off by default', () => {
    expect(setUp().tab.live()).toMatchObject({ listeners: 3, timers: 0 })
  })

  it('ends with the listeners, and no late answer revives it', () => {
    const { tab, revalidation } = setUp({ refetchInterval: 10 })
    revalidation.stop()
    revalidation.answered(true)
    expect(tab.live()).toMatchObject({ listeners: 0, timers: 0 })
  })
})
