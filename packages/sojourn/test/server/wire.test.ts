/**
 * The wire where a test needs more than a description: closures, https, and mistakes that are refused
 * at the start. The rest is asked of every host, in `test/hosts/suites/wire.ts`.
 */
import { describe, expect, it } from 'vitest'
import { createBrowser } from '../support/browser.ts'
import { passwordProvider, signInAda, testAuth } from '../support/test-auth.ts'

const redirecting = {
  id: 'plain',
  name: 'Plain & Simple',
  type: 'oauth',
  clientId: 'client',
  clientSecret: 'secret',
  authorization: { url: 'https://op.example/auth', params: { scope: 'user:email' } },
  token: 'https://op.example/token',
  userinfo: 'https://op.example/me',
} as const

function bothProviders(): ReturnType<typeof testAuth> {
  return testAuth({ providers: [redirecting, passwordProvider] })
}

describe('the endpoints', () => {
  it('never reject, whatever the application throws and its logger does', async () => {
    const circular = new Error('circular')
    circular.cause = circular
    const broken = (): never => {
      throw circular
    }
    const auth = testAuth({
      callbacks: { session: broken },
      logger: { error: broken, warn: broken },
    })
    const browser = createBrowser(auth)
    await signInAda(browser)
    expect((await browser.get('/api/auth/session')).status).toBe(500)
    expect((await createBrowser(auth).get('/api/auth/nonsense')).status).toBe(400)
  })

  it('know no method by an inherited name', async () => {
    const request = new Request('http://localhost:3000/api/auth/session', { method: 'constructor' })
    const response = await bothProviders().handle(request)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'method_unsupported' })
  })
})

describe('signing in with credentials', () => {
  it.each([false, 0, '', true, 'ada', []])('takes %j from authorize for a no', async (answer) => {
    const auth = testAuth({
      providers: [{ ...passwordProvider, authorize: () => answer as never }],
    })
    const browser = createBrowser(auth)
    const response = await signInAda(browser)
    expect(response.headers.get('location')).toContain('code=credentials_rejected')
    expect(await auth.getSession(browser.request('/'))).toBeNull()
  })

  it('answers by its own catalog to an error that only looks like one of it', async () => {
    const foreign = Object.assign(new Error('pg at db.internal'), {
      name: 'AuthError',
      code: 'x',
      status: 200,
    })
    const authorize = (): never => {
      throw foreign
    }
    const browser = createBrowser(testAuth({ providers: [{ ...passwordProvider, authorize }] }))
    const response = await browser.post('/api/auth/callback/credentials', {
      csrfToken: await browser.csrfToken(),
      json: 'true',
    })
    expect(response.status).toBe(500)
    expect(await response.text()).toContain('code=request_failed')
  })

  it('hands the application nothing but text', async () => {
    let seen: unknown
    const auth = testAuth({
      providers: [
        {
          ...passwordProvider,
          authorize: (credentials) => {
            seen = credentials
            return null
          },
        },
      ],
    })
    const browser = createBrowser(auth)
    const csrfToken = await browser.csrfToken()
    const fields = { csrfToken, username: { $ne: null }, password: ['x'], code: '1' }
    await browser.post('/api/auth/callback/credentials', fields, { json: true })
    expect(seen).toEqual({ code: '1' })
  })

  it.each<[string, () => boolean | string, string]>([
    [
      'forgets to answer',
      () => undefined as never,
      'http://localhost:3000/api/auth/error?error=AccessDenied&code=access_denied',
    ],
    [
      'says something that is no yes',
      () => 1 as never,
      'http://localhost:3000/api/auth/error?error=AccessDenied&code=access_denied',
    ],
    [
      'says an empty text',
      () => '',
      'http://localhost:3000/api/auth/error?error=AccessDenied&code=access_denied',
    ],
    [
      'sends to another site',
      () => 'https://billing.example/upgrade',
      'https://billing.example/upgrade',
    ],
    [
      'refuses',
      () => false,
      'http://localhost:3000/api/auth/error?error=AccessDenied&code=access_denied',
    ],
    [
      'throws a message for people',
      () => {
        throw new Error('Ask Ada for an invitation')
      },
      'http://localhost:3000/api/auth/error?error=Ask+Ada+for+an+invitation&code=access_denied',
    ],
    [
      'throws what is not for people',
      () => {
        throw new TypeError('x is not a function')
      },
      'http://localhost:3000/api/auth/error?error=AccessDenied&code=access_denied',
    ],
    ['sends elsewhere', () => '/closed', 'http://localhost:3000/closed'],
  ])('signs nobody in when the signIn callback %s', async (_, signIn, location) => {
    const auth = testAuth({ callbacks: { signIn } })
    const browser = createBrowser(auth)
    const response = await signInAda(browser)
    expect(response.headers.get('location')).toBe(location)
    expect(await auth.getSession(browser.request('/'))).toBeNull()
  })
})

