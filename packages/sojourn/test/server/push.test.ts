/**
 * What pages and an application's own sockets are told of sessions: the races first.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { hearSessionNews, type SessionNews, tellSessionNews } from '../../src/core/session-news.ts'
import type { AtomicStorage } from '../../src/core/storage.ts'
import { type Auth, type AuthConfig, createAuth } from '../../src/server/index.ts'
import type { SessionEndListener } from '../../src/server/watch/session-end.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { createBrowser, type TestBrowser } from '../support/browser.ts'
import { type EventReader, readEvents } from '../support/event-reader.ts'
import { idOf, openDoor, signedIn, signInAs } from '../support/sign-in.ts'
import { reports, testAuth } from '../support/test-auth.ts'

const path = '/api/auth/events'
const changed = 'event: session\ndata: {"change":"changed"}\n\n'
const ended = 'event: session\ndata: {"change":"ended"}\n\n'
const hour = 60 * 60 * 1000

/** Listeners of this process; nobody has a listener when nobody watches. */
const shared = globalThis as { [key: symbol]: Set<unknown> | undefined }
const listeners = (): number => shared[Symbol.for('sojourn.session-news')]?.size ?? 0

const timed = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] as const

/** Those that were there before a test. */
let earlier = 0

beforeEach(() => {
  earlier = listeners()
  reports.length = 0
  vi.useFakeTimers({ toFake: [...timed, 'performance'], now: Date.parse('2026-11-21T12:00:00Z') })
})

afterEach(() => {
  const left = { listeners: listeners() - earlier, timers: vi.getTimerCount() }
  vi.useRealTimers()
  if (left.listeners + left.timers > 0) throw new Error(`Left behind: ${JSON.stringify(left)}`)
})

/** Lets promises settle that wait for no timer. */
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)

const kinds = {
  stored: {},
  'sealed and on record': { strategy: 'jwt', maxStaleness: 600 },
} as const

/** A storage whose questions can be held up, fail, and are counted. */
function slowStorage(inner: AtomicStorage): {
  readonly storage: AtomicStorage
  readonly asked: () => number
  hold: Promise<unknown> | undefined
  isDown: boolean
} {
  let count = 0
  const held = {
    hold: undefined as Promise<unknown> | undefined,
    isDown: false,
    asked: () => count,
    storage: inner,
  }
  async function slowly<T>(question: () => T | Promise<T>): Promise<T> {
    count++
    if (held.isDown) throw new Error('The database is down.')
    const answer = await question()
    await held.hold
    return answer
  }
  held.storage = {
    ...inner,
    readSession: (tokens) => slowly(() => inner.readSession(tokens)),
    findSession: (id, userId) => slowly(() => inner.findSession(id, userId)),
  }
  return held
}

/** A promise that is kept from outside. */
function openGate(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined
  const promise = new Promise<void>((keep) => {
    resolve = keep
  })
  return { promise, resolve }
}

async function listen(browser: TestBrowser): Promise<EventReader> {
  const response = await browser.get(path)
  expect(response.status).toBe(200)
  const events = readEvents(response)
  await events.until('retry')
  return events
}

async function idOfSession(auth: Auth, browser: TestBrowser): Promise<string> {
  return (await auth.getToken(browser.request('/')))?.jti ?? ''
}

