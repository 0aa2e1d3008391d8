/**
 * From an identity to a stored person: found, linked or stored, and nobody becomes somebody else.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OidcProvider } from '../../src/core/provider.ts'
import type { AtomicStorage } from '../../src/core/storage.ts'
import type { Auth, AuthConfig } from '../../src/server/index.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { createBrowser, type TestBrowser } from '../support/browser.ts'
import { type FaultyProvider, startFaultyProvider } from '../support/faulty-provider.ts'
import { openDoor, signInAs } from '../support/sign-in.ts'
import { reports, testAuth } from '../support/test-auth.ts'

let server: FaultyProvider
let storage: AtomicStorage
/** Who the providers say is there. */
let person: { id: string; name: string; email?: string | undefined }

beforeAll(async () => {
  server = await startFaultyProvider()
})
afterAll(() => server.close())
beforeEach(() => {
  storage = memoryStorage()
  person = { id: 'ada', name: 'Ada', email: 'ada@example.com' }
  reports.length = 0
})

function provider(id: string, more: Partial<OidcProvider> = {}): OidcProvider {
  return {
    id,
    name: id,
    type: 'oidc',
    issuer: server.issuer,
    clientId: 'client',
    clientSecret: 'secret',
    profile: () => person,
    ...more,
  }
}

function start(config: Partial<AuthConfig> = {}): Auth {
  return testAuth({
    adapter: storage,
    providers: [
      provider('one'),
      provider('two'),
      provider('trusting', { allowDangerousEmailAccountLinking: true }),
      openDoor,
    ],
    ...config,
  })
}

/** Signs in through a provider. Where it ended, or the code of what went wrong. */
async function signIn(browser: TestBrowser, id: string): Promise<string> {
  const csrfToken = await browser.csrfToken()
  const begun = await browser.post(`/api/auth/signin/${id}`, { csrfToken, callbackUrl: '/home' })
  const { pathname, search } = server.authorize(begun.headers.get('location') ?? '')
  const answer = await browser.get(pathname + search)
  const url = new URL(answer.headers.get('location') ?? '')
  return url.searchParams.get('code') ?? url.pathname
}

