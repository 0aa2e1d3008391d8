/**
 * The process of one contender: does a round when it is told to, and reports its time.
 *
 * @module
 */
import type { OperationRow, Prepare } from './row.ts'

const [, , rowFile = '', contenderFile = ''] = process.argv
const { row } = (await import(rowFile)) as { row: OperationRow }
const { prepare } = (await import(contenderFile)) as { prepare: Prepare }
const work = await prepare()
row.check(await work())

process.on('message', (operations: number) => void round(operations))
process.send?.('ready')

async function round(operations: number): Promise<void> {
  const started = performance.now()
  const before = process.cpuUsage()
  for (let done = 0; done < operations; done++) {
    const result = work()
    // A synchronous contender is not made to wait for a promise that it does not have.
    if (result instanceof Promise) await result
  }
  const { user, system } = process.cpuUsage(before)
  const spent = row.clock === 'wall' ? (performance.now() - started) * 1000 : user + system
  process.send?.(spent / operations)
}
