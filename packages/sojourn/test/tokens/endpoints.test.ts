import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, it, vi } from 'vitest'
import { createTokens } from '../../src/tokens/index.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { bearer, email, openSite, origin, pairOf, password, secret } from './support/site.ts'

// A password costs 40 ms of a core that nobody else wants.
vi.setConfig({ testTimeout: 30_000 })

const json = { 'content-type': 'application/json' }

describe('POST /login', () => {
  it.each([['username'], ['email']])('answers tokens to a password with %s', async (field) => {
    const site = await openSite()
    const { status, headers, body } = await site.post('/login', { [field]: email, password })
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('set-cookie')).toBeNull()
    expect(body).toEqual({
      token: expect.any(String),
      refreshToken: expect.any(String),
      expiresIn: 900,
    })
    const { token } = pairOf({ status, headers, body })
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'EdDSA',
      typ: 'at+jwt',
      kid: expect.stringMatching(/^[\w-]{43}$/),
    })
    const [record] = await site.records()
    const now = Math.floor(site.clock.now() / 1000)
    expect(decodeJwt(token)).toEqual({
      iss: 'sojourn',
      aud: 'sojourn',
      sub: site.userId,
      sid: record?.id,
      jti: expect.any(String),
      iat: now,
      exp: now + 900,
    })
  })

  it('begins a session that is listed, with the browser and the network it came from', async () => {
    const site = await openSite()
    const init = {
      method: 'POST',
      headers: { ...json, 'user-agent': 'Browser '.repeat(100) },
      body: JSON.stringify({ email, password }),
    }
    await site.ask('/login', init, '[2001:db8::1]:4711')
    const week = site.clock.now() + 7 * 86_400_000
    expect(await site.tokens.listSessions(site.userId)).toMatchObject([
      {
        userId: site.userId,
        address: '2001:db8::1',
        userAgent: 'Browser '.repeat(64),
        signedInAt: site.clock.now(),
        renewedAt: site.clock.now(),
        expiresAt: week,
      },
    ])
  })

  it('adds the claims of the application, but none that tokens have by themselves', async () => {
    const site = await openSite(memoryStorage(), {
      accessToken: {
        maxAge: 60,
        claims: async ({ user }) => ({
          roles: ['captain'],
          called: user.name,
          sub: 'eve',
          sid: 'x',
          exp: 9e9,
          iss: 'eve',
          aud: 'eve',
          nbf: 9e9,
        }),
      },
    })
    const { token, expiresIn } = await site.login()
    expect(expiresIn).toBe(60)
    const claims = await site.tokens.verify(token)
    expect(claims).toMatchObject({ roles: ['captain'], called: 'Ada', sub: site.userId })
    expect(claims).toMatchObject({ iss: 'sojourn', aud: 'sojourn' })
    expect(claims).not.toHaveProperty('nbf')
    expect((claims?.exp ?? 0) - (claims?.iat ?? 0)).toBe(60)
  })

  it('S9: says the same of a wrong password and of an address that nobody has', async () => {
    const site = await openSite()
    const wrong = await site.post('/login', { email, password: 'wrong password' })
    const nobody = await site.post('/login', { email: 'eve@example.com', password })
    const noAddress = await site.post('/login', { username: 'eve', password })
    expect(wrong).toMatchObject({ status: 401, body: { code: 'credentials_rejected' } })
    expect(nobody).toEqual(wrong)
    expect(noAddress).toEqual(wrong)
    expect(await site.records()).toEqual([])
  })

  it('lets an application refuse somebody, who sees a wrong password, unless it says yes', async () => {
    const answers: unknown[] = [false, undefined, 'yes', null, {}, true]
    const site = await openSite(memoryStorage(), { signIn: () => answers.shift() as boolean })
    const statuses: number[] = []
    for (let left = answers.length; left > 0; left -= 1) {
      const { status, body } = await site.post('/login', { email, password })
      statuses.push(status)
      if (status !== 200) expect(body).toMatchObject({ code: 'credentials_rejected' })
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 200])
    expect(await site.records()).toHaveLength(1)
  })

  it('begins nothing when the password is changed while it is verified', async () => {
    const storage = memoryStorage()
    const site = await openSite(storage)
    const { verify } = site.passwords
    const racing = createTokens({
      storage,
      secret,
      now: site.clock.now,
      passwords: {
        signUp: site.passwords.signUp,
        async verify(entered) {
          const user = await verify(entered)
          site.clock.advance({ seconds: 1 })
          await site.passwords.change(site.userId, { current: password, password: 'new password' })
          site.clock.advance({ seconds: 1 })
          return user
        },
      },
    })
    const response = await racing.handle(
      new Request(`${origin}/api/auth/login`, {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ email, password }),
      }),
    )
    expect(response.status).toBe(401)
    expect(await site.records()).toEqual([])
  })

  it('stores no session when the claims of the application throw, and quotes nothing of it', async () => {
    const site = await openSite(memoryStorage(), {
      accessToken: {
        claims: () => {
          throw new Error('postgres://root:hunter2@db')
        },
      },
    })
    const answer = await site.post('/login', { email, password })
    expect(answer).toMatchObject({ status: 500, body: { code: 'request_failed' } })
    expect(JSON.stringify([answer, site.reports])).not.toContain('hunter2')
    expect(site.reports).toEqual(['request_failed Error'])
    expect(await site.records()).toEqual([])
  })

  it('spends no refresh token while the claims of the application throw, however long', async () => {
    let isAway = false
    const site = await openSite(memoryStorage(), {
      accessToken: {
        claims: () => {
          if (isAway) throw new Error('the database of roles is away')
          return {}
        },
      },
    })
    const { refreshToken } = await site.login()
    isAway = true
    for (let tries = 0; tries < 3; tries += 1) {
      expect(await site.post('/refresh', { refreshToken })).toMatchObject({ status: 500 })
      site.clock.advance({ seconds: 20 })
    }
    isAway = false
    expect(await site.post('/refresh', { refreshToken })).toMatchObject({ status: 200 })
  })
})

