/**
 * What applications written for Auth.js v5 import, as they use it.
 *
 * @module
 */
import { inRoute } from './route-scope.ts'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { NextRequest } from 'next/server.js'
import { describe, expect, it } from 'vitest'
import NextAuth, {
  AuthError,
  CredentialsSignin,
  customFetch,
  getAuth,
  isStepUpChallenge,
  type NextAuthConfig,
  requireAuthentication,
  type Session,
  stepUpResponse,
  withStepUp,
} from '../../src/next/v5/index.ts'
import { credentials } from '../../src/providers/credentials.ts'
import { createAuth } from '../../src/server/index.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { createBrowser, type TestBrowser } from '../support/browser.ts'
import { passwordProvider, secret } from '../support/test-auth.ts'

const site = 'http://localhost:3000'
const silent = () => undefined
const ada = { username: 'ada', password: 'engine', redirectTo: '/inbox' }
const base: NextAuthConfig = {
  secret,
  providers: [passwordProvider],
  logger: { warn: silent, error: silent },
}

/** A browser, and the endpoints that its other requests go to. */
function browserFor(config: NextAuthConfig): TestBrowser {
  const { handlers } = NextAuth(config)
  return createBrowser({
    handle: async (request) =>
      handlers[request.method === 'POST' ? 'POST' : 'GET'](
        new NextRequest(request as Request, { headers: { ...headersOf(request) } }),
      ),
  })
}

function headersOf(request: { headers: Iterable<readonly [string, string]> }) {
  return { ...Object.fromEntries(request.headers), host: 'localhost:3000' }
}

/** What was thrown. */
async function thrownBy(action: () => Promise<unknown>): Promise<unknown> {
  let thrown: unknown
  await inRoute(browserFor(base), async () => {
    await action().catch((error: unknown) => (thrown = error))
  })
  return thrown
}

describe('NextAuth of Auth.js v5', () => {
  it('speaks its wire, in which nobody is null', async () => {
    const browser = browserFor(base)
    expect(await browser.session()).toBeNull()
    const { signIn, auth, signOut } = NextAuth(base)
    const response = await inRoute(browser, async () => signIn('credentials', ada))
    expect(response.headers.get('location')).toBe(`${site}/inbox`)
    expect([...browser.cookies.keys()]).toContain('authjs.session-token')
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    const session = await inRoute(browser, async () => auth())
    expect(await session.json()).toMatchObject({ user: { name: 'Ada' } })
    await inRoute(browser, async () => signOut())
    expect(await browser.session()).toBeNull()
  })

  it('makes one engine of a configuration, also where a function returns it', async () => {
    let made = 0
    const config = {
      ...base,
      providers: [
        () => {
          made++
          return passwordProvider
        },
      ],
    }
    const { auth } = NextAuth(() => config)
    const browser = browserFor(base)
    await inRoute(browser, async () => auth())
    await inRoute(browser, async () => auth())
    expect(made).toBe(1)
  })

  it('hands a configuration that is a function the request, where there is one', async () => {
    const seen: unknown[] = []
    const { auth, handlers, signIn } = NextAuth(async (request) => {
      seen.push(request === undefined ? 'none' : request.nextUrl.pathname)
      return base
    })
    const browser = browserFor(base)
    await inRoute(browser, async () => auth())
    await inRoute(browser, async () => signIn())
    expect(new Set(seen)).toEqual(new Set(['none']))
    seen.length = 0
    await handlers.GET(new NextRequest(`${site}/api/auth/csrf`))
    await auth((request) => Response.json(request.auth))(new NextRequest(`${site}/api/me`), {
      params: Promise.resolve({}),
    })
    expect(new Set(seen)).toEqual(new Set(['/api/auth/csrf', '/api/me']))
  })

  it('takes `authorized` as the proxy', async () => {
    const { auth } = NextAuth({
      ...base,
      pages: { signIn: '/login' },
      callbacks: {
        authorized({ auth: session, request: { nextUrl } }) {
          return session?.user !== undefined || nextUrl.pathname !== '/dashboard'
        },
      },
    })
    const response = await auth(new NextRequest(`${site}/dashboard`))
    const back = encodeURIComponent(`${site}/dashboard`)
    expect(response.headers.get('location')).toBe(`${site}/login?callbackUrl=${back}`)
  })
})

