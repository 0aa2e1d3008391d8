import { hkdfSync } from 'node:crypto'
import { EncryptJWT, jwtDecrypt } from 'jose'
import { describe, expect, it } from 'vitest'
import { createBrowser } from '../support/browser.ts'
import type { Callbacks } from '../../src/server/index.ts'
import { fakeClock, secret, signInAda, testAuth } from '../support/test-auth.ts'

const cookieName = 'next-auth.session-token'

function v4Key(of = secret): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', of, '', 'NextAuth.js Generated Encryption Key', 32))
}

function sealWithJose(claims: Record<string, unknown>, of = secret): Promise<string> {
  return new EncryptJWT(claims)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(v4Key(of))
}

describe('a sealed session', () => {
  it('is read as NextAuth v4 shapes it', async () => {
    const clock = fakeClock()
    const browser = createBrowser(testAuth({ now: clock.now }))
    await signInAda(browser)
    expect(await browser.session()).toEqual({
      user: { name: 'Ada', email: 'ada@example.com', image: 'https://example.com/ada.png' },
      expires: '2026-12-21T12:00:00.000Z',
    })
  })

  it('is a token that jose reads with the key of NextAuth v4', async () => {
    const browser = createBrowser(testAuth())
    await signInAda(browser)
    const { payload } = await jwtDecrypt(browser.cookies.get(cookieName) ?? '', v4Key())
    expect(payload).toMatchObject({ name: 'Ada', email: 'ada@example.com', sub: '1' })
    expect(payload.jti).toMatch(/^[0-9a-f-]{36}$/)
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(30 * 24 * 60 * 60)
  })

  it('is accepted as NextAuth v4 minted it, and keeps its id over a renewal', async () => {
    const browser = createBrowser(testAuth())
    const exp = Math.floor(Date.now() / 1000) + 3600
    const claims = { name: 'Grace', email: 'g@example.com', sub: '7', exp, jti: 'from-v4' }
    browser.cookies.set(cookieName, await sealWithJose(claims))
    expect(await browser.session()).toMatchObject({ user: { name: 'Grace' } })
    const { payload } = await jwtDecrypt(browser.cookies.get(cookieName) ?? '', v4Key())
    expect(payload).toMatchObject({ jti: 'from-v4', sub: '7' })
  })

  it('slides with each answer and ends when nobody asks', async () => {
    const clock = fakeClock()
    const browser = createBrowser(testAuth({ now: clock.now, session: { maxAge: 3600 } }))
    await signInAda(browser)
    clock.advance({ minutes: 50 })
    expect(await browser.session()).toMatchObject({ expires: '2026-11-21T13:50:00.000Z' })
    clock.advance({ minutes: 50 })
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    clock.advance({ minutes: 61 })
    expect(await browser.session()).toEqual({})
    expect(browser.cookies.has(cookieName)).toBe(false)
  })

  it('does not slide by being read on the server', async () => {
    const clock = fakeClock()
    const auth = testAuth({ now: clock.now })
    const browser = createBrowser(auth)
    await signInAda(browser)
    clock.advance({ days: 1 })
    const session = await auth.getSession(browser.request('/'))
    expect(session).toMatchObject({ user: { name: 'Ada' }, expires: '2026-12-21T12:00:00.000Z' })
  })

  it('gets a new id at each sign-in', async () => {
    const auth = testAuth()
    const browser = createBrowser(auth)
    await signInAda(browser)
    const first = await auth.getToken(browser.request('/'))
    await signInAda(browser)
    const second = await auth.getToken(browser.request('/'))
    expect(first?.jti).toBeDefined()
    expect(second?.jti).not.toBe(first?.jti)
  })

  it('says the time of the server, for clients whose clock is wrong', async () => {
    const clock = fakeClock()
    const browser = createBrowser(testAuth({ now: clock.now }))
    const response = await browser.get('/api/auth/session')
    expect(response.headers.get('x-sojourn-time')).toBe(String(clock.now()))
    expect(response.headers.get('cache-control')).toBe('private, no-cache, no-store')
  })

  it('costs a visitor who never signed in no cookie', async () => {
    const response = await createBrowser(testAuth()).get('/api/auth/session')
    expect(await response.json()).toEqual({})
    expect(response.headers.getSetCookie()).toEqual([])
  })
})

