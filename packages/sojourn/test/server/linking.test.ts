/**
 * Linking: whose an account is after a sign-in, and whose it must not become.
 *
 * Everything is real: a provider over HTTP, endpoints, sessions, storages.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AtomicStorage, StoredUser } from '../../src/core/storage.ts'
import type { Profile } from '../../src/core/user.ts'
import type { Identity } from '../../src/server/accounts/identity.ts'
import { findPerson, resolvePerson } from '../../src/server/accounts/resolve-person.ts'
import { type AuthConfig, resolveConfig } from '../../src/server/config.ts'
import { createEngine, type Engine } from '../../src/server/engine.ts'
import { createMemory } from '../../src/server/memory.ts'
import type { Events } from '../../src/server/events.ts'
import { answerRequest, toResponse } from '../../src/server/routes/answer-request.ts'
import { completeSignIn } from '../../src/server/session/complete-sign-in.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { fakeProvider, type FakeProvider } from '../../src/testing/index.ts'
import { createBrowser, origin, type TestBrowser } from '../support/browser.ts'
import { openDoor, signInAs } from '../support/sign-in.ts'
import { storages } from '../support/storages.ts'
import { secret } from '../support/test-auth.ts'
import { describeCase, linkingCases } from './linking-cases.ts'

let provider: FakeProvider
beforeAll(async () => {
  provider = await fakeProvider()
})
afterAll(() => provider.close())

const now = 1_800_000_000_000
interface Site {
  readonly storage: AtomicStorage
  readonly engine: Engine
  /** Names and messages of events, oldest first; without the request. */
  readonly events: [string, Record<string, unknown>][]
  readonly newBrowser: () => TestBrowser
  readonly ada: StoredUser
  readonly grace: StoredUser
}

/** A site with two people, who sign in by their name, and two ways to sign in at one provider. */
async function open(
  storage: AtomicStorage,
  config: Partial<AuthConfig> = {},
  isVerified = true,
): Promise<Site> {
  const events: Site['events'] = []
  const listen =
    (name: keyof Events) =>
    ({ request, ...message }: { request: unknown }): void => {
      expect(request).toBeDefined()
      events.push([name, message])
    }
  const engine = createEngine(
    resolveConfig({
      secret,
      adapter: storage,
      now: () => now,
      logger: { error: () => undefined, warn: () => undefined },
      events: {
        createUser: listen('createUser'),
        linkAccount: listen('linkAccount'),
        updateUser: listen('updateUser'),
        signIn: listen('signIn'),
      },
      ...config,
      providers: [
        { ...provider.config, id: 'plain' },
        { ...provider.config, id: 'trusting', allowDangerousEmailAccountLinking: true },
        openDoor,
      ],
    }),
    createMemory(),
  )
  const store = async (name: string, emailVerified: Date | null): Promise<StoredUser> => {
    const email = `${name.toLowerCase()}@example.com`
    const user = await storage.createUser({ name, email, emailVerified })
    if (user === null) throw new Error(`${name} is there already.`)
    return user
  }
  return {
    storage,
    engine,
    events,
    newBrowser: () =>
      createBrowser({
        handle: async (request) => toResponse(await answerRequest(engine, request)),
      }),
    ada: await store('Ada', isVerified ? new Date(1000) : null),
    grace: await store('Grace', new Date(1000)),
  }
}

/** Begins a sign-in. Where the provider sends the browser. */
async function begin(browser: TestBrowser, id: string): Promise<string> {
  const csrfToken = await browser.csrfToken()
  const form = { csrfToken, callbackUrl: '/home' }
  const begun = await browser.post(`/api/auth/signin/${id}`, form)
  const answer = await fetch(begun.headers.get('location') ?? '', { redirect: 'manual' })
  const { pathname, search } = new URL(answer.headers.get('location') ?? '')
  return pathname + search
}

/** Comes back from the provider. Where it ended, or the code of what went wrong. */
async function finish(browser: TestBrowser, path: string): Promise<string> {
  const answer = await browser.get(path)
  const url = new URL(answer.headers.get('location') ?? '')
  return url.searchParams.get('code') ?? url.pathname
}

async function signInWith(browser: TestBrowser, id: string, profile: Profile): Promise<string> {
  provider.signInAs({ sub: 'x', name: 'X', ...profile })
  return finish(browser, await begin(browser, id))
}