describe('what is asked beside Auth.js', () => {
  const made = { ...base }

  it.each([
    ['an object', made],
    ['a function', async () => made],
  ])('is asked of the same engine, on its wire, with %s', async (_, config) => {
    const browser = browserFor(made)
    const { signIn, auth } = NextAuth(config)
    expect(await inRoute(browser, async () => auth())).toHaveProperty('status', 200)
    const pay = withStepUp(config, { maxAge: 60 }, async (amount: number) => amount)
    const refused: unknown = await (await inRoute(browser, async () => pay(1))).json()
    expect(isStepUpChallenge(refused)).toBe(true)
    const unknown = await inRoute(browser, async () =>
      requireAuthentication(config).catch(stepUpResponse),
    )
    expect(unknown.status).toBe(401)

    await inRoute(browser, async () => signIn('credentials', ada))
    expect(await (await inRoute(browser, async () => pay(7))).json()).toBe(7)
    const claims = await inRoute(browser, async () => requireAuthentication(config, { maxAge: 60 }))
    expect(await claims.json()).toMatchObject({ name: 'Ada' })

    expect(getAuth(config)).toBe(getAuth(config))
    const { cookies } = await getAuth(config).renewSession(browser.request('/'))
    expect(cookies.join()).not.toContain('next-auth.')
    expect(await getAuth(config).getToken(browser.request('/'))).toMatchObject({ name: 'Ada' })
  })

  it('is asked in the pages router, too', async () => {
    const browser = browserFor(made)
    await inRoute(browser, async () => NextAuth(made).signIn('credentials', ada))
    const req = new IncomingMessage(new Socket())
    req.headers = {
      host: 'localhost:3000',
      cookie: browser.request('/').headers.get('cookie') ?? '',
    }
    const claims = await requireAuthentication(req, new ServerResponse(req), made, { maxAge: 60 })
    expect(claims).toMatchObject({ name: 'Ada' })
  })

  it('makes no second engine', async () => {
    let engines = 0
    const config: NextAuthConfig = {
      ...base,
      providers: [
        () => {
          engines++
          return passwordProvider
        },
      ],
    }
    const configure = () => config
    const browser = browserFor(base)
    await inRoute(browser, async () => NextAuth(configure).auth())
    await getAuth(configure).getSession(browser.request('/'))
    expect(engines).toBe(1)
  })
})

describe('the session callback of Auth.js v5', () => {
  async function read(
    config: NextAuthConfig,
  ): Promise<{ onServer: Session | null; inBrowser: Record<string, unknown> }> {
    const browser = browserFor(config)
    const { auth, signIn } = NextAuth(config)
    await inRoute(browser, async () => signIn('credentials', ada))
    const response = await inRoute(browser, async () => auth())
    return {
      onServer: (await response.json()) as Session | null,
      inBrowser: await browser.session(),
    }
  }

  const person = { name: 'Ada', email: 'ada@example.com', image: 'https://example.com/ada.png' }

  it('may be missing: of a database the server knows the person’s id, and the browser does not', async () => {
    const sealed = await read({ ...base })
    expect(sealed.onServer?.user).toEqual(person)
    const adapter = memoryStorage()
    const stored = await read({ ...base, adapter })
    const { id } = (await adapter.readUserByEmail('ada@example.com')) ?? {}
    expect(stored.onServer?.user).toMatchObject({ ...person, id })
    expect(stored.inBrowser['user']).toEqual(person)
    expect(stored.inBrowser).not.toHaveProperty('userId')
  })

  it('gets the person’s id with the session of a database, and none of the secrets', async () => {
    const adapter = memoryStorage()
    let given: object | undefined
    const { inBrowser } = await read({
      ...base,
      adapter,
      callbacks: {
        session({ session, user }) {
          given = session
          session.user.id = user.id
          return session
        },
      },
    })
    const { id } = (await adapter.readUserByEmail('ada@example.com')) ?? {}
    expect(inBrowser['user']).toMatchObject({ id, name: 'Ada' })
    expect(Object.keys(given ?? {}).toSorted()).toEqual(['expires', 'user', 'userId'])
  })

  it('may say nothing of the person, whom the server is told then', async () => {
    const callbacks: NextAuthConfig['callbacks'] = {
      session: ({ session }) => ({ expires: session.expires }),
    }
    const sealed = await read({ ...base, callbacks })
    expect(sealed.onServer?.user).toMatchObject({ name: 'Ada', sub: '1' })
    expect(sealed.inBrowser).not.toHaveProperty('user')
    const stored = await read({ ...base, callbacks, adapter: memoryStorage() })
    expect(stored.onServer?.user).toMatchObject({ name: 'Ada' })
    expect(stored.inBrowser).not.toHaveProperty('user')
  })

  it('may return nothing, which leaves the session as it was', async () => {
    const callbacks = { session: silent } as unknown as NextAuthConfig['callbacks']
    const { onServer, inBrowser } = await read({ ...base, callbacks })
    expect(onServer?.user).toEqual(person)
    expect(inBrowser['user']).toEqual(person)
  })
})