describe.each(['database', 'jwt'] as const)('with the strategy %s, a person', (strategy) => {
  const session = { strategy }

  it('is stored with the account at the first sign-in, and found at the next', async () => {
    const seen: unknown[] = []
    const auth = start({
      session,
      callbacks: {
        signIn: ({ user }) => Boolean(seen.push(user.id)),
        jwt: ({ token, trigger, isNewUser }) => {
          if (trigger) seen.push(trigger, isNewUser)
          return token
        },
      },
    })
    const browser = createBrowser(auth)
    expect(await signIn(browser, 'one')).toBe('/home')
    expect(await browser.session()).toMatchObject({ user: { email: 'ada@example.com' } })
    const stored = await storage.readUserByAccount('one', 'ada')
    expect(stored).toMatchObject({ name: 'Ada', email: 'ada@example.com', emailVerified: null })
    expect((await auth.getToken(browser.request('/')))?.sub).toBe(stored?.id)
    expect(await signIn(createBrowser(auth), 'one')).toBe('/home')
    // The callback hears who it is here, once that is known.
    expect(seen).toEqual(
      strategy === 'jwt'
        ? ['ada', 'signUp', true, stored?.id, 'signIn', false]
        : ['ada', stored?.id],
    )
  })

  it('who is known by the address is not signed in another way, unless it is linked', async () => {
    const auth = start({ session })
    await signIn(createBrowser(auth), 'one')
    person = { ...person, id: 'ada-of-two' }
    const stranger = createBrowser(auth)
    expect(await signIn(stranger, 'two')).toBe('account_not_linked')
    expect(await stranger.session()).toEqual({})
    expect(await storage.readUserByAccount('two', 'ada-of-two')).toBeNull()
    // Signed in as herself she can link it.
    const browser = createBrowser(auth)
    person = { ...person, id: 'ada' }
    await signIn(browser, 'one')
    person = { ...person, id: 'ada-of-two' }
    expect(await signIn(browser, 'two')).toBe('/home')
    const [one, two] = await Promise.all([
      storage.readUserByAccount('one', 'ada'),
      storage.readUserByAccount('two', 'ada-of-two'),
    ])
    expect(two?.id).toBe(one?.id)
    expect(await signIn(createBrowser(auth), 'two')).toBe('/home')
  })

  it('is linked by the address where the configuration says that this is right', async () => {
    const auth = start({ session })
    await signIn(createBrowser(auth), 'one')
    person = { ...person, id: 'ada-of-trusting' }
    expect(await signIn(createBrowser(auth), 'trusting')).toBe('/home')
    const [one, two] = await Promise.all([
      storage.readUserByAccount('one', 'ada'),
      storage.readUserByAccount('trusting', 'ada-of-trusting'),
    ])
    expect(two?.id).toBe(one?.id)
  })

  it('gets a linked account, also where the application calls them by another id', async () => {
    const grace = await storage.createUser({ name: 'G', email: 'g@x.example', emailVerified: null })
    const auth = start({
      session,
      callbacks: { jwt: ({ token }) => ({ ...token, sub: grace?.id }) },
    })
    const browser = createBrowser(auth)
    await signIn(browser, 'one')
    person = { ...person, id: 'ada-of-two' }
    expect(await signIn(browser, 'two')).toBe('/home')
    const ada = await storage.readUserByAccount('one', 'ada')
    expect((await storage.readUserByAccount('two', 'ada-of-two'))?.id).toBe(ada?.id)
    expect(ada?.id).not.toBe(grace?.id)
  })

  it('does not get the account of somebody else while signed in', async () => {
    const auth = start({ session })
    const grace = createBrowser(auth)
    await signIn(createBrowser(auth), 'one')
    person = { id: 'grace', name: 'Grace', email: 'grace@example.com' }
    await signIn(grace, 'one')
    person = { id: 'ada', name: 'Ada', email: 'ada@example.com' }
    expect(await signIn(grace, 'one')).toBe('account_not_linked')
    expect(await grace.session()).toMatchObject({ user: { email: 'grace@example.com' } })
  })

  it('without an address is stored, too, and is not taken for another without one', async () => {
    const auth = start({ session })
    person = { id: 'x', name: 'X' }
    await signIn(createBrowser(auth), 'one')
    person = { id: 'y', name: 'Y' }
    expect(await signIn(createBrowser(auth), 'one')).toBe('/home')
    const [x, y] = await Promise.all([
      storage.readUserByAccount('one', 'x'),
      storage.readUserByAccount('one', 'y'),
    ])
    expect(x?.id).not.toBe(y?.id)
  })

  it('without an id is refused: everybody of that provider would be one person', async () => {
    const auth = start({
      session,
      providers: [provider('one', { profile: () => ({ name: 'X' }) })],
    })
    const browser = createBrowser(auth)
    const code = await signIn(browser, 'one')
    expect(code).toBe('provider_response_invalid')
    expect(await browser.session()).toEqual({})
  })

  it('who signs in for the first time in several tabs at once is one person', async () => {
    const auth = start({ session })
    const ends = await Promise.all(
      Array.from({ length: 10 }, async () => signIn(createBrowser(auth), 'one')),
    )
    expect(ends).toEqual(Array.from({ length: 10 }, () => '/home'))
  })

  it('has no tokens stored beyond the columns of the Auth.js schema', async () => {
    const linked: unknown[] = []
    const { createUser } = storage
    Object.assign(storage, {
      createUser: (...args: Parameters<typeof createUser>) => {
        linked.push(args[1]?.account)
        return createUser(...args)
      },
    })
    await signIn(createBrowser(start({ session })), 'one')
    expect(linked).toEqual([
      {
        provider: 'one',
        type: 'oauth',
        providerAccountId: 'ada',
        access_token: 'secret-access-token',
        id_token: expect.any(String) as string,
        expires_at: expect.any(Number) as number,
        token_type: expect.stringMatching(/bearer/i) as string,
      },
    ])
  })

  it('is asked for again where a state was used in another process', async () => {
    const here = start({ session })
    const there = start({ session })
    const browser = createBrowser(here)
    const csrfToken = await browser.csrfToken()
    const begun = await browser.post('/api/auth/signin/one', { csrfToken, callbackUrl: '/' })
    server.fault = 'codes work often'
    const { pathname, search } = server.authorize(begun.headers.get('location') ?? '')
    const request = browser.request(pathname + search)
    const first = await here.handle(request.clone())
    const second = await there.handle(request)
    server.fault = 'none'
    expect(first.headers.get('location')).not.toContain('code=')
    expect(second.headers.get('location')).toContain('code=transaction_missing')
  })
})

describe('credentials', () => {
  it('with a stored session find the person whom the application names', async () => {
    const user = await storage.createUser({
      name: 'Ada',
      email: 'ada@example.com',
      emailVerified: null,
      role: 'captain',
    })
    const auth = start({
      callbacks: { session: ({ session, user }) => ({ ...session, role: user['role'] }) },
    })
    const browser = createBrowser(auth)
    await signInAs(browser, 'Ada', { id: user?.id ?? '' })
    expect(await browser.session()).toMatchObject({ role: 'captain' })
  })

  it('do not become a stored person who only has the same id', async () => {
    await storage.createUser({
      id: '1',
      name: 'Root',
      email: 'root@example.com',
      emailVerified: null,
    })
    const auth = start()
    const browser = createBrowser(auth)
    await signInAs(browser, 'Ada', { id: '1' })
    expect(await browser.session()).toMatchObject({ user: { email: 'ada@example.com' } })
  })

  it('do not take over the address of somebody else', async () => {
    const auth = start()
    await signIn(createBrowser(auth), 'one')
    const mallory = createBrowser(auth)
    const answer = await signInAs(mallory, 'Mallory', { id: '666', email: 'ada@example.com' })
    expect(answer.headers.get('location')).toContain('code=account_not_linked')
    expect(await mallory.session()).toEqual({})
  })

  it('that name nobody are refused: everybody would be one person', async () => {
    const nameless = { ...openDoor, authorize: () => ({ name: 'Somebody' }) }
    const browser = createBrowser(start({ providers: [nameless] }))
    const answer = await signInAs(browser, 'X')
    expect(answer.headers.get('location')).toContain('code=configuration_invalid')
    expect(reports.join()).toContain('without an id')
    expect(await browser.session()).toEqual({})
  })

  it('with sealed sessions are between the application and its own database, as in NextAuth', async () => {
    const auth = start({ session: { strategy: 'jwt' } })
    const browser = createBrowser(auth)
    await signInAs(browser, 'Ada', { id: '7' })
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    expect(await storage.readUserByEmail('ada@example.com')).toBeNull()
  })
})
