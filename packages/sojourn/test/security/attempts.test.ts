/**
 * ASVS 6.3.1, 6.3.8, 6.6.3: guessing at credentials is limited, however the guesser spells, spreads and hurries; and
 * says nothing about who has an account.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import type { AtomicStorage } from '../../src/core/storage.ts'
import { createPasswords, hashPassword } from '../../src/passwords/index.ts'
import type { Auth, AuthConfig } from '../../src/server/index.ts'
import { networkOf } from '../../src/core/network.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { createBrowser, origin } from '../support/browser.ts'
import {
  type AttackedApplication,
  attackedApplication,
  password,
  rawRequest,
} from './support/application.ts'
import { storages } from '../support/storages.ts'

const limit = 10
/** At one name from everywhere, and from one address at every name. */
const subjectLimit = 10 * limit
const addressLimit = 30 * limit
const home = '192.0.2.1'

/** An answer to a guess. */
interface Guessed {
  readonly status: number
  readonly code: string | null
  readonly retryAfter: string | null
  readonly isIn: boolean
}

interface Guess {
  readonly name?: unknown
  readonly password?: unknown
  readonly address?: string | undefined
  readonly headers?: Record<string, string>
  readonly [field: string]: unknown
}

/** Guesses as a script does: its own form token, and whatever fields and headers it likes. */
async function guesserOf(auth: Auth): Promise<(guess?: Guess) => Promise<Guessed>> {
  const browser = createBrowser(auth)
  const csrfToken = await browser.csrfToken()
  const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
  return async ({ address = home, headers = {}, ...fields } = {}) => {
    const body = { csrfToken, json: true, name: 'Ada', password: 'wrong', ...fields }
    const request = rawRequest(
      `${origin}/api/auth/callback/credentials`,
      {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      },
      address,
    )
    const answer = await auth.handle(request)
    const { url = '' } = (await answer.json()) as { url?: string }
    return {
      status: answer.status,
      code: url === '' ? null : new URL(url).searchParams.get('code'),
      retryAfter: answer.headers.get('retry-after'),
      isIn: answer.headers.getSetCookie().some((value) => value.startsWith('next-auth.session')),
    }
  }
}

const places: readonly (readonly [string, (() => Promise<AtomicStorage>) | undefined])[] = [
  ['without a storage', undefined],
  ...storages.map(([name, open]) => [`in ${name}`, open] as const),
]

