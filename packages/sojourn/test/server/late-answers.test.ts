/**
 * Answers about a session that arrive after the next one has begun, and questions that no person has caused: neither
 * signs anybody out, and nothing that the `jwt` callback has changed is lost by them.
 *
 * @module
 */
import { describe, expect, it } from 'vitest'
import type { JWT } from '../../src/core/session.ts'
import type { AtomicStorage } from '../../src/core/storage.ts'
import { type Auth, type AuthConfig } from '../../src/server/index.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { createBrowser, type TestBrowser } from '../support/browser.ts'
import { openDoor, signedIn, signInAs } from '../support/sign-in.ts'
import { signInAda, testAuth } from '../support/test-auth.ts'

const cookie = 'next-auth.session-token'

/** A promise that is kept from outside. */
function openGate(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined
  const promise = new Promise<void>((keep) => {
    resolve = keep
  })
  return { promise, resolve }
}

/** A storage whose next question about a session, or next renewal of one, waits to be let go. */
function heldStorage(inner: AtomicStorage) {
  let held: { readonly at: string; readonly promise: Promise<void> } | undefined
  let isAsked = (): void => undefined
  async function pass<T>(at: string, ask: () => T | Promise<T>): Promise<T> {
    if (held?.at !== at) return ask()
    const { promise } = held
    held = undefined
    isAsked()
    await promise
    return ask()
  }
  const storage: AtomicStorage = {
    ...inner,
    readSession: (tokens) => pass('read', () => inner.readSession(tokens)),
    findSession: (id, userId) => pass('read', () => inner.findSession(id, userId)),
    renewSession: (key, renewal) => pass('renew', () => inner.renewSession(key, renewal)),
  }
  return {
    storage,
    /** @returns What lets it go, and when it has been asked. */
    hold(at: 'read' | 'renew') {
      const gate = openGate()
      const asked = openGate()
      isAsked = asked.resolve
      held = { at, promise: gate.promise }
      return { asked: asked.promise, release: gate.resolve }
    },
  }
}

const kinds = {
  stored: {},
  'sealed and on record': { strategy: 'jwt', maxStaleness: 1 },
} as const

describe.each(Object.entries(kinds))('a session that is %s', (_, session) => {
  function start() {
    const clock = fakeClock()
    const held = heldStorage(memoryStorage())
    const auth = testAuth({
      adapter: held.storage,
      providers: [openDoor],
      now: clock.now,
      session: { ...session, maxAge: 3600, updateAge: 0 },
    })
    return { clock, held, auth, browser: createBrowser(auth) }
  }

  it.each([
    ['session', 'read'],
    ['session', 'renew'],
    ['session?unattended', 'read'],
    ['events', 'read'],
  ] as const)(
    'is left alone by a late answer to GET /%s about the one before it (%s)',
    async (route, at) => {
      const { clock, held, auth, browser } = start()
      await signInAs(browser, 'Ada')
      clock.advance({ minutes: 40 })
      const { asked, release } = held.hold(at)
      const late = auth.handle(browser.request(`/api/auth/${route}`))
      await asked
      await signInAs(browser, 'Ada')
      release()
      const answer = await late
      expect(answer.headers.getSetCookie()).toEqual([])
      browser.receive(answer)
      await answer.body?.cancel()
      expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    },
  )

  it('that has ended elsewhere leaves its cookie, which signs nobody in, until something is posted', async () => {
    const { clock, held, auth, browser } = start()
    await signInAs(browser, 'Ada')
    const ada = await held.storage.readUserByEmail('ada@example.com')
    await auth.revokeSessions(ada?.id ?? '')
    clock.advance({ minutes: 1 })
    expect(await browser.session()).toEqual({})
    expect((await browser.get('/api/auth/events')).status).toBe(204)
    expect(await auth.getSession(browser.request('/'))).toBeNull()
    expect(browser.cookies.has(cookie)).toBe(true)
    const csrfToken = await browser.csrfToken()
    await browser.post('/api/auth/session', { csrfToken, data: {} }, { json: true })
    expect(browser.cookies.has(cookie)).toBe(false)
  })

  it.each(['ended by somebody else', 'read'])(
    'whose update finds it gone is cleared: %s',
    async (when) => {
      const { clock, held, auth, browser } = start()
      await signInAs(browser, 'Ada')
      const ada = await held.storage.readUserByEmail('ada@example.com')
      const csrfToken = await browser.csrfToken()
      clock.advance({ minutes: 40 })
      const { asked, release } = held.hold(when === 'read' ? 'read' : 'renew')
      const updating = browser.post('/api/auth/session', { csrfToken, data: {} }, { json: true })
      await asked
      await auth.revokeSessions(ada?.id ?? '')
      release()
      expect(await (await updating).json()).toEqual({})
      expect(browser.cookies.has(cookie)).toBe(false)
    },
  )

  it('is cleared if nobody can ever open it', async () => {
    const { browser } = start()
    browser.cookies.set(cookie, 'x'.repeat(600))
    expect((await browser.get('/api/auth/session?unattended')).headers.getSetCookie()).toEqual([])
    expect(await browser.session()).toEqual({})
    expect(browser.cookies.has(cookie)).toBe(false)
  })
})

