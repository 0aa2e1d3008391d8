/**
 * Step-up on the server: who has signed in recently or strongly enough, by which word, and what a provider or a
 * browser can do about it.
 *
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import type { Adapter } from '../../src/core/adapter.ts'
import { AuthError } from '../../src/core/errors.ts'
import {
  type AuthenticationDemand,
  isStepUpChallenge,
  toChallenge,
} from '../../src/core/step-up.ts'
import { encode as encodeJwt } from '../../src/jwt/index.ts'
import { type Auth, type AuthConfig } from '../../src/server/index.ts'
import { readAuthentication } from '../../src/server/session/authentication.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { sqlStorage } from '../../src/storage/sql/index.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { createBrowser, type TestBrowser } from '../support/browser.ts'
import { type MaliciousIssuer, useMaliciousProvider } from '../support/malicious-provider.ts'
import { passwordProvider, secret, signInAda, testAuth } from '../support/test-auth.ts'

const provider = useMaliciousProvider()

const ago = (seconds: number): number => Math.floor(Date.now() / 1000) - seconds

/** An application whose people sign in at a provider that says this of them. */
function atProvider(
  says: Record<string, unknown>,
  { params, ...config }: Partial<AuthConfig> & { params?: Record<string, string> } = {},
) {
  const at = provider.issue({ claims: (claims) => ({ ...claims, ...says }) })
  const auth = testAuth({
    ...config,
    providers: [
      passwordProvider,
      {
        id: 'one',
        name: 'One',
        type: 'oidc',
        issuer: at.issuer,
        clientId: 'client',
        clientSecret: 's',
        ...(params && { authorization: { params } }),
      },
    ],
  })
  return { at, auth, browser: createBrowser(auth) }
}

/** What the provider is asked with, and where the browser then is. */
async function signIn(browser: TestBrowser, at: MaliciousIssuer, query = '') {
  const csrfToken = await browser.csrfToken()
  const begun = await browser.post(`/api/auth/signin/one${query}`, { csrfToken })
  const asked = begun.headers.get('location') ?? ''
  const callback = at.authorize(asked)
  const response = await browser.get(callback.pathname + callback.search)
  return {
    asked: new URL(asked).searchParams,
    location: new URL(response.headers.get('location') ?? ''),
  }
}

async function demanded(
  auth: Auth,
  browser: TestBrowser,
  demand?: AuthenticationDemand,
): Promise<unknown> {
  return auth.requireAuthentication(browser.request('/'), demand).catch((error: unknown) => {
    if (!AuthError.is(error)) throw error
    return error.code
  })
}

const insufficient = 'insufficient_user_authentication'