async function enter(site: Site, who: 'Ada' | 'Grace'): Promise<TestBrowser> {
  const browser = site.newBrowser()
  const user = who === 'Ada' ? site.ada : site.grace
  await signInAs(browser, who, { id: user.id })
  expect(await browser.session()).toMatchObject({ user: { name: who } })
  site.events.length = 0
  return browser
}

describe.each(storages)('an account, kept in %s', (_, createStorage) => {
  describe.each(['database', 'jwt'] as const)('with the strategy %s (A2, O18)', (strategy) => {
    it.each(linkingCases.map((row) => [describeCase(row), row] as const))('%s', async (__, row) => {
      const { account, begins, ends = begins, isHers, ours = false, says, becomes } = row
      const storage = await createStorage()
      const site = await open(storage, { session: { strategy } }, ours)
      const id = row.dangerous ? 'trusting' : 'plain'
      if (account !== 'nobody') {
        await storage.linkAccount({
          provider: id,
          type: 'oauth',
          providerAccountId: 'x',
          userId: account === 'Ada' ? site.ada.id : site.grace.id,
          access_token: 'of the last sign-in',
        })
      }
      const browser = begins === 'nobody' ? site.newBrowser() : await enter(site, begins)
      provider.signInAs({
        sub: 'x',
        name: 'X',
        email: isHers ? 'ada@example.com' : 'x@example.com',
        ...(says === undefined ? {} : { email_verified: says }),
      })
      const path = await begin(browser, id)
      if (ends !== begins) {
        const name = [...browser.cookies.keys()].filter((key) => key.includes('session-token'))
        for (const key of name) browser.cookies.delete(key)
        const other = ends === 'nobody' ? null : await enter(site, ends)
        for (const [key, value] of other?.cookies ?? []) browser.cookies.set(key, value)
      }
      site.events.length = 0
      const outcome = await finish(browser, path)

      const owner = await storage.readUserByAccount(id, 'x')
      const nameOfNew = becomes === 'new' ? 'X' : becomes
      const nameAfter = becomes === 'refused' ? (ends === 'nobody' ? null : ends) : nameOfNew
      expect(outcome).toBe(becomes === 'refused' ? 'account_not_linked' : '/home')
      expect(await browser.session()).toEqual(
        nameAfter === null
          ? {}
          : (expect.objectContaining({
              user: expect.objectContaining({ name: nameAfter }) as object,
            }) as object),
      )
      expect(owner?.name).toBe(
        becomes === 'refused' ? (account === 'nobody' ? undefined : account) : nameOfNew,
      )
      expect(site.events.map(([name]) => name)).toEqual(row.events)
      // What is said about Ada's address stays as it was, but for the one who has shown it.
      const ada = await storage.readUser(site.ada.id)
      const isProven = row.events.includes('updateUser')
      expect(ada?.emailVerified !== null).toBe(ours || isProven)
      if (becomes === 'new') expect(owner?.emailVerified !== null).toBe(says === true)
      if (becomes === account) {
        const [stored] = await storage.listAccounts(owner?.id ?? '')
        expect(stored?.access_token).not.toBe('of the last sign-in')
        expect(stored?.userId).toBe(owner?.id)
      }
    })
  })

  it('is looked for by the provider’s id, never by the address (A1)', async () => {
    const site = await open(await createStorage())
    await signInWith(site.newBrowser(), 'plain', { sub: '1', email: 'one@example.com' })
    const browser = site.newBrowser()
    // Somebody else has the address at the provider now.
    const again = { sub: '2', email: 'one@example.com' }
    expect(await signInWith(browser, 'plain', again)).toBe('account_not_linked')
    expect(await browser.session()).toEqual({})
  })

  it('of 20 sign-ups of one person at once is one account of one person (A5)', async () => {
    const site = await open(await createStorage())
    provider.signInAs({ sub: 'new', name: 'New', email: 'new@example.com', email_verified: true })
    const begun = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const browser = site.newBrowser()
        return { browser, path: await begin(browser, 'plain') }
      }),
    )
    const ends = await Promise.all(begun.map(({ browser, path }) => finish(browser, path)))
    expect(new Set(ends)).toEqual(new Set(['/home']))
    const names = site.events.map(([name]) => name)
    expect(names.filter((name) => name === 'createUser')).toHaveLength(1)
    expect(names.filter((name) => name === 'linkAccount')).toHaveLength(1)
    const newcomers = site.events.filter(([, { isNewUser }]) => isNewUser === true)
    expect(newcomers).toHaveLength(1)
    const user = await site.storage.readUserByEmail('new@example.com')
    expect(await site.storage.listAccounts(user?.id ?? '')).toHaveLength(1)
    const owners = await Promise.all(begun.map(({ browser }) => browser.session()))
    expect(new Set(owners.map(({ user }) => (user as { email: string }).email)).size).toBe(1)
  })

  it('of one address at 10 accounts at once is one person (A5)', async () => {
    const site = await open(await createStorage())
    const ends = await Promise.all(
      Array.from({ length: 10 }, async (__, index) => {
        const browser = site.newBrowser()
        return resolveDirectly(site, identityOf(`${index}`, 'same@example.com'), browser)
      }),
    )
    expect(ends.filter((end) => end !== 'account_not_linked')).toHaveLength(1)
  })

  it('that is linked twice at once is one person’s, and the other is refused', async () => {
    const site = await open(await createStorage())
    const browsers = [await enter(site, 'Ada'), await enter(site, 'Grace')]
    const ids = [site.ada.id, site.grace.id]
    const ends = await Promise.all(
      browsers.map(async (browser, index) =>
        resolveDirectly(site, { ...identityOf('x', null), linkTo: ids[index] }, browser),
      ),
    )
    expect(ends.filter((end) => end === 'account_not_linked')).toHaveLength(1)
    expect(ends.filter((end) => ids.includes(end))).toHaveLength(1)
  })

  it('keeps the tokens of the last sign-in, and what a provider leaves out', async () => {
    const site = await open(await createStorage())
    const linkedBefore = { provider: 'plain', type: 'oauth', providerAccountId: 'x' }
    await site.storage.linkAccount({
      ...linkedBefore,
      userId: site.ada.id,
      access_token: 'old',
      refresh_token: 'sent once, at the first sign-in',
    })
    await signInWith(site.newBrowser(), 'plain', { sub: 'x' })
    const [account] = await site.storage.listAccounts(site.ada.id)
    expect(account).toMatchObject({
      ...linkedBefore,
      refresh_token: 'sent once, at the first sign-in',
      id_token: expect.stringMatching(/^ey/) as string,
    })
    expect(account?.access_token).not.toBe('old')
  })

  it('that is unlinked while its person signs in lets nobody in', async () => {
    const site = await open(await createStorage())
    const { storage } = site
    await storage.linkAccount({
      provider: 'plain',
      type: 'oauth',
      providerAccountId: 'x',
      userId: site.ada.id,
    })
    const identity = identityOf('x', null)
    const found = await findPerson(storage, identity.user, identity.account)
    expect(found?.id).toBe(site.ada.id)
    await storage.unlinkAccount('plain', 'x')
    const late = resolvePerson(site.engine, storage, site.newBrowser().request('/'), {
      ...identity,
      known: found,
    })
    await expect(late).rejects.toMatchObject({ code: 'account_not_linked' })
  })

  it('of another mailbox that is only spelt alike is neither linked nor verified (A4)', async () => {
    const site = await open(await createStorage())
    for (const id of ['plain', 'trusting']) {
      // Full-width letters, which normalising makes Ada's.
      const spelt = { sub: id, email: 'ａｄａ@example.com', email_verified: true }
      const browser = site.newBrowser()
      expect(await signInWith(browser, id, spelt)).toBe('account_not_linked')
      expect(await browser.session()).toEqual({})
    }
    // The sign for Kelvin, whose lower case is `k`.
    await site.storage.createUser({ email: 'kim@example.com', emailVerified: new Date(1) })
    const kelvin = { sub: 'kelvin', email: 'kim@example.com'.replace('k', '\u212A') }
    const said = { ...kelvin, email_verified: true }
    expect(await signInWith(site.newBrowser(), 'plain', said)).toBe('account_not_linked')
    // A new person gets the one spelling, and it is not called verified.
    const other = { sub: 'other', email: 'ｌｕ@example.com', email_verified: true }
    await signInWith(site.newBrowser(), 'plain', other)
    expect(await site.storage.readUserByEmail('lu@example.com')).toMatchObject({
      emailVerified: null,
    })
  })

  it('finds a person whom another system stored in a spelling of its own', async () => {
    const site = await open(await createStorage())
    const emailVerified = new Date(1)
    const lee = await site.storage.createUser({ email: 'Lee@Example.com', emailVerified })
    const said = { sub: 'lee', email: 'Lee@Example.com', email_verified: true }
    expect(await signInWith(site.newBrowser(), 'plain', said)).toBe('/home')
    expect((await site.storage.readUserByAccount('plain', 'lee'))?.id).toBe(lee?.id)
  })

  it('is told about as NextAuth does: user, account and the mapped profile', async () => {
    const site = await open(await createStorage())
    const said = {
      sub: 'new',
      name: 'New',
      email: 'New@Example.com',
      picture: 'https://x.example/p',
    }
    await signInWith(site.newBrowser(), 'plain', said)
    const stored = await site.storage.readUserByEmail('new@example.com')
    const account: unknown = expect.objectContaining({
      provider: 'plain',
      type: 'oauth',
      providerAccountId: 'new',
      access_token: expect.any(String) as string,
    })
    expect(site.events).toMatchObject([
      ['createUser', { user: stored }],
      [
        'linkAccount',
        {
          user: stored,
          account,
          profile: {
            id: 'new',
            name: 'New',
            email: 'new@example.com',
            image: 'https://x.example/p',
          },
        },
      ],
      ['signIn', { user: stored, account, isNewUser: true }],
    ])
  })

  it('is linked although a listener throws', async () => {
    const fail = (): never => {
      throw new Error('no audit log')
    }
    const site = await open(await createStorage(), {
      events: { createUser: fail, linkAccount: fail, updateUser: fail, signIn: fail },
    })
    expect(await signInWith(site.newBrowser(), 'plain', { sub: 'new' })).toBe('/home')
    expect(await site.storage.readUserByAccount('plain', 'new')).not.toBeNull()
  })
})

