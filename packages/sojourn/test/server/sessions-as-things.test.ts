/**
 * Sessions that the storage knows: of a database, and sealed ones with records. What must hold for both
 * is asked of both.
 */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { AtomicStorage } from '../../src/core/storage.ts'
import type { ListedSession } from '../../src/core/protocol.ts'
import {
  type Auth,
  type AuthConfig,
  createAuth,
  type SessionConfig,
} from '../../src/server/index.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { createBrowser, type TestBrowser } from '../support/browser.ts'
import { idOf, openDoor, revoke, signedIn, signInAs } from '../support/sign-in.ts'
import { type FakeClock, fakeClock } from '../../src/testing/fake-clock.ts'
import { reports, secret, testAuth } from '../support/test-auth.ts'

const cookieName = 'next-auth.session-token'
const day = 24 * 60 * 60
const firefox = { 'user-agent': 'Firefox on a laptop' }
const safari = { 'user-agent': 'Safari on a phone' }

const kinds: [string, SessionConfig][] = [
  ['of a database', {}],
  ['sealed, asked about at each read', { strategy: 'jwt', maxStaleness: 0 }],
]

describe.each(kinds)('a session %s', (_, kind) => {
  let storage: AtomicStorage
  let clock: FakeClock

  beforeEach(() => {
    storage = memoryStorage()
    clock = fakeClock()
    reports.length = 0
  })

  function start(session: SessionConfig = {}, config: Partial<AuthConfig> = {}): Auth {
    return testAuth({
      adapter: storage,
      providers: [openDoor],
      now: clock.now,
      session: { ...kind, ...session },
      ...config,
    })
  }

  async function listOf(browser: TestBrowser): Promise<ListedSession[]> {
    const response = await browser.get('/api/auth/sessions')
    expect(response.status).toBe(200)
    return ((await response.json()) as { sessions: ListedSession[] }).sessions
  }

  it('is read in the shape of NextAuth, for people whom credentials let in, too', async () => {
    const browser = await signedIn(start())
    expect(await browser.session()).toEqual({
      user: { name: 'Ada', email: 'ada@example.com' },
      expires: '2026-12-21T12:00:00.000Z',
    })
    expect(await storage.readUserByEmail('ada@example.com')).toMatchObject({ name: 'Ada' })
  })

  it('belongs to one person, however often and in whichever browser they sign in', async () => {
    const auth = start()
    await signedIn(auth)
    await signedIn(auth)
    expect(
      await storage.listSessions(await idOf(storage, 'ada@example.com'), clock.now()),
    ).toHaveLength(2)
  })

  it('is listed with its browser and its times, newest first', async () => {
    const auth = start()
    const laptop = await signedIn(auth, 'Ada', firefox)
    clock.advance({ minutes: 5 })
    await signedIn(auth, 'Ada', safari)
    await signedIn(auth, 'Grace')
    const [newer, older, ...more] = await listOf(laptop)
    expect(more).toEqual([])
    expect(newer).toMatchObject({ userAgent: 'Safari on a phone', isCurrent: false })
    expect(older).toMatchObject({
      userAgent: 'Firefox on a laptop',
      isCurrent: true,
      signedInAt: clock.now() - 5 * 60_000,
      address: null,
    })
    expect(JSON.stringify([newer, older])).not.toMatch(/sha256|token/)
  })

  it('is listed with the address that the outermost trusted proxy saw', async () => {
    const behindTwo = start({}, { proxies: 2 })
    const forwarded = { 'x-forwarded-for': '6.6.6.6, 203.0.113.9, 10.0.0.2' }
    const browser = createBrowser(behindTwo)
    await signInAs(browser, 'Ada', {}, forwarded)
    expect(await listOf(browser)).toMatchObject([{ address: '203.0.113.9' }])
    const direct = createBrowser(start())
    await signInAs(direct, 'Grace', {}, forwarded)
    expect(await listOf(direct)).toMatchObject([{ address: null }])
    const tricked = createBrowser(behindTwo)
    await signInAs(tricked, 'Mary', {}, { 'x-forwarded-for': '<script>, 10.0.0.2' })
    expect(await listOf(tricked)).toMatchObject([{ address: null }])
  })

  it('that another browser revokes is over there at its next read', async () => {
    const auth = start()
    const laptop = await signedIn(auth)
    const phone = await signedIn(auth, 'Ada', safari)
    const other = (await listOf(laptop)).find(({ isCurrent }) => !isCurrent)
    const answer = await revoke(laptop, other?.id ?? '')
    expect(await answer.json()).toMatchObject({ sessions: [{ isCurrent: true }] })
    expect(await phone.session()).toEqual({})
    // It keeps its cookie, for the answer might be late, and that is worth nothing.
    expect(phone.cookies.has(cookieName)).toBe(true)
    expect(await auth.getSession(phone.request('/'))).toBeNull()
    expect(await laptop.session()).toMatchObject({ user: { name: 'Ada' } })
  })

  it.each(['others', 'all'])('is ended by "%s" with the rest', async (which) => {
    const auth = start()
    const laptop = await signedIn(auth)
    const phone = await signedIn(auth)
    const tablet = await signedIn(auth)
    const grace = await signedIn(auth, 'Grace')
    const answer = await revoke(laptop, which)
    expect(answer.status).toBe(200)
    expect(await phone.session()).toEqual({})
    expect(await tablet.session()).toEqual({})
    expect(laptop.cookies.has(cookieName)).toBe(which === 'others')
    expect(Object.keys(await laptop.session()).length > 0).toBe(which === 'others')
    expect(await grace.session()).toMatchObject({ user: { name: 'Grace' } })
  })

  it('can be ended from its own list, which signs this browser out', async () => {
    const browser = await signedIn(start())
    const [own] = await listOf(browser)
    const stolen = browser.cookies.get(cookieName) ?? ''
    expect((await revoke(browser, own?.id ?? '')).status).toBe(200)
    expect(browser.cookies.has(cookieName)).toBe(false)
    browser.cookies.set(cookieName, stolen)
    expect(await browser.session()).toEqual({})
  })

  it('of somebody else cannot be revoked, nor told from one that is not there', async () => {
    const auth = start()
    const ada = await signedIn(auth)
    const grace = await signedIn(auth, 'Grace')
    const [hers] = await listOf(grace)
    for (const id of [hers?.id ?? '', crypto.randomUUID(), '__proto__']) {
      const answer = await revoke(ada, id)
      expect(answer.status).toBe(404)
      expect(await answer.json()).toMatchObject({ code: 'session_unknown' })
    }
    expect(await grace.session()).toMatchObject({ user: { name: 'Grace' } })
  })

  it('is not listed for strangers, and not revoked without the token of a form', async () => {
    const auth = start()
    const ada = await signedIn(auth)
    expect((await createBrowser(auth).get('/api/auth/sessions')).status).toBe(401)
    expect((await revoke(createBrowser(auth), 'all')).status).toBe(401)
    const forged = await ada.post('/api/auth/sessions', { revoke: 'all' }, { json: true })
    expect(await forged.json()).toMatchObject({ code: 'csrf_mismatch' })
    expect(await ada.session()).toMatchObject({ user: { name: 'Ada' } })
    for (const which of [undefined, '', 7, ['all'], { $ne: null }]) {
      const csrfToken = await ada.csrfToken()
      const body = { csrfToken, revoke: which }
      const answer = await ada.post('/api/auth/sessions', body, { json: true })
      expect(answer.status).toBe(400)
    }
    expect(await listOf(ada)).toHaveLength(1)
  })

  it('that has ended is refused wherever its cookie turns up again (ASVS 7.4.1)', async () => {
    const auth = start()
    const browser = await signedIn(auth)
    const stolen = browser.cookies.get(cookieName) ?? ''
    await browser.post('/api/auth/signout', { csrfToken: await browser.csrfToken() })
    const thief = createBrowser(auth)
    thief.cookies.set(cookieName, stolen)
    expect(await thief.session()).toEqual({})
    expect(
      await auth.getToken(thief.request('/', { headers: { cookie: `${cookieName}=${stolen}` } })),
    ).toBeNull()
  })

  it('is a new one at each sign-in, and the one the browser had ends (ASVS 7.2.4)', async () => {
    const auth = start()
    const browser = await signedIn(auth)
    const before = browser.cookies.get(cookieName) ?? ''
    await signInAs(browser, 'Ada')
    expect(browser.cookies.get(cookieName)).not.toBe(before)
    expect(await listOf(browser)).toHaveLength(1)
    const thief = createBrowser(auth)
    thief.cookies.set(cookieName, before)
    expect(await thief.session()).toEqual({})
  })

  it('slides with use, and ends when nobody came for `maxAge`', async () => {
    const auth = start({ maxAge: 10 * day })
    const browser = await signedIn(auth)
    for (let visit = 0; visit < 5; visit++) {
      clock.advance({ days: 9 })
      expect(await browser.session()).toMatchObject({
        expires: new Date(clock.now() + 10 * day * 1000).toISOString(),
      })
    }
    clock.advance({ days: 10, seconds: 20 })
    expect(await browser.session()).toEqual({})
  })

  it('ends `maxLifetime` after sign-in, however busy', async () => {
    const auth = start({ maxAge: 10 * day, maxLifetime: 25 * day })
    const browser = await signedIn(auth)
    const end = clock.now() + 25 * day * 1000
    clock.advance({ days: 9 })
    await browser.session()
    clock.advance({ days: 9 })
    expect(await browser.session()).toMatchObject({ expires: new Date(end).toISOString() })
    clock.advance({ days: 6, seconds: day - 30 })
    expect(await browser.session()).toMatchObject({ expires: new Date(end).toISOString() })
    const kept = browser.cookies.get(cookieName) ?? ''
    clock.advance({ seconds: 31 })
    expect(await browser.session()).toEqual({})
    browser.cookies.set(cookieName, kept)
    clock.advance({ seconds: 20 })
    expect(await browser.session()).toEqual({})
  })

  it('goes with the browser, and sooner, when its person does not want to be remembered', async () => {
    const auth = start({ maxAge: 10 * day })
    const browser = createBrowser(auth)
    const answer = await signInAs(browser, 'Ada', { remember: 'false' })
    const setCookie = answer.headers.getSetCookie().find((value) => value.startsWith(cookieName))
    expect(setCookie).toContain('HttpOnly')
    expect(setCookie).not.toMatch(/Expires|Max-Age/)
    clock.advance({ minutes: 20 * 60 })
    const renewal = await browser.get('/api/auth/session')
    const renewed = renewal.headers.getSetCookie().find((value) => value.startsWith(cookieName))
    expect(renewed).toBeDefined()
    expect(renewed).not.toMatch(/Expires|Max-Age/)
    clock.advance({ minutes: 20 * 60 })
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    clock.advance({ days: 1, minutes: 1 })
    expect(await browser.session()).toEqual({})
  })

  it('ends the oldest beyond `limit`', async () => {
    const auth = start({ limit: 2 })
    const browsers: TestBrowser[] = []
    for (let index = 0; index < 3; index++) {
      browsers.push(await signedIn(auth))
      clock.advance({ seconds: 1 })
    }
    const sessions = await Promise.all(browsers.map(async (browser) => browser.session()))
    expect(sessions.map((session) => 'user' in session)).toEqual([false, true, true])
  })

  it('is listed and ended by the application on its server', async () => {
    const auth = start()
    const laptop = await signedIn(auth)
    const phone = await signedIn(auth)
    const token = await auth.getToken(laptop.request('/'))
    const userId = token?.sub ?? ''
    expect(await auth.listSessions(userId)).toHaveLength(2)
    expect(await auth.revokeSessions(userId, { except: token?.jti })).toBe(1)
    expect(await phone.session()).toEqual({})
    expect(await auth.revokeSession(userId, token?.jti ?? '')).toBe(true)
    expect(await auth.revokeSession(userId, token?.jti ?? '')).toBe(false)
    expect(await laptop.session()).toEqual({})
    expect(await auth.listSessions('nobody')).toEqual([])
  })

  it('ends for good while renewals of it are under way', async () => {
    const auth = start({ updateAge: 0, maxAge: 3600 })
    for (let round = 0; round < 20; round++) {
      const browser = await signedIn(auth)
      clock.advance({ minutes: 2 })
      const csrfToken = await browser.csrfToken()
      const renewals = Array.from({ length: 8 }, () =>
        auth.handle(browser.request('/api/auth/session')),
      )
      const signOut = auth.handle(
        browser.request('/api/auth/signout', {
          method: 'POST',
          body: new URLSearchParams({ csrfToken }),
        }),
      )
      const answers = await Promise.all([...renewals, signOut])
      for (const answer of answers) {
        const thief = createBrowser(auth)
        thief.receive(answer)
        expect(await thief.session()).toEqual({})
      }
    }
  })

  it('is neither begun, renewed nor ended while the storage does not answer, and nobody is signed out', async () => {
    const auth = start()
    const browser = await signedIn(auth)
    const working = { ...storage }
    const fail = async (): Promise<never> => {
      throw new Error('connect ECONNREFUSED secret-host:5432')
    }
    const down = Object.fromEntries(Object.keys(storage).map((name) => [name, fail]))
    Object.assign(storage, down, { tier: 'atomic' })
    const kept = new Map(browser.cookies)
    for (const path of ['/api/auth/session', '/api/auth/sessions']) {
      const answer = await browser.get(path)
      expect(answer.status).toBe(503)
      expect(await answer.json()).toMatchObject({ code: 'storage_unavailable' })
    }
    const csrfToken = await browser.csrfToken()
    const signOut = await browser.post('/api/auth/signout', { csrfToken, json: 'true' })
    expect(signOut.status).toBe(503)
    await expect(auth.getSession(browser.request('/'))).rejects.toMatchObject({
      code: 'storage_unavailable',
      status: 503,
    })
    const stranger = createBrowser(auth)
    const refused = await signInAs(stranger, 'Grace', { json: 'true' })
    expect(refused.status).toBe(503)
    expect(stranger.cookies.has(cookieName)).toBe(false)
    expect(JSON.stringify([...browser.cookies])).toBe(JSON.stringify([...kept]))
    Object.assign(storage, working)
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
  })
})

