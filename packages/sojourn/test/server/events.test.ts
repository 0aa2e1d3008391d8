/**
 * Callbacks and events: NextAuth's names, arguments and order, plus the request and failures.
 *
 * @module
 */
import { describe, expect, it } from 'vitest'
import { memoryStorage } from '../../src/storage/memory.ts'
import type { AuthConfig, Events } from '../../src/server/index.ts'
import { fakeProvider } from '../../src/testing/fake-provider.ts'
import { createBrowser, type TestBrowser } from '../support/browser.ts'
import { reports, signInAda, testAuth } from '../support/test-auth.ts'

/** Notes what is called, in order, and with what. */
function recorder() {
  const calls: { name: string; message: Record<string, unknown> }[] = []
  const note =
    (name: string) =>
    (message: object): void => {
      calls.push({ name, message: message as Record<string, unknown> })
    }
  const events = Object.fromEntries(
    ['signIn', 'signOut', 'createUser', 'updateUser', 'linkAccount', 'session', 'failure'].map(
      (name) => [name, note(name)],
    ),
  ) as Events
  return { calls, events, note, names: () => calls.map(({ name }) => name) }
}

async function signInBy(browser: TestBrowser): Promise<Response> {
  const csrfToken = await browser.csrfToken()
  const begun = await browser.post('/api/auth/signin/fake', { csrfToken, callbackUrl: '/a' })
  const there = await fetch(begun.headers.get('location') ?? '', { redirect: 'manual' })
  const back = new URL(there.headers.get('location') ?? '')
  return browser.get(back.pathname + back.search)
}