describe('a field of a credentials form', () => {
  it('is required, unless it says otherwise', async () => {
    const credentials = { user: { label: 'User' }, otp: { label: 'Code', required: false } }
    const auth = testAuth({ providers: [{ ...passwordProvider, credentials }] })
    const page = await (await createBrowser(auth).get('/api/auth/signin')).text()
    expect(page).toMatch(/<input[^>]*required[^>]*name="user"/)
    expect(page).not.toMatch(/<input[^>]*required[^>]*name="otp"/)
  })
})

describe('on https', () => {
  const at = 'https://app.example.com'

  it('every cookie is Secure, HttpOnly, SameSite and prefixed', async () => {
    const browser = createBrowser(bothProviders(), at)
    const csrf = await browser.get('/api/auth/csrf')
    const csrfToken = await browser.csrfToken()
    const started = await browser.post('/api/auth/signin/plain', { csrfToken })
    const signedIn = await browser.post('/api/auth/callback/credentials', {
      csrfToken,
      username: 'ada',
      password: 'engine',
    })
    const signedOut = await browser.post('/api/auth/signout', { csrfToken })
    const all = [csrf, started, signedIn, signedOut].flatMap((answer) =>
      answer.headers.getSetCookie(),
    )
    expect(all.map((cookie) => cookie.split('=')[0]?.replace(/n\..{12}$/, 'n'))).toEqual([
      '__Host-next-auth.csrf-token',
      '__Host-sojourn.transaction',
      '__Secure-next-auth.session-token',
      '__Secure-next-auth.session-token',
      '__Host-sojourn.ended-sessions',
    ])
    for (const cookie of all) {
      expect(cookie).toContain('Path=/')
      expect(cookie).toContain('HttpOnly')
      expect(cookie).toContain('Secure')
      expect(cookie).toContain('SameSite=Lax')
      expect(cookie).not.toContain('Domain')
    }
  })
})

describe('a configuration that cannot work', () => {
  it.each<[string, Parameters<typeof testAuth>[0], string | RegExp]>([
    ['no secret', { secret: '' }, /No secret/],
    [
      'two providers of one id',
      { providers: [passwordProvider, passwordProvider] },
      /Two providers/,
    ],
    [
      'an id that is no path',
      { providers: [{ ...passwordProvider, id: 'a/b' }] },
      /cannot stand in a URL/,
    ],
    ['no clientId', { providers: [{ ...redirecting, clientId: '' }] }, /has no clientId/],
    [
      'OpenID Connect without an issuer',
      { providers: [{ ...redirecting, type: 'oidc' }] },
      /has no issuer/,
    ],
    [
      'an implicit flow',
      {
        providers: [{ ...redirecting, authorization: 'https://op.example/a?response_type=token' }],
      },
      /response_type/,
    ],
    [
      'an unknown type',
      { providers: [{ ...redirecting, type: 'saml' as never }] },
      /not supported/,
    ],
    ['a lifetime of no time', { session: { maxAge: 0 } }, /session\.maxAge/],
  ])('is refused at the start: %s', (_, config, message) => {
    expect(() => testAuth(config)).toThrow(message)
  })
})