describe.each(Object.entries(kinds))('a session that is %s', (_, session) => {
  let inner: AtomicStorage
  let slow: ReturnType<typeof slowStorage>

  beforeEach(() => {
    inner = memoryStorage()
    slow = slowStorage(inner)
  })

  function start(config: Partial<AuthConfig> = {}): Auth {
    return testAuth({
      adapter: slow.storage,
      providers: [openDoor],
      ...config,
      session: { ...session, ...config.session },
    })
  }

  const ada = (): Promise<string> => idOf(inner, 'ada@example.com')

  it('that is revoked in this process ends its streams and listeners at once', async () => {
    const auth = start()
    const browser = await signedIn(auth)
    const events = await listen(browser)
    const listener = vi.fn<SessionEndListener>()
    await auth.onSessionEnd(browser.request('/socket'), listener)
    expect(await auth.revokeSession(await ada(), await idOfSession(auth, browser))).toBe(true)
    await settle()
    expect(events.text()).toBe(`retry: 3000\n\n${ended}`)
    expect(listener.mock.calls).toEqual([[{ cause: 'revoked' }]])
    await events.ended
    expect(await browser.session()).toEqual({})
  })

  it('that is revoked with others, or whose person is deleted, is over for who watches', async () => {
    const auth = start()
    const [laptop, phone] = [await signedIn(auth), await signedIn(auth)]
    const heard: string[] = []
    for (const [name, browser] of Object.entries({ laptop, phone })) {
      await auth.onSessionEnd(browser.request('/'), ({ cause }) => heard.push(`${name} ${cause}`))
    }
    await auth.revokeSessions(await ada(), { except: await idOfSession(auth, laptop) })
    await settle()
    expect(heard).toEqual(['phone revoked'])
    await auth.deleteUser(await ada())
    await settle()
    expect(heard).toEqual(['phone revoked', 'laptop revoked'])
  })

  it('that another engine of this process ends is over at once, too', async () => {
    const [one, two] = [start(), start()]
    const browser = await signedIn(one)
    const listener = vi.fn<SessionEndListener>()
    await one.onSessionEnd(browser.request('/'), listener)
    await two.revokeSessions(await ada())
    await settle()
    expect(listener).toHaveBeenCalledOnce()
    expect(await browser.session()).toEqual({})
  })

  it('that somebody else tries to revoke goes on', async () => {
    const auth = start()
    const browser = await signedIn(auth)
    const listener = vi.fn<SessionEndListener>()
    const stop = await auth.onSessionEnd(browser.request('/'), listener)
    const id = await idOfSession(auth, browser)
    expect(await auth.revokeSession('somebody else', id)).toBe(false)
    await settle()
    expect(listener).not.toHaveBeenCalled()
    stop()
  })

  it('that another process ends is found out about within a second', async () => {
    const auth = start()
    const browser = await signedIn(auth)
    const events = await listen(browser)
    await inner.endSessions(await ada(), { now: Date.now() })
    await vi.advanceTimersByTimeAsync(1000)
    expect(await events.ended).toContain(ended)
    // Whatever the seal says of when it was last asked about.
    expect(await browser.session()).toEqual({})
    expect((await browser.get(path)).status).toBe(204)
  })

  it('is asked about less often the more are watched', async () => {
    const auth = start()
    const watchers: (() => void)[] = []
    for (let number = 0; number < 400; number++) {
      const browser = await signedIn(auth, `Ada ${number}`)
      watchers.push(await auth.onSessionEnd(browser.request('/'), () => undefined))
    }
    await vi.advanceTimersByTimeAsync(10_000)
    const before = slow.asked()
    await vi.advanceTimersByTimeAsync(20_000)
    const rate = (slow.asked() - before) / 20
    expect(rate).toBeGreaterThan(150)
    expect(rate).toBeLessThan(250)
    for (const stop of watchers) stop()
  })

  it('that has ended elsewhere leaves its cookie to a page that wants to listen', async () => {
    const auth = start()
    const browser = await signedIn(auth)
    await inner.endSessions(await ada(), { now: Date.now() })
    const response = await browser.get(path)
    expect(response.status).toBe(204)
    // It may be the answer to a question from before the next sign-in.
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await browser.session()).toEqual({})
  })

  it('has a change that was missed while a stream is opened told to that stream alone', async () => {
    const auth = start()
    const browser = await signedIn(auth)
    const first = await listen(browser)
    const { promise, resolve } = openGate()
    slow.hold = promise
    const before = slow.asked()
    const opening = browser.get(path)
    await vi.waitFor(() => expect(slow.asked()).toBeGreaterThan(before))
    await auth.notifySessions(await ada())
    slow.hold = undefined
    resolve()
    const second = readEvents(await opening)
    await second.until(changed)
    await settle()
    const counts = [first, second].map((events) => events.text().split(changed).length - 1)
    expect(counts).toEqual([1, 1])
    await first.leave()
    await second.leave()
  })

  it('that ends between its reading and its registration is not missed', async () => {
    const auth = start()
    const browser = await signedIn(auth)
    const id = await idOfSession(auth, browser)
    const { promise, resolve } = openGate()
    slow.hold = promise
    const before = slow.asked()
    const opening = browser.get(path)
    const listener = vi.fn<SessionEndListener>()
    const watching = auth.onSessionEnd(browser.request('/'), listener)
    await vi.waitFor(() => expect(slow.asked()).toBeGreaterThanOrEqual(before + 2))
    // Both have been answered that it is there, and do not know it yet.
    await auth.revokeSession(await ada(), id)
    await auth.notifySessions(await ada())
    slow.hold = undefined
    resolve()
    await watching
    expect(await readEvents(await opening).ended).toContain(ended)
    expect(listener.mock.calls).toEqual([[{ cause: 'revoked' }]])
  })

  it('that may have ended while it is asked about is asked about once more', async () => {
    const auth = start()
    const browser = await signedIn(auth)
    const listener = vi.fn<SessionEndListener>()
    await auth.onSessionEnd(browser.request('/'), listener)
    const { promise, resolve } = openGate()
    slow.hold = promise
    await vi.advanceTimersByTimeAsync(6100)
    // The answer under way says that it is there.
    await auth.revokeSessions(await ada())
    slow.hold = undefined
    resolve()
    await settle()
    expect(listener).toHaveBeenCalledOnce()
  })

  it('whose storage is slow is not asked about twice at a time, nor forgotten', async () => {
    const auth = start()
    const browser = await signedIn(auth)
    const listener = vi.fn<SessionEndListener>()
    await auth.onSessionEnd(browser.request('/'), listener)
    slow.hold = new Promise(() => undefined)
    const before = slow.asked()
    await vi.advanceTimersByTimeAsync(29_000)
    expect(slow.asked()).toBe(before + 1)
    slow.hold = undefined
    await inner.endSessions(await ada(), { now: Date.now() })
    await vi.advanceTimersByTimeAsync(20_000)
    expect(listener).toHaveBeenCalledOnce()
  })

  it('whose storage is down stays, which is said once', async () => {
    const auth = start()
    const browser = await signedIn(auth)
    const listener = vi.fn<SessionEndListener>()
    const stop = await auth.onSessionEnd(browser.request('/'), listener)
    slow.isDown = true
    await vi.advanceTimersByTimeAsync(60_000)
    expect(listener).not.toHaveBeenCalled()
    expect(reports).toHaveLength(1)
    expect(reports[0]).toContain('storage_unavailable')
    slow.isDown = false
    await vi.advanceTimersByTimeAsync(6100)
    slow.isDown = true
    await vi.advanceTimersByTimeAsync(6100)
    expect(reports).toHaveLength(2)
    stop()
    const refused = await browser.get(path)
    expect(refused.status).toBe(503)
  })

  it('is asked about once for all who watch it', async () => {
    const auth = start()
    const browser = await signedIn(auth)
    const streams = await Promise.all([1, 2, 3, 4].map(() => listen(browser)))
    const stop = await auth.onSessionEnd(browser.request('/'), () => undefined)
    const before = slow.asked()
    await vi.advanceTimersByTimeAsync(50_000)
    const count = slow.asked() - before
    // Each of the five alone would ask some 80 times.
    expect(count).toBeGreaterThanOrEqual(69)
    expect(count).toBeLessThanOrEqual(105)
    stop()
    await Promise.all(streams.map((stream) => stream.leave()))
    await vi.advanceTimersByTimeAsync(50_000)
    expect(slow.asked()).toBe(before + count)
  })

  it('that expires is over for who watches it, and a renewal moves that', async () => {
    const auth = start({ session: { maxAge: 3600, updateAge: 60 } })
    const browser = await signedIn(auth)
    const listener = vi.fn<SessionEndListener>()
    await auth.onSessionEnd(browser.request('/'), listener)
    await vi.advanceTimersByTimeAsync(hour / 2)
    await browser.session()
    await vi.advanceTimersByTimeAsync(hour / 2 + 5 * 60_000)
    expect(listener).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(hour / 2)
    expect(listener.mock.calls).toEqual([[{ cause: 'expired' }]])
  })

  it('that a new one of its browser replaces is over, in its own time', async () => {
    const auth = start()
    const browser = await signedIn(auth)
    const events = await listen(browser)
    const listener = vi.fn<SessionEndListener>()
    await auth.onSessionEnd(browser.request('/'), listener)
    await signInAs(browser, 'Ada')
    await settle()
    expect(listener.mock.calls).toEqual([[{ cause: 'signed-out' }]])
    expect(events.text()).not.toContain(ended)
    await vi.advanceTimersByTimeAsync(1000)
    expect(await events.ended).toContain(ended)
  })

  it('that goes because there are too many is over', async () => {
    const auth = start({ session: { limit: 1 } })
    const listener = vi.fn<SessionEndListener>()
    await auth.onSessionEnd((await signedIn(auth)).request('/'), listener)
    await vi.advanceTimersByTimeAsync(1000)
    await signedIn(auth)
    await settle()
    expect(listener.mock.calls).toEqual([[{ cause: 'revoked' }]])
  })

  it('that signs out is over for sockets at once, and for a page that nobody told a second later', async () => {
    const auth = start()
    const browser = await signedIn(auth)
    const events = await listen(browser)
    const listener = vi.fn<SessionEndListener>()
    await auth.onSessionEnd(browser.request('/'), listener)
    await browser.post('/api/auth/signout', { csrfToken: await browser.csrfToken() })
    await settle()
    expect(listener.mock.calls).toEqual([[{ cause: 'signed-out' }]])
    expect(events.text()).not.toContain(ended)
    await vi.advanceTimersByTimeAsync(1000)
    expect(await events.ended).toContain(ended)
  })

  it('that is updated has the other sessions of its person ask, and not itself', async () => {
    const auth = start()
    const [laptop, phone, grace] = [
      await signedIn(auth),
      await signedIn(auth),
      await signedIn(auth, 'Grace'),
    ]
    const streams = await Promise.all([laptop, phone, grace].map(listen))
    const csrfToken = await laptop.csrfToken()
    await laptop.post('/api/auth/session', { csrfToken, data: {} }, { json: true })
    await settle()
    expect(streams.map((stream) => stream.text().includes(changed))).toEqual([false, true, false])
    await Promise.all(streams.map((stream) => stream.leave()))
  })

  it('asks again when the application says so, and is not over by that', async () => {
    const auth = start()
    const browser = await signedIn(auth)
    const events = await listen(browser)
    const listener = vi.fn<SessionEndListener>()
    const stop = await auth.onSessionEnd(browser.request('/'), listener)
    await auth.notifySessions(await ada())
    await auth.notifySessions(await ada())
    await auth.notifySessions('nobody')
    await settle()
    expect(events.text().split(changed)).toHaveLength(3)
    expect(listener).not.toHaveBeenCalled()
    stop()
    await events.leave()
  })

  it('of a person who changes their password is asked about when that is told', async () => {
    const auth = start()
    const listener = vi.fn<SessionEndListener>()
    await auth.onSessionEnd((await signedIn(auth)).request('/'), listener)
    await inner.endSessions(await ada(), { now: Date.now() })
    tellSessionNews({ kind: 'doubtful', userId: await ada() })
    await settle()
    expect(listener.mock.calls).toEqual([[{ cause: 'revoked' }]])
  })
})

