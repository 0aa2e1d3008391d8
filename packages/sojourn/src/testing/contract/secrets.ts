/**
 * The contract about what is used once and what is compared before it is set: one-time secrets, claims,
 * passwords; and about removing what has expired.
 *
 * @module
 */
import { atomicCase, basicCase, type ContractCase } from './case.ts'
import { expectEqual, expectIn } from './check.ts'
import { hour, isReadable, sessionOf, signUp, tokenOf } from './samples.ts'

const twice = 'what is good once would be good twice'
const shut = 'somebody could not sign in'

export const secretCases: readonly ContractCase[] = [
  basicCase('gives a one-time secret once', async ({ storage, now }) => {
    const token = { identifier: 'ada@example.com', token: 'digest', expiresAt: now + hour }
    await storage.createVerificationToken(token)
    const first = await storage.useVerificationToken(token.identifier, token.token)
    expectIn('the first time', first, token, shut)
    const second = await storage.useVerificationToken(token.identifier, token.token)
    expectEqual('the second time', second, null, twice)
  }),
  basicCase('gives a one-time secret only to whom it was sent', async ({ storage, now }) => {
    const expiresAt = now + hour
    await storage.createVerificationToken({ identifier: 'ada@example.com', token: '1', expiresAt })
    await storage.createVerificationToken({ identifier: 'ada@example.com', token: '2', expiresAt })
    const why = 'a link sent to one address would sign in another'
    for (const identifier of ['eve@example.com', 'ADA@example.com', '']) {
      const taken = await storage.useVerificationToken(identifier, '1')
      expectEqual(`for ${identifier}`, taken, null, why)
    }
    expectEqual('unknown', await storage.useVerificationToken('ada@example.com', '3'), null, why)
    for (const token of ['2', '1']) {
      const taken = await storage.useVerificationToken('ada@example.com', token)
      expectIn(`secret ${token}`, taken, { identifier: 'ada@example.com', token, expiresAt }, shut)
    }
  }),
  basicCase('gives a one-time secret also when it has expired', async ({ storage, now }) => {
    const token = { identifier: 'ada@example.com', token: '1', expiresAt: now - hour }
    await storage.createVerificationToken(token)
    const taken = await storage.useVerificationToken(token.identifier, token.token)
    expectIn(
      'an expired secret',
      taken,
      token,
      'people are told that it is too late, not that it is wrong',
    )
  }),
  basicCase(
    'gives a one-time secret to one of all who ask at once',
    async ({ storage, now, rounds, race }) => {
      for (let round = 0; round < rounds; round += 1) {
        const token = {
          identifier: 'ada@example.com',
          token: `digest-${round}`,
          expiresAt: now + hour,
        }
        await storage.createVerificationToken(token)
        const taken = await race(16, async (storage) =>
          storage.useVerificationToken(token.identifier, token.token),
        )
        const got = taken.filter((one) => one !== null).length
        expectEqual(`how many of 16 got secret ${round}`, got, 1, twice)
      }
    },
  ),

  atomicCase('lets a key be claimed once until it expires', async ({ storage, now }) => {
    const why = 'a request that was replayed would be served again'
    expectEqual('claim', await storage.claim('a', now + hour, now), true, shut)
    expectEqual('claim again', await storage.claim('a', now + 2 * hour, now), false, why)
    const last = await storage.claim('a', now + 2 * hour, now + hour - 1)
    expectEqual('claim just before it expires', last, false, why)
    expectEqual('another key', await storage.claim('A', now + hour, now), true, shut)
    const late = await storage.claim('a', now + 2 * hour, now + hour)
    expectEqual('claim when it has expired', late, true, shut)
    expectEqual('and again', await storage.claim('a', now + 3 * hour, now + hour), false, why)
  }),

  atomicCase('sets a password only over the one that was expected', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    const eve = await signUp(storage, 'eve', { passwordHash: 'eve' })
    const why = 'two changes at once would both be told that they won'
    const set = async (hash: string, expected: string | null, userId = ada.id): Promise<boolean> =>
      storage.setPasswordHash(userId, { hash, expected, ends: { now } })
    expectEqual('at first', await storage.readPasswordHash(ada.id), null, why)
    expectEqual('over another one', await set('1', '0'), false, why)
    expectEqual('after it', await storage.readPasswordHash(ada.id), null, why)
    expectEqual('over none', await set('1', null), true, shut)
    expectEqual('over none again', await set('2', null), false, why)
    expectEqual('the hash', await storage.readPasswordHash(ada.id), '1', why)
    expectEqual('over the present one', await set('2', '1'), true, shut)
    expectEqual('the new hash', await storage.readPasswordHash(ada.id), '2', shut)
    expectEqual('of another', await storage.readPasswordHash(eve.id), 'eve', shut)
    expectEqual('of nobody', await set('1', null, 'unknown'), false, why)
    expectEqual('nobody has', await storage.readPasswordHash('unknown'), null, why)
  }),
  atomicCase('ends the sessions with a new password, and only then', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada', { passwordHash: '1' })
    const eve = await signUp(storage, 'eve')
    await storage.createSession(sessionOf(eve.id, 'eve', now))
    for (const id of ['a', 'b']) await storage.createSession(sessionOf(ada.id, id, now))
    const left = async (): Promise<Set<unknown>> =>
      new Set((await storage.listSessions(ada.id, now)).map(({ id }) => id))
    const why = 'whoever knew the old password would stay signed in'
    await storage.setPasswordHash(ada.id, { hash: '2', expected: '0', ends: { now } })
    expectEqual('after a change that failed', await left(), new Set(['a', 'b']), shut)
    await storage.setPasswordHash(ada.id, { hash: '2', expected: '1', ends: null })
    expectEqual('after a new hash of the same', await left(), new Set(['a', 'b']), shut)
    await storage.setPasswordHash(ada.id, { hash: '3', expected: '2', ends: { now, except: 'b' } })
    expectEqual('after a change', await left(), new Set(['b']), why)
    await storage.setPasswordHash(ada.id, { hash: '4', expected: '3', ends: { now } })
    expectEqual('after a change that spares none', await left(), new Set(), why)
    expectEqual('a session of another', await isReadable(storage, tokenOf('eve')), true, shut)
  }),
  atomicCase('forgets the password of somebody who is deleted', async ({ storage }) => {
    const parts = { passwordHash: '1' }
    const ada = await storage.createUser(
      { id: 'p-1', name: 'Ada', email: 'a@example.com', emailVerified: null },
      parts,
    )
    expectIn('createUser', ada, { id: 'p-1' }, shut)
    await storage.deleteUser('p-1')
    expectEqual('the hash', await storage.readPasswordHash('p-1'), null, twice)
    await storage.createUser({
      id: 'p-1',
      name: 'Eve',
      email: 'e@example.com',
      emailVerified: null,
    })
    const why = 'whoever comes after would be let in by an old password'
    expectEqual('the hash of the next', await storage.readPasswordHash('p-1'), null, why)
  }),

  atomicCase('removes what has expired, in batches', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    const why = 'the database would grow for ever, or stand still while it is swept'
    for (let index = 0; index < 7; index += 1) {
      const expiresAt = now - index
      await storage.createSession(sessionOf(ada.id, `s${index}`, now, { expiresAt }))
      if (index < 3) {
        const identifier = `${index}@example.com`
        await storage.createVerificationToken({ identifier, token: 'x', expiresAt })
        await storage.claim(`c${index}`, expiresAt, now - hour)
      }
    }
    await storage.createSession(sessionOf(ada.id, 'live', now, { expiresAt: now + 1 }))
    const live = { identifier: 'live@example.com', token: 'x', expiresAt: now + 1 }
    await storage.createVerificationToken(live)
    await storage.claim('live', now + 1, now - hour)

    expectEqual('the first batch', await storage.removeExpired(now, 5), 5, why)
    expectEqual('the second batch', await storage.removeExpired(now, 5), 2, why)
    expectEqual('the third batch', await storage.removeExpired(now, 5), 0, why)
    for (let index = 0; index < 7; index += 1) {
      expectEqual(`session ${index}`, await isReadable(storage, tokenOf(`s${index}`)), false, why)
    }
    for (let index = 0; index < 3; index += 1) {
      const taken = await storage.useVerificationToken(`${index}@example.com`, 'x')
      expectEqual(`secret ${index}`, taken, null, why)
    }
    expectEqual('a live session', await isReadable(storage, tokenOf('live')), true, shut)
    expectEqual('a live claim', await storage.claim('live', now + hour, now), false, twice)
    const secret = await storage.useVerificationToken('live@example.com', 'x')
    expectIn('a live secret', secret, live, shut)
    expectIn('the person', await storage.readUser(ada.id), { name: 'ada' }, shut)
  }),
]
