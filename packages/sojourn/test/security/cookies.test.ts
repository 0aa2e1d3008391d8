/**
 * C1, C2, C5, C6: cookies of any size, number, name and value; and the headers that keep answers out of caches and
 * frames.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { getToken } from '../../src/jwt/index.ts'
import { type FakeProvider, fakeProvider } from '../../src/testing/fake-provider.ts'
import { createBrowser, origin } from '../support/browser.ts'
import { secret } from '../support/test-auth.ts'
import {
  attackedApplication,
  type AttackedApplication,
  beginAtProvider,
  browserOf,
  enter,
  requestMail,
} from './support/application.ts'
import { recordedStrategies } from '../support/storages.ts'

const cookieName = 'next-auth.session-token'
const strategies = [
  ['sealed', { strategy: 'jwt' as const }, undefined],
  ...recordedStrategies,
] as const

describe('C1: a session of any size', () => {
  /** Sets `state.text`, of which the claims are made. */
  function growing(state: { text: string }, wire: 'v4' | 'v5'): AttackedApplication {
    return attackedApplication({
      wire,
      callbacks: { jwt: ({ token }) => ({ ...token, data: state.text }) },
    })
  }

  const text = fc.oneof(
    fc.nat(200_000).map((length) => 'x'.repeat(length)),
    fc.nat(32_000).map((length) => 'x'.repeat(length)),
    fc.nat(10_000).map((length) => '🙂"\\'.repeat(length).slice(0, length)),
    // Where one more character needs one more chunk.
    fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: -40, max: 40 }))
      .map(([chunks, more]) =>
        'x'.repeat(Math.max(0, Math.floor((chunks * 3933 * 3) / 4) - 420 + more)),
      ),
  )

  it.each(['v4', 'v5'] as const)(
    'is written in cookies that browsers keep, wholly, or refused by name (wire %s)',
    { timeout: 60_000 },
    async (wire) => {
      const state = { text: '' }
      const app = growing(state, wire)
      const name = wire === 'v4' ? cookieName : 'authjs.session-token'
      const browser = createBrowser(app.auth)
      const csrf = (await (await browser.get('/api/auth/csrf')).json()) as { csrfToken: string }
      let refused = 0
      let chunked = 0
      await fc.assert(
        fc.asyncProperty(text, async (next) => {
          if (![...browser.cookies.keys()].some((key) => key.startsWith(name))) {
            state.text = ''
            await enter(browser)
          }
          const before = [...browser.cookies].filter(([key]) => key.startsWith(name))
          state.text = next
          const answer = await browser.get('/api/auth/session')
          const set = answer.headers.getSetCookie()
          for (const cookie of set) {
            const [pair = ''] = cookie.split(';', 1)
            expect(Buffer.byteLength(pair)).toBeLessThanOrEqual(4096)
            expect(Buffer.byteLength(cookie)).toBeLessThanOrEqual(4096 + 1024)
          }
          const after = [...browser.cookies].filter(([key]) => key.startsWith(name))
          if (!answer.ok) {
            refused++
            // Nobody is signed out without being told.
            expect(await answer.json()).toMatchObject({ code: 'session_too_large' })
            expect(after).toEqual(before)
            state.text = ''
            return
          }
          const names = after.map(([key]) => key).toSorted()
          const expected =
            names.length === 1 ? [name] : names.map((_, index) => `${name}.${index}`).toSorted()
          expect(names).toEqual(expected)
          if (names.length > 1) chunked++
          const claims = await app.auth.getToken(browser.request('/'))
          expect(claims?.['data']).toBe(next)
        }),
        { numRuns: 150 },
      )
      expect(csrf.csrfToken).toHaveLength(64)
      expect(refused).toBeGreaterThan(0)
      expect(chunked).toBeGreaterThan(0)
    },
  )

  it('is refused by name at sign-in, too, and the browser keeps what it had', async () => {
    const state = { text: '' }
    const app = growing(state, 'v4')
    const browser = browserOf(app)
    await enter(browser)
    const before = browser.cookies.get(cookieName)
    state.text = 'x'.repeat(200_000)
    const answer = await enter(browser, 'Other')
    expect(answer.headers.get('location')).toContain('session_too_large')
    expect(browser.cookies.get(cookieName)).toBe(before)
  })
})