describe('a sealed session that is asked about now and then', () => {
  const maxStaleness = 60

  function start(
    storage: AtomicStorage,
    clock: FakeClock,
    session: SessionConfig = { strategy: 'jwt', maxStaleness },
  ): Auth {
    return testAuth({ adapter: storage, providers: [openDoor], now: clock.now, session })
  }

  /** A storage that counts what is asked of it. */
  function counted(): AtomicStorage & { questions: number } {
    const inner = memoryStorage()
    const entries = Object.entries(inner).map(([name, member]: [string, unknown]) => [
      name,
      typeof member === 'function'
        ? (...args: unknown[]): unknown => {
            counting.questions++
            return (member as (...args: unknown[]) => unknown)(...args)
          }
        : member,
    ])
    const counting = Object.assign(Object.fromEntries(entries) as AtomicStorage, { questions: 0 })
    return counting
  }

  it('asks the storage once within the bound, in each process', async () => {
    const storage = counted()
    const clock = fakeClock()
    const auth = start(storage, clock)
    const browser = await signedIn(auth)
    storage.questions = 0
    for (let second = 0; second < 59; second++) {
      expect(await auth.getSession(browser.request('/'))).not.toBeNull()
      clock.advance({ seconds: 1 })
    }
    expect(storage.questions).toBe(0)
    clock.advance({ seconds: 1 })
    for (let second = 0; second < 50; second++) {
      await auth.getSession(browser.request('/'))
      clock.advance({ seconds: 1 })
    }
    expect(storage.questions).toBe(1)
  })

  it('that was revoked is refused by every process within the bound, and not a second later', async () => {
    const storage = memoryStorage()
    const clock = fakeClock()
    const here = start(storage, clock)
    // What a process has revoked it knows by its clock.
    const there = start(storage, { ...clock, now: () => clock.now() })
    const browser = await signedIn(there)
    clock.advance({ minutes: 10 })
    expect(await there.getSession(browser.request('/'))).not.toBeNull()
    await here.revokeSessions(await idOf(storage, 'ada@example.com'))
    clock.advance({ seconds: maxStaleness - 1 })
    // Believed still: the bound is declared.
    expect(await there.getSession(browser.request('/'))).not.toBeNull()
    expect(await here.getSession(browser.request('/'))).toBeNull()
    // Who asks for a reason is told what is true now.
    const known = browser.cookies.get(cookieName) ?? ''
    const told = createBrowser(there)
    told.cookies.set(cookieName, known)
    expect(await (await told.get('/api/auth/session?unattended')).json()).toEqual({})
    clock.advance({ seconds: 1 })
    expect(await there.getSession(browser.request('/'))).toBeNull()
    expect(await browser.session()).toEqual({})
  })

  it.each(['one of them', 'all of a person'])(
    'that was revoked is refused at once by every engine of the process: %s',
    async (which) => {
      vi.useFakeTimers({ toFake: ['Date'] })
      const pass = (milliseconds: number): unknown => vi.setSystemTime(Date.now() + milliseconds)
      try {
        const storage = memoryStorage()
        const engine = (): Auth =>
          testAuth({
            adapter: storage,
            providers: [openDoor],
            session: { strategy: 'jwt', maxStaleness },
          })
        const here = engine()
        const there = engine()
        const browser = createBrowser(there)
        await signInAs(browser, 'Ada')
        pass(600_000)
        // Remembered there by an answer of the storage, and by what its seal says.
        expect(await there.getSession(browser.request('/'))).not.toBeNull()
        expect(await browser.session()).not.toEqual({})
        pass(1000)
        const ada = await idOf(storage, 'ada@example.com')
        const [session] = await here.listSessions(ada)
        if (which === 'one of them') await here.revokeSession(ada, session?.id ?? '')
        else await here.revokeSessions(ada)
        expect(await there.getSession(browser.request('/'))).toBeNull()
      } finally {
        vi.useRealTimers()
      }
    },
  )

  it('that was revoked is refused at once where each request has a configuration and a clock of its own', async () => {
    const storage = memoryStorage()
    const clock = fakeClock()
    const auth = createAuth(() => ({
      secret,
      adapter: storage,
      providers: [openDoor],
      session: { strategy: 'jwt', maxStaleness },
      now: () => clock.now(),
    }))
    const browser = createBrowser(auth)
    await signInAs(browser, 'Ada')
    clock.advance({ seconds: 10 })
    expect(await auth.getSession(browser.request('/'))).not.toBeNull()
    clock.advance({ seconds: 1 })
    await auth.revokeSessions(await idOf(storage, 'ada@example.com'))
    expect(await auth.getSession(browser.request('/'))).toBeNull()
  })

  it('is not renewed after it was revoked, also within the bound', async () => {
    const storage = memoryStorage()
    const clock = fakeClock()
    const auth = start(storage, clock, { strategy: 'jwt', maxStaleness: 3600 })
    const other = start(storage, clock, { strategy: 'jwt', maxStaleness: 3600 })
    const browser = await signedIn(auth)
    await other.revokeSessions(await idOf(storage, 'ada@example.com'))
    clock.advance({ minutes: 2 })
    expect(await browser.session()).toEqual({})
    // What its seal says of when it was asked about does not count any more.
    expect(await auth.getSession(browser.request('/'))).toBeNull()
  })

  it('lives on from before there were records, is listed and can be revoked', async () => {
    const storage = memoryStorage()
    const clock = fakeClock()
    const before = testAuth({ providers: [openDoor], now: clock.now })
    await storage.createUser({
      id: 'ada',
      name: 'Ada',
      email: 'ada@example.com',
      emailVerified: null,
    })
    const browser = createBrowser(before)
    await signInAs(browser, 'Ada', { id: 'ada' })
    const old = browser.cookies.get(cookieName) ?? ''
    const after = start(storage, clock, { strategy: 'jwt', maxStaleness: 0 })
    const visits = await Promise.all(
      Array.from({ length: 5 }, async () => after.getSession(browser.request('/'))),
    )
    expect(visits).not.toContain(null)
    expect(await after.listSessions('ada')).toHaveLength(1)
    await after.revokeSessions('ada')
    const thief = createBrowser(after)
    thief.cookies.set(cookieName, old)
    expect(await thief.session()).toEqual({})
    expect(await after.listSessions('ada')).toEqual([])
  })

  it('from before there were records is not adopted once its person ended all sessions', async () => {
    const storage = memoryStorage()
    const clock = fakeClock()
    const before = testAuth({ providers: [openDoor], now: clock.now })
    await storage.createUser({
      id: 'ada',
      name: 'Ada',
      email: 'ada@example.com',
      emailVerified: null,
    })
    const browser = createBrowser(before)
    await signInAs(browser, 'Ada', { id: 'ada' })
    const after = start(storage, clock, { strategy: 'jwt', maxStaleness: 0 })
    clock.advance({ seconds: 1 })
    await after.revokeSessions('ada')
    expect(await after.getSession(browser.request('/'))).toBeNull()
  })

  it('does not count when its person is no longer stored', async () => {
    const storage = memoryStorage()
    const clock = fakeClock()
    const auth = start(storage, clock, { strategy: 'jwt', maxStaleness: 0 })
    const browser = await signedIn(auth)
    await storage.deleteUser(await idOf(storage, 'ada@example.com'))
    expect(await browser.session()).toEqual({})
  })
})

