/**
 * The contract about adoption: a session that was sealed in a cookie gets its record, once.
 *
 * @module
 */
import type { AtomicStorage } from '../../core/storage.ts'
import { atomicCase, type ContractCase } from './case.ts'
import { expectEqual, expectIn, expectPresent } from './check.ts'
import { hour, isReadable, person, sessionOf, signUp, tokenOf } from './samples.ts'

const undead = 'a cookie that was kept would bring back a session that was ended'
const shut = 'somebody would be signed out without a reason'

/** Adopts the session `id` of a cookie that was sealed at `issuedAt`. */
async function adopt(
  storage: AtomicStorage,
  userId: string,
  id: string,
  issuedAt: number,
): Promise<boolean> {
  return storage.createSession(sessionOf(userId, id, issuedAt), { adopts: { issuedAt } })
}

export const adoptionCases: readonly ContractCase[] = [
  atomicCase('adopts a session that never was', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    expectEqual('createSession', await adopt(storage, ada.id, 'one', now), true, shut)
    expectIn('the session', await storage.findSession('one', ada.id), { userId: ada.id }, shut)
    const nobody = await adopt(storage, 'unknown', 'two', now)
    expectEqual('createSession for nobody', nobody, false, undead)
  }),
  atomicCase(
    'says yes to a session that is there, and leaves it as it is',
    async ({ storage, now }) => {
      const ada = await signUp(storage, 'ada')
      const eve = await signUp(storage, 'eve')
      await storage.createSession(sessionOf(ada.id, 'other', now))
      await adopt(storage, ada.id, 'one', now)
      const again = sessionOf(ada.id, 'one', now, { expiresAt: now + 1, userAgent: 'other' })
      const effects = {
        adopts: { issuedAt: now },
        limit: 1,
        replaces: { tokens: [tokenOf('other')] },
      }
      const why = 'two servers get the same cookie at once, and both have to let it in'
      expectEqual('createSession', await storage.createSession(again, effects), true, why)
      const expected = { expiresAt: now + hour, userAgent: null }
      expectIn('the session', await storage.findSession('one', ada.id), expected, shut)
      const other = await isReadable(storage, tokenOf('other'))
      expectEqual('the other session', other, true, 'its effects were had when it was created')
      const stolen = await adopt(storage, eve.id, 'one', now)
      expectEqual('the same id for another', stolen, false, 'one id is one person')
    },
  ),
  atomicCase('adopts nothing that was ended, however it was', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    const end: Record<string, (id: string) => Promise<unknown>> = {
      endSession: async (id) => storage.endSession({ tokens: [tokenOf(id)] }),
      'endSession by id': async (id) => storage.endSession({ id, userId: ada.id }),
      replaces: async (id) =>
        storage.createSession(sessionOf(ada.id, `after-${id}`, now), {
          replaces: { tokens: [tokenOf(id)] },
        }),
      limit: async (id) =>
        storage.createSession(sessionOf(ada.id, `after-${id}`, now + 1), { limit: 1 }),
      endSessions: async () => storage.endSessions(ada.id, { now: now - 100 }),
    }
    for (const [way, act] of Object.entries(end)) {
      await adopt(storage, ada.id, way, now)
      await act(way)
      expectEqual(`after ${way}`, await isReadable(storage, tokenOf(way)), false, undead)
      // The cookie was sealed anew in the meantime: what counts is that the session was ended.
      expectEqual(`adopted after ${way}`, await adopt(storage, ada.id, way, now + 5), false, undead)
      expectEqual(`read after ${way}`, await isReadable(storage, tokenOf(way)), false, undead)
    }
  }),
  atomicCase('remembers what was ended while its cookie is good', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    await adopt(storage, ada.id, 'one', now)
    await storage.endSession({ id: 'one', userId: ada.id })
    await storage.removeExpired(now + hour - 1, 100)
    expectEqual('adopted later', await adopt(storage, ada.id, 'one', now + hour - 1), false, undead)
  }),
  atomicCase(
    'adopts nothing that was sealed before all sessions were ended',
    async ({ storage, now }) => {
      const ada = await signUp(storage, 'ada')
      const eve = await signUp(storage, 'eve')
      await storage.endSessions(ada.id, { now })
      await storage.endSessions(ada.id, { now: now - 1000 })
      expectEqual('sealed before', await adopt(storage, ada.id, 'a', now - 1), false, undead)
      expectEqual('sealed in that moment', await adopt(storage, ada.id, 'b', now), false, undead)
      expectEqual('sealed after', await adopt(storage, ada.id, 'c', now + 1), true, shut)
      expectEqual('of another', await adopt(storage, eve.id, 'd', now - 1), true, shut)
    },
  ),
  atomicCase(
    'adopts nothing that was sealed before the password changed',
    async ({ storage, now }) => {
      const ada = await signUp(storage, 'ada')
      await storage.setPasswordHash(ada.id, { hash: '1', expected: null, ends: { now } })
      expectEqual('sealed before', await adopt(storage, ada.id, 'a', now - 1), false, undead)
      await storage.setPasswordHash(ada.id, { hash: '2', expected: '0', ends: { now: now + hour } })
      expectEqual(
        'after a change that failed',
        await adopt(storage, ada.id, 'b', now + 1),
        true,
        shut,
      )
      await storage.setPasswordHash(ada.id, { hash: '2', expected: '1', ends: null })
      expectEqual('after a new hash', await adopt(storage, ada.id, 'c', now + 1), true, shut)
    },
  ),
  atomicCase('adopts nothing for somebody who was deleted', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    await adopt(storage, ada.id, 'one', now)
    await storage.deleteUser(ada.id)
    expectEqual('the session', await adopt(storage, ada.id, 'one', now + 1), false, undead)
    expectEqual('another session', await adopt(storage, ada.id, 'two', now + 1), false, undead)
  }),
  atomicCase('adopts nothing of somebody else who had the same id', async ({ storage, now }) => {
    const before = await storage.createUser(person('ada', { id: '4711' }))
    const id = expectPresent('createUser', before, 'ids of the application would be lost').id
    await adopt(storage, id, 'one', now - 1000)
    await storage.deleteUser(id)
    const after = await storage.createUser(person('eve', { id: '4711' }))
    expectIn('the next person', after, { id, name: 'eve' }, 'ids would be lost')
    const why = 'some databases give an id again, and an old cookie would let in as the next person'
    const late = now + 30 * 60_000
    // Even if its cookie was sealed anew.
    expectEqual('a session that was there', await adopt(storage, id, 'one', late), false, why)
    expectEqual('one that never was', await adopt(storage, id, 'two', now - 1000), false, why)
    expectEqual('sealed later', await adopt(storage, id, 'three', now + hour), true, shut)
  }),
]