describe('POST /register', () => {
  it('stores a person who can sign in, and answers without tokens', async () => {
    const site = await openSite()
    const person = { email: 'Grace@Example.com', password: 'nanoseconds, please', name: 'Grace' }
    const { status, body } = await site.post('/register', person)
    expect([status, body]).toEqual([200, {}])
    const { token } = await site.login({ email: 'grace@example.com', password: person.password })
    expect((await site.session(token)).body).toMatchObject({ name: 'Grace', image: null })
  })

  it('writes no other column than the name', async () => {
    const site = await openSite()
    await site.post('/register', {
      username: 'eve@example.com',
      password: 'long enough',
      id: site.userId,
      emailVerified: '2026-01-01',
      image: 'https://evil.example/x.png',
      role: 'admin',
    })
    const eve = await site.storage.readUserByEmail('eve@example.com')
    expect(eve).toMatchObject({ name: null, emailVerified: null })
    expect(eve?.id).not.toBe(site.userId)
    expect(JSON.stringify(eve)).not.toMatch(/evil|admin/)
  })

  it('S9: says the same of an address that is taken, changes nothing, and tells the application', async () => {
    const site = await openSite()
    const taken = await site.post('/register', { email, password: 'of somebody else' })
    const free = await site.post('/register', { email: 'eve@example.com', password: 'long enough' })
    expect(taken).toEqual(free)
    expect((await site.post('/login', { email, password: 'of somebody else' })).status).toBe(401)
    await site.login()
    const [[name, message] = []] = site.told
    expect([name, message]).toMatchObject(['failure', { path: '/register' }])
    expect(message?.['error']).toMatchObject({ code: 'email_taken' })
  })

  it('refuses the same things whether an address is taken or not', async () => {
    const site = await openSite()
    for (const refused of ['short', '\ud800 half a pair', 'x'.repeat(3000)]) {
      const taken = await site.post('/register', { email, password: refused })
      const free = await site.post('/register', { email: 'new@example.com', password: refused })
      expect(taken).toMatchObject({ status: 400, body: { code: 'password_unacceptable' } })
      expect(taken).toEqual(free)
    }
  })
})