describe('the configuration', () => {
  it.each<[string, Partial<AuthConfig>, RegExp]>([
    ['a database without one', { session: { strategy: 'database' } }, /no storage/],
    [
      'staleness of stored sessions',
      { adapter: memoryStorage(), session: { maxStaleness: 5 } },
      /looked up at each read/,
    ],
    [
      'staleness without a storage',
      { session: { maxStaleness: 0 } },
      /maxStaleness needs a storage/,
    ],
    [
      'a limit of sessions that cannot be ended',
      { adapter: memoryStorage(), session: { strategy: 'jwt', limit: 3 } },
      /session\.limit needs sessions/,
    ],
    [
      'a limit of none',
      { adapter: memoryStorage(), session: { limit: 0 } },
      /whole number above 0/,
    ],
    ['a negative lifetime', { session: { maxLifetime: -1 } }, /maxLifetime must be a number/],
    ['half a proxy', { proxies: 0.5 }, /number of reverse proxies/],
  ])('is refused with %s', (_, config, message) => {
    expect(() => testAuth(config)).toThrow(message)
  })

  it('without records has no list of sessions', async () => {
    const auth = testAuth({ providers: [openDoor] })
    const browser = await signedIn(auth)
    expect((await browser.get('/api/auth/sessions')).status).toBe(400)
    await expect(auth.listSessions('1')).rejects.toMatchObject({ code: 'configuration_invalid' })
  })
})
