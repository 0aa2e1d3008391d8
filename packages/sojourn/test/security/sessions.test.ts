/**
 * Fixation, replay, forced sign-in and forced sign-out: a session is its person's, from sign-in to its end.
 */
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AtomicStorage } from '../../src/core/storage.ts'
import { createPasswords, hashPassword, type PasswordMail } from '../../src/passwords/index.ts'
import type { Auth } from '../../src/server/index.ts'
import { type FakeProvider, fakeProvider } from '../../src/testing/fake-provider.ts'
import { createBrowser, origin, type TestBrowser } from '../support/browser.ts'
import {
  attackedApplication,
  beginAtProvider,
  browserOf,
  comeBack,
  enter,
  rawRequest,
  requestMail,
} from './support/application.ts'
import { recordedStrategies } from '../support/storages.ts'

const cookieName = 'next-auth.session-token'
const phrase = 'a password of a test'
const changed = 'another password of a test'

let passwordHash: string

beforeAll(async () => {
  passwordHash = await hashPassword(phrase)
})

/** Who a cookie stands for, at an engine that never saw its browser. */
async function replay(auth: Auth, token: string): Promise<unknown[]> {
  const thief = createBrowser(auth)
  thief.cookies.set(cookieName, token)
  const request = thief.request('/')
  const seen = [
    await auth.getSession(request),
    await auth.getToken(request),
    (await auth.renewSession(request)).session,
    (await auth.getSnapshot(request)).session,
  ]
  const session = await thief.session()
  return [...seen, Object.keys(session).length === 0 ? null : session]
}

const nobody = [null, null, null, null, null]

describe.each(recordedStrategies)('S5, ASVS 7.4.1: a session %s', (_, session, open) => {
  let storage: AtomicStorage
  let mails: PasswordMail[]
  let passwords: ReturnType<typeof createPasswords>
  let processes: Auth[]
  let userId: string
  let browser: TestBrowser
  let token: string

  beforeEach(async () => {
    storage = await open()
    mails = []
    passwords = createPasswords(storage, { send: (mail) => void mails.push(mail) })
    processes = Array.from(
      { length: 4 },
      () => attackedApplication({ adapter: storage, session }).auth,
    )
    browser = createBrowser(server(0))
    await enter(browser)
    token = browser.cookies.get(cookieName) ?? ''
    userId = (await server(0).getToken(browser.request('/')))?.sub ?? ''
    await storage.updateUser(userId, { emailVerified: new Date() })
    const change = { hash: passwordHash, expected: null, ends: null }
    await storage.setPasswordHash(userId, change)
    // Each process has seen it, and remembers what it may.
    for (const auth of processes) {
      if ((await replay(auth, token)).includes(null)) throw new Error('It is no session.')
    }
  })

  function server(index: number): Auth {
    const auth = processes.at(index)
    if (auth === undefined) throw new Error('There are four.')
    return auth
  }

  async function idOf(who: TestBrowser): Promise<string> {
    return (await server(0).getToken(who.request('/')))?.jti ?? ''
  }

  function tokenOf(kind: PasswordMail['kind']): string {
    const mail = mails.find((entry) => entry.kind === kind)
    if (mail !== undefined && 'token' in mail) return mail.token
    throw new Error('It was not mailed yet.')
  }

  const ends: Record<string, () => Promise<unknown>> = {
    'its sign-out': async () =>
      browser.post('/api/auth/signout', { csrfToken: await browser.csrfToken() }),
    'a new sign-in (7.2.4)': () => enter(browser),
    'its revocation': async () => server(1).revokeSession(userId, await idOf(browser)),
    'the end of all sessions': () => server(2).revokeSessions(userId),
    'its revocation from its own list': async () =>
      browser.post('/api/auth/sessions', { csrfToken: await browser.csrfToken(), revoke: 'all' }),
    'a change of the password': () =>
      passwords.change(userId, { current: phrase, password: changed }),
    'a reset of the password': async () => {
      await passwords.requestReset('ada@door.example')
      const token = await vi.waitFor(() => tokenOf('reset'))
      await passwords.reset({ token, password: changed })
    },
    'a change of the address (7.4.3)': async () => {
      await passwords.requestAddressChange(userId, { email: 'new@example.com', password: phrase })
      await passwords.changeAddress(userId, tokenOf('change'))
    },
    'the deletion of its person (7.4.2)': () => storage.deleteUser(userId),
    'the deletion that its person asked for': () => passwords.remove(userId, { password: phrase }),
  }

  it.each(Object.keys(ends))('is refused everywhere after %s', async (name) => {
    await ends[name]?.()
    for (const auth of processes) expect(await replay(auth, token)).toEqual(nobody)
  })

  it('is not brought back by who is made anew with the same id', async () => {
    await storage.deleteUser(userId)
    await storage.createUser({ id: userId, email: 'ada@door.example', emailVerified: null })
    for (const auth of processes) expect(await replay(auth, token)).toEqual(nobody)
  })

  it('7.2.4: of another browser goes on after a sign-in here', async () => {
    const other = createBrowser(server(3))
    await enter(other)
    expect(await browser.session()).toHaveProperty('user')
    expect(await idOf(other)).not.toBe(await idOf(browser))
  })

  it('7.4.3: stays alone, where the change of the password says so', async () => {
    const other = createBrowser(server(3))
    await enter(other)
    const keepSession = await idOf(browser)
    await passwords.change(userId, { current: phrase, password: changed, keepSession })
    expect(await browser.session()).toHaveProperty('user')
    expect(await other.session()).toEqual({})
  })
})