describe('a stored session', () => {
  it('has its page ask when another process has changed the person, once a minute at most', async () => {
    const storage = memoryStorage()
    const auth = testAuth({ adapter: storage, providers: [openDoor] })
    const browser = await signedIn(auth)
    const events = await listen(browser)
    const count = (): number => events.text().split(changed).length - 1
    const userId = await idOf(storage, 'ada@example.com')
    await storage.updateUser(userId, { name: 'Augusta' })
    await vi.advanceTimersByTimeAsync(6100)
    expect(count()).toBe(1)
    // A column that is written at each read must not have the page ask for ever.
    for (let round = 0; round < 10; round++) {
      await storage.updateUser(userId, { name: `Ada ${round}` })
      await vi.advanceTimersByTimeAsync(5000)
    }
    expect(count()).toBe(1)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(count()).toBe(2)
    await vi.advanceTimersByTimeAsync(120_000)
    expect(count()).toBe(2)
    await storage.updateUser(userId, { name: 'Countess' })
    await auth.notifySessions(userId)
    await vi.advanceTimersByTimeAsync(120_000)
    expect(count()).toBe(3)
    await events.leave()
  })

  it('that a storage without ids keeps is told of by its token', async () => {
    const storage = memoryStorage()
    const nameless: AtomicStorage = {
      ...storage,
      async readSession(tokens) {
        const found = await storage.readSession(tokens)
        return found && { ...found, session: { ...found.session, id: null } }
      },
    }
    const auth = testAuth({ adapter: nameless, providers: [openDoor] })
    const browser = await signedIn(auth)
    const listener = vi.fn<SessionEndListener>()
    await auth.onSessionEnd(browser.request('/'), listener)
    await browser.post('/api/auth/signout', { csrfToken: await browser.csrfToken() })
    await settle()
    expect(listener.mock.calls).toEqual([[{ cause: 'signed-out' }]])
  })
})

