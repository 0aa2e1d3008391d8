import { describe, expect, it, vi } from 'vitest'
import { memoryStorage } from '../../src/storage/memory.ts'
import { useDatabases } from '../storage/sql/support/databases.ts'
import {
  type Answer,
  bearer,
  email,
  openSite,
  openStorage,
  origin,
  password,
  type Site,
} from './support/site.ts'

// A password costs 40 ms of a core that nobody else wants.
vi.setConfig({ testTimeout: 30_000 })

const databases = useDatabases()
const json = { 'content-type': 'application/json' }

async function send(
  site: Site,
  path: string,
  body: RequestInit['body'],
  headers: Record<string, string> = json,
): Promise<Answer> {
  const init = { method: 'POST', headers, body: body ?? null, duplex: 'half' }
  return site.ask(path, init)
}

describe('a body', () => {
  const paths = ['/login', '/register', '/refresh', '/logout', '/sessions']

  it.each<[string, string, Record<string, string>, number, string]>([
    ['an array', '[]', json, 400, 'body_invalid'],
    ['an array of what is asked for', '[{"refreshToken":"x"}]', json, 400, 'body_invalid'],
    ['a text', '"x"', json, 400, 'body_invalid'],
    ['null', 'null', json, 400, 'body_invalid'],
    ['half an object', '{"email":', json, 400, 'body_invalid'],
    ['a thousand levels', `${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`, json, 400, 'body_invalid'],
    ['plain text', '{}', { 'content-type': 'text/plain' }, 415, 'body_type_unsupported'],
    ['no type', '{}', { 'content-type': '' }, 415, 'body_type_unsupported'],
    [
      'a form in parts',
      'x',
      { 'content-type': 'multipart/form-data' },
      415,
      'body_type_unsupported',
    ],
    ['70 kB', `{"a":"${'x'.repeat(70_000)}"}`, json, 413, 'body_too_large'],
    ['10 MB', `{"a":"${'x'.repeat(10_000_000)}"}`, json, 413, 'body_too_large'],
  ])('of %s is refused', async (_, body, headers, status, code) => {
    const site = await openSite()
    for (const path of paths) {
      const answer = await send(site, path, body, headers)
      expect(answer, path).toMatchObject({ status, body: { code } })
      expect(Object.keys(answer.body)).toEqual(['code', 'message'])
    }
  })

  it('that never ends is refused after 64 kB, without waiting for its sender', async () => {
    const site = await openSite()
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1
        controller.enqueue(new Uint8Array(16_384).fill(97))
      },
      cancel: () => new Promise(() => undefined),
    })
    expect(await send(site, '/login', endless)).toMatchObject({ status: 413 })
    expect(sent).toBeLessThan(10)
  })

  it('that breaks off is its sender’s fault', async () => {
    const site = await openSite()
    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('socket of 10.0.0.1 closed')),
    })
    const answer = await send(site, '/login', broken)
    expect(answer).toMatchObject({ status: 400, body: { code: 'body_invalid' } })
    expect(JSON.stringify(answer)).not.toContain('10.0.0.1')
  })

  it('may be a form, of which the first value counts', async () => {
    const site = await openSite()
    const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
    const entered = new URLSearchParams({ username: email, password })
    expect((await send(site, '/login', entered.toString(), form)).status).toBe(200)
    entered.append('password', 'another')
    expect((await send(site, '/login', entered.toString(), form)).status).toBe(200)
  })

  it('cannot name properties that objects have by themselves', async () => {
    const site = await openSite()
    for (const body of [
      `{"__proto__":{"email":"${email}","password":"${password}"}}`,
      `{"constructor":{"prototype":{"email":"${email}"}},"password":"${password}"}`,
    ]) {
      expect(await send(site, '/login', body)).toMatchObject({
        status: 400,
        body: { code: 'body_invalid' },
      })
    }
    expect(Object.hasOwn(Object.prototype, 'email')).toBe(false)
  })

  it.each([
    [{}],
    [{ email }],
    [{ password }],
    [{ email: [email], password }],
    [{ email: { $ne: '' }, password }],
    [{ email, password: { $ne: '' } }],
    [{ email, password: 7 }],
    [{ email: '', password: '' }],
  ])('%j signs nobody in or up', async (body) => {
    const site = await openSite()
    for (const path of ['/login', '/register']) {
      expect(await site.post(path, body)).toMatchObject({
        status: 400,
        body: { code: 'body_invalid' },
      })
    }
    expect(await site.records()).toEqual([])
  })

  it.each(['sqlite', 'postgresql'] as const)(
    'with NUL, half a character or a foreign script harms nothing on %s',
    async (dialect) => {
      const storage = await openStorage(await databases.create(dialect))
      const site = await openSite(storage, { rateLimits: false })
      const hostile = ['\0', 'a\0b@example.com', '\ud800', "' or 1=1 --", '😀'.repeat(5000), '%00']
      for (const text of hostile) {
        const answers = [
          await site.post('/login', { email: text, password: text }),
          await site.post('/login', { email, password: text }),
          await site.post('/register', { email: text, password: 'long enough' }),
          await site.post('/register', { email: 'x@example.com', password, name: text }),
          await site.refresh(text),
          await site.refresh(`sjr1.${text}`),
          await site.session(Buffer.from(text).toString('base64url')),
        ]
        for (const { status } of answers) expect(status).toBeLessThan(500)
      }
      const { token } = await site.login()
      for (const revoke of hostile) {
        const { status } = await site.post('/sessions', { revoke }, bearer(token))
        expect(status).toBe(404)
      }
      expect(site.reports).toEqual([])
    },
  )

  it('with a NUL in a password that belongs to somebody signs them in, for it is their password', async () => {
    const site = await openSite()
    const entered = { email: 'eve@example.com', password: 'before\0after it' }
    await site.post('/register', entered)
    expect((await site.post('/login', entered)).status).toBe(200)
    const cut = { ...entered, password: 'before' }
    expect((await site.post('/login', cut)).status).toBe(401)
  })
})