describe('C2: cookies that another host of the site has set', () => {
  const names = [
    'NEXT-AUTH.SESSION-TOKEN',
    'Next-Auth.Session-Token',
    'next-auth.session-Token',
    '__Secure-next-auth.session-token',
    '__secure-next-auth.session-token',
    '__Host-next-auth.session-token',
    ' next-auth.session-token',
    'next-auth.session-token ',
    'xnext-auth.session-token',
    'next-auth%2Esession-token',
    'next-auth.session-token%00',
  ]

  it.each(strategies)('by another name are none: a session %s', async (_, session, open) => {
    const adapter = await open?.()
    const app = attackedApplication({ session, ...(adapter && { adapter }) })
    const mallory = browserOf(app)
    await enter(mallory, 'Mallory')
    const token = mallory.cookies.get(cookieName) ?? ''
    for (const name of names.filter((name) => name.trim() === name)) {
      const cookie = `${name}=${token}`
      const request = new Request(origin, { headers: { cookie } })
      expect(await app.auth.getSession(request), name).toBeNull()
    }
  })

  it.each(strategies)(
    'of the same name hide no genuine one: a session %s',
    async (_, session, open) => {
      const adapter = await open?.()
      const app = attackedApplication({ session, ...(adapter && { adapter }) })
      const browser = browserOf(app)
      await enter(browser, 'Ada')
      const own = `${cookieName}=${browser.cookies.get(cookieName)}`
      const garbage = ['x', '', '%', 'a.b.c.d.e', `"`, 'sha256:0']
      for (const value of garbage) {
        const tossed = `${cookieName}=${value}`
        for (const cookie of [
          `${tossed}; ${own}`,
          `${own}; ${tossed}`,
          `${tossed}; ${tossed}; ${tossed}; ${own}`,
          `${tossed};${own};${tossed}`,
          ...names.map((name) => `${name}=${value}; ${own}`),
          `${cookieName}.0=${value}; ${own}`,
          `${own}; ${cookieName}.0=${value}; ${cookieName}.1=x`,
          `${cookieName}.5=${value}; ${cookieName}.x=1; ${own}`,
        ]) {
          const request = new Request(origin, { headers: { cookie } })
          expect(await app.auth.getSession(request), cookie.slice(0, 80)).toMatchObject({
            user: { name: 'Ada' },
          })
        }
      }
    },
  )

  it('on https: a session is read from the prefixed cookie alone', async () => {
    const app = attackedApplication({ useSecureCookies: true })
    const browser = createBrowser(app.auth, 'https://localhost:3000')
    await enter(browser)
    const token = browser.cookies.get(`__Secure-${cookieName}`) ?? ''
    expect(token).not.toBe('')
    for (const [name, isOurs] of [
      [`__Secure-${cookieName}`, true],
      [`__SECURE-${cookieName}`, false],
      [`__SeCuRe-${cookieName}`, false],
      [cookieName, false],
      [`__Host-${cookieName}`, false],
      [`__Http-${cookieName}`, false],
    ] as const) {
      const request = new Request('https://localhost:3000', {
        headers: { cookie: `${name}=${token}` },
      })
      expect((await app.auth.getSession(request)) !== null, name).toBe(isOurs)
    }
  })

  it('of a CSRF token that another host made up signs nobody in', async () => {
    const app = attackedApplication()
    const token = 'a'.repeat(64)
    const values = [`${token}|${token}`, `${token}|`, token, `${token}%7C${token}`, `${token}|x|y`]
    for (const value of values) {
      const browser = browserOf(app)
      browser.cookies.set('next-auth.csrf-token', value)
      const answer = await app.auth.handle(
        browser.request('/api/auth/callback/credentials', {
          method: 'POST',
          body: new URLSearchParams({
            csrfToken: token,
            name: 'Mallory',
            password: 'a password planted by the test',
          }),
        }),
      )
      browser.receive(answer)
      expect(await browser.session()).toEqual({})
    }
  })
})

