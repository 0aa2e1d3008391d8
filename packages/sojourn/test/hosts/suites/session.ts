/**
 * Sessions: reading, renewing, updating, ending them, and cookies that are none.
 *
 * @module
 */
import { hkdfSync } from 'node:crypto'
import { EncryptJWT, jwtDecrypt } from 'jose'
import { describe, expect, it } from 'vitest'
import { createBrowser } from '../../support/browser.ts'
import { secret, signInAda } from '../../support/test-auth.ts'
import type { Host } from '../host.ts'

const noon = '2026-11-21T12:00:00Z'
const cookieName = 'next-auth.session-token'

function v4Key(of = secret): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', of, '', 'NextAuth.js Generated Encryption Key', 32))
}

function sealWithJose(claims: Record<string, unknown>, of = secret): Promise<string> {
  return new EncryptJWT(claims)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(v4Key(of))
}

/** What becomes of a session, from sign-in to sign-out. */
export function sessionSuite(host: Host): void {
  describe('a sealed session', () => {
    it('is read as NextAuth v4 shapes it', async () => {
      const browser = createBrowser(await host.start({ clock: noon }))
      await signInAda(browser)
      expect(await browser.session()).toEqual({
        user: { name: 'Ada', email: 'ada@example.com', image: 'https://example.com/ada.png' },
        expires: '2026-12-21T12:00:00.000Z',
      })
    })

    it('is a token that jose reads with the key of NextAuth v4', async () => {
      const browser = createBrowser(await host.start())
      await signInAda(browser)
      const { payload } = await jwtDecrypt(browser.cookies.get(cookieName) ?? '', v4Key())
      expect(payload).toMatchObject({ name: 'Ada', email: 'ada@example.com', sub: '1' })
      expect(payload.jti).toMatch(/^[0-9a-f-]{36}$/)
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(30 * 24 * 60 * 60)
    })

    it('is accepted as NextAuth v4 minted it, and keeps its id over a renewal', async () => {
      const browser = createBrowser(await host.start())
      const exp = Math.floor(Date.now() / 1000) + 3600
      const claims = { name: 'Grace', email: 'g@example.com', sub: '7', exp, jti: 'from-v4' }
      browser.cookies.set(cookieName, await sealWithJose(claims))
      expect(await browser.session()).toMatchObject({ user: { name: 'Grace' } })
      const { payload } = await jwtDecrypt(browser.cookies.get(cookieName) ?? '', v4Key())
      expect(payload).toMatchObject({ jti: 'from-v4', sub: '7' })
    })

    it('slides with each answer and ends when nobody asks', async () => {
      const auth = await host.start({ clock: noon, config: { session: { maxAge: 3600 } } })
      const browser = createBrowser(auth)
      await signInAda(browser)
      await auth.advance({ minutes: 50 })
      expect(await browser.session()).toMatchObject({ expires: '2026-11-21T13:50:00.000Z' })
      await auth.advance({ minutes: 50 })
      expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
      await auth.advance({ minutes: 61 })
      expect(await browser.session()).toEqual({})
      expect(browser.cookies.has(cookieName)).toBe(false)
    })

    it('is not sealed anew for a moment, and says when it really ends', async () => {
      const auth = await host.start({ clock: noon, callbacks: 'roles' })
      const browser = createBrowser(auth)
      await signInAda(browser)
      await auth.advance({ minutes: 0.9 })
      const early = await browser.get('/api/auth/session')
      expect(early.headers.getSetCookie()).toEqual([])
      expect(await early.json()).toMatchObject({ expires: '2026-12-21T12:00:00.000Z' })
      await auth.advance({ minutes: 0.1 })
      const late = await browser.get('/api/auth/session')
      expect(late.headers.getSetCookie()).toHaveLength(1)
      expect(await late.json()).toMatchObject({ expires: '2026-12-21T12:01:00.000Z' })
      expect((await browser.get('/api/auth/session')).headers.getSetCookie()).toEqual([])
    })

    it.each([
      ['the jwt callback has changed its claims', { callbacks: 'counting', minutes: 0 }],
      ['its lifetime is short', { config: { session: { maxAge: 30 } }, minutes: 1 / 60 }],
      ['its seal is from the future', { minutes: -5 }],
    ] as const)('is sealed anew at once if %s', async (_, { minutes, ...description }) => {
      const auth = await host.start({ clock: noon, ...description })
      const browser = createBrowser(auth)
      await signInAda(browser)
      await auth.advance({ minutes })
      const response = await browser.get('/api/auth/session')
      expect(response.headers.getSetCookie()).toHaveLength(1)
    })

    it('does not slide by being read on the server', async () => {
      const auth = await host.start({ clock: noon })
      const browser = createBrowser(auth)
      await signInAda(browser)
      await auth.advance({ days: 1 })
      const session = await auth.getSession(browser.request('/'))
      expect(session).toMatchObject({ user: { name: 'Ada' }, expires: '2026-12-21T12:00:00.000Z' })
    })

    it('gets a new id at each sign-in', async () => {
      const auth = await host.start()
      const browser = createBrowser(auth)
      await signInAda(browser)
      const first = await auth.getToken(browser.request('/'))
      await signInAda(browser)
      const second = await auth.getToken(browser.request('/'))
      expect(first?.jti).toBeDefined()
      expect(second?.jti).not.toBe(first?.jti)
    })

    it('says the time of the server, for clients whose clock is wrong', async () => {
      const browser = createBrowser(await host.start({ clock: noon }))
      const response = await browser.get('/api/auth/session')
      expect(response.headers.get('x-sojourn-time')).toBe(String(Date.parse(noon)))
      expect(response.headers.get('cache-control')).toBe('private, no-cache, no-store')
    })

    it('costs a visitor who never signed in no cookie', async () => {
      const response = await createBrowser(await host.start()).get('/api/auth/session')
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
      [
        'as long a text as a header may be',
        () => 'x'.repeat(Math.min(host.maxHeaderSize, 100_000) - 1000),
      ],
      ['another secret', () => sealWithJose({ sub: '1', exp }, 'another secret')],
      ['no expiry', () => sealWithJose({ sub: '1' })],
      ['an expiry that is text', () => sealWithJose({ sub: '1', exp: 'never' })],
      ['an expiry in the past', () => sealWithJose({ sub: '1', exp: exp - 7200 })],
      ['an unsigned JWT', () => 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.'],
    ])('is no session and is cleared: %s', async (_, make) => {
      const auth = await host.start()
      const browser = createBrowser(auth)
      browser.cookies.set(cookieName, await make())
      expect(await auth.getSession(browser.request('/'))).toBeNull()
      const response = await browser.get('/api/auth/session')
      expect(response.status).toBe(200)
      expect(await response.json()).toEqual({})
      expect(browser.cookies.has(cookieName)).toBe(false)
    })

    it('is no session when it is a sign-in in progress of ours', async () => {
      const auth = await host.start({
        config: {
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
        },
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
      const auth = await host.start()
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
      const size = 9000
      const auth = await host.start({ callbacks: 'growing', state: { size } })
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
      await auth.set({ size: 10 })
      expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
      expect([...browser.cookies.keys()].filter((name) => name.startsWith(cookieName))).toEqual([
        cookieName,
      ])
    })

    it('is refused by name when no header could carry it, and nobody is signed in', async () => {
      const auth = await host.start({ callbacks: 'growing', state: { size: 99_000 } })
      const browser = createBrowser(auth)
      const response = await signInAda(browser)
      expect(response.headers.get('location')).toContain('code=session_too_large')
      expect(await auth.getSession(browser.request('/'))).toBeNull()
    })
  })

  describe('several secrets', () => {
    it('open old sessions and seal with the newest', async () => {
      const before = createBrowser(await host.start({ clock: noon, config: { secret: 'old' } }))
      await signInAda(before)
      const rotated = await host.start({ clock: noon, config: { secret: ['new', 'old'] } })
      await rotated.advance({ minutes: 1 })
      const browser = createBrowser(rotated)
      browser.cookies.set(cookieName, before.cookies.get(cookieName) ?? '')
      expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
      const afterwards = await host.start({ clock: noon, config: { secret: 'new' } })
      expect(await afterwards.getSession(browser.request('/'))).toMatchObject({
        user: { name: 'Ada' },
      })
    })
  })

  describe('callbacks', () => {
    it('shape the claims at sign-in and the session at each read', async () => {
      const auth = await host.start({ callbacks: 'roles' })
      const browser = createBrowser(auth)
      await signInAda(browser)
      expect(await browser.session()).toMatchObject({ role: '1', via: 'credentials' })
      expect(await auth.getSession(browser.request('/'))).toMatchObject({ role: '1' })
    })

    it('keep the session id though the jwt callback returns a new object', async () => {
      const auth = await host.start({ callbacks: 'forgetful' })
      const browser = createBrowser(auth)
      await signInAda(browser)
      const before = await auth.getToken(browser.request('/'))
      await browser.session()
      const after = await auth.getToken(browser.request('/'))
      expect(after?.jti).toBe(before?.jti)
    })

    it('end the session when the jwt callback returns null', async () => {
      const auth = await host.start({ callbacks: 'banning' })
      const browser = createBrowser(auth)
      await signInAda(browser)
      await auth.set({ banned: true })
      expect(await auth.getSession(browser.request('/'))).toBeNull()
      expect(await browser.session()).toEqual({})
      expect(browser.cookies.has(cookieName)).toBe(false)
    })

    it.each(['jwt', 'session'] as const)(
      'answer 500 and sign nobody out when %s throws',
      async (name) => {
        const auth = await host.start({ callbacks: 'failing' })
        const browser = createBrowser(auth)
        await signInAda(browser)
        await auth.set({ failing: name })
        const response = await browser.get('/api/auth/session')
        expect(response.status).toBe(500)
        const text = await response.text()
        expect(JSON.parse(text)).toMatchObject({ code: 'request_failed' })
        expect(text).not.toContain('hunter2')
        await expect(auth.getSession(browser.request('/'))).rejects.toMatchObject({
          code: 'request_failed',
        })
        await auth.set({ failing: null })
        expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
      },
    )
  })

  describe('an update', () => {
    it('reaches the jwt callback and is there at the next read', async () => {
      const browser = createBrowser(await host.start({ callbacks: 'updating' }))
      await signInAda(browser)
      const csrfToken = await browser.csrfToken()
      const fields = { csrfToken, data: { name: 'Countess' } }
      const response = await browser.post('/api/auth/session', fields, { json: true })
      expect(response.status).toBe(200)
      expect(await response.json()).toMatchObject({ user: { name: 'Countess' } })
      expect(await browser.session()).toMatchObject({ user: { name: 'Countess' } })
    })

    it('is refused without the token of the form', async () => {
      const browser = createBrowser(await host.start({ callbacks: 'updating' }))
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
      const auth = await host.start({ clock: noon })
      const browser = createBrowser(auth)
      await signInAda(browser)
      const csrfToken = await browser.csrfToken()
      await auth.advance({ minutes: 1 })
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
      const auth = await host.start({
        clock: noon,
        callbacks: 'naming',
        state: { name: 'Grace' },
      })
      const browser = createBrowser(auth)
      await signInAda(browser)
      await auth.advance({ minutes: 1 })
      const late = await auth.handle(browser.request('/api/auth/session'))
      await auth.set({ name: 'Ada' })
      await signInAda(browser)
      expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
      browser.receive(late)
      expect(await auth.getSession(browser.request('/'))).toBeNull()
    })

    it('does not keep the next person, or the same one, from signing in', async () => {
      const browser = createBrowser(await host.start())
      for (let round = 0; round < 12; round++) {
        await signInAda(browser)
        expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
        await browser.post('/api/auth/signout', { csrfToken: await browser.csrfToken() })
        expect(await browser.session()).toEqual({})
      }
    })

    it('wins over every renewal that races it, in whatever order the answers arrive', async () => {
      const auth = await host.start()
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
      const browser = createBrowser(await host.start())
      await signInAda(browser)
      const response = await browser.post('/api/auth/signout', {})
      expect(response.status).toBe(302)
      expect(response.headers.get('location')).toContain('/api/auth/signout?')
      expect(response.headers.get('location')).toContain('code=csrf_mismatch')
      await browser.get('/api/auth/signout')
      expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    })
  })
}