/** An identity that a provider says without an assertion. */
function identityOf(sub: string, email: string | null): Omit<Identity, 'known'> {
  return {
    user: { id: sub, name: sub, email },
    account: { provider: 'plain', type: 'oauth', providerAccountId: sub },
    profile: { sub },
    provesEmail: false,
  }
}

/** Id of the person, or the code of what went wrong. */
async function resolveDirectly(
  { engine, storage }: Site,
  identity: Omit<Identity, 'known'>,
  browser: TestBrowser,
): Promise<string> {
  try {
    const known = await findPerson(storage, identity.user, identity.account)
    const request = browser.request('/')
    return (await resolvePerson(engine, storage, request, { ...identity, known })).user.id
  } catch (error) {
    return (error as { code: string }).code
  }
}

/** Signs in by a mail to an address. */
async function signInByMail(
  site: Site,
  browser: TestBrowser,
  address: string,
  begunAt = now,
): Promise<void> {
  const { cookies } = await completeSignIn(site.engine, browser.request('/'), {
    user: { id: '', email: address },
    account: { provider: 'email', type: 'email', providerAccountId: address },
    provesEmail: true,
    remember: true,
    begunAt,
    callbackUrl: origin,
    origin,
  })
  const headers = new Headers(cookies.map((cookie): [string, string] => ['set-cookie', cookie]))
  browser.receive(new Response(null, { headers }))
}

