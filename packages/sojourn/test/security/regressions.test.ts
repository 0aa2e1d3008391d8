/**
 * What went wrong in packages of this kind, each as a test that would have caught it. Those about redirects, tokens,
 * cookies, hosts and limits stand again, in their breadth, in the tables beside this file; those about providers and
 * about addresses of e-mail in the folders of these.
 */
import { encode as encodeV4 } from 'next-auth/jwt'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPasswords } from '../../src/passwords/index.ts'
import { decode, getToken } from '../../src/jwt/index.ts'
import { type AuthConfig, createAuth } from '../../src/server/index.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { type FakeProvider, fakeProvider } from '../../src/testing/fake-provider.ts'
import { createBrowser, origin } from '../support/browser.ts'
import { secret } from '../support/test-auth.ts'
import {
  ada,
  attackedApplication,
  beginAtProvider,
  browserOf,
  comeBack,
  enter,
  requestMail,
} from './support/application.ts'
import { recordedStrategies, storages } from '../support/storages.ts'

const cookieName = 'next-auth.session-token'
const evil = 'https://evil.example'

/** Where a sign-out leads that asks for `target`. */
async function leadsTo(target: string, config: Partial<AuthConfig> = {}): Promise<string | null> {
  const browser = browserOf(attackedApplication(config))
  const csrfToken = await browser.csrfToken()
  const answer = await browser.post('/api/auth/signout', { csrfToken, callbackUrl: target })
  return answer.headers.get('location')
}

describe('next-auth', () => {
  it('CVE-2021-21310, GHSA-pg53-56cg-4m8q: the link of one address is no link of another', async () => {
    const app = attackedApplication()
    const browser = browserOf(app)
    const { token } = await requestMail(app, browser, 'link', 'mallory@example.com')
    const csrfToken = await browser.csrfToken()
    await browser.post('/api/auth/callback/link', { csrfToken, token, email: ada })
    expect(await browser.session()).toEqual({})
  })

  it('CVE-2022-24858, CVE-2022-29214: a host that begins like ours is another', async () => {
    for (const target of [`${origin}.evil.example`, `${origin}@evil.example`, `${origin}0`]) {
      const location = await leadsTo(target)
      if (location !== null) expect(new URL(location).origin).toBe(origin)
    }
  })

  it('CVE-2022-31093, GHSA-g5fm-jp9v-2432: a callbackUrl that is none is answered, at once', async () => {
    const { auth } = attackedApplication()
    for (const target of ['http://', ':', '%', 'http://[', '\0', 'ht!tp://x']) {
      const begun = performance.now()
      const url = `${origin}/api/auth/signin?callbackUrl=${encodeURIComponent(target)}`
      expect((await auth.handle(new Request(url))).status).toBeLessThan(500)
      expect(performance.now() - begun).toBeLessThan(1000)
    }
  })

  it('CVE-2022-31186, GHSA-p6mm-27gq-9v3p: debug tells no secret', async () => {
    const told: unknown[] = []
    const tell = (...args: unknown[]): void => void told.push(args)
    const app = attackedApplication({
      debug: true,
      logger: { error: tell, warn: tell, debug: tell },
    })
    const browser = browserOf(app)
    await enter(browser)
    await enter(browser, 'Ada', { password: 'a wrong one' })
    const { token } = await requestMail(app, browser, 'link')
    for (const hidden of [secret, token, 'a wrong one', browser.cookies.get(cookieName) ?? '']) {
      expect(JSON.stringify(told)).not.toContain(hidden)
    }
  })

  it.each<[string, Record<string, unknown>, string | undefined]>([
    ['state, as 4.24.15 makes it', { value: 'x', provider: 'fake' }, 'next-auth.state'],
    ['PKCE, as 4.24.15 makes it', { value: 'x', provider: 'fake' }, 'next-auth.pkce.code_verifier'],
    ['nonce, as 4.24.15 makes it', { value: 'x', provider: 'fake' }, 'next-auth.nonce'],
    ['state, as 4.24.4 made it', { value: 'x' }, undefined],
    ['PKCE, as 4.21 made it', { code_verifier: 'x' }, undefined],
    ['state, as 4.21 made it', { state: 'x' }, undefined],
    ['nonce, as 4.21 made it', { nonce: 'x' }, undefined],
  ])(
    'CVE-2023-48309, GHSA-v64w-49xw-qq89: no session is a check cookie: %s',
    async (_, token, salt) => {
      const value = await encodeV4({
        token,
        secret,
        maxAge: 900,
        ...(salt !== undefined && { salt }),
      })
      for (const session of [{ strategy: 'jwt' as const }, { strategy: 'database' as const }]) {
        const { auth } = attackedApplication({ session })
        for (const name of [cookieName, 'authjs.session-token']) {
          const request = new Request(origin, { headers: { cookie: `${name}=${value}` } })
          expect(await auth.getSession(request)).toBeNull()
          expect(await auth.getToken(request)).toBeNull()
        }
      }
      expect(
        await getToken({ req: { headers: { authorization: `Bearer ${value}` } }, secret }),
      ).toBeNull()
      expect(await decode({ token: value, secret })).toBeNull()
    },
  )

  it('GHSA-xmf8-cvqr-rfgj: "Bearer %" is nobody', async () => {
    const headers = { authorization: 'Bearer %' }
    expect(await getToken({ req: { headers }, secret })).toBeNull()
    const { auth } = attackedApplication()
    expect(await auth.getSession(new Request(origin, { headers }))).toBeNull()
  })

  describe('GHSA-8fpg-xm3f-6cx3: a configuration that fails lets nobody in', () => {
    beforeEach(() => {
      vi.spyOn(console, 'error').mockImplementation(() => undefined)
    })
    afterEach(() => vi.restoreAllMocks())

    it.each<[string, () => AuthConfig | Promise<AuthConfig>]>([
      ['throws', () => Promise.reject(new Error('vault is down'))],
      ['has no secret', () => ({ providers: [], secret: '' })],
      ['is nothing', () => undefined as unknown as AuthConfig],
      ['is not one', () => ({ error: 'x' }) as unknown as AuthConfig],
      ['has a broken provider', () => ({ secret, providers: [{} as never] })],
    ])('one for each request that %s', async (_, configure) => {
      const auth = createAuth(configure)
      const request = new Request(`${origin}/api/auth/session`)
      const read = await auth.getSession(request).catch(() => null)
      expect(read).toBeNull()
      expect(await auth.getToken(request).catch(() => null)).toBeNull()
      const answer = await auth.handle(request)
      expect(answer.status).toBe(500)
      expect(await answer.json()).not.toHaveProperty('user')
    })

    it('nor does a storage that fails', async () => {
      const storage = memoryStorage()
      const { auth } = attackedApplication({
        session: { strategy: 'database' },
        adapter: {
          ...storage,
          readSession: () => Promise.reject(new Error('down')),
        },
      })
      const request = new Request(`${origin}/api/auth/session`, {
        headers: { cookie: `${cookieName}=x` },
      })
      await expect(auth.getSession(request)).rejects.toMatchObject({ code: 'storage_unavailable' })
      const answer = await auth.handle(request)
      expect(answer.status).toBe(503)
      expect(await answer.json()).not.toHaveProperty('user')
      expect(answer.headers.getSetCookie()).toEqual([])
    })
  })
})

