/**
 * Host, forwarded headers and paths: who asks does not decide where links lead, which host a process believes in, or
 * which endpoint answers (GHSA-569q-mpph-wgww, GHSA-3529-5m8x-rpv3, CVE-2026-33131, CVE-2025-29927).
 */
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Auth } from '../../src/server/index.ts'
import { type FakeProvider, fakeProvider } from '../../src/testing/fake-provider.ts'
import { createBrowser, origin } from '../support/browser.ts'
import { ada, attackedApplication, type AttackedApplication, enter } from './support/application.ts'

const evil = 'evil.example'
const evilOrigin = `https://${evil}`

afterEach(() => vi.unstubAllEnvs())

/** Headers by which a client may try to say who we are, or to be let past something. */
const forged: Readonly<Record<string, string>> = {
  'x-forwarded-host': evil,
  'x-forwarded-proto': 'https',
  'x-forwarded-port': '1337',
  'x-forwarded-server': evil,
  'x-forwarded-prefix': '/evil',
  'x-forwarded-for': '127.0.0.1',
  forwarded: `host=${evil};proto=https;for=127.0.0.1`,
  'x-host': evil,
  'x-original-host': evil,
  'x-original-url': '/api/auth/session',
  'x-rewrite-url': '/api/auth/session',
  'x-http-host-override': evil,
  'x-url-scheme': 'https',
  'front-end-https': 'on',
  'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware',
  'x-middleware-rewrite': evilOrigin,
  'x-middleware-next': '1',
  'x-invoke-path': '/admin',
  'x-nextjs-data': '1',
  'x-vercel-forwarded-for': '127.0.0.1',
  'x-real-ip': '127.0.0.1',
}

/** Everything in an answer that names an address. */
async function said(response: Response): Promise<string> {
  return `${response.headers.get('location') ?? ''} ${await response.text()}`
}

async function links(auth: Auth, at: string, headers: Record<string, string>): Promise<string[]> {
  const ask = async (path: string): Promise<string> =>
    said(await auth.handle(new Request(`${at}/api/auth/${path}`, { headers })))
  return Promise.all(
    [
      'providers',
      'signin',
      'signout',
      'error?error=Callback',
      'verify-request',
      'callback/link',
    ].map(ask),
  )
}

describe('forged headers, where no proxy is trusted', () => {
  it('change no answer at all', async () => {
    const { auth } = attackedApplication({ now: () => 0 })
    const normal = (text: string): string =>
      // What is new in each answer: nonces, tokens.
      text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}/g, '…')
    for (const path of ['providers', 'session', 'csrf', 'signin', 'signout', 'error', 'unknown']) {
      const ask = async (headers: Record<string, string>): Promise<unknown[]> => {
        const url = `${origin}/api/auth/${path}`
        const answer = await auth.handle(
          new Request(url, { headers: { accept: 'text/html', ...headers } }),
        )
        const all = [...answer.headers].map(([name, value]) => [name, normal(value)])
        return [answer.status, all, normal(await answer.text())]
      }
      expect(await ask(forged), path).toEqual(await ask({}))
    }
  })

  it('neither sign anybody in nor out, nor change the name of a cookie', async () => {
    const { auth } = attackedApplication()
    const browser = createBrowser(auth)
    await enter(browser)
    expect((await browser.get('/api/auth/sessions', forged)).status).toBe(400)
    const seen = await browser.get('/api/auth/session', forged)
    expect(await seen.json()).toMatchObject({ user: { name: 'Ada' } })
    const stranger = await auth.handle(
      new Request(`${origin}/api/auth/session`, { headers: forged }),
    )
    expect(await stranger.json()).toEqual({})
    expect([...browser.cookies.keys()].filter((name) => name.startsWith('__'))).toEqual([])
  })
})