describe('errors of Auth.js v5', () => {
  class Locked extends CredentialsSignin {
    override code = 'locked'
  }
  const refusing = (thrown: unknown) =>
    NextAuth({
      ...base,
      providers: [
        credentials({
          credentials: {},
          authorize: () => {
            if (thrown) throw thrown
            return null
          },
        }),
      ],
    })

  it('are what the application has thrown itself', async () => {
    const locked = new Locked()
    const thrown = await thrownBy(async () => refusing(locked).signIn('credentials', ada))
    expect(thrown).toBe(locked)
    expect(thrown).toBeInstanceOf(AuthError)
    expect(thrown).toMatchObject({ type: 'CredentialsSignin', code: 'locked', name: 'Locked' })
  })

  it('say `CredentialsSignin` for what was not accepted, also where another copy has thrown it', async () => {
    const thrown = await thrownBy(async () => refusing(null).signIn('credentials', ada))
    expect(thrown).toBeInstanceOf(CredentialsSignin)
    expect(thrown).toMatchObject({ type: 'CredentialsSignin', code: 'credentials' })
    const foreign = Object.assign(new Error('no'), { type: 'CredentialsSignin', code: 'other' })
    const other = await thrownBy(async () => refusing(foreign).signIn('credentials', ada))
    expect(other).toBeInstanceOf(CredentialsSignin)
    expect(other).toMatchObject({ code: 'other', cause: { err: foreign } })
  })

  it('hold what was behind them', async () => {
    const fault = new Error('connect ECONNREFUSED 10.0.0.1:5432')
    const thrown = await thrownBy(async () => refusing(fault).signIn('credentials', ada))
    expect(thrown).toBeInstanceOf(AuthError)
    expect(thrown).not.toBeInstanceOf(CredentialsSignin)
    expect(thrown).toMatchObject({ type: 'CallbackRouteError', code: 'request_failed' })
    expect((thrown as AuthError).cause?.err).toBe(fault)
    expect((thrown as AuthError).message).not.toContain('10.0.0.1')

    const refused = NextAuth({ ...base, callbacks: { signIn: () => false } })
    const denied = await thrownBy(async () => refused.signIn('credentials', ada))
    expect(denied).toMatchObject({ type: 'AccessDenied', code: 'access_denied' })
    expect((denied as AuthError).cause?.err).toBeInstanceOf(Error)
  })

  it('are made as those of Auth.js are', () => {
    const behind = new Error('behind', { cause: { provider: 'acme' } })
    expect(new AuthError(behind).cause).toEqual({ err: behind, provider: 'acme' })
    expect(new AuthError('text', behind)).toMatchObject({
      message: 'text',
      type: 'AuthError',
      cause: { err: behind, provider: 'acme' },
    })
    expect(new AuthError({ provider: 'x' }).cause).toEqual({ provider: 'x' })
    expect(new AuthError('text').cause).toEqual({})
  })

  it('refuse in the browser with their code, too', async () => {
    const auth = createAuth({
      ...base,
      wire: 'v5',
      callbacks: {},
      providers: [
        credentials({
          credentials: {},
          authorize: () => {
            throw new Locked()
          },
        }),
      ],
    })
    const browser = createBrowser(auth)
    const csrfToken = await browser.csrfToken()
    const response = await browser.post(
      '/api/auth/callback/credentials',
      { csrfToken },
      { headers: { 'x-auth-return-redirect': '1' } },
    )
    const { url } = (await response.json()) as { url: string }
    expect(url).toContain('error=CredentialsSignin&code=locked')
  })

  it('know the key of a provider’s own fetch by its description', () => {
    expect(customFetch.description).toBe('custom-fetch')
  })
})
