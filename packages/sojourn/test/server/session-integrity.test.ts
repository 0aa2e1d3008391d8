/**
 * What must not move a session: callbacks that change what they are given, another server that seals anew,
 * answers that come late, cookies that others have set, and sessions that were revoked already.
 */
import { hkdfSync } from 'node:crypto'
import { EncryptJWT, type JWTPayload, jwtDecrypt } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Adapter } from '../../src/core/adapter.ts'
import type { AtomicStorage } from '../../src/core/storage.ts'
import type { Auth, AuthConfig, Callbacks, SessionConfig } from '../../src/server/index.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { type FakeClock, fakeClock } from '../../src/testing/fake-clock.ts'
import { createBrowser, type TestBrowser } from '../support/browser.ts'
import { idOf, openDoor, revoke, signedIn, signInAs } from '../support/sign-in.ts'
import { reports, secret, testAuth } from '../support/test-auth.ts'

const cookieName = 'next-auth.session-token'
const day = 24 * 60 * 60

let storage: AtomicStorage
let clock: FakeClock

beforeEach(() => {
  storage = memoryStorage()
  clock = fakeClock()
  reports.length = 0
})

function start(session: SessionConfig = {}, config: Partial<AuthConfig> = {}): Auth {
  return testAuth({ adapter: storage, providers: [openDoor], now: clock.now, session, ...config })
}

const sealed = (maxStaleness: number): SessionConfig => ({ strategy: 'jwt', maxStaleness })

async function recordsOf(address: string): Promise<number> {
  return (await storage.listSessions(await idOf(storage, address), clock.now())).length
}

const key = new Uint8Array(
  hkdfSync('sha256', secret, '', 'NextAuth.js Generated Encryption Key', 32),
)

function seal(claims: JWTPayload): Promise<string> {
  return new EncryptJWT(claims).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(key)
}

async function open(cookie: string | undefined): Promise<JWTPayload> {
  const now = new Date(clock.now())
  return (await jwtDecrypt(cookie ?? '', key, { currentDate: now })).payload
}

describe('a jwt callback that changes the claims it is given', () => {
  const changes: [string, NonNullable<Callbacks['jwt']>][] = [
    ['gives another subject', ({ token }) => Object.assign(token, { sub: 'legacy-7' })],
    [
      'takes the id away',
      ({ token }) => {
        delete token.jti
        return token
      },
    ],
    ['names another session', ({ token }) => Object.assign(token, { jti: 'another' })],
    ['has a claim of our name', ({ token }) => ({ ...token, sojourn: 'Paris' })],
    ['returns its own claims only', () => ({ role: 'captain' })],
  ]

  it.each(changes)('signs nobody out: it %s', async (_, jwt) => {
    const auth = start(sealed(0), { callbacks: { jwt } })
    const browser = await signedIn(auth)
    for (let visit = 0; visit < 3; visit++) {
      clock.advance({ days: 2 })
      expect(await browser.session()).toHaveProperty('user')
    }
    expect(await recordsOf('ada@example.com')).toBe(1)
    await revoke(browser, 'all')
    expect(await recordsOf('ada@example.com')).toBe(0)
  })

  it('gives nobody the sessions of somebody else, whatever a browser sends to update', async () => {
    const jwt: Callbacks['jwt'] = ({ token, session }) => Object.assign(token, session)
    const auth = start(sealed(0), { callbacks: { jwt } })
    const grace = await signedIn(auth, 'Grace')
    const hers = await auth.getToken(grace.request('/'))
    const ada = await signedIn(auth)
    const facts = { id: hers?.jti, userId: hers?.sub, signedInAt: 9e15, checkedAt: 9e15 }
    const data = { jti: hers?.jti, 'sojourn.session': facts, sojourn: facts }
    const csrfToken = await ada.csrfToken()
    await ada.post('/api/auth/session', { csrfToken, data }, { json: true })
    const listed = (await (await ada.get('/api/auth/sessions')).json()) as { sessions: unknown[] }
    expect(listed.sessions).toMatchObject([{ isCurrent: true }])
    expect(listed.sessions).not.toMatchObject([{ id: hers?.jti }])
    await revoke(ada, 'all')
    expect(await grace.session()).toHaveProperty('user')
  })

  it('moves no end: what a browser sends is not when it signed in', async () => {
    const jwt: Callbacks['jwt'] = ({ token, session }) => ({ ...token, ...(session as object) })
    const auth = testAuth({
      now: clock.now,
      providers: [openDoor],
      callbacks: { jwt },
      session: { maxLifetime: 10 * day },
    })
    const browser = createBrowser(auth)
    const iat = Math.floor(clock.now() / 1000)
    browser.cookies.set(cookieName, await seal({ sub: '1', iat, exp: iat + 30 * day, jti: 'old' }))
    const csrfToken = await browser.csrfToken()
    const data = { 'sojourn.session': { id: 'old', signedInAt: 9e15 } }
    await browser.post('/api/auth/session', { csrfToken, data }, { json: true })
    clock.advance({ days: 11 })
    expect(await browser.session()).toEqual({})
  })

  it('that ends a session ends its record, and a copy of its cookie', async () => {
    let banned = false
    const auth = start(sealed(0), { callbacks: { jwt: ({ token }) => (banned ? null : token) } })
    const browser = await signedIn(auth)
    const copy = browser.cookies.get(cookieName) ?? ''
    banned = true
    expect(await browser.session()).toEqual({})
    banned = false
    expect(await recordsOf('ada@example.com')).toBe(0)
    browser.cookies.clear()
    browser.cookies.set(cookieName, copy)
    expect(await browser.session()).toEqual({})
  })

  it('and returns only its own is no reason to seal at each read', async () => {
    const auth = start(sealed(3600), { callbacks: { jwt: () => ({ role: 'captain' }) } })
    const browser = await signedIn(auth)
    const before = browser.cookies.get(cookieName)
    await browser.session()
    await browser.session()
    expect(browser.cookies.get(cookieName)).toBe(before)
  })
})

