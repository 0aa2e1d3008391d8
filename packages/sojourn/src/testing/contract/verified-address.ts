/**
 * The contract about addresses that are verified after a person was made: whoever made the person may have
 * been somebody else, and keeps nothing.
 *
 * @module
 */
import type { AtomicStorage, StoredUser } from '../../core/storage.ts'
import { atomicCase, type ContractCase } from './case.ts'
import { expectEqual, expectIn, isDone } from './check.ts'
import { hour, hubAccount, isReadable, person, sessionOf, signUp, tokenOf } from './samples.ts'

const hijacked = 'whoever prepared the person would get in beside the owner of the address'
const shut = 'the owner of the address could not get in'
const lost = 'people would lose at each sign-in what they had'

const email = 'ada@example.com'

/** Somebody with a password, two accounts and two sessions, whose address is not verified. */
async function prepare(storage: AtomicStorage, now: number, name = 'ada'): Promise<StoredUser> {
  const ada = await signUp(storage, name, {
    account: hubAccount(`${name}-1`),
    passwordHash: 'old',
  })
  await storage.linkAccount({ ...hubAccount(`${name}-2`), provider: 'lab', userId: ada.id })
  for (const id of ['a', 'b']) {
    await storage.createSession(sessionOf(ada.id, `${name}-${id}`, now - hour))
  }
  return ada
}