describe('a session that is only sealed', () => {
  const start = (config: Partial<AuthConfig> = {}): Auth =>
    testAuth({ providers: [openDoor], ...config })

  it('costs no questions, and is over when this process ends it', async () => {
    const auth = start()
    const browser = await signedIn(auth)
    const listener = vi.fn<SessionEndListener>()
    const stop = await auth.onSessionEnd(browser.request('/'), listener)
    await vi.advanceTimersByTimeAsync(10 * hour)
    stop()
    await auth.onSessionEnd(browser.request('/'), listener)
    await browser.post('/api/auth/signout', { csrfToken: await browser.csrfToken() })
    await settle()
    expect(listener.mock.calls).toEqual([[{ cause: 'signed-out' }]])
  })

  it('ends when its seal does, unless it is sealed anew', async () => {
    const auth = start({ session: { maxAge: 3600 } })
    const browser = await signedIn(auth)
    const listener = vi.fn<SessionEndListener>()
    await auth.onSessionEnd(browser.request('/'), listener)
    await vi.advanceTimersByTimeAsync(hour / 2)
    await browser.session()
    await vi.advanceTimersByTimeAsync(hour / 2 + 60_000)
    expect(listener).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(hour / 2)
    expect(listener.mock.calls).toEqual([[{ cause: 'expired' }]])
  })

  it('ends with its absolute limit, however it is renewed, and by whom', async () => {
    const without = start({ session: { maxAge: 3600 } })
    const limited = start({ session: { maxAge: 3600, maxLifetime: 5400 } })
    const browser = await signedIn(without)
    const listener = vi.fn<SessionEndListener>()
    await limited.onSessionEnd(browser.request('/'), listener)
    await vi.advanceTimersByTimeAsync(hour * 0.75)
    // Its new seal lasts longer than the limit of the other engine.
    await browser.session()
    await vi.advanceTimersByTimeAsync(hour * 0.75 - 1000)
    expect(await limited.getSession(browser.request('/'))).not.toBeNull()
    expect(listener).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1100)
    expect(await limited.getSession(browser.request('/'))).toBeNull()
    expect(listener.mock.calls).toEqual([[{ cause: 'expired' }]])
  })

  it('does not last longer than its absolute limit where its seal does', async () => {
    const browser = await signedIn(start({ session: { maxAge: 7200 } }))
    const limited = start({ session: { maxAge: 7200, maxLifetime: 3600 } })
    const listener = vi.fn<SessionEndListener>()
    await limited.onSessionEnd(browser.request('/'), listener)
    await vi.advanceTimersByTimeAsync(hour + 100)
    expect(listener.mock.calls).toEqual([[{ cause: 'expired' }]])
  })

  it('is not listened to once the jwt callback has ended it', async () => {
    let isBanned = false
    const auth = start({ callbacks: { jwt: ({ token }) => (isBanned ? null : token) } })
    const browser = await signedIn(auth)
    isBanned = true
    expect((await browser.get(path)).status).toBe(204)
    expect(browser.cookies.has('next-auth.session-token')).toBe(false)
  })

  it('that the jwt callback refuses is revoked', async () => {
    let isBanned = false
    const auth = start({ callbacks: { jwt: ({ token }) => (isBanned ? null : token) } })
    const browser = await signedIn(auth)
    const listener = vi.fn<SessionEndListener>()
    await auth.onSessionEnd(browser.request('/'), listener)
    isBanned = true
    expect(await browser.session()).toEqual({})
    await settle()
    expect(listener.mock.calls).toEqual([[{ cause: 'revoked' }]])
  })

  it('is not brought back by a renewal that comes after its end', async () => {
    const auth = start({ session: { maxAge: 3600 } })
    const browser = await signedIn(auth)
    const listener = vi.fn<SessionEndListener>()
    await auth.onSessionEnd(browser.request('/'), listener)
    await vi.advanceTimersByTimeAsync(hour / 2)
    const late = browser.request('/api/auth/session')
    const csrfToken = await browser.csrfToken()
    await Promise.all([auth.handle(late), browser.post('/api/auth/signout', { csrfToken })])
    await auth.handle(late)
    await vi.advanceTimersByTimeAsync(3 * hour)
    expect(listener.mock.calls).toEqual([[{ cause: 'signed-out' }]])
  })

  it('that ends while its stream is opened is not missed', async () => {
    let isEnding = false
    const auth = start({
      jwt: {
        encode: ({ token }) => encodeURIComponent(JSON.stringify(token)),
        decode({ token = '' }) {
          const claims = JSON.parse(decodeURIComponent(token)) as { jti: string }
          if (isEnding) tellSessionNews({ kind: 'ended', names: [claims.jti], cause: 'revoked' })
          return claims
        },
      },
    })
    const browser = await signedIn(auth)
    isEnding = true
    expect(await readEvents(await browser.get(path)).ended).toContain(ended)
  })
})