describe('a stored session', () => {
  it('moves out of a cookie of the other wire when a person asks for it, and not before', async () => {
    const auth = testAuth({ adapter: memoryStorage(), providers: [openDoor] })
    const browser = await signedIn(auth)
    browser.cookies.set('authjs.session-token', browser.cookies.get(cookie) ?? '')
    browser.cookies.delete(cookie)
    const unattended = await browser.get('/api/auth/session?unattended')
    expect(unattended.headers.getSetCookie()).toEqual([])
    expect(await unattended.json()).toMatchObject({ user: { name: 'Ada' } })
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    expect([...browser.cookies.keys()]).toContain(cookie)
    expect([...browser.cookies.keys()]).not.toContain('authjs.session-token')
  })
})

describe('a sealed session', () => {
  it('that has ended in its browser, and came back, is cleared, with and without a record', async () => {
    for (const more of [{}, { adapter: memoryStorage(), session: kinds['sealed and on record'] }]) {
      const browser = createBrowser(testAuth({ providers: [openDoor], ...more }))
      await signInAs(browser, 'Ada')
      const before = browser.cookies.get(cookie) ?? ''
      await browser.post('/api/auth/signout', { csrfToken: await browser.csrfToken() })
      // By a renewal that was under way.
      browser.cookies.set(cookie, before)
      expect(await browser.session()).toEqual({})
      expect(browser.cookies.has(cookie)).toBe(false)
    }
  })

  it('is cleared once it has expired by what it says itself', async () => {
    const clock = fakeClock()
    const auth = testAuth({ now: clock.now, session: { maxAge: 600 } })
    const browser = createBrowser(auth)
    await signInAda(browser)
    clock.advance({ minutes: 11 })
    await browser.session()
    expect(browser.cookies.has(cookie)).toBe(false)
  })
})

/** An application whose provider gives each refresh token out once, as `jwt` keeps it. */
function rotating(more: Partial<AuthConfig> = {}) {
  const clock = fakeClock()
  let current = 0
  let isEnding = false
  let isDue = true
  const auth = testAuth({
    now: clock.now,
    session: { maxAge: 3600, ...more.session },
    callbacks: {
      jwt({ token, user }) {
        if (user) return { ...token, refreshToken: current }
        if (isEnding) return null
        if (!isDue) return token
        if (token['refreshToken'] !== current) return { ...token, error: 'reused' }
        return { ...token, refreshToken: ++current }
      },
      session: ({ session, token }) => ({ ...session, error: token['error'] }),
    },
  })
  return {
    clock,
    auth,
    browser: createBrowser(auth),
    rotate: (is: boolean) => (isDue = is),
    end: () => (isEnding = true),
  }
}