describe.each(storages)('an address that somebody reads, kept in %s', (_, createStorage) => {
  it('stores a person, verified and without an account, and finds them again', async () => {
    const site = await open(await createStorage())
    const browser = site.newBrowser()
    await signInByMail(site, browser, 'new@example.com')
    const user = await site.storage.readUserByEmail('new@example.com')
    expect(user?.emailVerified).toEqual(new Date(now))
    expect(await site.storage.listAccounts(user?.id ?? '')).toEqual([])
    await signInByMail(site, site.newBrowser(), 'new@example.com')
    expect(site.events).toMatchObject([
      ['createUser', { user }],
      ['signIn', { user, isNewUser: true }],
      ['updateUser', { user }],
      ['signIn', { user, isNewUser: false }],
    ])
    expect(await browser.session()).toMatchObject({ user: { email: 'new@example.com' } })
  })

  it('of 20 first sign-ins at once is one person’s', async () => {
    const site = await open(await createStorage())
    await Promise.all(
      Array.from({ length: 20 }, async () =>
        signInByMail(site, site.newBrowser(), 'new@example.com'),
      ),
    )
    const names = site.events.map(([name]) => name)
    expect(names.filter((name) => name === 'createUser')).toHaveLength(1)
    expect(names.filter((name) => name === 'updateUser')).toHaveLength(19)
    expect(names.filter((name) => name === 'signIn')).toHaveLength(20)
    const ids = site.events.map(([, { user }]) => (user as StoredUser).id)
    expect(new Set(ids).size).toBe(1)
  })

  it('drops what somebody else may have prepared (A3): password, sessions, accounts', async () => {
    const site = await open(await createStorage(), {}, false)
    const { storage, ada } = site
    const hash = '$argon2id$v=19$m=19456,t=2,p=1$AAAA$AAAA'
    await storage.setPasswordHash(ada.id, { hash, expected: null, ends: null })
    const thief = await enter(site, 'Ada')
    // Also accounts of a provider whose word about addresses counts: this one has another address.
    const own = { sub: 'thief', email: 'thief@example.com', email_verified: true }
    expect(await signInWith(thief, 'plain', own)).toBe('/home')
    expect(await signInWith(thief, 'trusting', own)).toBe('/home')

    const browser = site.newBrowser()
    await signInByMail(site, browser, 'ada@example.com')
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
    expect(await thief.session()).toEqual({})
    expect(await storage.readPasswordHash(ada.id)).toBeNull()
    expect(await storage.listAccounts(ada.id)).toEqual([])
    for (const id of ['plain', 'trusting']) {
      const later = site.newBrowser()
      await signInWith(later, id, own)
      expect(await later.session()).not.toMatchObject({ user: { name: 'Ada' } })
    }
  })

  it('ends prepared sessions that are sealed at once, where they have records', async () => {
    let time = now
    const session = { strategy: 'jwt', maxStaleness: 60 } as const
    const site = await open(await createStorage(), { now: () => time, session }, false)
    const { engine } = site
    const thief = await enter(site, 'Ada')
    const read = async (): Promise<unknown> => engine.strategy.read(engine, thief.request('/'))
    // From now on this process believes its own answer for a minute.
    time += 60_000
    expect(await read()).toMatchObject({ user: { name: 'Ada' } })
    await signInByMail(site, site.newBrowser(), 'ada@example.com')
    expect(await read()).toBeNull()
  })

  it('begins a session although time passes while what was prepared goes', async () => {
    let time = now
    const site = await open(await createStorage(), { now: () => ++time }, false)
    const browser = site.newBrowser()
    await signInByMail(site, browser, 'ada@example.com')
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
  })

  it('says since when it was shown: a session that was begun before does not come about', async () => {
    let time = now
    const site = await open(await createStorage(), { now: () => ++time }, false)
    const { engine, storage, ada } = site
    const request = site.newBrowser().request('/')
    const email = ada.email ?? ''
    const account = { provider: 'email', type: 'email', providerAccountId: email } as const
    const { provenAt, ...person } = await resolvePerson(engine, storage, request, {
      user: { id: '', email },
      account,
      known: ada,
      provesEmail: true,
    })
    expect(provenAt).toBeGreaterThan(now)
    const beginning = { ...person, account, isStored: true, remember: true }
    const early = engine.strategy.begin(engine, request, { ...beginning, begunAt: now })
    await expect(early).rejects.toMatchObject({ code: 'request_failed' })
    const begunAt = provenAt ?? 0
    const cookies = await engine.strategy.begin(engine, request, { ...beginning, begunAt })
    expect(cookies.length).toBeGreaterThan(0)
  })

  it('that was verified before leaves everything as it is', async () => {
    const site = await open(await createStorage())
    const ada = await enter(site, 'Ada')
    await signInWith(ada, 'plain', { sub: 'ada' })
    await signInByMail(site, site.newBrowser(), 'ada@example.com')
    expect(await ada.session()).toMatchObject({ user: { name: 'Ada' } })
    expect(await site.storage.readUser(site.ada.id)).toMatchObject({
      emailVerified: new Date(1000),
    })
    expect(await site.storage.readUserByAccount('plain', 'ada')).not.toBeNull()
  })

  it('links a vouching provider again by itself after that', async () => {
    const site = await open(await createStorage(), {}, false)
    const said = { sub: 'ada', email: 'ada@example.com' }
    const ada = await enter(site, 'Ada')
    await signInWith(ada, 'trusting', said)
    await signInByMail(site, site.newBrowser(), 'ada@example.com')
    expect(await site.storage.listAccounts(site.ada.id)).toEqual([])
    expect(await signInWith(site.newBrowser(), 'trusting', said)).toBe('/home')
    expect((await site.storage.readUserByAccount('trusting', 'ada'))?.id).toBe(site.ada.id)
  })

  it('in an application’s own spelling is not another’s (A4)', async () => {
    const site = await open(await createStorage())
    const late = signInByMail(site, site.newBrowser(), 'ａｄａ@example.com')
    await expect(late).rejects.toMatchObject({ code: 'account_not_linked' })
  })

  it('that somebody else has by now signs nobody in', async () => {
    const site = await open(await createStorage())
    const { storage, engine, ada } = site
    const account = {
      provider: 'email',
      type: 'email',
      providerAccountId: ada.email ?? '',
    } as const
    const found = await findPerson(storage, { id: '', email: ada.email }, account)
    await storage.updateUser(ada.id, { email: 'moved@example.com' })
    const late = resolvePerson(engine, storage, site.newBrowser().request('/'), {
      user: { id: '', email: ada.email },
      account,
      known: found,
      provesEmail: true,
    })
    await expect(late).rejects.toMatchObject({ code: 'verification_invalid' })
  })
})

