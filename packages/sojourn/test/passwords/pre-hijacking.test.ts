/**
 * Accounts that somebody prepares for an address which is not theirs: the five ways that are known, and the
 * person who owns the address ends up alone in each (A3, GHSA-qq9h-g4jm-xgf3).
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Profile } from '../../src/core/user.ts'
import { type Auth, createAuth } from '../../src/server/index.ts'
import { fakeProvider, type FakeProvider } from '../../src/testing/index.ts'
import { createBrowser, type TestBrowser } from '../support/browser.ts'
import { secret } from '../support/test-auth.ts'
import {
  another as hers,
  askForReset,
  codeOf,
  email,
  password as thiefs,
  type Site,
  siteWithAda,
  storages,
} from './support/site.ts'

let provider: FakeProvider
beforeAll(async () => {
  provider = await fakeProvider()
})
afterAll(() => provider.close())

/** A site on which the thief has signed up with the victim's address. */
interface Scene {
  readonly site: Site & { readonly id: string }
  readonly auth: Auth
  /** Signs in by a password, in a browser of its own or this one. */
  readonly enter: (password: string, browser?: TestBrowser) => Promise<TestBrowser>
  /** Signs in at the provider. */
  readonly enterWith: (id: string, profile: Profile, browser?: TestBrowser) => Promise<TestBrowser>
  /** Signs in by a mail to the victim's address. */
  readonly enterByMail: () => Promise<TestBrowser>
}

/** Where sessions are; those that are only sealed cannot be ended. */
type Kind = 'database' | 'jwt' | 'jwt without records'

async function prepare(site: Site & { readonly id: string }, kind: Kind): Promise<Scene> {
  const links: string[] = []
  const auth = createAuth({
    secret,
    adapter: site.storage,
    now: site.clock.now,
    session: sessions[kind],
    providers: [
      site.passwords.provider(),
      { ...provider.config, id: 'plain' },
      { ...provider.config, id: 'trusting', allowDangerousEmailAccountLinking: true },
      {
        id: 'email',
        name: 'E-mail',
        type: 'email',
        sendVerificationRequest: ({ token }) => void links.push(token),
      },
    ],
    logger: { error: () => undefined, warn: () => undefined },
  })
  const open = (): TestBrowser => createBrowser(auth)
  return {
    site,
    auth,
    async enter(password, browser = open()) {
      const csrfToken = await browser.csrfToken()
      await browser.post('/api/auth/callback/credentials', { csrfToken, email, password })
      return browser
    },
    async enterWith(id, profile, browser = open()) {
      provider.signInAs(profile)
      const csrfToken = await browser.csrfToken()
      const begun = await browser.post(`/api/auth/signin/${id}`, { csrfToken, callbackUrl: '/' })
      const answer = await fetch(begun.headers.get('location') ?? '', { redirect: 'manual' })
      const { pathname, search } = new URL(answer.headers.get('location') ?? '')
      await browser.get(pathname + search)
      return browser
    },
    async enterByMail() {
      const browser = open()
      const csrfToken = await browser.csrfToken()
      await browser.post('/api/auth/signin/email', { csrfToken, email })
      const form = { csrfToken, email, token: links.at(-1) ?? '', callbackUrl: '/' }
      await browser.post('/api/auth/callback/email', form)
      return browser
    },
  }
}

const sessions = {
  database: { strategy: 'database' },
  jwt: { strategy: 'jwt', maxStaleness: 1 },
  'jwt without records': { strategy: 'jwt' },
} as const

const victim: Profile = { sub: 'victim', name: 'Victim', email, email_verified: true }
const thief: Profile = { sub: 'thief', name: 'Thief', email: 'thief@example.com' }

async function isIn(browser: TestBrowser): Promise<boolean> {
  const { user } = await browser.session()
  return (user as { email?: unknown } | undefined)?.email === email
}