export const verifiedAddressCases: readonly ContractCase[] = [
  atomicCase('leaves nothing that was prepared before an address was verified', async (bench) => {
    const { storage, now } = bench
    const ada = await prepare(storage, now)
    const eve = await prepare(storage, now, 'eve')
    const verified = await storage.verifyEmail(ada.id, email, { now, keepsAccountsOf: [] })
    const expected = { id: ada.id, name: 'ada', email, emailVerified: new Date(now) }
    expectIn('verifyEmail', verified, expected, shut)
    expectIn('the person', await storage.readUser(ada.id), expected, shut)
    expectEqual('the password', await storage.readPasswordHash(ada.id), null, hijacked)
    expectEqual('the accounts', await storage.listAccounts(ada.id), [], hijacked)
    expectEqual('the sessions', await storage.listSessions(ada.id, now - hour), [], hijacked)
    for (const id of ['ada-a', 'ada-b']) {
      expectEqual(`session ${id}`, await isReadable(storage, tokenOf(id)), false, hijacked)
    }
    const expectedOther = { emailVerified: null }
    expectIn('another person', await storage.readUser(eve.id), expectedOther, hijacked)
    expectEqual('their password', await storage.readPasswordHash(eve.id), 'old', lost)
    expectEqual('their accounts', (await storage.listAccounts(eve.id)).length, 2, lost)
    expectEqual('their session', await isReadable(storage, tokenOf('eve-a')), true, lost)
  }),
  atomicCase('keeps the accounts of those who vouch for an address', async ({ storage, now }) => {
    const ada = await prepare(storage, now)
    await storage.verifyEmail(ada.id, email, { now, keepsAccountsOf: ['lab', 'other'] })
    const left = (await storage.listAccounts(ada.id)).map(({ provider }) => provider)
    expectEqual('the providers that are left', left, ['lab'], shut)
  }),
  atomicCase('changes nothing where an address was verified before', async ({ storage, now }) => {
    const ada = await prepare(storage, now)
    const before = new Date(now - hour)
    await storage.updateUser(ada.id, { emailVerified: before })
    const verified = await storage.verifyEmail(ada.id, email, { now, keepsAccountsOf: [] })
    expectIn('verifyEmail', verified, { id: ada.id, email, emailVerified: before }, shut)
    expectEqual('the password', await storage.readPasswordHash(ada.id), 'old', lost)
    expectEqual('the accounts', (await storage.listAccounts(ada.id)).length, 2, lost)
    expectEqual('a session', await isReadable(storage, tokenOf('ada-a')), true, lost)
    const late = sessionOf(ada.id, 'late', now)
    const created = await storage.createSession(late, { begunAt: now - 1 })
    expectEqual('a sign-in that was under way', created, true, lost)
  }),
  atomicCase('verifies no address but that of the person', async ({ storage, now }) => {
    const ada = await prepare(storage, now)
    const why = 'a link that was sent to one address would verify another'
    const verify = async (userId: string, address: string): Promise<StoredUser | null> =>
      storage.verifyEmail(userId, address, { now, keepsAccountsOf: [] })
    for (const address of ['eve@example.com', 'ADA@example.com', `${email} `, '', 'a\0']) {
      expectEqual(`verifyEmail of ${address}`, await verify(ada.id, address), null, why)
    }
    expectEqual('of nobody', await verify('unknown', email), null, why)
    expectIn('the person', await storage.readUser(ada.id), { emailVerified: null }, why)
    expectEqual('the password', await storage.readPasswordHash(ada.id), 'old', lost)
    expectEqual('the accounts', (await storage.listAccounts(ada.id)).length, 2, lost)
    expectEqual('a session', await isReadable(storage, tokenOf('ada-a')), true, lost)
    const nobody = await storage.createUser(person('nobody', { email: null }))
    expectEqual('where there is none', await verify(nobody?.id ?? '', ''), null, why)
  }),
  atomicCase('lets in no sign-in that began before an address was verified', async (bench) => {
    const { storage, now } = bench
    for (const [name, parts] of [
      ['ada', { passwordHash: 'old' }],
      // A sign-in may also be under way with an account.
      ['eve', undefined],
    ] as const) {
      const { id } = await signUp(storage, name, parts)
      const address = `${name}@example.com`
      await storage.verifyEmail(id, address, { now, keepsAccountsOf: [] })
      const begin = async (at: string, begunAt: number): Promise<boolean> =>
        storage.createSession(sessionOf(id, `${name}-${at}`, now + 1000), { begunAt })
      expectEqual('one from before', await begin('before', now - 1), false, hijacked)
      expectEqual('long before', await begin('long', now - hour), false, hijacked)
      expectEqual('the one that has verified it', await begin('own', now), true, shut)
      expectEqual('one from after', await begin('after', now + 1), true, shut)
      const sealed = sessionOf(id, `${name}-sealed`, now - hour)
      for (const issuedAt of [now - hour, now]) {
        const adopted = await storage.createSession(sealed, { adopts: { issuedAt } })
        expectEqual('one that was sealed before', adopted, false, hijacked)
      }
      const change = { hash: 'new', expected: null, ends: { now: now + 5000 } }
      expectEqual('a new password', await storage.setPasswordHash(id, change), true, shut)
      await storage.verifyEmail(id, address, { now: now + 2000, keepsAccountsOf: [] })
      expectEqual('the password', await storage.readPasswordHash(id), 'new', lost)
      expectEqual('still refused', await begin('still', now - 1), false, hijacked)
    }
  }),
  atomicCase(
    'leaves nothing of what is prepared while an address is verified',
    async ({ storage, now, rounds, race }) => {
      for (let round = 0; round < rounds; round += 1) {
        const name = `ada-${round}`
        const ada = await prepare(storage, now, name)
        const verify = async (storage: AtomicStorage): Promise<unknown> =>
          storage.verifyEmail(ada.id, `${name}@example.com`, { now, keepsAccountsOf: [] })
        const deeds: ((storage: AtomicStorage, party: number) => Promise<unknown>)[] = [
          verify,
          async (storage, party) =>
            storage.createSession(sessionOf(ada.id, `${name}-${party}`, now), {
              begunAt: now - 1000,
            }),
          async (storage) =>
            storage.setPasswordHash(ada.id, {
              hash: 'kept',
              expected: 'old',
              ends: { now: now - 1 },
            }),
          async (storage, party) =>
            storage.createSession(sessionOf(ada.id, `${name}-s${party % 2}`, now - hour), {
              adopts: { issuedAt: now - hour },
            }),
          async (storage, party) =>
            storage.linkAccount(
              { ...hubAccount(`${name}-late-${party}`), userId: ada.id },
              // In the moment of the proof, too, as one that has just found its session.
              { begunAt: party % 2 === 0 ? now : now - 1000 },
            ),
          async (storage) =>
            isDone(storage.updateAccount({ ...hubAccount(`${name}-1`), access_token: 'other' })),
          async (storage) => {
            const tokens = [tokenOf(`${name}-a`)]
            const renewal = { expiresAt: now + 2 * hour, renewedAt: now, signedInAt: now }
            return storage.renewSession({ tokens }, renewal)
          },
        ]
        const answers = await race(12, async (storage, party) =>
          deeds[(party + round) % deeds.length]?.(storage, party),
        )
        for (const [party, answer] of answers.entries()) {
          if ((party + round) % deeds.length !== 0) continue
          expectIn('verifyEmail', answer as object, { emailVerified: new Date(now) }, shut)
        }
        expectEqual('the password', await storage.readPasswordHash(ada.id), null, hijacked)
        expectEqual('the accounts', await storage.listAccounts(ada.id), [], hijacked)
        expectEqual('the sessions', await storage.listSessions(ada.id, now - hour), [], hijacked)
      }
    },
  ),
  atomicCase(
    'keeps what comes after one of 8 who verify an address',
    async ({ storage, now, rounds, race }) => {
      for (let round = 0; round < rounds; round += 1) {
        const name = `ada-${round}`
        const ada = await prepare(storage, now, name)
        const done = await race(8, async (storage, party) => {
          await storage.verifyEmail(ada.id, `${name}@example.com`, { now, keepsAccountsOf: [] })
          if (party === 0) {
            await storage.setPasswordHash(ada.id, { hash: 'new', expected: null, ends: null })
          }
          return storage.createSession(sessionOf(ada.id, `${name}-${party}`, now), { begunAt: now })
        })
        expectEqual('how many got in', done.filter(Boolean).length, 8, shut)
        expectEqual('the password', await storage.readPasswordHash(ada.id), 'new', lost)
        expectEqual('the sessions', (await storage.listSessions(ada.id, now)).length, 8, lost)
      }
    },
  ),
]