describe('ASVS 7.4.1: a sealed session without a record', () => {
  it('is refused in its browser after sign-out, also by every reading on the server', async () => {
    const app = attackedApplication()
    const browser = browserOf(app)
    await enter(browser)
    const token = browser.cookies.get(cookieName) ?? ''
    await browser.post('/api/auth/signout', { csrfToken: await browser.csrfToken() })
    browser.cookies.set(cookieName, token)
    expect(await app.auth.getSession(browser.request('/'))).toBeNull()
    expect(await app.auth.getToken(browser.request('/'))).toBeNull()
    expect((await app.auth.renewSession(browser.request('/'))).session).toBeNull()
    expect(await browser.session()).toEqual({})
  })
})

const everyStrategy = [
  ['sealed', { strategy: 'jwt' as const }, undefined],
  ...recordedStrategies,
] as const

describe.each(everyStrategy)('CVE-2022-25896: fixation of a session %s', (_, session, open) => {
  async function start() {
    const adapter = await open?.()
    return attackedApplication({ session, ...(adapter && { adapter }) })
  }

  it('that nobody was given makes nobody signed in by it', async () => {
    const app = await start()
    for (const planted of ['x', crypto.randomUUID(), 'a'.repeat(64), 'sha256:x']) {
      const victim = browserOf(app)
      victim.cookies.set(cookieName, planted)
      await enter(victim)
      expect(victim.cookies.get(cookieName)).not.toBe(planted)
      const thief = browserOf(app)
      thief.cookies.set(cookieName, planted)
      expect(await thief.session()).toEqual({})
    }
  })

  it('of the attacker own gets neither the victim nor goes on in that browser', async () => {
    const app = await start()
    const mallory = browserOf(app)
    await enter(mallory, 'Mallory')
    const planted = mallory.cookies.get(cookieName) ?? ''
    const before = await app.auth.getToken(mallory.request('/'))
    const victim = browserOf(app)
    victim.cookies.set(cookieName, planted)
    await enter(victim, 'Victim')
    const after = await app.auth.getToken(victim.request('/'))
    expect(after).toMatchObject({ name: 'Victim' })
    expect(after?.jti).not.toBe(before?.jti)
    const seen = await app.auth.getToken(mallory.request('/'))
    expect(seen?.name ?? 'Mallory').toBe('Mallory')
    if (open !== undefined) expect(seen).toBeNull()
  })

  it('7.2.4: has a new secret and a new id at each sign-in', async () => {
    const app = await start()
    const browser = browserOf(app)
    const tokens = new Set<string>()
    const ids = new Set<string>()
    for (let round = 0; round < 5; round++) {
      await enter(browser)
      tokens.add(browser.cookies.get(cookieName) ?? '')
      ids.add((await app.auth.getToken(browser.request('/')))?.jti ?? '')
    }
    expect([tokens.size, ids.size]).toEqual([5, 5])
  })

  it('C2: of two that are genuine both end by sign-out', async () => {
    const app = await start()
    const one = browserOf(app)
    const other = browserOf(app)
    await enter(one, 'One')
    await enter(other, 'Other')
    const [first, second] = [one, other].map((who) => who.cookies.get(cookieName) ?? '')
    const csrfToken = await one.csrfToken()
    const csrf = one.cookies.get('next-auth.csrf-token') ?? ''
    const cookie = `${cookieName}=${first}; ${cookieName}=${second}; next-auth.csrf-token=${csrf}`
    const read = await app.auth.getSession(new Request(origin, { headers: { cookie } }))
    expect(read).toMatchObject({ user: { name: 'One' } })
    const answer = await app.auth.handle(
      new Request(`${origin}/api/auth/signout`, {
        method: 'POST',
        headers: { cookie },
        body: new URLSearchParams({ csrfToken }),
      }),
    )
    one.receive(answer)
    for (const token of [first, second]) {
      const jar = browserOf(app)
      jar.cookies.set(cookieName, token ?? '')
      const note = one.cookies.get('sojourn.ended-sessions')
      if (note !== undefined) jar.cookies.set('sojourn.ended-sessions', note)
      expect(await jar.session()).toEqual({})
    }
  })
})