describe('a sign-in with a password', () => {
  it.each([['jwt'], ['database']] as const)(
    'is recent for as long as is demanded, however often the session is renewed: %s',
    async (strategy) => {
      const clock = fakeClock('2026-11-21T12:00:00Z')
      const auth = testAuth({
        adapter: memoryStorage(),
        session: { strategy, updateAge: 0 },
        now: clock.now,
      })
      const browser = createBrowser(auth)
      expect(await demanded(auth, browser, { maxAge: 300 })).toBe('session_required')
      await signInAda(browser)
      clock.advance({ seconds: 300 })
      await browser.session()
      expect(await demanded(auth, browser, { maxAge: 300 })).toMatchObject({
        name: 'Ada',
        auth_time: clock.now() / 1000 - 300,
      })
      // Clocks of several servers may differ by 15 seconds.
      clock.advance({ seconds: 15 })
      await browser.session()
      expect(await demanded(auth, browser, { maxAge: 300 })).toMatchObject({ name: 'Ada' })
      clock.advance({ seconds: 1 })
      await browser.session()
      expect(await demanded(auth, browser, { maxAge: 300 })).toBe(insufficient)
      expect(await demanded(auth, browser, { maxAge: 301 })).toMatchObject({ name: 'Ada' })
      expect(await demanded(auth, browser)).toMatchObject({ name: 'Ada' })
      await signInAda(browser)
      expect(await demanded(auth, browser, { maxAge: 1 })).toMatchObject({ name: 'Ada' })
    },
  )

  it('on a server whose clock was ahead is not recent for ever', async () => {
    const clock = fakeClock('2026-11-21T12:00:00Z')
    const auth = testAuth({ now: clock.now })
    const browser = createBrowser(auth)
    await signInAda(browser)
    clock.advance({ seconds: -15 })
    expect(await demanded(auth, browser, { maxAge: 60 })).toMatchObject({ name: 'Ada' })
    clock.advance({ seconds: -1 })
    expect(await demanded(auth, browser, { maxAge: 60 })).toBe(insufficient)
  })

  it('has no level of assurance', async () => {
    const auth = testAuth()
    const browser = createBrowser(auth)
    await signInAda(browser)
    expect(await demanded(auth, browser, { acrValues: ['gold'] })).toBe(insufficient)
  })

  it('is refused with all that is demanded, for the answer of the application', async () => {
    const auth = testAuth()
    const browser = createBrowser(auth)
    await signInAda(browser)
    const error: unknown = await auth
      .requireAuthentication(browser.request('/'), { maxAge: 60, acrValues: ['gold', 'silver'] })
      .catch((thrown: unknown) => thrown)
    const challenge = {
      code: insufficient,
      message: expect.any(String) as string,
      max_age: 60,
      acr_values: 'gold silver',
    }
    expect(AuthError.is(error) && error.status).toBe(401)
    expect(isStepUpChallenge(error)).toBe(true)
    expect(toChallenge(error)).toEqual(challenge)
    expect(JSON.parse(JSON.stringify(error))).toEqual(challenge)
  })

  it.each([
    { maxAge: 0 },
    { maxAge: -1 },
    { maxAge: 1.5 },
    { maxAge: Number.NaN },
    { maxAge: Infinity },
    { maxAge: 1e9 },
    { acrValues: [] },
    { acrValues: ['gold silver'] },
    { acrValues: [''] },
  ])('is not asked for what nobody could have: %o', async (demand) => {
    const auth = testAuth()
    await expect(
      auth.requireAuthentication(createBrowser(auth).request('/'), demand),
    ).rejects.toThrow(TypeError)
  })

  it('does not count once the jwt callback has ended the session', async () => {
    let isBanned = false
    const auth = testAuth({ callbacks: { jwt: ({ token }) => (isBanned ? null : token) } })
    const browser = createBrowser(auth)
    await signInAda(browser)
    expect(await demanded(auth, browser, { maxAge: 60 })).toMatchObject({ name: 'Ada' })
    isBanned = true
    expect(await demanded(auth, browser, { maxAge: 60 })).toBe('session_required')
  })

  it('does not count once the session is off the record, however stale that may be read', async () => {
    const storage = memoryStorage()
    const auth = testAuth({
      adapter: storage,
      session: { strategy: 'jwt', maxStaleness: 3600 },
    })
    const browser = createBrowser(auth)
    await signInAda(browser)
    const claims = await auth.getToken(browser.request('/'))
    await auth.revokeSessions(String(claims?.sub))
    expect(await demanded(auth, browser, { maxAge: 60 })).toBe('session_required')
  })
})