/** The victim takes the account over, in the ways that show their mailbox. */
const ways: readonly [string, (scene: Scene) => Promise<TestBrowser>][] = [
  [
    'a reset',
    async ({ site, enter }) => {
      const token = await askForReset(site)
      site.clock.advance({ seconds: 2 })
      await site.passwords.reset({ token, password: hers })
      site.clock.advance({ seconds: 1 })
      return enter(hers)
    },
  ],
  [
    'a mail',
    async ({ site, enterByMail }) => {
      site.clock.advance({ seconds: 2 })
      return enterByMail()
    },
  ],
  [
    'a provider that vouches for the address and is trusted',
    async ({ site, enterWith }) => {
      site.clock.advance({ seconds: 2 })
      return enterWith('trusting', victim)
    },
  ],
]

const everywhere = storages.flatMap(([name, create]) =>
  (['database', 'jwt'] as const).map((strategy) => [name, strategy, create] as const),
)

describe.each(everywhere)(
  'in %s with the strategy %s',
  { timeout: 30_000 },
  (_, strategy, create) => {
    const setTheScene = async (): Promise<Scene> =>
      prepare(await siteWithAda(await create()), strategy)

    describe.each(ways)('where the victim comes by %s', (__, comeIn) => {
      it('the classic merge: the prepared password lets nobody in', async () => {
        const scene = await setTheScene()
        expect(await isIn(await scene.enter(thiefs))).toBe(true)
        expect(await isIn(await comeIn(scene))).toBe(true)
        expect(await isIn(await scene.enter(thiefs))).toBe(false)
        expect(await scene.site.passwords.verify({ email, password: thiefs })).toBeNull()
      })

      it('the unexpired session: the prepared sessions are over', async () => {
        const scene = await setTheScene()
        const browsers = [await scene.enter(thiefs), await scene.enter(thiefs)]
        for (const browser of browsers) expect(await isIn(browser)).toBe(true)
        expect(await isIn(await comeIn(scene))).toBe(true)
        // Sealed sessions are asked about again after a second.
        scene.site.clock.advance({ seconds: 2 })
        for (const browser of browsers) expect(await browser.session()).toEqual({})
      })

      it('the trojan identifier: the prepared accounts are not linked', async () => {
        const scene = await setTheScene()
        const { storage, id } = scene.site
        for (const name of ['plain', 'trusting']) {
          const userId = id
          const account = { provider: name, type: 'oauth', providerAccountId: 'thief', userId }
          expect(await storage.linkAccount(account)).toBe(true)
          expect(await isIn(await scene.enterWith(name, thief))).toBe(true)
        }
        expect(await isIn(await comeIn(scene))).toBe(true)
        for (const name of ['plain', 'trusting']) {
          expect(await isIn(await scene.enterWith(name, thief))).toBe(false)
        }
        const accounts = await storage.listAccounts(id)
        expect(accounts.map(({ providerAccountId }) => providerAccountId)).not.toContain('thief')
      })

      it('the unexpired change of the address: the prepared token is worthless', async () => {
        const scene = await setTheScene()
        const { passwords, storage, id } = scene.site
        await passwords.requestAddressChange(id, { email: 'thief@example.com', password: thiefs })
        const token = scene.site.tokenOf('change')
        expect(await isIn(await comeIn(scene))).toBe(true)
        expect(await codeOf(passwords.changeAddress(id, token))).toBe('verification_invalid')
        expect(await storage.readUser(id)).toMatchObject({ email })
      })

      it('a prepared reset or verification is worthless, too', async () => {
        const scene = await setTheScene()
        const { passwords, id } = scene.site
        // The thief reads neither, but asks for both, so that the victim has them lying about.
        const reset = await askForReset(scene.site)
        expect(await isIn(await comeIn(scene))).toBe(true)
        const late = passwords.reset({ token: reset, password: thiefs })
        expect(await codeOf(late)).toBe('verification_invalid')
        await passwords.requestVerification(id)
        expect(scene.site.mails.filter(({ kind }) => kind === 'verify')).toEqual([])
      })
    })

    it('the merge by a provider that is not trusted is refused while the address is unverified', async () => {
      const scene = await setTheScene()
      expect(await isIn(await scene.enterWith('plain', victim))).toBe(false)
      expect(await scene.site.storage.listAccounts(scene.site.id)).toEqual([])
    })

    it('the provider that verifies nothing: it neither takes an account over nor prepares one', async () => {
      const scene = await setTheScene()
      const { storage, id } = scene.site
      const claims = { ...thief, email, email_verified: false }
      // Taking over: the victim's address is verified here.
      await storage.updateUser(id, { emailVerified: new Date(1000) })
      expect(await isIn(await scene.enterWith('plain', claims))).toBe(false)
      // Preparing: the thief comes first, and the victim's own provider does not join them.
      await storage.deleteUser(id)
      expect(await isIn(await scene.enterWith('plain', claims))).toBe(true)
      const prepared = await storage.readUserByAccount('plain', 'thief')
      expect(prepared?.emailVerified).toBeNull()
      expect(await isIn(await scene.enterWith('plain', victim))).toBe(false)
      // By a mail the victim gets the person, and the thief is out.
      scene.site.clock.advance({ seconds: 2 })
      expect(await isIn(await scene.enterByMail())).toBe(true)
      expect(await isIn(await scene.enterWith('plain', claims))).toBe(false)
      // From now on the victim's provider may join, for both sides have verified the address.
      expect(await isIn(await scene.enterWith('plain', victim))).toBe(true)
      expect((await storage.readUserByAccount('plain', 'victim'))?.id).toBe(prepared?.id)
    })

    it('a password that is being verified while the mailbox is shown lets nobody in', async () => {
      const scene = await setTheScene()
      const { storage, id, clock } = scene.site
      const browser = createBrowser(scene.auth)
      const { readUserByAccount } = storage
      let isFirst = true
      Object.assign(storage, {
        // The password was right a moment ago.
        async readUserByAccount(...args: Parameters<typeof readUserByAccount>) {
          if (isFirst) {
            isFirst = false
            clock.advance({ seconds: 1 })
            await storage.verifyEmail(id, email, { now: clock.now(), keepsAccountsOf: [] })
            clock.advance({ seconds: 1 })
          }
          return readUserByAccount(...args)
        },
      })
      await scene.enter(thiefs, browser)
      expect(isFirst).toBe(false)
      clock.advance({ seconds: 2 })
      expect(await browser.session()).toEqual({})
    })
  },
)