describe('login CSRF: nobody is signed in by a request that they did not begin', () => {
  it.each<
    [
      string,
      (app: ReturnType<typeof attackedApplication>, attacker: TestBrowser) => Promise<Request>,
    ]
  >([
    [
      'credentials without a token',
      async () =>
        new Request(`${origin}/api/auth/callback/credentials`, {
          method: 'POST',
          body: new URLSearchParams({
            name: 'Mallory',
            password: 'a password planted by the test',
          }),
        }),
    ],
    [
      'credentials with the attacker token and no cookie',
      async (_, attacker) =>
        new Request(`${origin}/api/auth/callback/credentials`, {
          method: 'POST',
          body: new URLSearchParams({
            csrfToken: await attacker.csrfToken(),
            name: 'Mallory',
            password: 'a password planted by the test',
          }),
        }),
    ],
    [
      'credentials with an empty token and an empty cookie',
      async () =>
        new Request(`${origin}/api/auth/callback/credentials`, {
          method: 'POST',
          headers: { cookie: 'next-auth.csrf-token=|; next-auth.csrf-token=' },
          body: new URLSearchParams({
            csrfToken: '',
            name: 'Mallory',
            password: 'a password planted by the test',
          }),
        }),
    ],
    [
      'the attacker link, opened',
      async (app, attacker) => new Request((await requestMail(app, attacker, 'link')).url),
    ],
    [
      'the attacker link, posted from elsewhere',
      async (app, attacker) => {
        const { token, identifier } = await requestMail(app, attacker, 'link')
        return new Request(`${origin}/api/auth/callback/link`, {
          method: 'POST',
          body: new URLSearchParams({
            token,
            email: identifier,
            csrfToken: await attacker.csrfToken(),
          }),
        })
      },
    ],
    [
      'the attacker code, posted from elsewhere',
      async (app, attacker) => {
        const { token } = await requestMail(app, attacker, 'code')
        return new Request(`${origin}/api/auth/callback/code`, {
          method: 'POST',
          body: new URLSearchParams({ code: token, csrfToken: await attacker.csrfToken() }),
        })
      },
    ],
  ])('%s', async (_, make) => {
    const app = attackedApplication()
    const request = await make(app, browserOf(app))
    const victim = browserOf(app)
    victim.receive(await app.auth.handle(request))
    expect(await victim.session()).toEqual({})
  })

  it.each(['', '?code=x', '?state=undefined&code=x', '?code=x&state=', '?state', '?code'])(
    'O2: a callback without cookies (%s)',
    async (query) => {
      const provider = await fakeProvider()
      const app = attackedApplication({ provider })
      const victim = browserOf(app)
      await victim.get(`/api/auth/callback/fake${query}`)
      expect(await victim.session()).toEqual({})
      await provider.close()
    },
  )

  it("O2: the attacker's own callback, in the browser of the victim", async () => {
    const provider: FakeProvider = await fakeProvider()
    const app = attackedApplication({ provider })
    const callback = await beginAtProvider(browserOf(app))
    const victim = browserOf(app)
    const before = new Map(victim.cookies)
    await comeBack(victim, callback)
    expect(await victim.session()).toEqual({})
    expect([...victim.cookies.keys()].filter((name) => !before.has(name))).toEqual([])
    await provider.close()
  })
})