/** Where the owner of an address has shown that they read it, or all sessions were ended. */
const turns: readonly [string, (site: Site, at: number) => Promise<unknown>][] = [
  [
    'the address was shown',
    ({ storage, ada }, at) =>
      storage.verifyEmail(ada.id, ada.email ?? '', { now: at, keepsAccountsOf: [] }),
  ],
  [
    'the password was changed',
    ({ storage, ada }, at) =>
      storage.setPasswordHash(ada.id, { hash: 'new', expected: null, ends: { now: at } }),
  ],
  ['all sessions were ended', ({ storage, ada }, at) => storage.endSessions(ada.id, { now: at })],
]
const own = { sub: 'thief', email: 'thief@example.com' }

describe.each(storages)('a session that is only sealed, kept in %s', (_, createStorage) => {
  const session = { strategy: 'jwt' } as const

  it.each(turns)('of before links nothing once %s (A3)', async (__, turn) => {
    let time = now
    const site = await open(await createStorage(), { now: () => ++time, session }, false)
    const { engine, storage, ada } = site
    // By credentials, and by an account, whose person is noted in the seal.
    const thieves = [await enter(site, 'Ada'), site.newBrowser()]
    const prepared = { provider: 'trusting', type: 'oauth', providerAccountId: 'x', userId: ada.id }
    await storage.linkAccount(prepared)
    for (const thief of thieves.slice(1)) await signInWith(thief, 'trusting', {})
    await storage.unlinkAccount('trusting', 'x')
    time += 1000
    await turn(site, time)
    for (const thief of thieves) {
      // As often as it is sealed anew.
      time += 10 * 60_000
      const before = thief.cookies.get('next-auth.session-token')
      expect(await thief.session()).toMatchObject({ user: { email: 'ada@example.com' } })
      expect(thief.cookies.get('next-auth.session-token')).not.toBe(before)
      expect(await signInWith(thief, 'plain', own)).toBe('account_not_linked')
      expect(await storage.readUserByAccount('plain', 'thief')).toBeNull()
    }
    // Who signs in from now on links what they like.
    const owner = site.newBrowser()
    await signInByMail(site, owner, 'ada@example.com', time)
    expect(await signInWith(owner, 'plain', { sub: 'hers' })).toBe('/home')
    expect((await storage.readUserByAccount('plain', 'hers'))?.id).toBe(ada.id)
    expect((await engine.strategy.readOwner(engine, owner.request('/')))?.isStored).toBe(true)
  })

  it('of a sign-in that was under way when the address was shown links nothing (A3)', async () => {
    let time = now
    const storage = await createStorage()
    let whileSigningIn = async (): Promise<unknown> => undefined
    const callbacks = { signIn: async (): Promise<true> => (await whileSigningIn(), true) }
    const site = await open(storage, { now: () => ++time, session, callbacks }, false)
    whileSigningIn = async () => turns[0]?.[1](site, (time += 1000))
    const thief = await enter(site, 'Ada')
    whileSigningIn = async () => undefined
    time += 1000
    expect(await signInWith(thief, 'plain', own)).toBe('account_not_linked')
    expect(await storage.listAccounts(site.ada.id)).toEqual([])
  })

  it('that begins with the proof links at once, and one of that moment does not', async () => {
    let time = now
    const site = await open(await createStorage(), { now: () => time, session }, false)
    const { storage, ada } = site
    const thief = await enter(site, 'Ada')
    const owner = site.newBrowser()
    await signInByMail(site, owner, 'ada@example.com')
    time += 1
    expect(await signInWith(owner, 'plain', { sub: 'hers' })).toBe('/home')
    expect(await signInWith(thief, 'plain', own)).toBe('account_not_linked')
    expect(await storage.listAccounts(ada.id)).toMatchObject([{ providerAccountId: 'hers' }])
  })

  it('of credentials is nobody’s whose id it only has by accident', async () => {
    const storage = await createStorage()
    const site = await open(storage, { session })
    const mallory = site.newBrowser()
    const email = 'mallory@example.com'
    await signInAs(mallory, 'Mallory', { id: site.ada.id, email })
    expect(await signInWith(mallory, 'plain', { sub: 'mallory', email })).toBe('/home')
    expect(await mallory.session()).toMatchObject({ user: { name: 'X' } })
    expect(await storage.listAccounts(site.ada.id)).toEqual([])
    expect((await storage.readUserByAccount('plain', 'mallory'))?.email).toBe(email)
  })

  it.each([
    ['the same address', { email: 'ADA@example.com' }, 'Ada'],
    ['another address', { email: 'mallory@example.com' }, 'X'],
    ['an address that is only spelt alike', { email: 'ａｄａ@example.com' }, 'X'],
    ['no address', {}, 'X'],
    ['one that is no text', { email: ['ada@example.com'] }, 'X'],
  ] as const)('of NextAuth with the id and %s', async (__, claims, becomes) => {
    const storage = await createStorage()
    const site = await open(storage, { session })
    const browser = site.newBrowser()
    await bringSealed(site, browser, { ...claims, sub: site.ada.id })
    expect(await signInWith(browser, 'plain', { sub: 'x' })).toBe('/home')
    expect((await storage.readUserByAccount('plain', 'x'))?.name).toBe(becomes)
    expect(await storage.listAccounts(site.ada.id)).toHaveLength(becomes === 'Ada' ? 1 : 0)
  })

  it('of NextAuth links nothing if it was sealed before all were ended, or nobody knows', async () => {
    const site = await open(await createStorage(), { session })
    const { storage, ada } = site
    await storage.endSessions(ada.id, { now: now - 60_000 })
    const claims = { sub: ada.id, email: ada.email }
    const seconds = now / 1000
    for (const [iat, outcome] of [
      [seconds - 120, 'account_not_linked'],
      [seconds - 60, 'account_not_linked'],
      [undefined, 'account_not_linked'],
      ['soon', 'account_not_linked'],
      [seconds - 30, '/home'],
    ] as const) {
      const browser = site.newBrowser()
      await bringSealed(site, browser, { ...claims, iat })
      expect(await signInWith(browser, 'plain', { sub: 'x' }), String(iat)).toBe(outcome)
    }
  })
})