describe('events', () => {
  it('tell of a first sign-in at a provider in NextAuth’s order', async () => {
    const provider = await fakeProvider()
    const { calls, events, note, names } = recorder()
    const callbacks: AuthConfig['callbacks'] = {
      signIn: (message) => (note('callback signIn')(message), true),
      jwt: (message) => (note(`callback jwt ${message.trigger}`)(message), message.token),
    }
    const auth = testAuth({
      providers: [provider.config],
      adapter: memoryStorage(),
      session: { strategy: 'jwt' },
      callbacks,
      events,
    })
    const browser = createBrowser(auth)
    expect((await signInBy(browser)).headers.get('location')).toBe('http://localhost:3000/a')
    expect(names()).toEqual([
      'callback signIn',
      'createUser',
      'linkAccount',
      'callback jwt signUp',
      'signIn',
    ])
    const [asked, created, linked, , signedIn] = calls
    expect(asked?.message).toMatchObject({
      user: { email: 'ada@example.com' },
      account: { provider: 'fake', type: 'oauth' },
      profile: { sub: 'ada' },
    })
    const id: unknown = expect.any(String)
    expect(created?.message).toMatchObject({ user: { id, email: 'ada@example.com' } })
    expect(linked?.message).toMatchObject({ user: { id }, account: { provider: 'fake' } })
    expect(signedIn?.message).toMatchObject({
      user: { id },
      isNewUser: true,
      profile: { id: 'ada' },
    })
    for (const { message } of calls) {
      expect((message['request'] as Request).url).toContain('/api/auth/callback/fake')
    }

    calls.length = 0
    await signInBy(createBrowser(auth))
    expect(names()).toEqual(['callback signIn', 'callback jwt signIn', 'signIn'])
    expect(calls.at(-1)?.message).toMatchObject({ isNewUser: false, user: { id } })
    await provider.close()
  })

  it('tell of reads, updates and sign-out', async () => {
    const { calls, events, names } = recorder()
    const browser = createBrowser(testAuth({ events }))
    await signInAda(browser)
    await browser.session()
    const csrfToken = await browser.csrfToken()
    await browser.post('/api/auth/session', { csrfToken, data: { a: 1 } }, { json: true })
    await browser.post('/api/auth/signout', { csrfToken })
    expect(names()).toEqual(['signIn', 'session', 'session', 'signOut'])
    expect(calls[1]?.message).toMatchObject({
      session: { user: { name: 'Ada' } },
      token: { sub: '1' },
    })
    expect(calls[3]?.message).toMatchObject({ token: { sub: '1' } })
  })

  it('tell whose stored session has ended', async () => {
    const { calls, events } = recorder()
    const browser = createBrowser(testAuth({ events, adapter: memoryStorage() }))
    await signInAda(browser)
    await browser.post('/api/auth/signout', { csrfToken: await browser.csrfToken() })
    const { session, token } = calls.at(-1)?.message ?? {}
    expect(token).toBeUndefined()
    expect(session).toMatchObject({ userId: expect.any(String), expires: expect.any(Date) })
  })

  it('tell of failures: which, where, and who asked (ASVS 16.3.1)', async () => {
    const { calls, events } = recorder()
    const auth = testAuth({ events, callbacks: { signIn: () => false } })
    const browser = createBrowser(auth)
    const csrfToken = await browser.csrfToken()
    const fields = { csrfToken, username: 'ada', password: 'wrong' }
    await browser.post('/api/auth/callback/credentials', fields)
    await browser.post('/api/auth/callback/credentials', { ...fields, csrfToken: 'x' })
    await browser.post('/api/auth/callback/credentials', { ...fields, password: 'engine' })
    await browser.post('/api/auth/signout', { csrfToken: 'x' })
    await browser.get('/api/auth/nowhere')
    const told = calls.map(({ message }) => {
      const { error, action, provider } = message as Parameters<NonNullable<Events['failure']>>[0]
      return [error.code, action, provider]
    })
    expect(told).toEqual([
      ['credentials_rejected', 'callback', 'credentials'],
      ['csrf_mismatch', 'callback', 'credentials'],
      ['access_denied', 'callback', 'credentials'],
      ['csrf_mismatch', 'signout', undefined],
      ['action_unknown', 'nowhere', undefined],
    ])
  })

  it('decide nothing: one that throws is reported', async () => {
    const fail = async (): Promise<never> => Promise.reject(new Error('audit log is full'))
    const events: Events = { signIn: fail, session: fail, signOut: fail, failure: fail }
    const browser = createBrowser(testAuth({ events }))
    await signInAda(browser)
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    await browser.get('/api/auth/nowhere')
    await browser.post('/api/auth/signout', { csrfToken: await browser.csrfToken() })
    expect(await browser.session()).toEqual({})
    expect(reports.filter((line) => line.includes('event_failed')).length).toBe(4)
  })

  it('decide nothing where the logger throws, too', async () => {
    const fail = (): never => {
      throw new Error('the disk is full')
    }
    const auth = testAuth({
      events: { signIn: fail, session: fail, failure: fail },
      logger: { error: fail, warn: fail },
    })
    const browser = createBrowser(auth)
    expect((await signInAda(browser)).headers.get('location')).toBe('http://localhost:3000/')
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    expect(await (await browser.get('/api/auth/nowhere')).text()).toContain('action_unknown')
  })
})