const sealedOnly = storages.flatMap(([name, create]) =>
  ways.map(([way, comeIn]) => [name, way, create, comeIn] as const),
)

describe.each(sealedOnly)(
  'in %s with sessions that are only sealed, where the victim comes by %s',
  { timeout: 30_000 },
  (_, __, create, comeIn) => {
    it('the trojan identifier: a prepared session that lives on links nothing', async () => {
      const scene = await prepare(await siteWithAda(await create()), 'jwt without records')
      const { storage, id, clock } = scene.site
      const browser = await scene.enter(thiefs)
      const owner = await comeIn(scene)
      expect(await isIn(owner)).toBe(true)
      // Nobody can end it, so it is read until it expires. What it says is not believed.
      expect(await isIn(browser)).toBe(true)
      const before = await storage.listAccounts(id)
      for (const name of ['plain', 'trusting']) {
        await scene.enterWith(name, thief, browser)
        expect(await isIn(await scene.enterWith(name, thief))).toBe(false)
      }
      expect(await storage.listAccounts(id)).toEqual(before)
      clock.advance({ seconds: 1 })
      await scene.enterWith('plain', { sub: 'hers', email: 'other@example.com' }, owner)
      expect((await storage.readUserByAccount('plain', 'hers'))?.id).toBe(id)
    })
  },
)