describe('GET /session', () => {
  it('says who it is, and nothing else of them', async () => {
    const site = await openSite()
    const { token } = await site.login()
    const { status, headers, body } = await site.session(token)
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body).toEqual({ id: site.userId, name: 'Ada', email, image: null })
  })

  it('says what the application chooses', async () => {
    const site = await openSite(memoryStorage(), {
      session: ({ user, claims }) => ({ who: user.email, until: claims.exp }),
    })
    const { token } = await site.login()
    const until = Math.floor(site.clock.now() / 1000) + 900
    expect((await site.session(token)).body).toEqual({ who: email, until })
  })

  it('refuses as soon as the session has ended, by whom ever', async () => {
    const site = await openSite()
    for (const end of [
      async () => site.tokens.endSessions(site.userId),
      async () => site.passwords.change(site.userId, { current: password, password }),
      async () => site.storage.deleteUser(site.userId),
    ]) {
      const { token, refreshToken } = await site.login()
      expect((await site.session(token)).status).toBe(200)
      await end()
      expect(await site.session(token)).toMatchObject({
        status: 401,
        body: { code: 'session_ended' },
      })
      expect(await site.refresh(refreshToken)).toMatchObject({
        status: 401,
        body: { code: 'session_ended' },
      })
    }
  })

  it('refuses without a token, or with one that has expired', async () => {
    const site = await openSite()
    const { token } = await site.login()
    const refused = { status: 401, body: { code: 'access_token_invalid' } }
    const none = await site.ask('/session')
    expect(none).toMatchObject(refused)
    expect(none.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"')
    site.clock.advance({ seconds: 899 })
    expect((await site.session(token)).status).toBe(200)
    site.clock.advance({ seconds: 1 })
    expect(await site.session(token)).toMatchObject(refused)
  })
})

describe('POST /logout', () => {
  it('ends the session of an access token', async () => {
    const site = await openSite()
    const { token, refreshToken } = await site.login()
    const other = await site.login()
    const { status, body } = await site.post('/logout', {}, bearer(token))
    expect([status, body]).toEqual([200, {}])
    expect((await site.session(token)).status).toBe(401)
    expect((await site.refresh(refreshToken)).body).toMatchObject({ code: 'session_ended' })
    expect((await site.session(other.token)).status).toBe(200)
  })

  it('ends the session of a refresh token when the access token has expired', async () => {
    const site = await openSite()
    const { token, refreshToken } = await site.login()
    site.clock.advance({ hours: 1 })
    await site.post('/logout', { refreshToken }, bearer(token))
    expect(await site.records()).toEqual([])
  })

  it('takes no body at all, nor anything else, for something wrong', async () => {
    const site = await openSite()
    const { token } = await site.login()
    for (const headers of [{}, { authorization: 'null' }, bearer('x'), bearer(`${token}x`)]) {
      const { status, body } = await site.ask('/logout', { method: 'POST', headers })
      expect([status, body]).toEqual([200, {}])
    }
    await site.post('/logout', { refreshToken: ['x'] })
    expect(await site.records()).toHaveLength(1)
    await site.ask('/logout', { method: 'POST', headers: bearer(token) })
    expect(await site.records()).toEqual([])
  })
})

describe('GET and POST /sessions', () => {
  it('lists where somebody is signed in, as the engine does', async () => {
    const site = await openSite()
    await site.login()
    site.clock.advance({ seconds: 5 })
    const { token } = await site.login()
    const { status, body } = await site.ask('/sessions', { headers: bearer(token) })
    expect(status).toBe(200)
    expect(body).toEqual({
      sessions: [true, false].map((isCurrent) => ({
        id: expect.any(String),
        isCurrent,
        signedInAt: expect.any(Number),
        renewedAt: expect.any(Number),
        expiresAt: expect.any(Number),
        userAgent: null,
        address: '192.0.2.1',
      })),
    })
  })

  it('ends one, the others, or all', async () => {
    const site = await openSite()
    const first = await site.login()
    const second = await site.login()
    const third = await site.login()
    const revoke = (revoked: unknown): ReturnType<typeof site.post> =>
      site.post('/sessions', { revoke: revoked }, bearer(third.token))
    const idOf = async (token: string): Promise<unknown> => (await site.tokens.verify(token))?.sid

    expect((await revoke(await idOf(first.token))).body['sessions']).toHaveLength(2)
    expect((await site.refresh(first.refreshToken)).body).toMatchObject({ code: 'session_ended' })
    expect(await revoke(await idOf(first.token))).toMatchObject({
      status: 404,
      body: { code: 'session_unknown' },
    })
    expect((await revoke('others')).body['sessions']).toHaveLength(1)
    expect((await site.session(second.token)).status).toBe(401)
    expect((await site.session(third.token)).status).toBe(200)
    expect((await revoke('all')).body).toEqual({ sessions: [] })
    expect(await site.records()).toEqual([])
    expect((await revoke('all')).status).toBe(401)
  })

  it('ends nothing of anybody else', async () => {
    const site = await openSite()
    const ada = await site.login()
    await site.post('/register', { email: 'eve@example.com', password: 'long enough' })
    const eve = await site.login({ email: 'eve@example.com', password: 'long enough' })
    const id = (await site.tokens.verify(ada.token))?.sid
    expect((await site.post('/sessions', { revoke: id }, bearer(eve.token))).status).toBe(404)
    await site.post('/sessions', { revoke: 'all' }, bearer(eve.token))
    expect((await site.session(ada.token)).status).toBe(200)
  })

  it.each([[undefined], [''], [7], [['all']]])('refuses to end %j', async (revoke) => {
    const site = await openSite()
    const { token } = await site.login()
    expect(await site.post('/sessions', { revoke }, bearer(token))).toMatchObject({
      status: 400,
      body: { code: 'body_invalid' },
    })
    expect((await site.post('/sessions', { revoke: 'all' })).status).toBe(401)
    expect(await site.records()).toHaveLength(1)
  })
})