describe('C5: a cookie header of any content', () => {
  const long = 'x'.repeat(200_000)
  const headers: readonly (readonly [string, string])[] = [
    [
      'a broken percent',
      `${cookieName}=%E0%A4%A; next-auth.csrf-token=%; next-auth.callback-url=%E0%A4%A`,
    ],
    ['200 kB', `${cookieName}=${long}`],
    ['200 kB of percents', `${cookieName}=${'%'.repeat(200_000)}`],
    ['200 kB of dots', `${cookieName}=${'.'.repeat(200_000)}`],
    ['200 kB elsewhere', `a=${long}; next-auth.csrf-token=${long}; sojourn.ended-sessions=${long}`],
    ['1,000 cookies', Array.from({ length: 1000 }, (_, n) => `c${n}=${n}`).join('; ')],
    ['1,000 of one name', Array.from({ length: 1000 }, () => `${cookieName}=x`).join('; ')],
    ['1,000 chunks', Array.from({ length: 1000 }, (_, n) => `${cookieName}.${n}=x`).join('; ')],
    [
      '1,000 chunks of one number',
      Array.from({ length: 1000 }, () => `${cookieName}.0=x`).join('; '),
    ],
    [
      'a chunk of a huge number',
      `${cookieName}.999999999=x; ${cookieName}.1e9=x; ${cookieName}.-1=x`,
    ],
    ['a count of chunks (GHSA-q5pr-72pq-83v3)', `${cookieName}=__chunked__999999999`],
    [
      '1,000 transactions',
      Array.from({ length: 1000 }, (_, n) => `sojourn.transaction.a${n}=x`).join('; '),
    ],
    ['1,000 notes', `sojourn.ended-sessions=${'a.'.repeat(1000)}`],
    [
      'prototypes',
      '__proto__=x; constructor=y; toString=z; __proto__.polluted=1; hasOwnProperty=1',
    ],
    ['names without values', `${cookieName}; ${cookieName}=; =${cookieName}; ; ;;`],
    ['only separators', ';'.repeat(10_000)],
    ['equals signs', '='.repeat(10_000)],
    ['the name again and again', cookieName.repeat(5000)],
    ['the name in values', `a=${cookieName}=x; b="${cookieName}=y"`],
    ['quotes', `${cookieName}="x"; ${cookieName}='x'; ${cookieName}="`],
    ['Latin-1', `${cookieName}=\u00e9\u00ff; \u00e9=x`],
    ['tabs', `${cookieName}=\tx\t; \t${cookieName}=x`],
    [
      'a JWE of nothing',
      `${cookieName}=....; ${cookieName}=eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0....`,
    ],
    [
      'many JWEs',
      Array.from(
        { length: 300 },
        () =>
          `${cookieName}=eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA`,
      ).join('; '),
    ],
  ]

  describe.each(strategies)('with sessions %s', (_, session, open) => {
    it.each(headers)('%s is no session and no failure', async (_, cookie) => {
      const adapter = await open?.()
      const app = attackedApplication({ session, ...(adapter && { adapter }) })
      const request = (path: string, init: RequestInit = {}): Request =>
        new Request(`${origin}/api/auth/${path}`, { headers: { cookie }, ...init })
      const begun = performance.now()
      expect(await app.auth.getSession(request('session'))).toBeNull()
      expect(await app.auth.getToken(request('session'))).toBeNull()
      expect((await app.auth.renewSession(request('session'))).session).toBeNull()
      expect((await app.auth.getSnapshot(request('session'))).session).toBeNull()
      for (const path of [
        'session',
        'sessions',
        'csrf',
        'providers',
        'signin',
        'signout',
        'error',
        'verify-request?provider=code',
        'callback/link?token=x&email=a@b.example',
      ]) {
        expect((await app.auth.handle(request(path))).status).toBeLessThan(500)
      }
      for (const path of [
        'signin/link',
        'signin/code',
        'callback/credentials',
        'callback/code',
        'signout',
      ]) {
        const body = new URLSearchParams({ csrfToken: 'x' })
        const answer = await app.auth.handle(request(path, { method: 'POST', body }))
        expect(answer.status).toBeLessThan(500)
      }
      expect(await getToken({ req: request('session'), secret })).toBeNull()
      expect(performance.now() - begun).toBeLessThan(5000)
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    })
  })

  it('GHSA-xmf8-cvqr-rfgj: an Authorization header of any content is nobody and no failure', async () => {
    const app = attackedApplication()
    for (const authorization of [
      'Bearer %',
      'Bearer %E0%A4%A',
      'Bearer',
      'Bearer ',
      'bearer  x',
      `Bearer ${'x'.repeat(200_000)}`,
      `Bearer ${'.'.repeat(100_000)}`,
      'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.',
      'Bearer __proto__',
      'Basic %',
      'Basic YTpi',
      'Bearer \u00ff',
      'DPoP x',
    ]) {
      const headers = { authorization }
      const request = new Request(`${origin}/api/auth/session`, { headers })
      expect(await app.auth.getSession(request)).toBeNull()
      expect(await (await app.auth.handle(request)).json()).toEqual({})
      expect(await getToken({ req: request, secret })).toBeNull()
      expect(await getToken({ req: { headers }, secret })).toBeNull()
    }
  })

  it(
    'a header of any text is no session and no failure, 5,000 times',
    { timeout: 60_000 },
    async () => {
      const app = attackedApplication()
      const stored = attackedApplication({ session: { strategy: 'database' } })
      const piece = fc.oneof(
        // oxfmt-ignore
        fc.constantFrom(
        cookieName, `${cookieName}.`, 'authjs.session-token', 'sojourn.transaction.', 'sojourn.ended-sessions',
        'sojourn.email-code', 'next-auth.csrf-token', 'next-auth.callback-url', '=', ';', '; ', ',', ' ', '"',
        '%', '%E0%A4%A', '.0', '.1', '.', '|', '..', '__proto__', 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0',
      ),
        fc.string({ maxLength: 6 }).map((text) => text.replace(/[^\x20-\x7e]/g, '~')),
      )
      const header = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join('').trim())
      await fc.assert(
        fc.asyncProperty(header, async (cookie) => {
          for (const { auth } of [app, stored]) {
            const request = new Request(`${origin}/api/auth/session`, { headers: { cookie } })
            expect(await auth.getSession(request)).toBeNull()
            expect((await auth.handle(request)).status).toBe(200)
          }
          expect(await getToken({ req: { headers: { cookie } }, secret })).toBeNull()
        }),
        { numRuns: 5000 },
      )
    },
  )
})