describe('L4: nobody is signed out by a request that they did not make', () => {
  const prefetches: readonly Record<string, string>[] = [
    {},
    { purpose: 'prefetch' },
    { 'sec-purpose': 'prefetch;prerender' },
    { 'next-router-prefetch': '1' },
    { rsc: '1' },
    { accept: 'image/avif,*/*' },
    { 'x-http-method-override': 'POST' },
    { 'x-method-override': 'POST' },
  ]

  it.each(prefetches)('GET sign-out does nothing (%j)', async (headers) => {
    const browser = browserOf(attackedApplication())
    await enter(browser)
    for (const path of ['signout', 'signout?csrfToken=x', 'signout?_method=POST', 'signout/']) {
      await browser.get(`/api/auth/${path}`, headers)
    }
    const csrfToken = await browser.csrfToken()
    await browser.get(`/api/auth/signout?csrfToken=${csrfToken}`, headers)
    expect(await browser.session()).toHaveProperty('user')
  })

  const otherToken = 'f'.repeat(64)
  it.each<[string, Record<string, string>, BodyInit | null]>([
    ['no body', {}, null],
    ['an empty form', {}, new URLSearchParams()],
    ['a made-up token', {}, new URLSearchParams({ csrfToken: otherToken })],
    ['text that is JSON', { 'content-type': 'text/plain' }, `{"csrfToken":"${otherToken}"}`],
    ['a multipart form', {}, new FormData()],
    ['a form of another type', { 'content-type': 'text/plain' }, `csrfToken=${otherToken}`],
    [
      'from another site',
      { origin: 'https://evil.example' },
      new URLSearchParams({ csrfToken: '' }),
    ],
  ])('a cross-site POST is refused: %s', async (_, headers, body) => {
    const app = attackedApplication()
    const browser = browserOf(app)
    await enter(browser)
    // What another site can send, with all cookies, as if SameSite did not hold.
    const answer = await app.auth.handle(
      browser.request('/api/auth/signout', { method: 'POST', headers, body }),
    )
    browser.receive(answer)
    expect(answer.status).toBeLessThan(500)
    expect(await browser.session()).toHaveProperty('user')
  })

  it('other methods do nothing', async () => {
    const app = attackedApplication()
    const browser = browserOf(app)
    await enter(browser)
    for (const method of ['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const answer = await app.auth.handle(browser.request('/api/auth/signout', { method }))
      browser.receive(answer)
      expect(answer.status).toBeLessThan(500)
    }
    expect(await browser.session()).toHaveProperty('user')
  })
})

describe('CVE-2025-61928, GHSA-4vcf-q4xf-f48m: what an endpoint is told about whom it is for', () => {
  it.each(recordedStrategies)('changes nothing, for sessions %s', async (_, session, open) => {
    const storage = await open()
    const app = attackedApplication({ adapter: storage, session })
    const grace = browserOf(app)
    await enter(grace, 'Grace')
    const hers = await app.auth.getToken(grace.request('/'))
    const fields = {
      userId: hers?.sub,
      sub: hers?.sub,
      id: hers?.jti,
      sessionId: hers?.jti,
      user: { id: hers?.sub },
      session: { userId: hers?.sub },
    }
    const mallory = browserOf(app)
    const anonymous = browserOf(app)
    await enter(mallory, 'Mallory')
    for (const who of [mallory, anonymous]) {
      const csrfToken = await who.csrfToken()
      for (const path of [
        'session',
        'sessions',
        'signout',
        'callback/credentials',
        'signin/link',
      ]) {
        for (const revoke of ['all', 'others', hers?.jti]) {
          const body = { csrfToken, revoke, data: fields, ...fields }
          await who.post(`/api/auth/${path}`, body, { json: true })
          await who.get(`/api/auth/${path}?userId=${hers?.sub}&id=${hers?.jti}`)
        }
      }
    }
    expect(await grace.session()).toMatchObject({ user: { name: 'Grace' } })
    expect((await anonymous.get('/api/auth/sessions')).status).toBe(401)
    expect(await anonymous.session()).toEqual({})
  })
})

describe('CVE-2024-35220: a clock that moves', () => {
  it.each(everyStrategy)(
    'ends a session %s in time, whatever its cookie says',
    async (_, session, open) => {
      let present = Date.parse('2026-11-21T12:00:00Z')
      const adapter = await open?.()
      const app = attackedApplication({
        session: { ...session, maxAge: 3600, maxLifetime: 7200 },
        now: () => present,
        ...(adapter && { adapter }),
      })
      const browser = browserOf(app)
      await enter(browser)
      const begun = browser.cookies.get(cookieName) ?? ''
      for (let minute = 0; minute < 118; minute += 20) {
        present += 20 * 60_000
        if (minute < 100) expect(await browser.session()).toHaveProperty('user')
      }
      present += 60_000
      expect(await browser.session()).toEqual({})
      browser.cookies.set(cookieName, begun)
      expect(await browser.session()).toEqual({})
    },
  )
})

it('rawRequest carries the address that a host has seen', () => {
  expect(rawRequest(origin, {}, '192.0.2.1').address).toBe('192.0.2.1')
})