describe.each(places)('attempts at credentials, counted %s', (_, open) => {
  async function start(config: Partial<AuthConfig> = {}): Promise<
    AttackedApplication & {
      readonly guess: Awaited<ReturnType<typeof guesserOf>>
      readonly clock: ReturnType<typeof fakeClock>
    }
  > {
    const clock = fakeClock()
    const adapter = await open?.()
    const door = attackedApplication({ adapter, now: clock.now, rateLimits: undefined, ...config })
    return { ...door, clock, guess: await guesserOf(door.auth) }
  }

  it('6.3.1: of them the eleventh is refused, with when to come back, and asks nobody', async () => {
    const { guess, authorized } = await start()
    for (let n = 0; n < limit; n++) {
      expect(await guess()).toMatchObject({ status: 401, code: 'credentials_rejected' })
    }
    const refused = await guess()
    expect(refused).toMatchObject({ status: 429, code: 'attempts_exceeded', isIn: false })
    expect(Number(refused.retryAfter)).toBeGreaterThan(0)
    expect(Number(refused.retryAfter)).toBeLessThanOrEqual(15 * 60)
    expect(authorized).toHaveLength(limit)
    // Not even with the right one.
    expect(await guess({ password })).toMatchObject({ status: 429, isIn: false })
    expect(authorized).toHaveLength(limit)
  })

  it('those from elsewhere, and at other names from there, are accepted meanwhile', async () => {
    const { guess } = await start()
    for (let n = 0; n <= limit; n++) await guess()
    expect(await guess({ password, address: '198.51.100.7' })).toMatchObject({ isIn: true })
    expect(await guess({ name: 'Grace', password })).toMatchObject({ isIn: true })
    expect((await guess()).status).toBe(429)
  })

  it('from one network lock nobody out elsewhere, however many are refused there', async () => {
    const { guess } = await start()
    for (let n = 0; n < 12 * limit; n++) await guess()
    expect(await guess({ password, address: '198.51.100.7' })).toMatchObject({ isIn: true })
  })

  it('count together whatever other names are sent beside the one', async () => {
    const { guess, authorized } = await start()
    for (const field of ['login', 'handle', 'username', 'email']) {
      for (let n = 0; n < limit; n++) await guess({ [field]: `somebody-${n}` })
    }
    expect(authorized.length).toBeLessThanOrEqual(limit)
  })

  it('count together with the port that a gateway writes behind an address', async () => {
    const { guess, authorized } = await start({ proxies: 1 })
    for (let n = 0; n < 2 * limit; n++) {
      await guess({ headers: { 'x-forwarded-for': `203.0.113.9:${51_000 + n}` } })
    }
    expect(authorized).toHaveLength(limit)
  })

  it('are forgotten by a success', async () => {
    const { guess } = await start()
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < limit - 1; n++) expect((await guess()).status).toBe(401)
      expect(await guess({ password })).toMatchObject({ isIn: true })
    }
  })

  it('count anew when the window has passed, by the clock, and not before', async () => {
    const { guess, clock } = await start()
    for (let n = 0; n <= limit; n++) await guess()
    clock.advance({ minutes: 14, seconds: 59 })
    expect(await guess({ password })).toMatchObject({ status: 429, retryAfter: '1' })
    clock.advance({ seconds: 1 })
    expect(await guess({ password })).toMatchObject({ isIn: true })
  })

  it('count together in every spelling of a name', async () => {
    const { guess, authorized } = await start()
    const spellings = [
      'Ada',
      'ada',
      'ADA',
      ' ada',
      'ada ',
      '\tada\n',
      'ａｄａ',
      'Ａda',
      'aDa',
      '\u00a0ada\u3000',
    ]
    for (const name of spellings) await guess({ name })
    expect(authorized).toHaveLength(limit)
    for (const name of spellings) expect((await guess({ name })).status, name).toBe(429)
  })

  it('count together whatever else is sent', async () => {
    const { guess, authorized } = await start()
    for (let n = 0; n < 3 * limit; n++) {
      await guess({
        [`extra${n}`]: String(n),
        username: `user${n}`,
        email: `user${n}@example.com`,
        id: n,
        nonce: crypto.randomUUID(),
        __proto__: { name: `user${n}` },
        headers: {
          'user-agent': `agent ${n}`,
          'x-forwarded-for': `203.0.113.${n}`,
          'x-real-ip': `203.0.113.${n}`,
          'cf-connecting-ip': `203.0.113.${n}`,
          forwarded: `for=203.0.113.${n}`,
          'x-client-ip': `203.0.113.${n}`,
        },
      })
    }
    expect(authorized).toHaveLength(limit)
  })

  it('ASVS 15.3.4: count by the address that the outermost trusted proxy saw', async () => {
    const { guess, authorized } = await start({ proxies: 1 })
    for (let n = 0; n < 3 * limit; n++) {
      await guess({ headers: { 'x-forwarded-for': `203.0.113.${n}, 198.51.100.7` } })
    }
    expect(authorized).toHaveLength(limit)
    const elsewhere = { headers: { 'x-forwarded-for': '198.51.100.8' } }
    expect((await guess(elsewhere)).status).toBe(401)
  })

  it('CVE-2026-45364: count together in every spelling and every half of an IPv6 network', async () => {
    const { guess, authorized } = await start()
    const spellings = [
      '2001:db8::1',
      '2001:DB8::1',
      '2001:0db8:0000:0000:0000:0000:0000:0001',
      '2001:db8:0:0:0:0:0:1',
      '2001:db8::0:1',
      '[2001:db8::1]',
    ]
    const neighbours = Array.from(
      { length: 40 },
      (_, n) => `2001:db8::${((n * 7919) % 65_536).toString(16)}:1`,
    )
    for (const address of [...spellings, ...neighbours]) await guess({ address })
    expect(authorized).toHaveLength(limit)
    expect((await guess({ address: '2001:db8:0:1::1' })).status).toBe(401)
  })

  it('do not count together for all who come by IPv4 to a host that speaks IPv6', async () => {
    const { guess } = await start()
    for (let n = 0; n <= addressLimit; n++) {
      await guess({ name: `name${n}`, address: '::ffff:203.0.113.9' })
    }
    expect((await guess({ address: '::ffff:203.0.113.9' })).status).toBe(429)
    expect(await guess({ password, address: '::ffff:192.0.2.1' })).toMatchObject({ isIn: true })
  })

  it('at many names from one address are limited, also for who signs in as themselves in between', async () => {
    const { guess, authorized } = await start()
    for (let n = 0; n < 2 * addressLimit; n++) {
      await guess({ name: `victim${n}` })
      if (n % 9 === 0) await guess({ name: 'Mallory', password })
    }
    const atVictims = authorized.filter(({ name }) => name?.startsWith('victim'))
    expect(atVictims.length).toBeLessThanOrEqual(addressLimit)
  })

  it('at one name from many addresses are limited', async () => {
    const { guess, authorized } = await start()
    for (let n = 0; n < 2 * subjectLimit; n++) await guess({ address: `198.51.${n}.1` })
    expect(authorized).toHaveLength(subjectLimit)
  })

  it('15.4.2: of 16 at once never more than the limit get through, twenty times', async () => {
    const { guess, authorized } = await start()
    for (let round = 0; round < 20; round++) {
      const name = `person${round}`
      const address = `192.0.2.${round}`
      await Promise.all(Array.from({ length: 16 }, () => guess({ name, address })))
      expect(authorized.filter((entered) => entered['name'] === name)).toHaveLength(limit)
    }
  })

  it('are unlimited where the configuration says so', async () => {
    const { guess, authorized } = await start({ rateLimits: false })
    for (let n = 0; n < 3 * limit; n++) expect((await guess()).status).toBe(401)
    expect(authorized).toHaveLength(3 * limit)
  })

  it('have the limits that the configuration says', async () => {
    const rateLimits = { credentials: { limit: 2, window: 60 } }
    const { guess, authorized, clock } = await start({ rateLimits })
    for (let n = 0; n < 5; n++) await guess()
    expect(authorized).toHaveLength(2)
    clock.advance({ seconds: 60 })
    await guess()
    expect(authorized).toHaveLength(3)
  })

  it('without the token of a form are none, so nobody is locked out by another site', async () => {
    const { guess } = await start()
    for (let n = 0; n < 3 * limit; n++) await guess({ csrfToken: 'x' })
    expect(await guess({ password })).toMatchObject({ isIn: true })
  })
})