describe('a session cookie that is not genuine', () => {
  const exp = Math.floor(Date.now() / 1000) + 3600

  it.each<[string, () => string | Promise<string>]>([
    ['garbage', () => 'garbage'],
    ['empty parts', () => '....'],
    ['bad percent-encoding', () => '%E0%A4%A'],
    ['100 kB of text', () => 'x'.repeat(100_000)],
    ['another secret', () => sealWithJose({ sub: '1', exp }, 'another secret')],
    ['no expiry', () => sealWithJose({ sub: '1' })],
    ['an expiry that is text', () => sealWithJose({ sub: '1', exp: 'never' })],
    ['an expiry in the past', () => sealWithJose({ sub: '1', exp: exp - 7200 })],
    ['an unsigned JWT', () => 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.'],
  ])('is no session and is cleared: %s', async (_, make) => {
    const auth = testAuth()
    const browser = createBrowser(auth)
    browser.cookies.set(cookieName, await make())
    expect(await auth.getSession(browser.request('/'))).toBeNull()
    const response = await browser.get('/api/auth/session')
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({})
    expect(browser.cookies.has(cookieName)).toBe(false)
  })

  it('is no session when it is a sign-in in progress of ours', async () => {
    const auth = testAuth({
      providers: [
        {
          id: 'plain',
          name: 'Plain',
          type: 'oauth',
          clientId: 'c',
          authorization: 'https://op.example/auth',
          token: 'https://op.example/token',
          userinfo: 'https://op.example/me',
        },
      ],
    })
    const browser = createBrowser(auth)
    await browser.post('/api/auth/signin/plain', { csrfToken: await browser.csrfToken() })
    const transaction = [...browser.cookies].find(([name]) =>
      name.startsWith('sojourn.transaction.'),
    )
    expect(transaction).toBeDefined()
    browser.cookies.set(cookieName, transaction?.[1] ?? '')
    expect(await browser.session()).toEqual({})
  })

  it('does not hide the genuine one beside it', async () => {
    const auth = testAuth()
    const browser = createBrowser(auth)
    await signInAda(browser)
    const genuine = browser.cookies.get(cookieName)
    const headers = { cookie: `${cookieName}=tossed; ${cookieName}=${genuine}` }
    const session = await auth.getSession(new Request('http://localhost:3000/', { headers }))
    expect(session).toMatchObject({ user: { name: 'Ada' } })
  })
})

describe('a session too large for one cookie', () => {
  it('is written in chunks, read back, and its chunks are cleared when it shrinks', async () => {
    let size = 9000
    const auth = testAuth({
      callbacks: { jwt: ({ token }) => ({ ...token, data: 'x'.repeat(size) }) },
    })
    const browser = createBrowser(auth)
    const response = await signInAda(browser)
    for (const cookie of response.headers.getSetCookie()) {
      expect((cookie.split(';')[0] ?? '').length).toBeLessThanOrEqual(4096)
    }
    expect([...browser.cookies.keys()].filter((name) => name.startsWith(cookieName))).toEqual([
      `${cookieName}.0`,
      `${cookieName}.1`,
      `${cookieName}.2`,
      `${cookieName}.3`,
    ])
    expect(await auth.getToken(browser.request('/'))).toMatchObject({ data: 'x'.repeat(size) })
    size = 10
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    expect([...browser.cookies.keys()].filter((name) => name.startsWith(cookieName))).toEqual([
      cookieName,
    ])
  })

  it('is refused by name when no header could carry it, and nobody is signed in', async () => {
    const auth = testAuth({
      callbacks: { jwt: ({ token }) => ({ ...token, data: 'x'.repeat(99_000) }) },
    })
    const browser = createBrowser(auth)
    const response = await signInAda(browser)
    expect(response.headers.get('location')).toContain('code=session_too_large')
    expect(await auth.getSession(browser.request('/'))).toBeNull()
  })
})

describe('several secrets', () => {
  it('open old sessions and seal with the newest', async () => {
    const before = createBrowser(testAuth({ secret: 'old' }))
    await signInAda(before)
    const rotated = testAuth({ secret: ['new', 'old'] })
    const browser = createBrowser(rotated)
    browser.cookies.set(cookieName, before.cookies.get(cookieName) ?? '')
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    const afterwards = testAuth({ secret: 'new' })
    expect(await afterwards.getSession(browser.request('/'))).toMatchObject({
      user: { name: 'Ada' },
    })
  })
})

describe('callbacks', () => {
  it('shape the claims at sign-in and the session at each read', async () => {
    const auth = testAuth({
      callbacks: {
        jwt: ({ token, user, account, trigger }) =>
          trigger === 'signIn' ? { ...token, role: user?.id, via: account?.provider } : token,
        session: ({ session, token }) => ({ ...session, role: token['role'], via: token['via'] }),
      },
    })
    const browser = createBrowser(auth)
    await signInAda(browser)
    expect(await browser.session()).toMatchObject({ role: '1', via: 'credentials' })
    expect(await auth.getSession(browser.request('/'))).toMatchObject({ role: '1' })
  })

  it('keep the session id though the jwt callback returns a new object', async () => {
    const auth = testAuth({ callbacks: { jwt: ({ token }) => ({ name: token.name }) } })
    const browser = createBrowser(auth)
    await signInAda(browser)
    const before = await auth.getToken(browser.request('/'))
    await browser.session()
    const after = await auth.getToken(browser.request('/'))
    expect(after?.jti).toBe(before?.jti)
  })

  it.each([undefined, '', 0, true])('hold no session when jwt returns %j', async (nothing) => {
    let broken = false
    const auth = testAuth({
      callbacks: { jwt: ({ token }) => (broken ? (nothing as never) : token) },
    })
    const browser = createBrowser(auth)
    await signInAda(browser)
    broken = true
    await expect(auth.getSession(browser.request('/'))).rejects.toMatchObject({
      code: 'request_failed',
    })
    expect((await browser.get('/api/auth/session')).status).toBe(500)
    const stranger = createBrowser(auth)
    expect((await signInAda(stranger)).headers.get('location')).toContain('code=request_failed')
    expect(await auth.getSession(stranger.request('/'))).toBeNull()
  })

  it('end the session when the jwt callback returns null', async () => {
    let banned = false
    const auth = testAuth({ callbacks: { jwt: ({ token }) => (banned ? null : token) } })
    const browser = createBrowser(auth)
    await signInAda(browser)
    banned = true
    expect(await auth.getSession(browser.request('/'))).toBeNull()
    expect(await browser.session()).toEqual({})
    expect(browser.cookies.has(cookieName)).toBe(false)
  })

  it.each(['jwt', 'session'] as const)(
    'answer 500 and sign nobody out when %s throws',
    async (name) => {
      let broken = false
      const auth = testAuth({
        callbacks: {
          jwt: ({ token }) => fail(name === 'jwt', token),
          session: ({ session }) => fail(name === 'session', session),
        },
      })
      function fail<T>(here: boolean, value: T): T {
        if (broken && here) throw new Error('db.internal refused the password hunter2')
        return value
      }
      const browser = createBrowser(auth)
      await signInAda(browser)
      broken = true
      const response = await browser.get('/api/auth/session')
      expect(response.status).toBe(500)
      const text = await response.text()
      expect(JSON.parse(text)).toMatchObject({ code: 'request_failed' })
      expect(text).not.toContain('hunter2')
      await expect(auth.getSession(browser.request('/'))).rejects.toMatchObject({
        code: 'request_failed',
      })
      broken = false
      expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    },
  )
})

describe('an update', () => {
  const callbacks: Callbacks = {
    jwt: ({ token, trigger, session }) =>
      trigger === 'update' ? { ...token, name: (session as { name: string }).name } : token,
  }

  it('reaches the jwt callback and is there at the next read', async () => {
    const browser = createBrowser(testAuth({ callbacks }))
    await signInAda(browser)
    const csrfToken = await browser.csrfToken()
    const fields = { csrfToken, data: { name: 'Countess' } }
    const response = await browser.post('/api/auth/session', fields, { json: true })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ user: { name: 'Countess' } })
    expect(await browser.session()).toMatchObject({ user: { name: 'Countess' } })
  })

  it('is refused without the token of the form', async () => {
    const browser = createBrowser(testAuth({ callbacks }))
    await signInAda(browser)
    const response = await browser.post(
      '/api/auth/session',
      { data: { name: 'X' } },
      { json: true },
    )
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ code: 'csrf_mismatch' })
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
  })
})

