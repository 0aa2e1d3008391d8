/**
 * ASVS 16.2.5, 16.5.1, CVE-2022-31186: whatever fails, no secret stands in a log, a page, an address or the body of
 * a failure; with `debug` on, too.
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AtomicStorage } from '../../src/core/storage.ts'
import { type Auth, type AuthConfig, createAuth } from '../../src/server/index.ts'
import { credentials } from '../../src/providers/credentials.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { type FakeProvider, fakeProvider } from '../../src/testing/fake-provider.ts'
import { createBrowser, type TestBrowser } from '../support/browser.ts'

const planted = {
  secret: 'PLANTED-secret-of-the-engine-0123456789',
  oldSecret: 'PLANTED-older-secret-of-the-engine-01234',
  clientSecret: 'PLANTED-client-secret',
  password: 'PLANTED-password-of-ada',
  database: 'PLANTED-password-of-the-database',
  accessToken: 'PLANTED-access-token',
  idToken: 'PLANTED-id-token',
  refreshToken: 'PLANTED-refresh-token',
  code: 'PLANTED-authorization-code',
  apiKey: 'PLANTED-key-of-the-mail-service',
} as const

/** What was written anywhere but into events. */
let written: string[]
/** What only its owner may see: learnt as it comes along. */
let secrets: Set<string>
let events: string[]

beforeEach(() => {
  written = []
  events = []
  secrets = new Set(Object.values(planted))
  for (const level of ['error', 'warn', 'debug', 'log', 'info'] as const) {
    vi.spyOn(console, level).mockImplementation((...args) => note('console', args))
  }
})
afterEach(() => vi.restoreAllMocks())

function note(where: string, what: unknown): void {
  written.push(
    `${where}: ${inspect(what, { depth: 12, maxStringLength: null, breakLength: Infinity })}`,
  )
}

const logger: AuthConfig['logger'] = {
  error: (...args) => note('error', args),
  warn: (...args) => note('warn', args),
  debug: (...args) => note('debug', args),
}

interface Failing {
  readonly storage?: boolean
  /** What the database says. */
  readonly message?: string
  readonly authorize?: 'throws' | 'message'
  readonly callback?: 'signIn' | 'jwt' | 'session' | 'redirect'
  readonly mail?: boolean
  /** Whether the message of the mail service quotes what was to be sent. */
  readonly quotes?: boolean
  readonly events?: boolean
}

interface Running {
  readonly auth: Auth
  readonly fail: (failing: Failing) => void
}

/** As drivers make them: what they were asked, and with what, is in properties. */
function databaseError(message = 'connect ECONNREFUSED db.internal:5432'): Error {
  return Object.assign(new Error(message), {
    code: 'ECONNREFUSED',
    query: `select '${planted.password}'`,
    parameters: [planted.password],
    connection: { password: planted.database },
  })
}

function start(provider: FakeProvider, session: AuthConfig['session']): Running {
  let failing: Failing = {}
  const healthy = memoryStorage()
  const storage = new Proxy(healthy, {
    get(target, name) {
      const method = target[name as keyof AtomicStorage]
      if (typeof method !== 'function') return method
      return (...args: unknown[]) => {
        if (failing.storage === true) throw databaseError(failing.message)
        return (method as (...args: unknown[]) => unknown)(...args)
      }
    },
  })
  const mail = {
    type: 'email' as const,
    server: { auth: { pass: planted.apiKey } },
    apiKey: planted.apiKey,
    sendVerificationRequest: ({ token, url }: { token: string; url: string }) => {
      secrets.add(token)
      if (failing.mail === true) {
        const message = failing.quotes === true ? `550 spam: ${url} ${token}` : '550 refused'
        throw Object.assign(new Error(message), { response: token, command: planted.apiKey })
      }
    },
  }
  const failIn = (name: Failing['callback']): void => {
    if (failing.callback === name) throw databaseError()
  }
  const event = (message: unknown): void => {
    events.push(inspect(message, { depth: 3 }))
    if (failing.events === true) throw databaseError()
  }
  const auth = createAuth({
    secret: [planted.secret, planted.oldSecret],
    debug: true,
    logger,
    adapter: storage,
    session,
    rateLimits: { credentials: { limit: 8, window: 60 } },
    providers: [
      provider.config,
      { ...mail, id: 'link', name: 'Link' },
      { ...mail, id: 'code', name: 'Code', code: true },
      credentials({
        credentials: { name: {}, password: { type: 'password' } },
        authorize: ({ name = '', password = '' }) => {
          if (failing.authorize === 'throws') throw databaseError()
          if (failing.authorize === 'message') throw new Error(`Nobody is called ${name}`)
          return password === planted.password ? { id: '1', name, email: 'ada@example.com' } : null
        },
      }),
    ],
    callbacks: {
      signIn: () => (failIn('signIn'), true),
      jwt: ({ token }) => (failIn('jwt'), token),
      session: ({ session }) => (failIn('session'), session),
      redirect: ({ baseUrl }) => (failIn('redirect'), baseUrl),
    },
    events: {
      signIn: event,
      signOut: event,
      createUser: event,
      linkAccount: event,
      failure: event,
    },
  })
  return { auth, fail: (next) => (failing = next) }
}