describe('a sign-in at a provider', () => {
  it('is as old as the provider says', async () => {
    const { at, auth, browser } = atProvider({ auth_time: ago(3600) })
    await signIn(browser, at)
    expect(await demanded(auth, browser, { maxAge: 300 })).toBe(insufficient)
    await browser.session()
    expect(await demanded(auth, browser, { maxAge: 3600 })).toMatchObject({ name: 'Ada' })
  })

  it('is as recent as it was made here, if the provider says nothing', async () => {
    const { at, auth, browser } = atProvider({})
    await signIn(browser, at)
    expect(await demanded(auth, browser, { maxAge: 5 })).toMatchObject({ name: 'Ada' })
  })

  it.each([
    ['milliseconds', Date.now()],
    ['a time in the future', ago(-3600)],
  ])('was long ago if what the provider says means nothing: %s', async (_, time) => {
    const { at, auth, browser } = atProvider({ auth_time: time })
    await signIn(browser, at)
    expect(await browser.session()).toHaveProperty('user')
    expect(await demanded(auth, browser, { maxAge: 999_999_999 })).toBe(insufficient)
  })

  it.each(['yesterday', String(ago(30)), {}, -1, null])(
    'is none if the provider tells of it what is no time: %j',
    async (time) => {
      const { at, auth, browser } = atProvider({ auth_time: time })
      const { location } = await signIn(browser, at)
      expect(location.searchParams.get('code')).toBe('provider_response_invalid')
      expect(await demanded(auth, browser)).toBe('session_required')
    },
  )

  it.each([
    ['a fraction', ago(30) + 0.5],
    ['a clock that is a moment ahead', ago(-30)],
  ])('is read where it means something: %s', async (_, time) => {
    const { at, auth, browser } = atProvider({ auth_time: time })
    await signIn(browser, at)
    expect(await demanded(auth, browser, { maxAge: 60 })).toMatchObject({ name: 'Ada' })
  })

  it('keeps level and methods over renewals, and gives them to nobody else', async () => {
    const seen: unknown[] = []
    const { at, auth, browser } = atProvider(
      { acr: 'gold', amr: ['pwd', 'otp'], auth_time: ago(10) },
      {
        session: { updateAge: 0 },
        callbacks: {
          jwt: ({ token }) => {
            seen.push(token)
            return { ...token, acr: 'bronze', amr: 'mine', auth_time: 1 }
          },
        },
      },
    )
    await signIn(browser, at)
    const csrfToken = await browser.csrfToken()
    await browser.post(
      '/api/auth/session',
      { csrfToken, data: { acr: 'platinum' } },
      { json: true },
    )
    expect(await demanded(auth, browser, { acrValues: ['silver', 'gold'] })).toMatchObject({
      acr: 'gold',
      amr: ['pwd', 'otp'],
      auth_time: expect.closeTo(ago(10), -1) as number,
    })
    expect(await demanded(auth, browser, { acrValues: ['silver'] })).toBe(insufficient)
    expect(await demanded(auth, browser, { acrValues: ['bronze'] })).toBe(insufficient)
    expect(JSON.stringify(await browser.session())).not.toContain('otp')
    expect(JSON.stringify(seen[0])).not.toContain('otp')
  })

  it.each([
    ['no text', 7, 'otp'],
    ['endless', 'g'.repeat(256), ['o'.repeat(256)]],
    ['empty', '', Array.from({ length: 9 }, () => 'otp')],
  ])('keeps neither a level nor methods that are %s', async (_, acr, amr) => {
    const { at, auth, browser } = atProvider({ acr, amr })
    await signIn(browser, at)
    const claims = await demanded(auth, browser)
    expect(claims).toMatchObject({ name: 'Ada', acr: undefined, amr: undefined })
    expect(await demanded(auth, browser, { acrValues: [String(acr) || 'gold'] })).toBe(insufficient)
  })

  it('gives a session of its own nothing of the one before', async () => {
    const { at, auth, browser } = atProvider({ acr: 'gold' })
    await signIn(browser, at)
    await signInAda(browser)
    expect(await demanded(auth, browser, { acrValues: ['gold'] })).toBe(insufficient)
  })

  it('is held to the age that was asked for', async () => {
    const { at, auth, browser } = atProvider({ auth_time: ago(3600) })
    const { location, asked } = await signIn(
      browser,
      at,
      '?max_age=300&prompt=login&acr_values=gold',
    )
    expect(Object.fromEntries(asked)).toMatchObject({
      max_age: '300',
      prompt: 'login',
      acr_values: 'gold',
    })
    expect(location.searchParams.get('code')).toBe('provider_response_invalid')
    expect(await demanded(auth, browser)).toBe('session_required')
  })

  it.each([
    ['', '60'],
    ['?max_age=9999', '60'],
    ['?max_age=', '60'],
    ['?max_age=never', '60'],
    ['?max_age=0x7', '60'],
    ['?max_age=7', '7'],
  ])('is not made older by the browser than is configured: %s', async (query, expected) => {
    const { at, auth, browser } = atProvider(
      { auth_time: ago(3600) },
      { params: { max_age: '60' } },
    )
    const { asked, location } = await signIn(browser, at, query)
    expect(asked.get('max_age')).toBe(expected)
    expect(location.searchParams.get('code')).toBe('provider_response_invalid')
    expect(await demanded(auth, browser)).toBe('session_required')
  })
})

