/**
 * `npm run bench`: every row, or those named on the command line. With `--check` it fails when a claim
 * does not hold.
 *
 * @module
 */
import { readdirSync } from 'node:fs'
import { cpus } from 'node:os'
import { measureRounds, measureStart, type Result } from './measure.ts'
import type { Row } from './row.ts'

const rowsFolder = new URL('../rows/', import.meta.url)
const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const isChecking = process.argv.includes('--check')

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`)
let isBroken = false
for (const name of readdirSync(rowsFolder).toSorted()) {
  if (asked.length === 0 || asked.includes(name)) isBroken = !(await runRow(name)) || isBroken
}
process.exitCode = isChecking && isBroken ? 1 : 0

/** Measures and prints a row. Says whether its claim holds. */
async function runRow(name: string): Promise<boolean> {
  const folder = new URL(`${name}/`, rowsFolder)
  const rowFile = new URL('row.ts', folder).href
  const { row } = (await import(rowFile)) as { row: Row }
  const contenders = new Map(
    readdirSync(folder)
      .filter((file) => file !== 'row.ts' && file.endsWith('.ts'))
      .map((file) => [file.replace(/\.ts$/, ''), new URL(file, folder).href]),
  )
  console.log(`\n${row.title}`)
  if (row.kind === 'start') return judge(row, await measureStart(contenders))
  if (row.kind === 'server' || row.setUp === undefined) {
    return judge(row, await measureRounds(row, rowFile, contenders))
  }
  const own: number[] = []
  let holds = true
  for (const size of row.sizes ?? [1]) {
    if (row.sizes !== undefined) console.log(`  among ${size.toLocaleString('en')}`)
    const ground = await row.setUp(size)
    const results = await measureRounds(row, rowFile, contenders, ground.env)
    await ground.tearDown()
    own.push(results.find(({ name }) => name === 'sojourn')?.cost ?? Infinity)
    holds = judge(row, results) && holds
  }
  if (row.growth === undefined) return holds
  const growth = (own.at(-1) ?? Infinity) / (own[0] ?? 0)
  const grows = `${growth.toFixed(2)}× of the first size at the last`
  console.log(
    `  claim: at most ${row.growth}× of it: ${growth <= row.growth ? `holds` : 'DOES NOT HOLD'} (${grows})`,
  )
  return holds && growth <= row.growth
}

/** Prints what was measured. Says whether the claim holds. */
function judge(row: Row, results: readonly Result[]): boolean {
  for (const result of results.toSorted((a, b) => a.ratio - b.ratio)) print(row, result)
  const ours = results.find((result) => result.name === 'sojourn')
  const holds = ours !== undefined && ours.ratio <= row.claim
  const unit = row.kind === 'start' ? ' ms' : '×'
  console.log(`  claim: at most ${row.claim}${unit}: ${holds ? 'holds' : 'DOES NOT HOLD'}`)
  return holds
}

function print(row: Row, { name, cost, ratio }: Result): void {
  const figures =
    row.kind === 'start'
      ? `${cost.toFixed(1).padStart(9)} ms  ${`+${ratio.toFixed(1)}`.padStart(7)} ms`
      : `${cost.toFixed(1).padStart(9)} µs  ${ratio.toFixed(2).padStart(7)}×`
  console.log(`  ${name.padEnd(34)}${figures}`)
}