describe('onSessionEnd', () => {
  it('says at once that there is no session', async () => {
    const listener = vi.fn<SessionEndListener>()
    const stop = await testAuth().onSessionEnd(createBrowser(testAuth()).request('/'), listener)
    expect(listener.mock.calls).toEqual([[{ cause: 'signed-out' }]])
    stop()
  })

  it('says nothing more once it was stopped, and stops as often as one likes', async () => {
    const auth = testAuth({ providers: [openDoor] })
    const browser = await signedIn(auth)
    const id = await idOfSession(auth, browser)
    const listener = vi.fn<SessionEndListener>()
    const stop = await auth.onSessionEnd(browser.request('/'), listener)
    stop()
    stop()
    tellSessionNews({ kind: 'ended', names: [id], cause: 'revoked' })
    await settle()
    expect(listener).not.toHaveBeenCalled()
  })

  it('survives a listener that throws, and being told twice', async () => {
    const auth = testAuth({ providers: [openDoor] })
    const browser = await signedIn(auth)
    const id = await idOfSession(auth, browser)
    const other = vi.fn<SessionEndListener>()
    await auth.onSessionEnd(browser.request('/'), () => Promise.reject(new Error('socket')))
    await auth.onSessionEnd(browser.request('/'), other)
    tellSessionNews({ kind: 'ended', names: [id], cause: 'revoked' })
    tellSessionNews({ kind: 'ended', names: [id], cause: 'expired' })
    await settle()
    expect(other).toHaveBeenCalledOnce()
    expect(reports).toEqual([expect.stringContaining('request_failed')])
  })
})