describe('what is reported and told', () => {
  it('holds no password and no token', async () => {
    const site = await openSite(memoryStorage(), {
      session: () => {
        throw new TypeError('cannot read it')
      },
    })
    const { token, refreshToken } = await site.login()
    const { body } = await site.refresh(refreshToken)
    await site.post('/login', { email, password: 'a wrong password' })
    await site.post('/register', { email, password: 'a wrong password' })
    await site.session(token)
    await site.ask(`/login?password=${encodeURIComponent(password)}`, { method: 'POST' })
    site.clock.advance({ minutes: 1 })
    await site.refresh(refreshToken)
    await site.post('/logout', { refreshToken }, bearer(token))
    const all = JSON.stringify([site.told, site.reports])
    for (const hidden of [password, 'a wrong password', token, refreshToken]) {
      expect(all).not.toContain(hidden)
    }
    expect(all).not.toContain(String(body['refreshToken']))
    expect(site.told.map(([name]) => name)).toEqual([
      'signIn',
      'refresh',
      'failure',
      'failure',
      'failure',
      'failure',
      'refreshTokenReused',
      'failure',
    ])
  })

  it('is of no consequence: a listener or a logger that throws changes nothing', async () => {
    const fails = (): never => {
      throw new Error('audit log is full')
    }
    const site = await openSite(memoryStorage(), {
      events: { signIn: fails, refresh: fails, failure: fails, signOut: fails, signUp: fails },
      logger: { error: fails },
    })
    const { refreshToken } = await site.login()
    expect((await site.refresh(refreshToken)).status).toBe(200)
    expect((await site.post('/login', { email, password: 'wrong' })).status).toBe(401)
    expect((await site.post('/logout', { refreshToken })).status).toBe(200)
  })

  it('is told of sign-ups and sign-outs', async () => {
    const site = await openSite()
    await site.post('/register', { email: 'eve@example.com', password: 'long enough' })
    const { token, refreshToken } = await site.login()
    await site.post('/logout', { refreshToken }, bearer(token))
    await site.post('/logout', { refreshToken }, bearer(token))
    const told = site.told.map(([name]) => name)
    expect(told).toEqual(['signUp', 'signIn', 'signOut'])
    const from = { address: '192.0.2.1', userAgent: null }
    expect(site.told[2]?.[1]).toMatchObject({ userId: site.userId, ...from })
  })
})