describe('signing out', () => {
  it('ends the session, and one that was being renewed meanwhile does not come back', async () => {
    const auth = testAuth()
    const browser = createBrowser(auth)
    await signInAda(browser)
    const csrfToken = await browser.csrfToken()
    const renewed = await auth.handle(browser.request('/api/auth/session'))
    const lateCookie = renewed.headers.getSetCookie()[0]?.split(';')[0]?.split('=')[1] ?? ''

    const response = await browser.post('/api/auth/signout', { csrfToken, json: 'true' })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ url: 'http://localhost:3000/' })
    expect(await browser.session()).toEqual({})

    browser.cookies.set(cookieName, lateCookie)
    expect(await auth.getSession(browser.request('/'))).toBeNull()
    expect(await browser.session()).toEqual({})
    expect(browser.cookies.has(cookieName)).toBe(false)
  })

  it('by signing in as somebody else does not let the one before come back', async () => {
    const person = { name: 'Grace' }
    const auth = testAuth({
      callbacks: { jwt: ({ token, user }) => (user ? { ...token, ...person } : token) },
    })
    const browser = createBrowser(auth)
    await signInAda(browser)
    const late = await auth.handle(browser.request('/api/auth/session'))
    person.name = 'Ada'
    await signInAda(browser)
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    browser.receive(late)
    expect(await auth.getSession(browser.request('/'))).toBeNull()
  })

  it('does not keep the next person, or the same one, from signing in', async () => {
    const browser = createBrowser(testAuth())
    for (let round = 0; round < 12; round++) {
      await signInAda(browser)
      expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
      await browser.post('/api/auth/signout', { csrfToken: await browser.csrfToken() })
      expect(await browser.session()).toEqual({})
    }
  })

  it('wins over every renewal that races it, in whatever order the answers arrive', async () => {
    const auth = testAuth()
    for (let place = 0; place <= 4; place++) {
      const browser = createBrowser(auth)
      await signInAda(browser)
      const csrfToken = await browser.csrfToken()
      const answers = await Promise.all(
        Array.from({ length: 4 }, async () => auth.handle(browser.request('/api/auth/session'))),
      )
      const form = new URLSearchParams({ csrfToken })
      const signOut = browser.request('/api/auth/signout', { method: 'POST', body: form })
      answers.splice(place, 0, await auth.handle(signOut))
      for (const answer of answers) browser.receive(answer)
      expect(await browser.session()).toEqual({})
    }
  })

  it('is refused without the token of the form, and by GET it only asks', async () => {
    const browser = createBrowser(testAuth())
    await signInAda(browser)
    const response = await browser.post('/api/auth/signout', {})
    expect(response.status).toBe(302)
    expect(response.headers.get('location')).toContain('/api/auth/signout?')
    expect(response.headers.get('location')).toContain('code=csrf_mismatch')
    await browser.get('/api/auth/signout')
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
  })
})