const unasked: Record<string, (auth: Auth, browser: TestBrowser) => Promise<readonly string[]>> = {
  'GET /session?unattended': async (_, browser) =>
    (await browser.get('/api/auth/session?unattended')).headers.getSetCookie(),
  'GET /events': async (_, browser) => {
    const answer = await browser.get('/api/auth/events')
    await answer.body?.cancel()
    return answer.headers.getSetCookie()
  },
  'renewSession without sliding': async (auth, browser) => {
    const { cookies } = await auth.renewSession(browser.request('/'), { slides: false })
    const headers = cookies.map((value): [string, string] => ['set-cookie', value])
    browser.receive(new Response(null, { headers }))
    return cookies
  },
}

describe.each(Object.entries(unasked))('%s', (_, ask) => {
  it('keeps what the jwt callback has changed, and the end of the session', async () => {
    const { clock, auth, browser, rotate } = rotating()
    await signInAda(browser)
    const end = clock.now() + 3600_000
    for (let round = 0; round < 3; round++) {
      clock.advance({ minutes: 10 })
      expect(await ask(auth, browser)).toHaveLength(1)
    }
    expect(await auth.getToken(browser.request('/'))).toMatchObject({ exp: end / 1000 })
    rotate(false)
    expect(await auth.getSession(browser.request('/'))).toEqual({
      user: expect.objectContaining({ name: 'Ada' }) as unknown,
      expires: new Date(end).toISOString(),
    })
    // The next time that a person asks it slides, however new the seal is.
    const renewed = (await (await browser.get('/api/auth/session')).json()) as { expires: string }
    expect(renewed.expires).toBe(new Date(clock.now() + 3600_000).toISOString())
    clock.advance({ minutes: 61 })
    expect(await browser.session()).toEqual({})
  })

  it('sets no cookie with nothing changed', async () => {
    const { clock, auth, browser, rotate } = rotating()
    rotate(false)
    await signInAda(browser)
    clock.advance({ minutes: 40 })
    expect(await ask(auth, browser)).toEqual([])
    clock.advance({ minutes: 21 })
    expect(await ask(auth, browser)).toEqual([])
    expect(await auth.getSession(browser.request('/'))).toBeNull()
  })

  it('ends the session that the jwt callback refuses', async () => {
    const { auth, browser, end } = rotating()
    await signInAda(browser)
    end()
    await ask(auth, browser)
    expect(browser.cookies.has(cookie)).toBe(false)
    expect((await browser.get('/api/auth/events')).status).toBe(204)
  })
})

describe('a session in a form that does not say when it was sealed', () => {
  it('keeps what the jwt callback has changed', async () => {
    const auth = testAuth({
      jwt: {
        encode: ({ token }) =>
          encodeURIComponent(JSON.stringify({ ...token, 'sojourn.times': undefined })),
        decode: ({ token = '' }) => JSON.parse(decodeURIComponent(token)) as JWT,
      },
      callbacks: { jwt: ({ token }) => ({ ...token, count: Number(token['count'] ?? 0) + 1 }) },
    })
    const browser = createBrowser(auth)
    await signInAda(browser)
    await browser.get('/api/auth/session?unattended')
    await browser.get('/api/auth/session?unattended')
    expect(await auth.getToken(browser.request('/'))).toMatchObject({ name: 'Ada', count: 3 })
  })
})

describe('renewSession', () => {
  it('is no update, whatever else it is called with', async () => {
    const triggers: unknown[] = []
    const auth = testAuth({
      callbacks: {
        jwt({ token, trigger }) {
          triggers.push(trigger)
          return token
        },
      },
    })
    const browser = createBrowser(auth)
    await signInAda(browser)
    const given = { update: { trigger: 'update', session: {} } } as { slides?: boolean }
    await auth.renewSession(browser.request('/'), given)
    expect(triggers).toEqual(['signIn', undefined])
  })
})