describe('with a configured address', () => {
  it.each<[string, string, Record<string, string>]>([
    ['another host', evilOrigin, {}],
    ['forwarded headers', origin, forged],
    ['forwarded headers and another host', `https://${evil}:8443`, forged],
  ])('%s changes no link, and no trusted proxy would', async (_, at, headers) => {
    for (const trustHost of [false, true]) {
      const { auth } = attackedApplication({ url: origin, trustHost })
      for (const text of await links(auth, at, headers)) {
        expect(text).not.toContain(evil)
        expect(text).not.toContain('1337')
      }
    }
  })

  it('GHSA-3529-5m8x-rpv3: a mailed link leads here, whoever asked for it by which name', async () => {
    const app = attackedApplication({ url: origin })
    for (const [at, headers] of [
      [evilOrigin, {}],
      [origin, forged],
      [`http://${evil}@localhost:3000`.replace(`${evil}@`, ''), { ...forged, host: evil }],
    ] as const) {
      const browser = createBrowser(app.auth, at)
      const csrfToken = await browser.csrfToken()
      const fields = { csrfToken, email: ada, callbackUrl: `${evilOrigin}/` }
      await browser.post('/api/auth/signin/link', fields, { headers })
      const url = new URL(app.outbox.at(-1)?.url ?? '')
      expect(url.origin).toBe(origin)
      expect(url.searchParams.get('callbackUrl')).toBe(`${origin}/`)
    }
    expect(app.outbox).toHaveLength(3)
  })
})

describe('GHSA-569q-mpph-wgww: the first request', () => {
  it.each<[string, Parameters<typeof attackedApplication>[0]]>([
    ['without a configured address', {}],
    ['behind a trusted proxy', { trustHost: true }],
  ])('does not decide for those after it (%s)', async (_, config) => {
    const app = attackedApplication(config)
    const first = createBrowser(app.auth, evilOrigin)
    await first.get('/api/auth/providers', { 'x-forwarded-host': evil })
    await first.get('/api/auth/signin', { 'x-forwarded-host': evil })
    for (const text of await links(app.auth, origin, {})) expect(text).not.toContain(evil)
    const browser = createBrowser(app.auth)
    const csrfToken = await browser.csrfToken()
    await browser.post('/api/auth/signin/link', { csrfToken, email: ada })
    expect(new URL(app.outbox.at(-1)?.url ?? '').origin).toBe(origin)
    await enter(browser)
    expect(await browser.session()).toHaveProperty('user')
  })

  it('does not decide where a provider sends people back', async () => {
    const provider: FakeProvider = await fakeProvider()
    const app = attackedApplication({ provider })
    const redirectUriOf = async (at: string): Promise<string | null> => {
      const browser = createBrowser(app.auth, at)
      const csrfToken = await browser.csrfToken()
      const answer = await browser.post('/api/auth/signin/fake', { csrfToken })
      return new URL(answer.headers.get('location') ?? '').searchParams.get('redirect_uri')
    }
    await redirectUriOf(evilOrigin)
    expect(await redirectUriOf(origin)).toBe(`${origin}/api/auth/callback/fake`)
    await provider.close()
  })
})

it('in production nothing is built on a host that nobody vouches for', async () => {
  vi.stubEnv('NODE_ENV', 'production')
  const { auth } = attackedApplication()
  for (const path of ['providers', 'signin', 'signout']) {
    const answer = await auth.handle(new Request(`${evilOrigin}/api/auth/${path}`))
    expect(answer.status).toBe(500)
    const text = await answer.text()
    expect(text).toContain('host_untrusted')
    expect(text).not.toContain(evil)
  }
})