/** A browser that learns every secret which it is given, and reads all that it is shown. */
function watching(auth: Auth): TestBrowser {
  return createBrowser({
    async handle(request) {
      const answer = await auth.handle(request)
      const { headers } = answer
      for (const cookie of headers.getSetCookie()) {
        const [name = '', value = ''] = (cookie.split(';', 1)[0] ?? '').split(/=(.*)/s)
        if (value === '' || name.includes('callback-url')) continue
        secrets.add(value).add(decodeURIComponent(value))
        // Of a pair the token is in the forms of its own browser, which is what it is for.
        const [, digest] = decodeURIComponent(value).split('|')
        if (name.includes('csrf')) secrets.delete(decodeURIComponent(value))
        if (digest !== undefined) secrets.add(digest)
      }
      const body = await answer.clone().text()
      const isPage = headers.get('content-type')?.startsWith('text/html') === true
      const visible = [...headers]
        .filter(([name]) => name !== 'set-cookie')
        .map((pair) => pair.join(': '))
        .join('\n')
      note(`${request.method} ${new URL(request.url).pathname} headers`, visible)
      // The page of a link holds it, for its button.
      const isConfirmation = isPage && new URL(request.url).searchParams.has('token')
      if (!isConfirmation) note(`${request.method} ${new URL(request.url).pathname} body`, body)
      return answer
    },
  })
}

/** What was written that nobody may read. */
function leaks(): string[] {
  const found: string[] = []
  for (const text of written) {
    for (const secret of secrets) {
      if (secret.length >= 8 && text.includes(secret))
        found.push(`${secret.slice(0, 24)}… in ${text.slice(0, 200)}`)
    }
    if (/PLANTED/i.test(text)) found.push(text.slice(0, 300))
  }
  return found
}

/** Every way through the engine, whatever comes of each step. */
async function walk({ auth }: Running): Promise<void> {
  const browser = watching(auth)
  const html = { accept: 'text/html' }
  const csrfToken = await browser.csrfToken()
  const post = (path: string, fields: Record<string, unknown>, json = false): Promise<Response> =>
    browser.post(`/api/auth/${path}`, { csrfToken, ...fields }, { json })
  const { password } = planted
  for (const json of ['false', 'true']) {
    await post('callback/credentials', { name: 'Ada', password: `${password}-wrong`, json })
    await post('callback/credentials', { name: 'Ada', password, json })
  }
  await post('callback/credentials', { csrfToken: 'wrong', name: 'Ada', password })
  await browser.get('/api/auth/session')
  await browser.get('/api/auth/sessions')
  await post('session', { data: { password } }, true)
  await auth.getSession(browser.request('/')).catch(() => null)
  await auth.getToken(browser.request('/')).catch(() => null)

  const begun = await post('signin/fake', {})
  const location = begun.headers.get('location') ?? ''
  if (location.startsWith('http://127.0.0.1')) {
    // What is in the address of the provider is for the provider.
    written = written.filter((text) => !text.includes('/signin/fake headers'))
    const { searchParams } = new URL(location)
    secrets.add(searchParams.get('state') ?? '').add(searchParams.get('nonce') ?? '')
    const back = await fetch(location, { redirect: 'manual' })
    const callback = new URL(back.headers.get('location') ?? 'http://localhost:3000/')
    secrets.add(callback.searchParams.get('code') ?? '')
    await browser.get(callback.pathname + callback.search)
    await browser.get(callback.pathname + callback.search, html)
  }
  await browser.get(`/api/auth/callback/fake?code=${planted.code}&state=x`, html)
  await browser.get(
    `/api/auth/callback/fake?error=${planted.code}&error_description=${planted.code}`,
  )
  await post('signin/link', { email: 'ada@example.com' })
  await post('signin/code', { email: 'ada@example.com' })
  const link = `token=${planted.code}&email=ada@example.com`
  await browser.get(`/api/auth/callback/link?${link}`, html)
  await post('callback/link', { token: planted.code, email: 'ada@example.com' })
  await post('callback/code', { code: '12345678' })
  for (const path of ['signin', 'signout', 'error', 'verify-request?provider=code', 'unknown']) {
    await browser.get(`/api/auth/${path}`, html)
    const query = path.includes('?') ? '&' : '?'
    await browser.get(`/api/auth/${path}${query}error=${planted.code}&password=${password}`, html)
  }
  await browser.post(
    '/api/auth/callback/credentials',
    { password },
    { headers: { 'content-type': 'x' } },
  )
  const broken = new Request('http://localhost:3000/api/auth/callback/credentials', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"password":"${password}"`,
  })
  const refused = await auth.handle(broken)
  note('a broken body', await refused.text())
  for (let n = 0; n < 10; n++) {
    await post('callback/credentials', { name: 'Grace', password: `${password}-${n}` })
  }
  await post('signout', {})
}

const failures: Readonly<Record<string, Failing>> = {
  nothing: {},
  'the database': { storage: true },
  authorize: { authorize: 'throws' },
  'authorize, with a message': { authorize: 'message' },
  'the signIn callback': { callback: 'signIn' },
  'the jwt callback': { callback: 'jwt' },
  'the session callback': { callback: 'session' },
  'the redirect callback': { callback: 'redirect' },
  'the mail service': { mail: true },
  'a listener of events': { events: true },
  'a mail service that quotes the mail': { mail: true, quotes: true },
  'a database whose address holds a password': {
    storage: true,
    message: `connect postgres://app:${planted.database}@db.internal:5432 failed`,
  },
}