describe('better-auth', () => {
  it.each([
    ['CVE-2024-56734, GHSA-8jhw-6pjj-8723', evil],
    ['CVE-2025-27143, GHSA-hjpm-7mrm-26w8', '//evil.example'],
    ['CVE-2025-27143, GHSA-hjpm-7mrm-26w8', '/\\/evil.example'],
    ['GHSA-vp58-j275-797x', 'http://evil.localhost:3000'],
    ['CVE-2025-53535, GHSA-36rg-gfq2-3h56', '/%5c%5cevil.example/..//evil.example'],
  ])('%s: a redirect to %s stays here', async (_, target) => {
    expect(new URL((await leadsTo(target)) ?? '').origin).toBe(origin)
  })

  it('GHSA-9x4v-xfq5-m8x5: the error page repeats nothing of its address', async () => {
    const { auth } = attackedApplication()
    const payload = '"><script>alert(document.domain)</script><svg onload=alert(1)>'
    for (const page of ['error', 'signin', 'signout', 'verify-request', 'callback/link']) {
      for (const name of [
        'error',
        'code',
        'error_description',
        'callbackUrl',
        'email',
        'provider',
        'token',
      ]) {
        const query = new URLSearchParams({
          [name]: payload,
          ...(name !== 'email' && { email: ada }),
        })
        const answer = await auth.handle(
          new Request(`${origin}/api/auth/${page}?${query.toString()}`, {
            headers: { accept: 'text/html' },
          }),
        )
        expect(await answer.text()).not.toMatch(/<script>|<svg onload/)
      }
    }
  })

  it('GHSA-wmjr-v86c-m9jj: a cookie with the id of another session ends only its own', async () => {
    const app = attackedApplication({ session: { strategy: 'database' } })
    const grace = browserOf(app)
    await enter(grace, 'Grace')
    const hers = await app.auth.getToken(grace.request('/'))
    const mallory = browserOf(app)
    await enter(mallory, 'Mallory')
    for (const name of [
      `${cookieName}_multi-x`,
      `${cookieName}.0`,
      'authjs.session-token',
      'sojourn.ended-sessions',
    ]) {
      mallory.cookies.set(name, hers?.jti ?? '')
    }
    await mallory.post('/api/auth/signout', { csrfToken: await mallory.csrfToken() })
    expect(await grace.session()).toHaveProperty('user')
  })

  it('GHSA-xg6x-h9c9-2m83: who is not let in has no session for a moment', async () => {
    const app = attackedApplication({ callbacks: { signIn: () => '/second-factor' } })
    const browser = browserOf(app)
    const answer = await enter(browser)
    expect(answer.headers.get('location')).toBe(`${origin}/second-factor`)
    expect(answer.headers.getSetCookie().join()).not.toContain('session-token')
    expect(await browser.session()).toEqual({})
  })

  it('GHSA-xr8f-h2gw-9xh6, CVE-2026-41427, ASVS 6.3.4: every way in asks the same callback', async () => {
    const provider: FakeProvider = await fakeProvider()
    const asked: string[] = []
    const app = attackedApplication({
      provider,
      callbacks: {
        signIn: ({ account, email }) => {
          asked.push(account.provider)
          return email?.verificationRequest === true
        },
      },
    })
    const browser = browserOf(app)
    await enter(browser)
    await comeBack(browser, await beginAtProvider(browser))
    const link = await requestMail(app, browser, 'link')
    const csrfToken = await browser.csrfToken()
    await browser.post('/api/auth/callback/link', { csrfToken, token: link.token, email: ada })
    const { token: code } = await requestMail(app, browser, 'code')
    await browser.post('/api/auth/callback/code', { csrfToken, code })
    expect(asked).toEqual(['credentials', 'fake', 'link', 'link', 'code', 'code'])
    expect(await browser.session()).toEqual({})
    expect([...browser.cookies.keys()].join()).not.toContain('session-token')
    await provider.close()
  })

  it.each(storages)(
    'GHSA-hc7v-rggr-4hvx, GHSA-7w99-5wm4-3g79, Kratos 3692149: of sixteen who open a link one gets in (%s)',
    async (_, open) => {
      const app = attackedApplication({ adapter: await open() })
      for (const kind of ['link', 'code'] as const) {
        for (let round = 0; round < 10; round++) {
          const asker = browserOf(app)
          const email = `person${round}@example.com`
          const { token } = await requestMail(app, asker, kind, email)
          const browsers = Array.from({ length: 16 }, () => {
            const browser = browserOf(app)
            for (const [name, value] of asker.cookies) browser.cookies.set(name, value)
            return browser
          })
          const csrfToken = await asker.csrfToken()
          const fields = kind === 'link' ? { token, email } : { code: token }
          await Promise.all(
            browsers.map((who) => who.post(`/api/auth/callback/${kind}`, { csrfToken, ...fields })),
          )
          const sessions = await Promise.all(browsers.map((who) => who.session()))
          expect(sessions.filter((session) => Object.keys(session).length > 0)).toHaveLength(1)
        }
      }
    },
  )

  it.each(recordedStrategies)(
    'GHSA-qq9h-g4jm-xgf3, A3: who signed up with the address of another is out once its owner comes (%s)',
    async (_, session, open) => {
      const storage = await open()
      const passwords = createPasswords(storage)
      await passwords.signUp({ email: ada, password: 'the password of mallory' })
      const outbox: { token: string }[] = []
      const { auth } = attackedApplication({
        adapter: storage,
        session,
        providers: [
          passwords.provider(),
          {
            id: 'link',
            name: 'Link',
            type: 'email',
            sendVerificationRequest: (message) => void outbox.push(message),
          },
        ],
      })
      const signIn = async (): Promise<ReturnType<typeof createBrowser>> => {
        const browser = createBrowser(auth)
        const csrfToken = await browser.csrfToken()
        const fields = { csrfToken, email: ada, password: 'the password of mallory' }
        await browser.post('/api/auth/callback/credentials', fields)
        return browser
      }
      const mallory = await signIn()
      expect(await mallory.session()).toHaveProperty('user')
      const owner = createBrowser(auth)
      const csrfToken = await owner.csrfToken()
      await owner.post('/api/auth/signin/link', { csrfToken, email: ada })
      const token = outbox.at(-1)?.token
      await owner.post('/api/auth/callback/link', { csrfToken, token, email: ada })
      expect(await owner.session()).toHaveProperty('user')
      expect(await mallory.session()).toEqual({})
      expect(await (await signIn()).session()).toEqual({})
    },
  )

  it.each(recordedStrategies)(
    'GHSA-2vg6-77g8-24mp, PR 8708: what was deleted or revoked does not come back (%s)',
    async (_, session, open) => {
      const storage = await open()
      const app = attackedApplication({ adapter: storage, session })
      const [one, other] = [browserOf(app), browserOf(app)]
      await enter(one)
      await enter(other, 'Grace')
      const [ofOne, ofOther] = await Promise.all(
        [one, other].map((browser) => app.auth.getToken(browser.request('/'))),
      )
      await app.auth.revokeSession(ofOne?.sub ?? '', ofOne?.jti ?? '')
      await storage.deleteUser(ofOther?.sub ?? '')
      for (const browser of [one, other]) {
        const cookie = browser.cookies.get(cookieName) ?? ''
        for (let read = 0; read < 3; read++) {
          browser.cookies.set(cookieName, cookie)
          expect(await browser.session()).toEqual({})
        }
      }
    },
  )

  it('GHSA-4vcf-q4xf-f48m: the id of a session of somebody else revokes nothing', async () => {
    const app = attackedApplication({ session: { strategy: 'database' } })
    const [grace, mallory] = [browserOf(app), browserOf(app)]
    await enter(grace, 'Grace')
    await enter(mallory, 'Mallory')
    const revoke = (await app.auth.getToken(grace.request('/')))?.jti
    const csrfToken = await mallory.csrfToken()
    const answer = await mallory.post('/api/auth/sessions', { csrfToken, revoke })
    expect(answer.status).toBe(404)
    expect(await grace.session()).toHaveProperty('user')
  })
})

