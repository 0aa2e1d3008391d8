import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  createFakeServer,
  type FakeServer,
  json,
  sessionOf,
} from '../../test/support/fake-server.ts'
import { createExpiryCountdown, type ExpiryCountdownOptions } from './expiry-countdown.ts'
import { createSessionClient } from './session-client.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-22T09:00:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A session that ends in ten minutes by the server's clock, which is an hour ahead. */
function setUp(options?: ExpiryCountdownOptions, lifetime = 600_000) {
  const server = createFakeServer(Date.now)
  server.skew = 3_600_000
  const serverTime = Date.now() + server.skew
  const expiresAt = serverTime + lifetime
  server.session = sessionOf('ada', expiresAt)
  const client = createSessionClient({ session: server.session, serverTime, fetch: server.fetch })
  const countdown = createExpiryCountdown(client, options)
  const shown: unknown[] = []
  const leave = countdown.subscribe(() => shown.push(countdown.get().secondsLeft))
  return { server, client, countdown, shown, leave, expiresAt }
}

describe('the countdown', () => {
  it('says when the session ends, and each second once the end is near', () => {
    const { countdown, shown, expiresAt, server } = setUp()
    expect(countdown.get()).toEqual({ expiresAt, secondsLeft: undefined, isEnding: false })
    vi.advanceTimersByTime(479_999)
    expect(shown).toEqual([])
    vi.advanceTimersByTime(1)
    expect(countdown.get()).toEqual({ expiresAt, secondsLeft: 120, isEnding: true })
    vi.advanceTimersByTime(2500)
    expect(shown).toEqual([120, 119, 118])
    vi.advanceTimersByTime(117_000)
    expect(shown).toHaveLength(120)
    expect(shown.at(-1)).toBe(1)
    vi.advanceTimersByTime(500)
    expect(countdown.get()).toEqual({
      expiresAt: undefined,
      secondsLeft: undefined,
      isEnding: false,
    })
    expect(shown).toHaveLength(121)
    expect(vi.getTimerCount()).toBe(0)
    expect(server.seen).toEqual([])
  })

  it('begins when it is told to', () => {
    const { countdown, shown } = setUp({ warnBefore: 10 })
    vi.advanceTimersByTime(589_999)
    expect(shown).toEqual([])
    vi.advanceTimersByTime(1)
    expect(countdown.get()).toMatchObject({ secondsLeft: 10, isEnding: true })
    const never = createExpiryCountdown(setUp().client, { warnBefore: 0 })
    never.subscribe(() => undefined)
    vi.advanceTimersByTime(599_999)
    expect(never.get().isEnding).toBe(false)
  })

  it('begins at once with a session that is shorter than that', () => {
    expect(setUp({}, 60_400).countdown.get()).toMatchObject({ secondsLeft: 61, isEnding: true })
  })

  it('waits for longer than a browser can in one go', () => {
    const { countdown, shown } = setUp({}, 100 * 86_400_000)
    vi.advanceTimersByTime(100 * 86_400_000 - 120_000)
    expect(shown).toEqual([120])
    expect(countdown.get().isEnding).toBe(true)
  })

  it('gives the same object until something changes, with listeners and without', () => {
    const { countdown, leave } = setUp({ warnBefore: 600 })
    const before = countdown.get()
    vi.advanceTimersByTime(500)
    expect(countdown.get()).toBe(before)
    leave()
    leave()
    expect(vi.getTimerCount()).toBe(0)
    expect(countdown.get()).toBe(before)
    vi.advanceTimersByTime(1000)
    expect(countdown.get()).toMatchObject({ secondsLeft: 599 })
  })

  it('tells only whom it has to, and only of changes', async () => {
    const { countdown, client, shown, leave, server } = setUp()
    const alsoShown: unknown[] = []
    const listener = () => alsoShown.push(countdown.get().expiresAt)
    const [leaveOnce, leaveTwice] = [countdown.subscribe(listener), countdown.subscribe(listener)]
    await client.getSession()
    expect(shown).toEqual([])
    server.session = null
    await client.getSession()
    expect(shown).toEqual([undefined])
    expect(alsoShown).toEqual([undefined, undefined])
    leaveOnce()
    leave()
    client.setData(sessionOf('bob', client.now() + 500_000))
    expect(alsoShown).toHaveLength(3)
    leaveTwice()
    expect(vi.getTimerCount()).toBe(0)
  })

  it.each(['never', '1970-01-01', undefined])(
    'knows no end of a session with the end %s',
    (expires) => {
      const { client, countdown } = setUp()
      client.setData({ expires } as never)
      expect(countdown.get()).toEqual({
        expiresAt: undefined,
        secondsLeft: undefined,
        isEnding: false,
      })
      expect(vi.getTimerCount()).toBe(0)
    },
  )
})

describe('staying', () => {
  it('is true if the end has moved', async () => {
    const { countdown, server, expiresAt } = setUp()
    vi.advanceTimersByTime(500_000)
    expect(countdown.get().isEnding).toBe(true)
    server.session = sessionOf('ada', expiresAt + 500_000)
    await expect(countdown.stay()).resolves.toBe(true)
    expect(countdown.get()).toEqual({
      expiresAt: expiresAt + 500_000,
      secondsLeft: undefined,
      isEnding: false,
    })
    expect(server.routes()).toEqual(['GET session'])
  })

  const reasons: Record<string, (server: FakeServer) => void> = {
    'is where it was': () => undefined,
    'is nearer': (server) => {
      server.session = sessionOf('ada', Date.now() + server.skew + 1000)
    },
    'has come': (server) => {
      server.session = null
    },
    'cannot be asked for': (server) => server.on('GET session', () => json({}, 500)),
  }
  it.each(Object.entries(reasons))('is false if the end %s', async (_, change) => {
    const { countdown, server } = setUp()
    change(server)
    await expect(countdown.stay()).resolves.toBe(false)
  })

  it('is false where no end is known', async () => {
    const { client, countdown } = setUp()
    client.setData(null)
    await expect(countdown.stay()).resolves.toBe(false)
  })
})