describe('a NextAuth server beside this one', () => {
  /** What NextAuth does at each read: seals the same claims under a new id and time. */
  async function nextAuthSeals(browser: TestBrowser): Promise<void> {
    const claims = await open(browser.cookies.get(cookieName))
    const iat = Math.floor(clock.now() / 1000)
    const renewed = { ...claims, iat, exp: iat + 30 * day, jti: crypto.randomUUID() }
    browser.cookies.set(cookieName, await seal(renewed))
  }

  it('does not vouch for a session that was revoked', async () => {
    const auth = start(sealed(60))
    const browser = await signedIn(auth)
    clock.advance({ minutes: 10 })
    await auth.revokeSessions(await idOf(storage, 'ada@example.com'))
    await nextAuthSeals(browser)
    expect(await auth.getSession(browser.request('/'))).toBeNull()
  })

  it('signs nobody out who is signed in', async () => {
    const auth = start(sealed(60))
    const browser = await signedIn(auth)
    for (let visit = 0; visit < 3; visit++) {
      clock.advance({ days: 1 })
      await nextAuthSeals(browser)
      expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    }
    expect(await recordsOf('ada@example.com')).toBe(1)
  })
})

describe('the bound of staleness', () => {
  /** Has the next question for a record wait until the function it returns is called. */
  function holdNextQuestion(): () => void {
    const { findSession } = storage
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    Object.assign(storage, {
      findSession: async (...args: Parameters<typeof findSession>) => {
        Object.assign(storage, { findSession })
        const answer = await findSession(...args)
        await held
        return answer
      },
    })
    return release
  }

  it('begins when the storage was asked: an answer that a revocation has overtaken does not count', async () => {
    const auth = start(sealed(300))
    const browser = await signedIn(auth)
    clock.advance({ minutes: 10 })
    const release = holdNextQuestion()
    const reading = auth.getSession(browser.request('/'))
    await new Promise((resolve) => setTimeout(resolve, 0))
    await auth.revokeSessions(await idOf(storage, 'ada@example.com'))
    release()
    // It was asked before, so it may be answered so, once.
    await reading
    expect(await auth.getSession(browser.request('/'))).toBeNull()
  })

  it('gives a session that was signed out no time in this process, whatever was being asked', async () => {
    const auth = start(sealed(300))
    const browser = await signedIn(auth)
    clock.advance({ minutes: 10 })
    const copy = browser.request('/')
    const csrfToken = await browser.csrfToken()
    const { endSession } = storage
    // A read that comes while the storage is about to end it.
    Object.assign(storage, {
      endSession: async (...args: Parameters<typeof endSession>) => {
        await auth.getSession(copy)
        return endSession(...args)
      },
    })
    await browser.post('/api/auth/signout', { csrfToken })
    expect(await auth.getSession(copy)).toBeNull()
  })

  it('is counted from the question in a seal, however long the callbacks take', async () => {
    let slow = false
    const here = start(sealed(60), {
      callbacks: {
        session: ({ session }) => {
          if (slow) clock.advance({ seconds: 50 })
          return session
        },
      },
    })
    const there = start(sealed(60))
    const browser = await signedIn(here)
    clock.advance({ minutes: 10 })
    slow = true
    const answer = await here.handle(browser.request('/api/auth/session'))
    slow = false
    browser.receive(answer)
    await there.revokeSessions(await idOf(storage, 'ada@example.com'))
    clock.advance({ seconds: 11 })
    expect(await there.getSession(browser.request('/'))).toBeNull()
  })

  it('gives a revoked session no time to list or end others', async () => {
    const here = start(sealed(300))
    const there = start(sealed(300))
    const owner = await signedIn(here)
    const thief = await signedIn(there)
    const token = await there.getToken(thief.request('/'))
    await here.revokeSession(token?.sub ?? '', token?.jti ?? '')
    expect((await thief.get('/api/auth/sessions')).status).toBe(401)
    expect((await revoke(thief, 'others')).status).toBe(401)
    expect(await owner.session()).toMatchObject({ user: { name: 'Ada' } })
  })
})

