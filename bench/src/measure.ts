/**
 * Measuring, so that the machine's mood cancels out: contenders take turns, round by round, and each
 * round is divided by the limit's of the same turn.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type Contender, startOperation, startServer } from './contender.ts'
import type { OperationRow, ServerRow, StartContender } from './row.ts'

/** One contender's figures. */
export interface Result {
  readonly name: string
  /** Median of its rounds: milliseconds for starts, else microseconds. */
  readonly cost: number
  /** Median of its rounds over those of the limit; for starts, what it adds to a bare one. */
  readonly ratio: number
}

const rounds = 15
const benchFolder = new URL('..', import.meta.url)

/** Measures what contenders do, in turns. */
export async function measureRounds(
  row: OperationRow | ServerRow,
  rowFile: string,
  files: ReadonlyMap<string, string>,
  env?: Readonly<Record<string, string>>,
): Promise<Result[]> {
  const start = row.kind === 'operation' ? startOperation : startServer
  const contenders = new Map<string, Contender>()
  for (const [name, file] of files) contenders.set(name, await start(rowFile, file, env))
  const warmUp = await turn(contenders, () => Math.ceil(row.operations / 10))
  const quickest = Math.min(...warmUp.values())
  const operationsOf = (name: string): number =>
    Math.max(50, Math.ceil((row.operations * quickest) / (warmUp.get(name) ?? quickest)))
  const turns: Map<string, number>[] = []
  for (let round = 0; round < rounds; round++) turns.push(await turn(contenders, operationsOf))
  for (const contender of contenders.values()) contender.stop()
  return [...contenders.keys()].map((name) => ({
    name,
    cost: median(turns.map((costs) => costs.get(name) ?? NaN)),
    ratio: median(turns.map((costs) => (costs.get(name) ?? NaN) / (costs.get(row.limit) ?? NaN))),
  }))
}

/** Measures what importing each module adds to the start of a process. */
export async function measureStart(contenders: ReadonlyMap<string, string>): Promise<Result[]> {
  const costs = new Map<string, number[]>([...contenders.keys()].map((name) => [name, []]))
  const added = new Map<string, number[]>([...contenders.keys()].map((name) => [name, []]))
  await startTime()
  const specifiers = new Map<string, string>()
  for (const [name, file] of contenders) {
    specifiers.set(name, ((await import(file)) as StartContender).specifier)
  }
  for (let round = 0; round < rounds; round++) {
    for (const [name, specifier] of specifiers) {
      const bare = await startTime()
      const cost = await startTime(specifier)
      costs.get(name)?.push(cost)
      added.get(name)?.push(cost - bare)
    }
  }
  return [...contenders.keys()].map((name) => ({
    name,
    cost: median(costs.get(name) ?? []),
    ratio: median(added.get(name) ?? []),
  }))
}

async function turn(
  contenders: ReadonlyMap<string, Contender>,
  operationsOf: (name: string) => number,
): Promise<Map<string, number>> {
  const costs = new Map<string, number>()
  for (const [name, contender] of contenders) {
    costs.set(name, await contender.round(operationsOf(name)))
  }
  return costs
}

async function startTime(specifier?: string): Promise<number> {
  const code = specifier === undefined ? '' : `await import(${JSON.stringify(specifier)})`
  const args = ['--input-type=module', '--eval', code]
  const started = performance.now()
  const child = spawn(process.execPath, args, { cwd: benchFolder, stdio: 'inherit' })
  const [status] = (await once(child, 'exit')) as [number]
  if (status !== 0) throw new Error(`Importing ${specifier} failed.`)
  return performance.now() - started
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}