it('a flood of other names makes no process forget a count', { timeout: 30_000 }, async () => {
  const { auth } = attackedApplication({ adapter: undefined, rateLimits: undefined })
  const guess = await guesserOf(auth)
  for (let n = 0; n <= limit; n++) await guess()
  expect((await guess()).status).toBe(429)
  for (let n = 0; n < 5500; n++) await guess({ name: `flood${n}`, address: '203.0.113.9' })
  expect((await guess()).status).toBe(429)
})

describe('counts in a process', () => {
  it('are not pushed out by names that somebody makes up', async () => {
    const { auth, authorized } = attackedApplication({ adapter: undefined, rateLimits: undefined })
    const guess = await guesserOf(auth)
    for (let n = 0; n < limit; n++) await guess({ address: '' })
    const before = authorized.length
    for (let n = 0; n < 6000; n++) await guess({ name: `made-up-${n}`, address: '' })
    authorized.length = 0
    expect(before).toBe(limit)
    expect((await guess({ address: '' })).status).toBe(429)
    expect(authorized).toEqual([])
  })
})

describe('the network of an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1', true],
    ['192.0.2.1', '192.0.2.2', false],
    ['2001:db8::1', '2001:db8:0:0:ffff::1', true],
    ['2001:db8::1', '2001:db8:0:1::1', false],
    ['::1', '0:0:0:0:0:0:0:1', true],
    ['fe80::1%eth0', 'fe80::1', true],
    ['::ffff:192.0.2.1', '192.0.2.1', true],
    ['::ffff:c000:201', '192.0.2.1', true],
    ['::ffff:192.0.2.1', '::ffff:198.51.100.1', false],
  ] as const)('%s and %s are one: %s', (one, other, isOne) => {
    expect(networkOf(one) === networkOf(other)).toBe(isOne)
  })
})

describe('6.3.8: an answer does not say who has an account', () => {
  let passwordHash: string

  beforeAll(async () => {
    passwordHash = await hashPassword('a password of a test')
  })

  it.each(storages)('to a wrong password, nor when there were too many (%s)', async (_, open) => {
    const storage = await open()
    await storage.createUser({ email: 'known@example.com', emailVerified: null }, { passwordHash })
    const passwords = createPasswords(storage)
    const { auth } = attackedApplication({
      adapter: storage,
      providers: [passwords.provider()],
      rateLimits: { credentials: { limit: 2, window: 60 } },
      now: fakeClock().now,
    })
    const seen = await Promise.all(
      ['known@example.com', 'nobody@example.com'].map(async (email, index) => {
        const browser = createBrowser(auth)
        const csrfToken = await browser.csrfToken()
        const answers: unknown[] = []
        for (const json of ['true', 'false', 'true', 'false']) {
          const request = browser.request('/api/auth/callback/credentials', {
            method: 'POST',
            body: new URLSearchParams({ csrfToken, email, password: 'wrong', json }),
          })
          const answer = await auth.handle(Object.assign(request, { address: `192.0.2.${index}` }))
          const headers = [...answer.headers].filter(([name]) => name !== 'x-sojourn-time')
          answers.push([answer.status, headers, await answer.text()])
        }
        return answers
      }),
    )
    expect(seen[0]).toEqual(seen[1])
    expect(JSON.stringify(seen[0])).toContain('attempts_exceeded')
  })

  it.each(['link', 'code'] as const)('to who asks for a mailed %s', async (kind) => {
    const app = attackedApplication()
    await app.storage.createUser({ email: 'known@example.com', emailVerified: new Date() })
    const seen = await Promise.all(
      ['known@example.com', 'nobody@example.com'].map(async (email) => {
        const browser = createBrowser(app.auth)
        const csrfToken = await browser.csrfToken()
        const answers: unknown[] = []
        for (const json of ['true', 'false']) {
          const answer = await browser.post(`/api/auth/signin/${kind}`, { csrfToken, email, json })
          // What is sealed differs each time.
          const headers = [...answer.headers].map(([name, value]) =>
            name === 'set-cookie' ? [name, value.replace(/=[^;]*/, '')] : [name, value],
          )
          answers.push([answer.status, headers, await answer.text()])
        }
        return answers
      }),
    )
    expect(seen[0]).toEqual(seen[1])
  })
})