/** Has a browser bring a session that another system has sealed. */
async function bringSealed(
  { engine }: Site,
  browser: TestBrowser,
  claims: Record<string, unknown>,
): Promise<void> {
  const name = 'next-auth.session-token'
  const times = { iat: now / 1000, exp: now / 1000 + 3600 }
  const token = await engine.sessions.own(name).seal({ ...times, ...claims })
  browser.cookies.set(name, token)
}

describe.each(storages)('an account that is being linked, kept in %s', (_, createStorage) => {
  const sessions = {
    'in the storage': { strategy: 'database' },
    'sealed with records': { strategy: 'jwt', maxStaleness: 60 },
    'only sealed': { strategy: 'jwt' },
  } as const

  describe.each(Object.entries(sessions))('by a session %s', (__, session) => {
    it.each(turns)('comes too late if meanwhile %s (A3)', async (___, turn) => {
      let time = now
      const storage = await createStorage()
      const { linkAccount } = storage
      let meanwhile = async (): Promise<unknown> => undefined
      const hooked: AtomicStorage = {
        ...storage,
        linkAccount: async (...parameters) => {
          await meanwhile()
          return linkAccount(...parameters)
        },
      }
      const site = await open(hooked, { now: () => time, session }, false)
      const thief = await enter(site, 'Ada')
      time += 1000
      provider.signInAs({ name: 'X', ...own })
      const path = await begin(thief, 'plain')
      // In the very moment in which the session was asked for.
      meanwhile = async () => turn(site, time)
      expect(await finish(thief, path)).toBe('account_not_linked')
      expect(await storage.listAccounts(site.ada.id)).toEqual([])
      expect(site.events).toEqual([])
    })
  })

  it.each(Object.entries(sessions).slice(0, 2))(
    'is linked by a session %s that was kept when its person changed the password',
    async (__, session) => {
      let time = now
      const storage = await createStorage()
      const site = await open(storage, { now: () => ++time, session })
      const { engine, ada } = site
      const browser = await enter(site, 'Ada')
      const present = await engine.strategy.readOwner(engine, browser.request('/'))
      const ends = { now: ++time, except: present?.sessionId }
      const change = { hash: 'new', expected: null, ends }
      expect(await storage.setPasswordHash(ada.id, change)).toBe(true)
      expect(await signInWith(browser, 'plain', { sub: 'hers' })).toBe('/home')
      expect((await storage.readUserByAccount('plain', 'hers'))?.id).toBe(ada.id)
    },
  )
})