describe.each<[string, SessionConfig]>([
  ['stored', {}],
  ['sealed with records', sealed(0)],
])('of several cookies of one name (%s)', (_, session) => {
  it('sign-out ends every session, and so does a sign-in', async () => {
    const auth = start(session)
    for (const act of ['sign out', 'sign in'] as const) {
      const ada = await signedIn(auth)
      const grace = await signedIn(auth, 'Grace')
      const both = [ada, grace].map((browser) => browser.cookies.get(cookieName) ?? '')
      const visitor = createBrowser(auth)
      const csrfToken = await visitor.csrfToken()
      const pairs = [...visitor.cookies].map(([name, value]) => `${name}=${value}`)
      const cookie = [...both.map((value) => `${cookieName}=${value}`), ...pairs].join('; ')
      const path = act === 'sign out' ? '/api/auth/signout' : '/api/auth/callback/credentials'
      const answer = await auth.handle(
        new Request(`http://localhost:3000${path}`, {
          method: 'POST',
          headers: { cookie },
          body: new URLSearchParams({ csrfToken, name: 'Mary' }),
        }),
      )
      expect(answer.headers.get('location')).not.toContain('error=')
      expect([act, await ada.session(), await grace.session()]).toEqual([act, {}, {}])
    }
  })

  it('the genuine one counts, however many were put before it', async () => {
    const auth = start(session)
    const ada = await signedIn(auth)
    const tossed = Array.from({ length: 10 }, (_, index) => `${cookieName}=tossed-${index}`)
    const cookie = [...tossed, `${cookieName}=${ada.cookies.get(cookieName)}`].join('; ')
    const request = new Request('http://localhost:3000/', { headers: { cookie } })
    expect(await auth.getSession(request)).toMatchObject({ user: { name: 'Ada' } })
  })
})