describe('callbacks', () => {
  it('get the request', async () => {
    const seen: string[] = []
    const see = (
      name: string,
      request: { url: string; headers: { get: (name: string) => unknown } },
    ) =>
      seen.push(
        `${name} ${new URL(request.url).pathname} ${String(request.headers.get('x-tenant'))}`,
      )
    const auth = testAuth({
      callbacks: {
        signIn: ({ request }) => (see('signIn', request), true),
        redirect: ({ url, baseUrl, request }) => (
          see('redirect', request),
          new URL(url, baseUrl).href
        ),
        jwt: ({ token, request }) => (see('jwt', request), token),
        session: ({ session, request }) => (see('session', request), session),
      },
    })
    const browser = createBrowser(auth)
    const csrfToken = await browser.csrfToken()
    const headers = { 'x-tenant': 'a' }
    const fields = { csrfToken, username: 'ada', password: 'engine', callbackUrl: '/a' }
    await browser.post('/api/auth/callback/credentials', fields, { headers })
    await browser.get('/api/auth/session', headers)
    expect(seen).toEqual([
      'redirect /api/auth/callback/credentials a',
      'signIn /api/auth/callback/credentials a',
      'jwt /api/auth/callback/credentials a',
      'jwt /api/auth/session a',
      'session /api/auth/session a',
    ])
  })

  describe.each([
    ['nothing', undefined],
    ['null', null],
    ['false', false],
    ['an object', {}],
    ['a number', 5],
  ])('of which `redirect` returns %s', (_, returned) => {
    const setUp = () =>
      createBrowser(testAuth({ callbacks: { redirect: (() => returned) as never } }))
    const signIn = async (browser: TestBrowser, callbackUrl?: string): Promise<Response> => {
      const csrfToken = await browser.csrfToken()
      const fields = { csrfToken, username: 'ada', password: 'engine', callbackUrl, json: true }
      return browser.post('/api/auth/callback/credentials', fields, { json: true })
    }

    it('send nobody to an address made of it, and say why in the log', async () => {
      reports.length = 0
      const browser = setUp()
      const answer = await signIn(browser, '/a')
      expect(answer.status).toBe(400)
      expect(await answer.text()).toContain('callback_url_invalid')
      expect(await browser.session()).toEqual({})
      expect(reports.join()).toMatch(
        /callback_url_invalid .*`redirect` callback returned no address/,
      )
    })

    it('keep nobody out by a cookie that somebody has planted', async () => {
      const browser = setUp()
      browser.cookies.set('next-auth.callback-url', encodeURIComponent('https://evil.example/'))
      const answer = await signIn(browser)
      expect(await answer.json()).toEqual({ url: 'http://localhost:3000/' })
      expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    })
  })

  it('follow a URL that `redirect` returns as an object', async () => {
    const redirect = (() => new URL('https://other.example/a')) as never
    const browser = createBrowser(testAuth({ callbacks: { redirect } }))
    const csrfToken = await browser.csrfToken()
    const fields = { csrfToken, username: 'ada', password: 'engine', callbackUrl: '/a' }
    const answer = await browser.post('/api/auth/callback/credentials', fields)
    expect(answer.headers.get('location')).toBe('https://other.example/a')
  })

  it('lead somebody new to pages.newUser, and nobody else', async () => {
    const provider = await fakeProvider()
    const auth = testAuth({
      providers: [provider.config],
      adapter: memoryStorage(),
      pages: { newUser: '/welcome?from=auth' },
    })
    const first = await signInBy(createBrowser(auth))
    expect(first.headers.get('location')).toBe(
      'http://localhost:3000/welcome?from=auth&callbackUrl=http%3A%2F%2Flocalhost%3A3000%2Fa',
    )
    const second = await signInBy(createBrowser(auth))
    expect(second.headers.get('location')).toBe('http://localhost:3000/a')
    await provider.close()
  })
})