describe('C6, CVE-2025-48947, CVE-2025-64762: what a shared cache may keep', () => {
  async function answers(signedIn: boolean): Promise<(readonly [string, Response])[]> {
    const provider: FakeProvider = await fakeProvider()
    const app = attackedApplication({ provider, session: { strategy: 'database' } })
    const browser = browserOf(app)
    if (signedIn) await enter(browser)
    const all: (readonly [string, Response])[] = []
    const add = async (name: string, response: Promise<Response>): Promise<void> =>
      void all.push([name, await response])
    const html = { accept: 'text/html' }
    for (const path of [
      'session',
      'sessions',
      'csrf',
      'providers',
      'signin',
      'signin?error=CredentialsSignin',
      'signin?error=OAuthSignin',
      'signout',
      'error',
      'error?error=Configuration',
      'error?error=AccessDenied',
      'error?error=Verification',
      'verify-request',
      'verify-request?provider=code',
      'callback/fake?code=x&state=y',
      'callback/link',
      'callback/link?token=x&email=a@b.example',
      'callback/credentials',
      'unknown',
      '',
    ]) {
      await add(`GET ${path}`, browser.get(`/api/auth/${path}`))
      await add(`GET ${path} as a page`, browser.get(`/api/auth/${path}`, html))
    }
    const link = await requestMail(app, browser, 'link')
    await add('GET of a link', browser.get(new URL(link.url).pathname + new URL(link.url).search))
    await requestMail(app, browser, 'code')
    await add(
      'GET of a code',
      browser.get('/api/auth/verify-request?provider=code&type=email', html),
    )
    const callback = await beginAtProvider(browser)
    await add('GET of a callback', browser.get(callback.pathname + callback.search))
    const csrfToken = await browser.csrfToken()
    for (const [path, fields] of [
      ['session', { csrfToken, data: {} }],
      ['session', {}],
      ['sessions', { csrfToken, revoke: 'others' }],
      ['signin/fake', { csrfToken }],
      ['signin/link', { csrfToken, email: 'x@example.com' }],
      ['signin/link', { csrfToken, email: 'x' }],
      ['callback/credentials', { csrfToken, name: 'x', password: 'x' }],
      ['callback/credentials', { csrfToken, name: 'x', password: 'x', json: 'true' }],
      ['callback/code', { csrfToken, code: '1' }],
      ['callback/link', { csrfToken, token: '1', email: 'a@b.example' }],
      ['_log', {}],
      ['signout', { csrfToken }],
      ['signout', {}],
    ] as const) {
      await add(`POST ${path}`, browser.post(`/api/auth/${path}`, fields, { json: true }))
    }
    await add('POST callback/credentials', enter(browser))
    await provider.close()
    return all
  }

  it.each([true, false])(
    'is nothing that comes of the engine (signed in: %s)',
    async (signedIn) => {
      for (const [name, { headers }] of await answers(signedIn)) {
        const control = headers.get('cache-control') ?? ''
        expect(control, name).toMatch(/\bprivate\b/)
        expect(control, name).toMatch(/\bno-store\b/)
        expect(control, name).not.toMatch(/public|s-maxage|stale/)
      }
    },
  )

  it('ASVS 3.4.5, O9: no address of a sign-in is told to another site', async () => {
    for (const [name, { headers, status }] of await answers(true)) {
      const isPage = headers.get('content-type')?.startsWith('text/html') === true
      if (!isPage && status !== 302) continue
      expect(headers.get('referrer-policy'), name).toMatch(
        /^(no-referrer|same-origin|strict-origin)$/,
      )
      expect(status, name).not.toBe(307)
      expect(status, name).not.toBe(308)
    }
  })

  it('ASVS 3.4.3, 3.4.4, 3.4.6: a page runs no script, is not sniffed and stands in no frame', async () => {
    let pages = 0
    for (const [name, response] of await answers(true)) {
      const { headers } = response
      if (headers.get('content-type')?.startsWith('text/html') !== true) continue
      pages++
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy, name).toContain("default-src 'none'")
      expect(policy, name).toContain("base-uri 'none'")
      expect(policy, name).toContain("frame-ancestors 'none'")
      expect(policy, name).not.toMatch(/unsafe|script-src|\*/)
      expect(headers.get('x-content-type-options'), name).toBe('nosniff')
      expect(headers.get('x-frame-options'), name).toBe('DENY')
      const html = await response.text()
      expect(html, name).not.toMatch(/<script|\son\w+=|javascript:/i)
      expect(html, name).not.toMatch(/(?:src|href|action)="(?:https?:)?\/\/(?!localhost:3000)/)
    }
    expect(pages).toBeGreaterThan(10)
  })

  it('ASVS 3.4.4: no answer is sniffed', async () => {
    const sniffed = (await answers(true)).filter(
      ([, { headers }]) => headers.get('x-content-type-options') !== 'nosniff',
    )
    expect(sniffed.map(([name]) => name)).toEqual([])
  })

  it('ASVS 3.5.8: no other site can embed the session', async () => {
    const open = (await answers(true)).filter(
      ([name, { headers }]) =>
        /^(GET|POST) sessions?\b/.test(name) &&
        headers.get('cross-origin-resource-policy') !== 'same-origin',
    )
    expect(open.map(([name]) => name)).toEqual([])
  })

  it('ASVS 3.4.2: no other origin may read an answer', async () => {
    for (const [name, { headers }] of await answers(true)) {
      const names = [...headers.keys()].filter((key) => key.startsWith('access-control-'))
      expect(names, name).toEqual([])
    }
  })
})