describe('a sign-in', () => {
  it.each<[string, SessionConfig]>([
    ['stored', {}],
    ['sealed with records', sealed(0)],
  ])('may end all other sessions of its person: %s', async (_, session) => {
    const running: { auth?: Auth } = {}
    const auth = start(session, {
      callbacks: {
        signIn: async ({ user }) => {
          clock.advance({ seconds: 1 })
          await running.auth?.revokeSessions(user.id)
          return true
        },
      },
    })
    running.auth = auth
    const first = await signedIn(auth)
    const second = await signedIn(auth)
    expect(await first.session()).toEqual({})
    expect(await second.session()).toMatchObject({ user: { name: 'Ada' } })
  })

  it('makes nobody of an id alone: without an address it is refused, and says what to do', async () => {
    await storage.createUser({
      id: '1',
      name: 'Grace',
      email: 'grace@example.com',
      emailVerified: null,
    })
    await storage.createUser({ id: '2', name: 'Nameless', email: null, emailVerified: null })
    for (const id of ['1', '2']) {
      const nameless = { ...openDoor, authorize: () => ({ id, name: 'Bob of LDAP' }) }
      const auth = start({}, { providers: [nameless] })
      const browser = createBrowser(auth)
      const answer = await signInAs(browser, 'Bob')
      expect(answer.headers.get('location')).toContain('code=configuration_invalid')
      expect(await browser.session()).toEqual({})
    }
    expect(reports.join()).toContain('without an address')
  })

  it('finds a person whose address is written in another case', async () => {
    const user = await storage.createUser({
      name: 'Ada',
      email: 'Ada@Example.com',
      emailVerified: null,
    })
    const auth = start()
    const browser = createBrowser(auth)
    await signInAs(browser, 'Ada', { id: user?.id ?? '', email: 'ada@example.com' })
    expect((await auth.getToken(browser.request('/')))?.sub).toBe(user?.id)
  })

  it('keeps the id by which the application knows a person', async () => {
    const auth = start(sealed(0))
    const browser = createBrowser(auth)
    await signInAs(browser, 'Ada', { id: '42' })
    expect((await auth.getToken(browser.request('/')))?.sub).toBe('42')
    expect(await storage.readUser('42')).toMatchObject({ name: 'Ada' })
  })

  it.each(['', 'x'.repeat(513), 'sha256:abc', 'SHA256:abc'])(
    'with a token that could not be read again (%#) stores nothing and says why',
    async (token) => {
      const auth = start({ generateSessionToken: () => token })
      const browser = createBrowser(auth)
      const answer = await signInAs(browser, 'Ada')
      expect(answer.headers.get('location')).toContain('code=configuration_invalid')
      expect(reports.join()).toContain('generateSessionToken')
      expect(await recordsOf('ada@example.com')).toBe(0)
    },
  )
})

describe('with an adapter of Auth.js', () => {
  /** The least of an adapter, on a database that compares without case. */
  function looseAdapter(): Adapter {
    const users = new Map<string, object>()
    const sessions = new Map<string, { sessionToken: string; userId: string; expires: Date }>()
    const accounts = new Map<string, string>()
    return {
      createUser: (user: { id?: string }) => {
        const stored = { ...user, id: user.id ?? crypto.randomUUID() }
        users.set(stored.id, stored)
        return stored
      },
      getUser: (id) => users.get(id) ?? null,
      getUserByEmail: () => null,
      getUserByAccount: ({ providerAccountId }: { providerAccountId: string }) =>
        users.get(accounts.get(providerAccountId) ?? '') ?? null,
      updateUser: (user: object) => user,
      linkAccount: (account: { providerAccountId: string; userId: string }) => {
        accounts.set(account.providerAccountId, account.userId)
      },
      createSession: (session: { sessionToken: string; userId: string; expires: Date }) => {
        sessions.set(session.sessionToken.toLowerCase(), session)
        return session
      },
      getSessionAndUser: (token) => {
        const session = sessions.get(token.toLowerCase())
        return session ? { session, user: users.get(session.userId) } : null
      },
      updateSession: (session: { sessionToken: string }) => session,
      deleteSession: (token) => void sessions.delete(token.toLowerCase()),
    }
  }

  it('a digest in capitals is no token', async () => {
    const adapter = looseAdapter()
    const stored: string[] = []
    const { createSession } = adapter
    adapter.createSession = (session: { sessionToken: string }) => {
      stored.push(session.sessionToken)
      return createSession?.(session)
    }
    const auth = testAuth({ adapter, providers: [openDoor] })
    const browser = createBrowser(auth)
    await signInAs(browser, 'Ada', { id: 'ada' })
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    const [digest = ''] = stored
    for (const form of [digest, digest.toUpperCase(), digest.replace('sha256', 'SHA256')]) {
      const thief = createBrowser(auth)
      thief.cookies.set(cookieName, form)
      expect(await thief.session()).toEqual({})
    }
  })

  it('what it could not keep is refused: at the start, or at a sign-in', async () => {
    const adapter = looseAdapter()
    expect(() => testAuth({ adapter, session: { maxLifetime: day } })).toThrow(/maxLifetime needs/)
    const browser = createBrowser(testAuth({ adapter, providers: [openDoor] }))
    const answer = await signInAs(browser, 'Ada', { id: 'ada', remember: 'false' })
    expect(answer.headers.get('location')).toContain('code=configuration_invalid')
    expect(reports.join()).toContain('not to be remembered')
    expect(await browser.session()).toEqual({})
  })
})