describe('of a stored session', () => {
  it('the level is not known, which is said', async () => {
    const auth = testAuth({ adapter: memoryStorage(), session: { strategy: 'database' } })
    const browser = createBrowser(auth)
    expect(await demanded(auth, browser, { acrValues: ['gold'] })).toBe('session_required')
    await signInAda(browser)
    expect(await demanded(auth, browser, { acrValues: ['gold'] })).toBe('configuration_invalid')
  })

  it('nor is it known with an adapter of Auth.js when its person signed in, which is said', async () => {
    const expires = new Date(Date.now() + 3600_000)
    const ada = { id: '1', name: 'Ada', email: 'ada@example.com', emailVerified: null }
    const unasked = async (): Promise<never> => {
      throw new Error('Nobody asks for that here.')
    }
    const adapter: Adapter = {
      createUser: unasked,
      getUser: unasked,
      getUserByEmail: unasked,
      getUserByAccount: unasked,
      updateUser: unasked,
      linkAccount: unasked,
      createSession: unasked,
      updateSession: unasked,
      deleteSession: unasked,
      getSessionAndUser: async (sessionToken) => ({
        session: { sessionToken, userId: '1', expires },
        user: ada,
      }),
    }
    const auth = testAuth({ adapter, providers: [], session: { strategy: 'database' } })
    const browser = createBrowser(auth)
    browser.cookies.set('next-auth.session-token', 'token')
    expect(await demanded(auth, browser)).toMatchObject({ name: 'Ada' })
    expect(await demanded(auth, browser, { maxAge: 60 })).toBe('configuration_invalid')
  })

  it.each([{}, { maxLifetime: 90 * 24 * 3600 }])(
    'that another system began nobody knows when its person signed in, however often it is renewed: %o',
    async (session) => {
      const clock = fakeClock('2026-11-21T12:00:00Z')
      const folder = await mkdtemp(join(tmpdir(), 'sojourn-step-up-'))
      const file = join(folder, 'auth.db')
      const storage = sqlStorage(file)
      await storage.migrate()
      const auth = testAuth({
        adapter: storage,
        session: { strategy: 'database', updateAge: 0, ...session },
        now: clock.now,
      })
      const own = createBrowser(auth)
      await signInAda(own)
      // As NextAuth writes it: nothing but what its tables have.
      const database = new DatabaseSync(file)
      const [table] = database
        .prepare("select name from sqlite_master where type = 'table' and name like '%ession%'")
        .all()
      const row = database.prepare(`select * from "${String(table?.['name'])}"`).get() ?? {}
      const id = row['userId'] ?? row['user_id']
      const form = typeof row['expires'] === 'number' ? clock.now() + 86_400_000 : undefined
      const ends = form ?? new Date(clock.now() + 86_400_000).toISOString()
      const names = Object.keys(row)
      const values = names.map((name) => {
        if (/^(sessionToken|session_token)$/.test(name)) return 'foreign-token'
        if (/^user_?id$/i.test(name)) return String(id)
        if (name === 'expires') return ends
        return name === 'id' ? 's-foreign' : null
      })
      database
        .prepare(
          `insert into "${String(table?.['name'])}" (${names.map((name) => `"${name}"`).join()}) values (${names.map(() => '?').join()})`,
        )
        .run(...values)
      database.close()
      const foreign = createBrowser(auth)
      foreign.cookies.set('next-auth.session-token', 'foreign-token')
      for (let round = 0; round < 3; round++) {
        expect(await demanded(auth, foreign, { maxAge: 60 })).toBe(insufficient)
        clock.advance({ seconds: 5 })
        const renewed = await auth.renewSession(foreign.request('/'))
        expect(renewed.cookies).toHaveLength(1)
      }
      // It has an id by now, and is found by it.
      expect(await auth.listSessions(String(id))).toHaveLength(2)
      expect(await demanded(auth, foreign)).toMatchObject({ name: 'Ada', auth_time: undefined })
      expect(await demanded(auth, foreign, { maxAge: 999_999_999 })).toBe(insufficient)
      await own.session()
      expect(await demanded(auth, own, { maxAge: 60 })).toMatchObject({ name: 'Ada' })
      await signInAda(foreign)
      expect(await demanded(auth, foreign, { maxAge: 60 })).toMatchObject({ name: 'Ada' })
      await storage.close()
      await rm(folder, { recursive: true, force: true })
    },
  )
})