describe('behind a trusted proxy a malformed host is refused, never followed', () => {
  const hosts = [
    `${evil}/x`,
    `localhost:3000@${evil}`,
    `${evil}#`,
    `${evil}?`,
    `${evil}\\x`,
    'localhost:3000 evil',
    'localhost:99999',
    'localhost:x',
    '1.2.3.4.5',
    '[::1',
    ']',
    '%6cocalhost',
    'evil%2eexample',
    'a b',
    '<script>',
    '"',
    "'",
    '..',
    ':3000',
    '@',
    'http://evil.example',
    '//evil.example',
  ]

  it.each(hosts)('%j', async (host) => {
    const { auth } = attackedApplication({ trustHost: true })
    for (const path of ['providers', 'signin', 'signout', 'session', 'csrf']) {
      const answer = await auth.handle(
        new Request(`${origin}/api/auth/${path}`, { headers: { 'x-forwarded-host': host } }),
      )
      const text = await said(answer)
      if (answer.status === 500) expect(text).toContain('host_untrusted')
      if (host.length > 2) expect(text).not.toContain(host)
      for (const [, address] of text.matchAll(/"(https?:[^"]*)"/g)) {
        expect(() => new URL(address ?? '')).not.toThrow()
      }
    }
  })

  it.each([`${evil}, localhost:3000`, `localhost:3000, ${evil}`])(
    'of a list the first counts, in each answer alike (%s)',
    async (host) => {
      const { auth } = attackedApplication({ trustHost: true })
      const [first = ''] = host.split(',')
      const headers = { 'x-forwarded-host': host, 'x-forwarded-proto': 'https, http' }
      const answer = await auth.handle(new Request(`${origin}/api/auth/providers`, { headers }))
      expect(await answer.text()).toContain(`https://${first}/api/auth`)
    },
  )
})

describe('GHSA-x732-6j76-qmhm, GHSA-vqx2-fgx2-5wq9, CVE-2026-44373: a path that is written oddly', () => {
  const odd = [
    '/api/auth//session',
    '//api/auth/session',
    '/api//auth/session',
    '/api/auth/./session',
    '/api/auth/x/../session',
    '/api/auth/%73ession',
    '/api/auth/session%2f',
    '/api/auth%2fsession',
    '/api/auth/..%2fauth/session',
    '/api/auth/session;x=1',
    '/api/auth/session%00',
    '/api/auth/session%20',
    '/api/auth/SESSION',
    '/API/AUTH/session',
    '/api/auth/session/x',
    '/api/auth/session.json',
    '/api/auth/session\\',
    '/api/auth\\session',
    '/api/auth/%2e%2e/auth/session',
    '/api/authx/session',
    '/api/auth',
    '/api/auth/',
    '/api/auth/signout/../session',
    '/api/auth/ſession',
    '/api/auth/session%EF%BC%8F',
    `/api/auth/${'x/'.repeat(10_000)}session`,
  ]

  it.each(odd)('is the endpoint that the URL parser sees, or none: %s', async (path) => {
    const { auth } = attackedApplication()
    const browser = createBrowser(auth)
    await enter(browser)
    const url = new URL(origin + path)
    const answer = await auth.handle(browser.request(url.href))
    const isSession = /^\/api\/auth\/session\/*$/.test(url.pathname)
    expect(answer.status).toBe(isSession ? 200 : 400)
  })

  it.each(['signout', 'callback/credentials', 'session', 'signin/link'])(
    'gets past no check of a form: POST %s',
    async (action) => {
      const app: AttackedApplication = attackedApplication()
      const browser = createBrowser(app.auth)
      await enter(browser)
      const session = JSON.stringify(await browser.session())
      for (const path of [
        `/${action}`,
        `//${action}`,
        `/./${action}`,
        `/${action}/`,
        `/${action}//`,
        `/%2e/${action}`,
      ]) {
        const answer = await app.auth.handle(
          browser.request(`/api/auth${path}`, {
            method: 'POST',
            body: new URLSearchParams({ name: 'Mallory', email: ada }),
          }),
        )
        browser.receive(answer)
      }
      expect(JSON.stringify(await browser.session())).toBe(session)
      expect(app.outbox).toEqual([])
    },
  )
})