describe('an adapter that keeps no more than those of Auth.js', () => {
  /** What only the tier `atomic` has is not there to be called. */
  function basicStorage(): AtomicStorage {
    const missing = { verifyEmail: undefined, updateAccount: undefined, countAttempt: undefined }
    return { ...memoryStorage(), ...missing, tier: 'basic' } as never
  }

  it('notes each sign-in by e-mail, as in NextAuth', async () => {
    const site = await open(basicStorage(), {}, false)
    await signInByMail(site, site.newBrowser(), 'ada@example.com')
    expect(await site.storage.readUser(site.ada.id)).toMatchObject({ emailVerified: new Date(now) })
    await signInByMail(site, site.newBrowser(), 'grace@example.com')
    expect(await site.storage.readUser(site.grace.id)).toMatchObject({
      emailVerified: new Date(now),
    })
    const names = site.events.map(([name]) => name)
    expect(names).toEqual(['updateUser', 'signIn', 'updateUser', 'signIn'])
  })

  it('finds, links and stores people all the same', async () => {
    const site = await open(basicStorage())
    const said = { sub: 'x', email: 'x@example.com' }
    for (let time = 0; time < 2; time++) {
      expect(await signInWith(site.newBrowser(), 'plain', said)).toBe('/home')
    }
    const asserted = { sub: 'ada', email: 'ada@example.com', email_verified: true }
    expect(await signInWith(site.newBrowser(), 'plain', asserted)).toBe('/home')
    expect((await site.storage.readUserByAccount('plain', 'ada'))?.id).toBe(site.ada.id)
    const unasserted = { sub: 'other', email: 'ada@example.com' }
    expect(await signInWith(site.newBrowser(), 'plain', unasserted)).toBe('account_not_linked')
  })
})