describe('what authorize throws', () => {
  const trying = async (thrown: unknown, config: Partial<AuthConfig> = {}) => {
    const auth = testAuth({
      providers: [
        {
          id: 'credentials',
          name: 'Password',
          type: 'credentials',
          credentials: { email: {} },
          authorize: () => {
            throw thrown
          },
        },
      ],
      ...config,
    })
    const browser = createBrowser(auth)
    const csrfToken = await browser.csrfToken()
    const fields = { csrfToken, email: 'a@b.example', json: 'true' }
    const headers = { 'x-auth-return-redirect': '1' }
    const response = await browser.post('/api/auth/callback/credentials', fields, { headers })
    const { url } = (await response.json()) as { url: string }
    const query = Object.fromEntries(new URL(url).searchParams)
    return { status: response.status, error: query['error'], code: query['code'] }
  }

  it.each([
    'Please verify your address first.',
    'Invalid credentials',
    'INVALID_PASSWORD',
    'EMAIL NOT FOUND',
    'EMAIL_NOT_VERIFIED',
    'Connect your account first.',
    'CredentialsSignin',
    'No user found with the email',
    'This user does not exist.',
    'Password is required',
    'Your account was closed.',
    'Your account has been terminated for abuse.',
    'Registration is closed until Monday!',
    'This is not a valid username',
    'Your trial has expired',
    'Your password has expired. Set a new one.',
    'Too many attempts. Try again in 15 minutes.',
    'We cannot read your name. Enter it anew.',
    'Your client number is missing',
    'Sign in with Google instead',
    'Die Adresse oder das Passwort stimmt nicht.',
    'メールアドレスまたはパスワードが違います',
  ])('reaches people as NextAuth v4 shows it, if it is a message for them: %s', async (message) => {
    expect(await trying(new Error(message))).toEqual({
      status: 401,
      error: message,
      code: 'credentials_rejected',
    })
  })

  it('is an error in the log, if it is a fault', async () => {
    reports.length = 0
    await trying(new Error('Connection terminated unexpectedly'))
    expect(reports).toEqual([
      expect.stringMatching(/^error request_failed .*Connection terminated unexpectedly/),
    ])
  })

  it.each([
    new TypeError("Cannot read properties of undefined (reading 'hash')"),
    Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    new Error('connect ECONNREFUSED 10.0.0.7:5432'),
    new Error('getaddrinfo ENOTFOUND https://db.internal/x'),
    new Error('no such file: /etc/passwd/x'),
    new Error('wrong', { cause: new Error('select * from users') }),
    new Error('x'.repeat(300)),
    new Error('two\nlines'),
    new (class DatabaseError extends Error {})('duplicate key value'),
    // What drivers throw is often a plain Error.
    ...[
      'Connection terminated unexpectedly',
      'Connection is closed.',
      'Cannot use a pool after calling end on the pool',
      'Client was closed and is not queryable',
      'Client has already been connected. You cannot reuse a client.',
      'timeout',
      'timeout expired',
      'Command timed out',
      'connect ETIMEDOUT',
      'Cluster is disconnected.',
      'timeout exceeded when trying to connect',
      'Request timed out',
      'read ECONNRESET',
      'socket hang up',
      'getaddrinfo ENOTFOUND db',
      'Received unexpected dataRow message from backend.',
      'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string',
      'The server does not support SSL connections',
      'Transaction is already rolled back',
      'this query cannot be executed',
      'driver has already been destroyed',
      'deadlock detected',
      'fetch failed',
      'Premature close',
      'Unexpected end of JSON input',
      'user is undefined',
      'user.hash is not a function',
      'data and hash arguments required',
      'Illegal arguments: undefined, string',
      'Mechanism SCRAM-SHA-256-PLUS requires a certificate',
      "Stream isn't writeable and enableOfflineQueue options is false",
      'Reached the max retries per request limit (which is 20).',
    ].map((message) => new Error(message)),
    'a text',
    { message: 'an object' },
  ])('stays on the server, if it is a fault: %s', async (thrown) => {
    expect(await trying(thrown)).toEqual({ status: 500, error: 'Callback', code: 'request_failed' })
  })

  it('has a code of its own where it is a CredentialsSignin of Auth.js', async () => {
    class Locked extends Error {
      readonly type = 'CredentialsSignin'
      readonly code = 'locked'
    }
    expect(await trying(new Locked())).toEqual({
      status: 401,
      error: 'CredentialsSignin',
      code: 'locked',
    })
    expect(await trying(new Locked(), { wire: 'v5' })).toEqual({
      status: 200,
      error: 'CredentialsSignin',
      code: 'locked',
    })
  })

  it('is never shown on the wire of Auth.js v5', async () => {
    expect(await trying(new Error('Please verify your address.'), { wire: 'v5' })).toMatchObject({
      error: 'Configuration',
      code: 'request_failed',
    })
  })
})
