/**
 * The queue, with work that ends when the test says so.
 *
 * @module
 */
import { expect, it } from 'vitest'
import { createWorkQueue } from '../../src/passwords/work-queue.ts'

/** Work of which the test decides when it ends; `most` is how much there ever was at once. */
function work() {
  const under = { way: 0, most: 0, started: [] as number[] }
  const ends: (() => void)[] = []
  const begin = (id: number) => async (): Promise<number> => {
    under.way += 1
    under.most = Math.max(under.most, under.way)
    under.started.push(id)
    await new Promise<void>((resolve) => ends.push(resolve))
    under.way -= 1
    return id
  }
  return { under, begin, endOne: () => ends.shift()?.() }
}

const settled = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('does no more at once than it may, first come first served', async () => {
  const { under, begin, endOne } = work()
  const inTurn = createWorkQueue({ atWork: 2, waiting: 8 })
  const all = Promise.all(Array.from({ length: 10 }, async (_, id) => inTurn(begin(id))))
  for (let left = 10; left > 0; left -= 1) {
    await settled()
    expect(under.way).toBe(Math.min(left, 2))
    endOne()
  }
  await expect(all).resolves.toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(under).toMatchObject({ most: 2, started: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] })
})

it('gives a free place to who waits, not to who comes in between', async () => {
  const { under, begin, endOne } = work()
  const inTurn = createWorkQueue({ atWork: 1, waiting: 2 })
  const first = inTurn(begin(1))
  const second = inTurn(begin(2))
  await settled()
  endOne()
  await first
  const third = inTurn(begin(3))
  await settled()
  expect(under.started).toEqual([1, 2])
  endOne()
  await second
  await settled()
  endOne()
  await third
  expect(under.most).toBe(1)
})

it('goes on after work that failed', async () => {
  const inTurn = createWorkQueue({ atWork: 1, waiting: 1 })
  const failing = inTurn(async () => Promise.reject(new Error('no memory')))
  const next = inTurn(async () => 'done')
  await expect(failing).rejects.toThrow('no memory')
  await expect(next).resolves.toBe('done')
  await expect(inTurn(async () => 'again')).resolves.toBe('again')
})

it('refuses whom it has no room for, at once', async () => {
  const { begin, endOne } = work()
  const inTurn = createWorkQueue({ atWork: 1, waiting: 1 })
  const first = inTurn(begin(1))
  const second = inTurn(begin(2))
  await expect(inTurn(begin(3))).rejects.toMatchObject({ code: 'passwords_busy' })
  endOne()
  await first
  await settled()
  endOne()
  await expect(second).resolves.toBe(2)
})
