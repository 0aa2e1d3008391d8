/**
 * The contract about what many servers do at once: each race has one right outcome, in any order.
 *
 * @module
 */
import type { AtomicStorage, NewSession } from '../../core/storage.ts'
import { atomicCase, type ContractCase } from './case.ts'
import { expectEqual, expectIn, expectPresent, isDone } from './check.ts'
import { hour, hubAccount, isReadable, person, sessionOf, signUp, tokenOf } from './samples.ts'

const undead = 'a session that was ended would let somebody in'
const twice = 'what is good once would be good twice'
const stolen = 'two people would share what belongs to one'

function count(answers: readonly unknown[]): number {
  return answers.filter((answer) => answer !== null && answer !== false).length
}

export const raceCases: readonly ContractCase[] = [
  atomicCase(
    'makes one person of 20 sign-ups of one address',
    async ({ storage, now, rounds, race }) => {
      for (let round = 0; round < rounds; round += 1) {
        const email = `ada-${round}@example.com`
        const made = await race(20, async (storage, party) =>
          storage.createUser(person(`${round}-${party}`, { email }), {
            account: hubAccount(`${round}-${party}`),
            passwordHash: `hash ${party}`,
          }),
        )
        expectEqual(`how many of 20 made ${email}`, count(made), 1, stolen)
        const winner = made.findIndex((user) => user !== null)
        const found = expectPresent('readUserByEmail', await storage.readUserByEmail(email), stolen)
        expectIn('the person', found, { id: made[winner]?.id, name: `${round}-${winner}` }, stolen)
        expectEqual('the hash', await storage.readPasswordHash(found.id), `hash ${winner}`, stolen)
        for (let party = 0; party < 20; party += 1) {
          const account = await storage.readUserByAccount('hub', `${round}-${party}`)
          const expected = party === winner ? found.id : undefined
          expectEqual(
            `the account of ${party}`,
            account?.id,
            expected,
            'half of a person would stay',
          )
        }
        const session = sessionOf(found.id, `s-${round}`, now)
        expectEqual('signing in', await storage.createSession(session), true, 'nobody could get in')
      }
    },
  ),
  atomicCase(
    'makes one person of 16 sign-ups with one account',
    async ({ storage, rounds, race }) => {
      for (let round = 0; round < rounds; round += 1) {
        const made = await race(16, async (storage, party) =>
          storage.createUser(person(`${round}-${party}`), { account: hubAccount(`${round}`) }),
        )
        expectEqual('how many of 16 were made', count(made), 1, stolen)
        const winner = made.findIndex((user) => user !== null)
        const found = await storage.readUserByAccount('hub', `${round}`)
        expectEqual('whose the account is', found?.id, made[winner]?.id, stolen)
        for (let party = 0; party < 16; party += 1) {
          const other = await storage.readUserByEmail(`${round}-${party}@example.com`)
          expectEqual(
            `whether ${party} is there`,
            other !== null,
            party === winner,
            'half of a person would stay',
          )
        }
      }
    },
  ),
  atomicCase('makes one person of 16 sign-ups with one id', async ({ storage, rounds, race }) => {
    for (let round = 0; round < rounds; round += 1) {
      const id = `p-${round}`
      const made = await race(16, async (storage, party) =>
        storage.createUser(person(`${round}-${party}`, { id }), {
          account: hubAccount(`${round}-${party}`),
        }),
      )
      expectEqual('how many of 16 were made', count(made), 1, stolen)
      const winner = made.findIndex((user) => user !== null)
      expectIn('the person', await storage.readUser(id), { name: `${round}-${winner}` }, stolen)
      const accounts = await storage.listAccounts(id)
      expectEqual('their accounts', accounts.length, 1, 'half of a person would stay')
    }
  }),
  atomicCase('links one account to one of 16 people', async ({ storage, rounds, race }) => {
    const people = await race(16, async (storage, party) => signUp(storage, `p${party}`))
    for (let round = 0; round < rounds; round += 1) {
      const linked = await race(16, async (storage, party) =>
        storage.linkAccount({ ...hubAccount(`${round}`), userId: people[party]?.id ?? '' }),
      )
      expectEqual('how many of 16 linked it', count(linked), 1, stolen)
      const found = await storage.readUserByAccount('hub', `${round}`)
      expectEqual('whose it is', found?.id, people[linked.indexOf(true)]?.id, stolen)
    }
  }),
  atomicCase('moves one of 16 people to an address', async ({ storage, rounds, race }) => {
    const people = await race(16, async (storage, party) => signUp(storage, `p${party}`))
    for (let round = 0; round < rounds; round += 1) {
      const email = `wanted-${round}@example.com`
      const moved = await race(16, async (storage, party) =>
        storage.updateUser(people[party]?.id ?? '', { email }),
      )
      expectEqual('how many of 16 moved', count(moved), 1, stolen)
      const winner = moved.findIndex((user) => user !== null)
      const found = await storage.readUserByEmail(email)
      expectEqual('whose it is', found?.id, people[winner]?.id, stolen)
    }
  }),
  atomicCase(
    'gives a claim to one of 16, also when it has expired',
    async ({ rounds, now, race }) => {
      for (let round = 0; round < rounds; round += 1) {
        for (const at of [now, now + hour]) {
          const claimed = await race(16, async (storage) =>
            storage.claim(`key ${round}`, at + hour, at),
          )
          expectEqual(`how many of 16 claimed key ${round}`, count(claimed), 1, twice)
        }
      }
    },
  ),
  atomicCase('sets the password of one of 16', async ({ storage, now, rounds, race }) => {
    const ada = await signUp(storage, 'ada')
    let expected: string | null = null
    for (let round = 0; round < rounds; round += 1) {
      const before = expected
      const set = await race(16, async (storage, party) =>
        storage.setPasswordHash(ada.id, {
          hash: `${round}-${party}`,
          expected: before,
          ends: party % 4 === 0 ? null : { now },
        }),
      )
      expectEqual(
        'how many of 16 set it',
        count(set),
        1,
        'somebody would be told of a password that is not',
      )
      expected = await storage.readPasswordHash(ada.id)
      expectEqual('the hash', expected, `${round}-${set.indexOf(true)}`, stolen)
    }
  }),
  atomicCase(
    'makes one record of 16 adoptions, and lets all 16 in',
    async ({ storage, now, rounds, race }) => {
      const ada = await signUp(storage, 'ada')
      for (let round = 0; round < rounds; round += 1) {
        const id = `cookie-${round}`
        const adopted = await race(16, async (storage) =>
          storage.createSession(sessionOf(ada.id, id, now), { adopts: { issuedAt: now } }),
        )
        expectEqual(
          'how many of 16 were let in',
          count(adopted),
          16,
          'requests of one page would fail',
        )
        const list = await storage.listSessions(ada.id, now)
        expectEqual(
          'the records',
          list.map((session) => session.id),
          [id],
          twice,
        )
        expectEqual(
          'how many ended',
          await storage.endSessions(ada.id, { now: now - 1 }),
          1,
          undead,
        )
      }
    },
  ),
  atomicCase(
    'brings back nothing by renewing what is being ended',
    async ({ storage, now, rounds, race }) => {
      const ada = await signUp(storage, 'ada')
      const renewal = { expiresAt: now + 2 * hour, renewedAt: now + 1, signedInAt: now }
      for (let round = 0; round < 2 * rounds; round += 1) {
        const id = `s-${round}`
        await storage.createSession(sessionOf(ada.id, id, now))
        const tokens = [`sha256:new-${round}`, tokenOf(id)]
        const ended = await race(8, async (storage, party) => {
          if (party === 3) return storage.endSession({ id, userId: ada.id })
          if (party === 6) return storage.endSession({ tokens })
          const token = party % 2 === 0 ? tokens[0] : undefined
          await storage.renewSession({ tokens }, { ...renewal, token })
          return false
        })
        expectEqual('how many of 2 ended it', count(ended), 1, twice)
        const readable = await isReadable(storage, tokenOf(id), `sha256:new-${round}`)
        expectEqual('the session', readable, false, undead)
        expectEqual('the list', await storage.listSessions(ada.id, now), [], undead)
      }
    },
  ),
  atomicCase(
    'never loses a session while the form of its token changes',
    async ({ storage, now, rounds, race }) => {
      const ada = await signUp(storage, 'ada')
      for (let round = 0; round < rounds; round += 1) {
        const [token, clear] = [`sha256:${round}`, `clear-${round}`]
        const tokens = [token, clear]
        await storage.createSession(sessionOf(ada.id, `s-${round}`, now, { token: clear }))
        const renewal = { expiresAt: now + hour, renewedAt: now, signedInAt: now, token }
        const found = await race(16, async (storage, party) =>
          party % 5 === 0
            ? storage.renewSession({ tokens }, renewal)
            : isReadable(storage, ...tokens),
        )
        expectEqual('how many of 16 found it', count(found), 16, 'somebody would be signed out')
      }
    },
  ),
  atomicCase(
    'never has more sessions than the limit, nor fewer',
    async ({ storage, now, rounds, race }) => {
      for (let round = 0; round < rounds; round += 1) {
        const ada = await signUp(storage, `ada-${round}`)
        const limit = 1 + (round % 3)
        const created = await race(16, async (storage, party) =>
          storage.createSession(sessionOf(ada.id, `s-${round}-${party}`, now + party), { limit }),
        )
        expectEqual('how many of 16 were created', count(created), 16, 'somebody could not sign in')
        const list = await storage.listSessions(ada.id, now)
        const why = 'a limit that a race can pass is none, and one that ends all locks people out'
        expectEqual('how many stay', list.length, limit, why)
      }
    },
  ),
  atomicCase(
    'adopts nothing while all sessions are being ended, and begins nothing while a password changes',
    async ({ storage, now, rounds, race }) => {
      for (let round = 0; round < rounds; round += 1) {
        const ada = await signUp(storage, `ada-${round}`, { passwordHash: '1' })
        const isChange = round % 2 === 1
        await race(16, async (storage, party) => {
          if (party === 7) {
            return isChange
              ? storage.setPasswordHash(ada.id, { hash: '2', expected: '1', ends: { now } })
              : storage.endSessions(ada.id, { now })
          }
          const id = `s-${round}-${party % 5}`
          // Half of them come of a sign-in that is under way while the password changes; the others were
          // sealed before.
          return isChange && party >= 8
            ? storage.createSession(sessionOf(ada.id, `${id}-${party}`, now), {
                begunAt: now - 1000,
              })
            : storage.createSession(sessionOf(ada.id, id, now - 1000), {
                adopts: { issuedAt: now - 1000 },
              })
        })
        expectEqual('the list', await storage.listSessions(ada.id, now), [], undead)
      }
    },
  ),
  atomicCase(
    'ends each session once while others are created',
    async ({ storage, now, rounds, race }) => {
      for (let round = 0; round < rounds; round += 1) {
        const ada = await signUp(storage, `ada-${round}`)
        for (const id of ['a', 'b'])
          await storage.createSession(sessionOf(ada.id, `${id}-${round}`, now))
        const answers = await race(8, async (storage, party) =>
          party % 4 === 3
            ? storage.endSessions(ada.id, { now })
            : storage.createSession(sessionOf(ada.id, `s-${round}-${party}`, now)),
        )
        const ended = answers.reduce<number>(
          (sum, answer) => sum + (typeof answer === 'number' ? answer : 0),
          0,
        )
        const list = await storage.listSessions(ada.id, now)
        expectEqual(
          'ended and left, together',
          ended + list.length,
          8,
          'people are told how many ended',
        )
        const old = list.filter(({ id }) => id === `a-${round}` || id === `b-${round}`)
        expectEqual('sessions from before', old, [], undead)
      }
    },
  ),
  atomicCase(
    'leaves nothing of somebody who is being deleted',
    async ({ storage, now, rounds, race }) => {
      for (let round = 0; round < rounds; round += 1) {
        const ada = await signUp(storage, `ada-${round}`, { account: hubAccount(`${round}`) })
        const sessionAt = (party: number): NewSession =>
          sessionOf(ada.id, `s-${round}-${party}`, now)
        const late = { ...hubAccount(`late-${round}`), userId: ada.id }
        const change = { hash: '1', expected: null, ends: null }
        const deeds: ((storage: AtomicStorage, party: number) => Promise<unknown>)[] = [
          async (storage) => storage.deleteUser(ada.id),
          // Refusing by throwing is as good: the person is gone.
          async (storage, party) => isDone(storage.createSession(sessionAt(party))),
          async (storage, party) => isDone(storage.createSession(sessionAt(party), { limit: 2 })),
          async (storage) => isDone(storage.linkAccount(late)),
          async (storage) => isDone(storage.setPasswordHash(ada.id, change)),
          async (storage) => isDone(storage.updateUser(ada.id, { name: 'Ada' })),
        ]
        const answers = await race(12, async (storage, party) =>
          deeds[(party + round) % deeds.length]?.(storage, party),
        )
        const deleted = answers.filter((_, party) => (party + round) % deeds.length === 0)
        expectEqual('how many of 2 deleted', count(deleted), 1, twice)
        expectEqual('the person', await storage.readUser(ada.id), null, undead)
        const byEmail = await storage.readUserByEmail(`ada-${round}@example.com`)
        expectEqual('the person by address', byEmail, null, undead)
        expectEqual('the hash', await storage.readPasswordHash(ada.id), null, undead)
        expectEqual('the list', await storage.listSessions(ada.id, now), [], undead)
        for (let party = 0; party < 12; party += 1) {
          const readable = await isReadable(storage, tokenOf(`s-${round}-${party}`))
          expectEqual(`session ${party}`, readable, false, undead)
        }
        // Whoever comes next can have all of it.
        const parts = { account: hubAccount(`late-${round}`) }
        await signUp(storage, `ada-${round}`, parts)
        await signUp(storage, `eve-${round}`, { account: hubAccount(`${round}`) })
      }
    },
  ),
]