describe('what a token says of when somebody proved who they are', () => {
  const now = Date.parse('2026-11-21T12:00:00Z')

  it.each(['1763726400', null, true, {}, Number.NaN, -5])(
    'was long ago if it is there and no time: %j',
    (time) => {
      const { authenticatedAt } = readAuthentication({ auth_time: time }, now)
      expect(authenticatedAt).toBeLessThanOrEqual(0)
    },
  )

  it('is not said if it is not there', () => {
    expect(readAuthentication({}, now)).toEqual({})
    expect(readAuthentication({ auth_time: now / 1000 - 7 }, now).authenticatedAt).toBe(now - 7000)
  })
})

describe('of a session that another system has sealed', () => {
  it('nobody knows when its person signed in, so that is long ago', async () => {
    const auth = testAuth()
    const token = { name: 'Ada', sub: '1', email: 'ada@example.com' }
    const foreign = createBrowser(auth)
    foreign.cookies.set('next-auth.session-token', await encodeJwt({ token, secret }))
    expect(await demanded(auth, foreign)).toMatchObject({ name: 'Ada', auth_time: undefined })
    expect(await demanded(auth, foreign, { maxAge: 999_999_999 })).toBe(insufficient)
    // Renewed, it moves here.
    const before = foreign.cookies.get('next-auth.session-token')
    const csrfToken = await foreign.csrfToken()
    await foreign.post('/api/auth/session', { csrfToken, data: {} }, { json: true })
    expect(foreign.cookies.get('next-auth.session-token')).not.toBe(before)
    expect(await demanded(auth, foreign)).toMatchObject({ name: 'Ada', auth_time: undefined })
    expect(await demanded(auth, foreign, { maxAge: 999_999_999 })).toBe(insufficient)
  })

  it.each([
    [{}, true],
    [{ acr: 'gold', amr: ['pwd'], authenticatedAt: Date.now() }, true],
    [{ authenticatedAt: 'now' }, false],
    [{ acr: 7 }, false],
    [{ amr: 'pwd' }, false],
    [{ amr: [7] }, false],
  ])('nothing counts that is not of our form: %o', async (more, counts) => {
    const auth = testAuth()
    const browser = createBrowser(auth)
    const facts = { id: 'one', signedInAt: Date.now(), ...more }
    const token = { name: 'Ada', sub: '1', 'sojourn.session': facts }
    browser.cookies.set('next-auth.session-token', await encodeJwt({ token, secret }))
    const outcome = await demanded(auth, browser, { maxAge: 60 })
    if (counts) expect(outcome).toMatchObject({ name: 'Ada' })
    else expect(outcome).toBe(insufficient)
  })
})