describe.each<[string, AuthConfig['session']]>([
  ['sealed', { strategy: 'jwt' }],
  ['stored', { strategy: 'database' }],
])('with sessions %s', (_, session) => {
  it.each(Object.keys(failures))('16.2.5: no secret leaks where %s fails', async (name) => {
    const provider = await fakeProvider({ clientSecret: planted.clientSecret })
    const running = start(provider, session)
    running.fail(failures[name] ?? {})
    await walk(running)
    await provider.close()
    expect(written.length).toBeGreaterThan(30)
    expect(secrets.size).toBeGreaterThan(Object.keys(planted).length)
    expect(leaks()).toEqual([])
  })

  it('16.2.5: no secret leaks where it fails in the middle of everything', async () => {
    const provider = await fakeProvider({ clientSecret: planted.clientSecret })
    const running = start(provider, session)
    const browser = watching(running.auth)
    const csrfToken = await browser.csrfToken()
    const entered = { csrfToken, name: 'Ada', password: planted.password }
    await browser.post('/api/auth/callback/credentials', entered)
    running.fail({ storage: true, authorize: 'throws', mail: true, events: true })
    await browser.session()
    await browser.post('/api/auth/signout', { csrfToken })
    await running.auth
      .getSession(browser.request('/'))
      .catch((error: unknown) => note('caught', String(error)))
    await provider.close()
    expect(leaks()).toEqual([])
  })
})

describe('16.5.1: a provider that answers with secrets', () => {
  let server: Server
  let issuer: string
  let status: number
  let body: string

  beforeEach(async () => {
    server = createServer((request, response) => {
      const isMetadata = request.url?.startsWith('/.well-known') === true
      const metadata = {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        userinfo_endpoint: `${issuer}/userinfo`,
      }
      response
        .writeHead(isMetadata ? 200 : status, { 'content-type': 'application/json' })
        .end(isMetadata ? JSON.stringify(metadata) : body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterEach(() => new Promise((resolve) => server.close(resolve)))

  const { accessToken, idToken, refreshToken, clientSecret, code } = planted
  const tokens = {
    access_token: accessToken,
    id_token: idToken,
    refresh_token: refreshToken,
    token_type: 'bearer',
  }
  it.each<[string, number, string]>([
    ['tokens that are none', 200, JSON.stringify(tokens)],
    ['tokens of another type', 200, JSON.stringify({ ...tokens, token_type: idToken })],
    [
      'an ID token in three parts',
      200,
      JSON.stringify({ ...tokens, id_token: `${idToken}.${idToken}.x` }),
    ],
    [
      'an error with secrets',
      400,
      JSON.stringify({ error: accessToken, error_description: clientSecret }),
    ],
    [
      'an error as known',
      400,
      JSON.stringify({ error: 'invalid_grant', error_description: `${code} ${clientSecret}` }),
    ],
    ['text', 200, `${accessToken} ${refreshToken}`],
    ['half of it', 200, `{"access_token":"${accessToken}","refresh_`],
    ['a fault', 500, `<h1>${clientSecret}</h1>`],
  ])('%s leaks none', async (_, answeredStatus, answeredBody) => {
    status = answeredStatus
    body = answeredBody
    const auth = createAuth({
      secret: planted.secret,
      debug: true,
      logger,
      providers: [
        { id: 'leaky', name: 'Leaky', type: 'oidc', issuer, clientId: 'x', clientSecret },
      ],
      events: { failure: (message) => void events.push(inspect(message.error)) },
    })
    const browser = createBrowser(auth)
    const csrfToken = await browser.csrfToken()
    const begun = await browser.post('/api/auth/signin/leaky', { csrfToken })
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? ''
    const answer = await browser.get(`/api/auth/callback/leaky?code=${code}&state=${state}`)
    note('location', answer.headers.get('location'))
    const page = await browser.get(answer.headers.get('location') ?? '/', { accept: 'text/html' })
    note('page', await page.text())
    secrets.add(state)
    expect(leaks()).toEqual([])
    expect(written.some((text) => /^(warn|error):/.test(text))).toBe(true)
    expect(await browser.session()).toEqual({})
  })
})

it('the watch sees a secret where one is', () => {
  note('log', { deep: { inside: [planted.clientSecret] } })
  expect(leaks()).not.toEqual([])
  written = []
  note('log', 'nothing')
  expect(leaks()).toEqual([])
})
