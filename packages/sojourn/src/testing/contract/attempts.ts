/**
 * The contract about counting attempts.
 *
 * @module
 */
import { atomicCase, type ContractCase } from './case.ts'
import { expectEqual } from './check.ts'
import { hour } from './samples.ts'

const guessing = 'somebody could try more often than the limit says'
const shut = 'somebody would be kept out for longer than the limit says'

export const attemptCases: readonly ContractCase[] = [
  atomicCase('counts attempts until a window ends, then anew', async ({ storage, now }) => {
    const at = async (time: number, key = 'ada'): Promise<unknown> =>
      storage.countAttempt(key, { now: time, endsAt: time + hour })
    const endsAt = now + hour
    expectEqual('the first', await at(now), { count: 1, endsAt }, shut)
    expectEqual('the second', await at(now + 1000), { count: 2, endsAt }, guessing)
    expectEqual('just before the end', await at(endsAt - 1), { count: 3, endsAt }, guessing)
    expectEqual('of another key', await at(now, 'ADA'), { count: 1, endsAt }, shut)
    const next = { count: 1, endsAt: endsAt + hour }
    expectEqual('the first after the end', await at(endsAt), next, shut)
    expectEqual('the next', await at(endsAt), { ...next, count: 2 }, guessing)
    expectEqual('where the clock is behind', await at(now), { ...next, count: 3 }, guessing)
    expectEqual('far behind', await at(0), { ...next, count: 4 }, guessing)
    expectEqual('after that', await at(endsAt), { ...next, count: 5 }, guessing)
  }),
  atomicCase('forgets the counts that it is told to forget', async ({ storage, now }) => {
    const count = async (key: string): Promise<number> =>
      (await storage.countAttempt(key, { now, endsAt: now + hour })).count
    for (const key of ['a', 'b', 'c', 'a', 'b', 'c']) await count(key)
    await storage.forgetAttempts([])
    await storage.forgetAttempts(['a', 'b', 'unknown', '%'])
    expectEqual('one that was forgotten', await count('a'), 1, shut)
    expectEqual('another', await count('b'), 1, shut)
    expectEqual('one that was not', await count('c'), 3, guessing)
  }),
  atomicCase('keeps counts and claims apart', async ({ storage, now }) => {
    const why = 'one key may be counted and claimed'
    const window = { now, endsAt: now + hour }
    expectEqual('claim', await storage.claim('a', now + hour, now), true, why)
    expectEqual('count', (await storage.countAttempt('a', window)).count, 1, why)
    await storage.forgetAttempts(['a'])
    expectEqual('claim again', await storage.claim('a', now + hour, now), false, why)
  }),
  atomicCase('removes counts that have ended, and no others', async ({ storage, now }) => {
    for (const [key, endsAt] of [
      ['a', now - 1],
      ['b', now],
      ['c', now + 1],
    ] as const) {
      await storage.countAttempt(key, { now: now - hour, endsAt })
    }
    const why = 'the database would grow for ever'
    expectEqual('the first batch', await storage.removeExpired(now, 1), 1, why)
    expectEqual('the second batch', await storage.removeExpired(now, 5), 1, why)
    expectEqual('the third batch', await storage.removeExpired(now, 5), 0, why)
    const open = await storage.countAttempt('c', { now, endsAt: now + hour })
    expectEqual('what has not ended', open, { count: 2, endsAt: now + 1 }, guessing)
    // Where a removed count goes on, `now` would find it open.
    const ended = await storage.countAttempt('a', { now: now - hour, endsAt: now })
    expectEqual('what was removed', ended, { count: 1, endsAt: now }, shut)
  }),
  atomicCase('takes back an attempt that was none', async ({ storage, now, rounds, race }) => {
    const window = { now, endsAt: now + hour }
    await storage.takeBackAttempt('unknown')
    const unknown = await storage.countAttempt('unknown', window)
    expectEqual('of what was not counted', unknown.count, 1, guessing)
    for (let round = 0; round < rounds; round += 1) {
      const key = `back ${round}`
      await storage.countAttempt(key, window)
      await race(16, async (other) => {
        await other.countAttempt(key, window)
        await other.takeBackAttempt(key)
      })
      const left = await storage.countAttempt(key, window)
      expectEqual('what is left', left, { count: 2, endsAt: now + hour }, guessing)
    }
    await storage.countAttempt('none', window)
    for (let time = 0; time < 3; time += 1) await storage.takeBackAttempt('none')
    const again = await storage.countAttempt('none', window)
    expectEqual('below nothing', again.count, 1, shut)
  }),
  atomicCase('gives each of 16 attempts a number of its own', async ({ now, rounds, race }) => {
    for (let round = 0; round < rounds; round += 1) {
      // A new count, one that goes on, and one that has ended and is being removed.
      for (const [at, first] of [
        [now, 1],
        [now + 1, 17],
        [now + hour, 1],
      ] as const) {
        const counted = await race(16, async (storage) => {
          const { count } = await storage.countAttempt(`key ${round}`, {
            now: at,
            endsAt: at + hour,
          })
          return count
        })
        const expected = Array.from({ length: 16 }, (_, index) => first + index)
        expectEqual(
          'the numbers',
          counted.toSorted((a, b) => a - b),
          expected,
          guessing,
        )
      }
      const after = now + 2 * hour
      const swept = await race(16, async (storage, party) => {
        if (party === 5) await storage.removeExpired(after, 1000)
        else {
          const window = { now: after, endsAt: after + hour }
          return (await storage.countAttempt(`key ${round}`, window)).count
        }
        return 0
      })
      const expected = Array.from({ length: 16 }, (_, index) => index)
      expectEqual(
        'with a sweep',
        swept.toSorted((a, b) => a - b),
        expected,
        guessing,
      )
    }
  }),
]