describe('limits on attempts', () => {
  const wrong = { email, password: 'a wrong password' }

  async function attempt(
    site: Site,
    path: string,
    body: unknown,
    address: string | undefined,
  ): Promise<Answer> {
    const request = new Request(`${origin}/api/auth${path}`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify(body),
    })
    const response = await site.tokens.handle(request, { address })
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    }
  }

  it('stop a guesser after ten, and not the person elsewhere', async () => {
    const site = await openSite()
    for (let count = 1; count <= 10; count += 1) {
      expect((await attempt(site, '/login', wrong, '192.0.2.1')).status).toBe(401)
    }
    const refused = await attempt(site, '/login', { email, password }, '192.0.2.1')
    expect(refused).toMatchObject({ status: 429, body: { code: 'attempts_exceeded' } })
    expect(refused.headers.get('retry-after')).toBe('900')
    // Another spelling is the same address, another network is not.
    const spelled = { username: ' ADA@Example.COM ', password }
    expect((await attempt(site, '/login', spelled, '[::ffff:192.0.2.1]:80')).status).toBe(429)
    expect((await attempt(site, '/login', spelled, '192.0.2.2')).status).toBe(200)
    site.clock.advance({ minutes: 15 })
    expect((await attempt(site, '/login', { email, password }, '192.0.2.1')).status).toBe(200)
  })

  it('count the whole of a network of IPv6 as one', async () => {
    const site = await openSite()
    for (let host = 1; host <= 10; host += 1) {
      await attempt(site, '/login', wrong, `2001:db8:0:1::${host}`)
    }
    expect((await attempt(site, '/login', wrong, '2001:db8:0:1:ffff::1')).status).toBe(429)
    expect((await attempt(site, '/login', wrong, '2001:db8:0:2::1')).status).toBe(401)
  })

  it('begin anew after a sign-in, but not those of the network', async () => {
    const site = await openSite(memoryStorage(), {
      rateLimits: { login: { limit: 2, window: 60 } },
    })
    for (let round = 0; round < 5; round += 1) {
      expect((await attempt(site, '/login', wrong, '192.0.2.1')).status).toBe(401)
      expect((await attempt(site, '/login', { email, password }, '192.0.2.1')).status).toBe(200)
    }
    // 2 * 30 of one network, of which 5 are counted.
    const statuses: number[] = []
    for (let round = 0; round < 56; round += 1) {
      const other = { email: `${round}@example.com`, password: 'x' }
      statuses.push((await attempt(site, '/login', other, '192.0.2.1')).status)
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(55)
    expect(statuses.at(-1)).toBe(429)
  })

  it('count by name where no network is known, and what a header says of one counts for nothing', async () => {
    const site = await openSite(memoryStorage(), {
      rateLimits: { login: { limit: 1, window: 60 } },
    })
    const statuses: number[] = []
    for (let count = 0; count < 11; count += 1) {
      const address = count % 2 === 0 ? undefined : 'not an address; DROP'
      statuses.push((await attempt(site, '/login', wrong, address)).status)
    }
    expect(statuses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 401))
    expect(statuses[10]).toBe(429)
  })

  it('stop sign-ups, before anything is looked at', async () => {
    const site = await openSite()
    const statuses: number[] = []
    for (let count = 0; count < 6; count += 1) {
      const person = { email: 'new@example.com', password: 'long enough' }
      statuses.push((await attempt(site, '/register', person, '192.0.2.1')).status)
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
  })

  it('can be left to what stands in front', async () => {
    const site = await openSite(memoryStorage(), { rateLimits: false })
    for (let count = 0; count < 12; count += 1) {
      expect((await attempt(site, '/login', wrong, '192.0.2.1')).status).toBe(401)
    }
  })
})

describe('S9: time', () => {
  async function median(count: number, work: () => Promise<unknown>): Promise<number> {
    const times: number[] = []
    for (let index = 0; index < count; index += 1) {
      const begun = performance.now()
      await work()
      times.push(performance.now() - begun)
    }
    return times.toSorted((a, b) => a - b)[count >> 1] ?? 0
  }

  it('does not tell an address that nobody has from a wrong password, nor one that is taken', async () => {
    const storage = await openStorage(await databases.create('sqlite'))
    const site = await openSite(storage, { rateLimits: false })
    const wrong = await median(9, () => site.post('/login', { email, password: 'a wrong one' }))
    const nobody = await median(9, () =>
      site.post('/login', { email: 'eve@example.com', password: 'a wrong one' }),
    )
    const taken = await median(9, () => site.post('/register', { email, password }))
    let next = 0
    const free = await median(9, () =>
      site.post('/register', { email: `${(next += 1)}@example.com`, password }),
    )
    // Each spends a hash, which is nearly all of the time; without one it would be a tenth.
    for (const [one, other] of [
      [wrong, nobody],
      [taken, free],
    ] as const) {
      expect(Math.min(one, other) / Math.max(one, other)).toBeGreaterThan(0.5)
    }
  })
})