describe('a person who is not stored', () => {
  it('has the provider’s id as their subject at each sign-in, unlike in Auth.js v5', async () => {
    const engine = createEngine(
      resolveConfig({ secret, providers: [{ ...provider.config, id: 'plain' }, openDoor] }),
      createMemory(),
    )
    const newBrowser = (): TestBrowser =>
      createBrowser({ handle: async (request) => toResponse(await answerRequest(engine, request)) })
    const subjects = []
    for (const sub of ['7', '7', '8']) {
      const browser = newBrowser()
      expect(await signInWith(browser, 'plain', { sub })).toBe('/home')
      subjects.push((await engine.strategy.readClaims(engine, browser.request('/')))?.sub)
    }
    for (const id of ['9', '9']) {
      const browser = newBrowser()
      await signInAs(browser, 'Ada', { id })
      subjects.push((await engine.strategy.readClaims(engine, browser.request('/')))?.sub)
    }
    expect(subjects).toEqual(['7', '7', '8', '9', '9'])
  })

  it('who is stored has the stored id at each sign-in, in both strategies', async () => {
    for (const strategy of ['database', 'jwt'] as const) {
      const site = await open(memoryStorage(), { session: { strategy } })
      const subjects = []
      for (let time = 0; time < 2; time++) {
        const browser = site.newBrowser()
        await signInWith(browser, 'plain', { sub: 'x' })
        const claims = await site.engine.strategy.readClaims(site.engine, browser.request('/'))
        subjects.push(claims?.sub)
      }
      const stored = await site.storage.readUserByAccount('plain', 'x')
      expect(subjects).toEqual([stored?.id, stored?.id])
    }
  })
})