describe('GET /.well-known/jwks.json', () => {
  it('has what others need to verify access tokens, and nothing secret', async () => {
    const site = await openSite()
    const { headers, body } = await site.ask('/.well-known/jwks.json')
    expect(headers.get('cache-control')).toBe('public, max-age=300')
    expect(body).toEqual({
      keys: [
        {
          kty: 'OKP',
          crv: 'Ed25519',
          x: expect.any(String),
          kid: expect.any(String),
          alg: 'EdDSA',
          use: 'sig',
        },
      ],
    })
    const { token } = await site.login()
    const keys = createLocalJWKSet(body as never)
    const options = { typ: 'at+jwt', issuer: 'sojourn', currentDate: new Date(site.clock.now()) }
    expect((await jwtVerify(token, keys, options)).payload.sub).toBe(site.userId)
  })
})

describe('any other request', () => {
  it.each([
    ['GET', '/', 404, 'action_unknown'],
    ['GET', '/constructor', 404, 'action_unknown'],
    ['POST', '/login/', 404, 'action_unknown'],
    ['POST', '/signup', 404, 'action_unknown'],
    ['GET', '/login', 405, 'method_unsupported'],
    ['DELETE', '/sessions', 405, 'method_unsupported'],
    ['OPTIONS', '/session', 405, 'method_unsupported'],
    ['POST', '/.well-known/jwks.json', 405, 'method_unsupported'],
  ])('%s %s is %i %s', async (method, path, status, code) => {
    const site = await openSite()
    const answer = await site.ask(path, { method })
    expect(answer).toMatchObject({ status, body: { code } })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.has('access-control-allow-origin')).toBe(false)
    expect(answer.headers.has('allow')).toBe(status === 405)
  })

  it('is answered below another path, if the application says so', async () => {
    const site = await openSite(memoryStorage(), { basePath: 'tokens/' })
    const at = async (path: string): Promise<number> =>
      (await site.tokens.handle(new Request(origin + path))).status
    expect(await at('/tokens/session')).toBe(401)
    expect(await at('/tokens/.well-known/jwks.json')).toBe(200)
    expect(await at('/api/auth/session')).toBe(404)
    expect(await at('/tokensession')).toBe(404)
  })
})

describe('createTokens', () => {
  const storage = memoryStorage()
  const passwords = { signUp: async () => ({ id: '1' }), verify: async () => null }
  const given = { storage, passwords, secret }
  it.each([
    ['a storage that has only the tier basic', { storage: { ...storage, tier: 'basic' } }],
    ['a short secret', { secret: 'x'.repeat(31) }],
    ['a short secret among others', { secret: [secret, 'short'] }],
    ['an access token without a life', { accessToken: { maxAge: 0 } }],
    ['an access token that lives for long', { accessToken: { maxAge: 86_401 } }],
    ['a fraction of a second', { refreshToken: { maxAge: 1.5 } }],
    ['a life without an end', { refreshToken: { maxLifetime: Infinity } }],
    ['a reuse interval below zero', { refreshToken: { reuseInterval: -1 } }],
    ['a reuse interval above five minutes', { refreshToken: { reuseInterval: 301 } }],
    ['an empty issuer', { issuer: '' }],
    ['a limit of nothing', { rateLimits: { login: { limit: 0, window: 1 } } }],
  ])('refuses %s', (_, wrong) => {
    expect(() => createTokens({ ...given, ...wrong } as never)).toThrow(TypeError)
  })

  it.each([[undefined], [''], [[]], [['']]])('refuses %j as secret', (missing) => {
    expect(() => createTokens({ ...given, secret: missing })).toThrow(
      expect.objectContaining({ code: 'secret_missing' }),
    )
  })
})