describe('others', () => {
  it.each(storages)(
    'CVE-2025-48370: an id that is a path, a wildcard or SQL finds nobody (%s)',
    async (_, open) => {
      const storage = await open()
      const app = attackedApplication({ adapter: storage, session: { strategy: 'database' } })
      const browser = browserOf(app)
      await enter(browser)
      const owner = await app.auth.getToken(browser.request('/'))
      const ids = [
        '../ada',
        './',
        '%',
        '_',
        '*',
        '?',
        "' or 1=1 --",
        'ada/..',
        '%2e%2e',
        '\0',
        '',
        '__proto__',
        `${owner?.sub}\0`,
      ]
      for (const id of ids) {
        expect(await app.auth.listSessions(id)).toEqual([])
        expect(await app.auth.revokeSession(id, owner?.jti ?? '')).toBe(false)
        expect(await app.auth.revokeSession(owner?.sub ?? '', id)).toBe(false)
        expect(await app.auth.revokeSessions(id)).toBe(0)
        expect(await storage.readUser(id)).toBeNull()
      }
      expect(await browser.session()).toHaveProperty('user')
    },
  )

  it('CVE-2022-25896: the id of a session is a new one after sign-in', async () => {
    const app = attackedApplication()
    const browser = browserOf(app)
    await enter(browser)
    const before = await app.auth.getToken(browser.request('/'))
    await enter(browser)
    expect((await app.auth.getToken(browser.request('/')))?.jti).not.toBe(before?.jti)
  })

  it('CVE-2025-48947, CVE-2025-64762: an answer that sets a session is kept by nobody', async () => {
    const browser = browserOf(attackedApplication())
    const answer = await enter(browser)
    expect(answer.headers.getSetCookie().join()).toContain(cookieName)
    expect(answer.headers.get('cache-control')).toMatch(/private.*no-store/)
  })

  it('CVE-2025-29927: no header of a framework is believed', async () => {
    const { auth } = attackedApplication()
    for (const name of [
      'x-middleware-subrequest',
      'x-middleware-request-cookie',
      'x-middleware-set-cookie',
    ]) {
      for (const value of [
        'src/middleware',
        'middleware:middleware:middleware',
        `${cookieName}=x`,
      ]) {
        const request = new Request(`${origin}/api/auth/session`, { headers: { [name]: value } })
        expect(await auth.getSession(request)).toBeNull()
        expect(await (await auth.handle(request)).json()).toEqual({})
      }
    }
  })

  it('GHSA-q5pr-72pq-83v3: a count of chunks in a cookie costs nothing', async () => {
    const { auth } = attackedApplication()
    const cookie = `${cookieName}=__chunked__999999999; ${cookieName}.999999999=x`
    const begun = performance.now()
    expect(await auth.getSession(new Request(origin, { headers: { cookie } }))).toBeNull()
    expect(performance.now() - begun).toBeLessThan(100)
  })

  it('nuxt-auth-utils 461: a stale state blocks no new sign-in', async () => {
    const provider = await fakeProvider()
    const browser = browserOf(attackedApplication({ provider }))
    await beginAtProvider(browser)
    await browser.get('/api/auth/callback/fake?code=x&state=stale')
    await comeBack(browser, await beginAtProvider(browser))
    expect(await browser.session()).toHaveProperty('user')
    await provider.close()
  })
})
