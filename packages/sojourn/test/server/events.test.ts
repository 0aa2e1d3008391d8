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
      profile: { sub: 'ada' },
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

  it('reaches people as NextAuth v4 shows it, if it is a message for them', async () => {
    expect(await trying(new Error('Please verify your address first.'))).toEqual({
      status: 401,
      error: 'Please verify your address first.',
      code: 'credentials_rejected',
    })
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
      error: 'CredentialsSignin',
    })
  })
})