describe('a stream', () => {
  it('says every twenty seconds that it is there, and ends within the hour', async () => {
    const events = await listen(await signedIn(testAuth({ providers: [openDoor] })))
    await vi.advanceTimersByTimeAsync(61_000)
    expect(events.text()).toBe(`retry: 3000\n\n${':\n\n'.repeat(3)}`)
    await vi.advanceTimersByTimeAsync(hour)
    expect(await events.ended).not.toContain('session')
  })

  it('says that its session has run out only to who does not know it a second later', async () => {
    const session = { maxAge: 70 }
    const browser = await signedIn(
      testAuth({ adapter: memoryStorage(), providers: [openDoor], session }),
    )
    const events = await listen(browser)
    await vi.advanceTimersByTimeAsync(70_500)
    expect(events.text()).not.toContain('session')
    await vi.advanceTimersByTimeAsync(1000)
    expect(await events.ended).toContain(ended)
  })

  it('is given up when nobody takes what it says', async () => {
    const auth = testAuth({ providers: [openDoor] })
    const browser = await signedIn(auth)
    // Nobody reads it: the visitor had gone before it was there.
    await browser.get(path)
    expect(listeners()).toBe(earlier + 1)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(listeners()).toBe(earlier)
  })

  it('keeps one word for who reads slowly', async () => {
    const auth = testAuth({ adapter: memoryStorage(), providers: [openDoor] })
    const browser = await signedIn(auth)
    const response = await browser.get(path)
    const userId = (await auth.getToken(browser.request('/')))?.sub ?? ''
    for (let round = 0; round < 100; round++) await auth.notifySessions(userId)
    const events = readEvents(response)
    await settle()
    expect(events.text()).toBe(`retry: 3000\n\n${changed}`)
    await events.leave()
  })

  it('ends with the last word, though nobody has read the one before', async () => {
    const auth = testAuth({ adapter: memoryStorage(), providers: [openDoor] })
    const browser = await signedIn(auth)
    const response = await browser.get(path)
    const { sub = '', jti = '' } = (await auth.getToken(browser.request('/'))) ?? {}
    await auth.notifySessions(sub)
    await auth.revokeSession(sub, jti)
    expect(await readEvents(response).ended).toContain(ended)
  })

  it('that its visitor leaves keeps nothing, whenever that is', async () => {
    const auth = testAuth({ providers: [openDoor] })
    const browser = await signedIn(auth)
    await (await browser.get(path)).body?.cancel()
    const late = await listen(browser)
    await browser.post('/api/auth/signout', { csrfToken: await browser.csrfToken() })
    await late.leave()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is one of ten of its session', async () => {
    const auth = testAuth({ providers: [openDoor] })
    const browser = await signedIn(auth)
    const streams = await Promise.all(Array.from({ length: 10 }, () => listen(browser)))
    expect((await browser.get(path)).status).toBe(429)
    // Sockets are the application's own.
    const stop = await auth.onSessionEnd(browser.request('/'), () => undefined)
    const other = await listen(await signedIn(auth))
    await streams[0]?.leave()
    await (await browser.get(path)).body?.cancel()
    for (const stream of [...streams, other]) await stream.leave()
    stop()
  })

  it('of sessions in great number is refused', { timeout: 120_000 }, async () => {
    const auth = testAuth({ providers: [openDoor], rateLimits: false })
    const browsers = await Promise.all(Array.from({ length: 1001 }, () => signedIn(auth)))
    const statuses: number[] = []
    const bodies: (ReadableStream | null)[] = []
    for (const browser of browsers) {
      for (let count = 0; count < 10; count++) {
        const response = await browser.get(path)
        statuses.push(response.status)
        bodies.push(response.body)
      }
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(10_000)
    expect(statuses.at(-1)).toBe(429)
    for (const body of bodies) await body?.cancel()
    expect((await browsers[0]?.get(path))?.status).toBe(200)
    await vi.advanceTimersByTimeAsync(20_000)
  })

  it('is refused where the configuration cannot be made', async () => {
    vi.spyOn(console, 'error').mockReturnValue()
    const broken = createAuth(() => Promise.reject(new Error('tenant')))
    const request = new Request('http://localhost:3000/')
    await expect(broken.onSessionEnd(request, () => undefined)).rejects.toMatchObject({
      code: 'configuration_invalid',
    })
    await expect(broken.notifySessions('1')).rejects.toMatchObject({
      code: 'configuration_invalid',
    })
  })
})

describe('news', () => {
  it('reach every copy of the module', async () => {
    vi.resetModules()
    const copy = await import('../../src/core/session-news.ts')
    expect(copy.tellSessionNews).not.toBe(tellSessionNews)
    const listener = vi.fn<(news: SessionNews) => void>()
    const stop = hearSessionNews(listener)
    copy.tellSessionNews({ kind: 'doubtful', userId: '1' })
    expect(listener).toHaveBeenCalledOnce()
    stop()
    tellSessionNews({ kind: 'doubtful', userId: '1' })
    expect(listener).toHaveBeenCalledOnce()
  })
})
