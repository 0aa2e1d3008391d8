/**
 * The contract about the accounts of a person: their list, their tokens, and the last one.
 *
 * @module
 */
import type { AtomicStorage } from '../../core/storage.ts'
import { atomicCase, type ContractCase } from './case.ts'
import { expectEqual, expectIn } from './check.ts'
import { hour, hubAccount, isReadable, sessionOf, signUp, tokenOf } from './samples.ts'

const lost = 'an application could not ask the provider for anything'
const stolen = 'somebody would get into the account of another person'
const shut = 'somebody could not sign in any more'

const tokens = {
  access_token: 'access 1',
  refresh_token: 'refresh 1',
  id_token: 'id 1',
  token_type: 'bearer',
  scope: 'openid email',
  expires_at: 2_000_000_000,
}

/** What ends all sessions of a person, whose password is `1`, at an instant. */
const endings: Readonly<
  Record<string, (storage: AtomicStorage, userId: string, now: number) => Promise<unknown>>
> = {
  endSessions: async (storage, userId, now) => storage.endSessions(userId, { now }),
  'endSessions but for one': async (storage, userId, now) =>
    storage.endSessions(userId, { now, except: userId }),
  setPasswordHash: async (storage, userId, now) =>
    storage.setPasswordHash(userId, { hash: '2', expected: '1', ends: { now, except: userId } }),
  verifyEmail: async (storage, userId, now) => {
    const email = (await storage.readUser(userId))?.email ?? ''
    return storage.verifyEmail(userId, email, { now, keepsAccountsOf: [] })
  },
}

export const accountCases: readonly ContractCase[] = [
  atomicCase('links nothing that was begun before all sessions ended', async (bench) => {
    const { storage, now } = bench
    const why = 'who has prepared a person would link an account of theirs and get in for ever'
    for (const [way, end] of Object.entries(endings)) {
      const ada = await signUp(storage, `ada after ${way}`, { passwordHash: '1' })
      const eve = await signUp(storage, `eve beside ${way}`)
      const link = async (userId: string, id: string, begunAt?: number): Promise<boolean> =>
        storage.linkAccount({ ...hubAccount(`${way} ${id}`), userId }, { begunAt })
      expectEqual(`before ${way}`, await link(ada.id, 'first', now - hour), true, shut)
      await storage.unlinkAccount('hub', `${way} first`)
      const session = sessionOf(ada.id, ada.id, now - hour)
      await storage.createSession(session)
      await end(storage, ada.id, now)
      // Of a server whose clock is behind.
      await storage.endSessions(ada.id, { now: now - hour, except: ada.id })
      for (const [what, begunAt] of [
        ['long before', now - hour],
        ['a moment before', now - 1],
        ['in the moment of', now],
      ] as const) {
        expectEqual(`begun ${what} ${way}`, await link(ada.id, 'late', begunAt), false, why)
      }
      const owner = await storage.readUserByAccount('hub', `${way} late`)
      expectEqual(`whose it is after ${way}`, owner, null, why)
      expectEqual('the accounts', await storage.listAccounts(ada.id), [], why)
      if (way.includes('but for one') || way === 'setPasswordHash') {
        const isThere = await isReadable(storage, tokenOf(ada.id))
        expectEqual(`the session that ${way} left`, isThere, true, shut)
      }
      expectEqual(`begun after ${way}`, await link(ada.id, 'late', now + 1), true, shut)
      expectEqual('the same again', await link(ada.id, 'late', now + 1), false, 'callers ask')
      expectEqual('for another', await link(eve.id, 'of eve', now - hour), true, shut)
      expectEqual('without saying when', await link(ada.id, 'other'), true, shut)
    }
    const nobody = { ...hubAccount('of nobody'), userId: 'unknown' }
    const linked = await storage.linkAccount(nobody, { begunAt: now + hour })
    expectEqual('for nobody', linked, false, stolen)
  }),
  atomicCase('links what was begun before what ends no session', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada', { passwordHash: '1' })
    await storage.updateUser(ada.id, { emailVerified: new Date(now - hour) })
    await storage.createSession(sessionOf(ada.id, 'one', now - hour))
    const options = { now, keepsAccountsOf: [] }
    await storage.verifyEmail(ada.id, 'ada@example.com', options)
    await storage.setPasswordHash(ada.id, { hash: '2', expected: '1', ends: null })
    await storage.setPasswordHash(ada.id, { hash: '3', expected: '1', ends: { now } })
    await storage.endSession({ tokens: [tokenOf('one')] })
    const account = { ...hubAccount('1'), userId: ada.id }
    expectEqual('linkAccount', await storage.linkAccount(account, { begunAt: now - 1 }), true, shut)
  }),
  atomicCase('lists the accounts of a person with their tokens', async ({ storage }) => {
    const first = { ...hubAccount('1'), ...tokens }
    const ada = await signUp(storage, 'ada', { account: first })
    const eve = await signUp(storage, 'eve', { account: hubAccount('2') })
    const second = { provider: 'lab', type: 'oidc', providerAccountId: '1', access_token: 'other' }
    await storage.linkAccount({ ...second, userId: ada.id })
    const listed = await storage.listAccounts(ada.id)
    expectEqual('how many', listed.length, 2, 'people could not see how they can sign in')
    for (const account of [first, second]) {
      const found = listed.find(({ provider }) => provider === account.provider) ?? null
      expectIn(`the account at ${account.provider}`, found, { ...account, userId: ada.id }, lost)
    }
    const others = await storage.listAccounts(eve.id)
    expectEqual('whose the others are', others.map(({ userId }) => userId).join(), eve.id, stolen)
    expectEqual('the accounts of nobody', await storage.listAccounts('unknown'), [], stolen)
    await storage.deleteUser(ada.id)
    expectEqual('of somebody deleted', await storage.listAccounts(ada.id), [], stolen)
  }),
  atomicCase('keeps the tokens of a later sign-in', async ({ storage }) => {
    const ada = await signUp(storage, 'ada', { account: { ...hubAccount('1'), ...tokens } })
    const eve = await signUp(storage, 'eve', { account: { ...hubAccount('2'), ...tokens } })
    const later = { access_token: 'access 2', refresh_token: undefined, expires_at: 2_000_003_600 }
    const updated = await storage.updateAccount({ ...hubAccount('1'), ...later })
    expectEqual('updateAccount', updated, true, lost)
    const expected = { ...tokens, access_token: 'access 2', expires_at: 2_000_003_600 }
    expectIn('the account', (await storage.listAccounts(ada.id))[0] ?? null, expected, lost)
    expectIn('another', (await storage.listAccounts(eve.id))[0] ?? null, tokens, stolen)
    const bare = { provider: 'hub', type: 'oauth', providerAccountId: '1' }
    expectEqual('without tokens', await storage.updateAccount(bare), true, 'callers ask whether')
    expectIn('after that', (await storage.listAccounts(ada.id))[0] ?? null, expected, lost)
  }),
  atomicCase('links nothing by keeping tokens', async ({ storage }) => {
    const ada = await signUp(storage, 'ada', { account: hubAccount('1') })
    const eve = await signUp(storage, 'eve')
    for (const account of [hubAccount('2'), { ...hubAccount('1'), provider: 'lab' }]) {
      const updated = await storage.updateAccount(account)
      expectEqual('updateAccount of what is not linked', updated, false, 'callers ask whether')
      const { provider, providerAccountId } = account
      const owner = await storage.readUserByAccount(provider, providerAccountId)
      expectEqual('whose it is', owner, null, stolen)
    }
    // A token endpoint may answer with any names.
    const hostile = { id: 'x', userId: eve.id, user_id: eve.id, provider_account_id: '3' }
    await storage.updateAccount({ ...hubAccount('1'), ...hostile })
    expectIn('whose it is', await storage.readUserByAccount('hub', '1'), { id: ada.id }, stolen)
    expectEqual('what is new', await storage.readUserByAccount('hub', '3'), null, stolen)
    expectEqual('of the other', await storage.listAccounts(eve.id), [], stolen)
  }),
  atomicCase('unlinks an account of a person, unless it is their last way in', async (bench) => {
    const { storage } = bench
    const ada = await signUp(storage, 'ada', { account: hubAccount('1') })
    const eve = await signUp(storage, 'eve', { account: hubAccount('2') })
    const unlink = async (
      userId: string,
      providerAccountId: string,
      needsOther = true,
    ): Promise<string> =>
      storage.unlinkAccountOf(userId, { provider: 'hub', providerAccountId }, { needsOther })
    expectEqual('the account of another', await unlink(eve.id, '1', false), 'unknown', stolen)
    expectEqual('an unknown one', await unlink(ada.id, '9', false), 'unknown', stolen)
    expectEqual('of nobody', await unlink('unknown', '1', false), 'unknown', stolen)
    expectEqual('the last one', await unlink(ada.id, '1'), 'last', shut)
    expectIn('whose it is', await storage.readUserByAccount('hub', '1'), { id: ada.id }, shut)

    await storage.linkAccount({ ...hubAccount('3'), userId: ada.id })
    expectEqual('one of two', await unlink(ada.id, '1'), 'unlinked', stolen)
    expectEqual('whose it is now', await storage.readUserByAccount('hub', '1'), null, stolen)
    expectEqual('it again', await unlink(ada.id, '1'), 'unknown', 'callers ask whether')
    expectEqual('the other of two', await unlink(ada.id, '3'), 'last', shut)
    await storage.setPasswordHash(ada.id, { hash: '1', expected: null, ends: null })
    expectEqual('the last one beside a password', await unlink(ada.id, '3'), 'unlinked', shut)
    expectEqual('the last one of all', await unlink(eve.id, '2', false), 'unlinked', shut)
    expectEqual('what is left', await storage.listAccounts(ada.id), [], stolen)
  }),
  atomicCase(
    'leaves one of the last accounts of a person that are unlinked at once',
    async ({ storage, rounds, race }) => {
      for (let round = 0; round < rounds; round += 1) {
        const ada = await signUp(storage, `ada-${round}`)
        const links = 2 + (round % 3)
        for (let link = 0; link < links; link += 1) {
          await storage.linkAccount({ ...hubAccount(`${round}-${link}`), userId: ada.id })
        }
        const answers = await race(8, async (storage, party) =>
          storage.unlinkAccountOf(
            ada.id,
            { provider: 'hub', providerAccountId: `${round}-${party % links}` },
            { needsOther: true },
          ),
        )
        const unlinked = answers.filter((answer) => answer === 'unlinked').length
        expectEqual(`how many of ${links} were unlinked`, unlinked, links - 1, shut)
        expectEqual('how many are left', (await storage.listAccounts(ada.id)).length, 1, shut)
      }
    },
  ),
]
