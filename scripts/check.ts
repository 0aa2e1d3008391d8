/**
 * Runs every check of this repository, in order, and sums them up.
 *
 *     npm test                 all of them
 *     npm test -- lint unit    these, and what they need
 *     npm run test:full        all, with the tests that take long
 *
 * A failing check does not stop the others: one run tells everything there is to mend. Only what
 * needs the build is not tried when there is none, and counts as failed. The last line is always
 * `N passed, N failed`, where a test counts as one, and so does a check that is not made of tests.
 *
 * @module
 */
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from './build.ts'
import { checkConsumers } from './consumers.ts'
import { run } from './run.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const packageFolder = 'packages/sojourn'
const reports = join(root, '.cache', 'check')

interface Result {
  passed: number
  failed: number
  skipped?: number
  /** Shown when something failed. */
  output: string
}

interface Step {
  name: string
  /** Whether it runs on `dist`. */
  needsBuild?: boolean
  run: () => Promise<Result>
}

/** A `require` of a door gives the function that is meant, which has itself under `default`. */
const bothWays = ['--ignore-rules', 'false-export-default']

const steps: Step[] = [
  { name: 'format', run: () => commands(['.', 'oxfmt', '--check']) },
  { name: 'build', run: buildPackage },
  // It knows types, and the examples and the bench import the package as its users do.
  { name: 'lint', needsBuild: true, run: () => commands(['.', 'oxlint']) },
  {
    name: 'types',
    needsBuild: true,
    run: () =>
      commands(
        [packageFolder, 'tsc', '-p', 'tsconfig.json'],
        [packageFolder, 'tsc', '-p', 'tsconfig.node.json'],
        ['examples/identity-provider', 'tsc', '-p', 'tsconfig.json'],
        ['examples/demo', 'tsc', '-p', 'tsconfig.json'],
        ['e2e', 'tsc', '-p', 'tsconfig.json'],
        ['bench', 'tsc', '-p', 'tsconfig.json'],
        ['.', 'tsc', '-p', 'tsconfig.json'],
      ),
  },
  { name: 'consumers', needsBuild: true, run: compileConsumers },
  {
    name: 'unused',
    // The second: nothing is published that no entry reaches, such as a helper of tests.
    run: () => commands(['.', 'knip'], ['.', 'knip', '--production', '--workspace', packageFolder]),
  },
  {
    name: 'package',
    needsBuild: true,
    run: () =>
      commands(
        [packageFolder, 'publint', '--strict'],
        [packageFolder, 'attw', '--pack', '.', '--profile', 'esm-only'],
        ['packages/nuxt-auth', 'publint', '--strict'],
        ['packages/nuxt-auth', 'attw', '--pack', '.', '--profile', 'esm-only'],
        ['packages/next-auth/v4', 'npm', 'run', '--silent', 'prepack'],
        ['packages/next-auth/v4', 'publint', '--strict'],
        ['packages/next-auth/v4', 'attw', '--pack', '.', ...bothWays],
        ['packages/next-auth/v5', 'npm', 'run', '--silent', 'prepack'],
        ['packages/next-auth/v5', 'publint', '--strict'],
        ['packages/next-auth/v5', 'attw', '--pack', '.', ...bothWays],
        ['.', 'size-limit'],
      ),
  },
  { name: 'unit', needsBuild: true, run: () => tests('unit', packageFolder, '--coverage') },
  { name: 'provider', run: () => tests('provider', 'examples/identity-provider') },
  {
    name: 'example',
    needsBuild: true,
    run: () =>
      commands(
        ['examples/nuxt', 'npm', 'run', '--silent', 'types'],
        ['examples/nuxt-tokens', 'npm', 'run', '--silent', 'types'],
        ['examples/vue', 'npm', 'run', '--silent', 'types'],
        ['examples/next', 'npm', 'run', '--silent', 'types'],
      ),
  },
  { name: 'e2e', needsBuild: true, run: () => tests('e2e', 'e2e') },
]

const env: Record<string, string> = {
  NEXT_TELEMETRY_DISABLED: '1',
  NUXT_TELEMETRY_DISABLED: '1',
  ...(process.argv.includes('--full') ? { SOJOURN_FULL: '1' } : {}),
}

async function check(names: string[]): Promise<number> {
  const unknown = names.filter((name) => steps.every((step) => step.name !== name))
  if (unknown.length > 0) {
    console.error(`There is no check "${unknown.join('", "')}". There are:`)
    console.error(steps.map((step) => step.name).join(' '))
    return 1
  }
  await rm(reports, { recursive: true, force: true })
  await mkdir(reports, { recursive: true })

  const chosen = steps.filter(({ name }) => names.length === 0 || names.includes(name))
  const buildStep = steps.find(({ name }) => name === 'build')
  if (buildStep && !chosen.includes(buildStep) && chosen.some((step) => step.needsBuild)) {
    chosen.unshift(buildStep)
  }

  const rows: string[] = []
  const sum = { passed: 0, failed: 0 }
  let built = true
  for (const step of chosen) {
    const started = performance.now()
    const result: Result = step.needsBuild && !built ? notBuilt : await timed(step)
    if (step.name === 'build') built = result.failed === 0

    const line = describe(step.name, result, performance.now() - started)
    if (result.failed > 0) console.log(result.output.trimEnd())
    console.log(line)
    rows.push(line)
    sum.passed += result.passed
    sum.failed += result.failed
  }
  console.log(`\n${rows.join('\n')}\n`)
  console.log(`${sum.passed} passed, ${sum.failed} failed`)
  return sum.failed > 0 || sum.passed === 0 ? 1 : 0
}

const notBuilt: Result = { passed: 0, failed: 1, output: 'Not tried, because the build failed.' }

/** Runs a step, and lets a long one show that it is alive. */
async function timed(step: Step): Promise<Result> {
  const started = performance.now()
  const alive = setInterval(() => {
    console.log(`  ${step.name} … ${seconds(performance.now() - started)}`)
  }, 20_000)
  try {
    return await step.run()
  } catch (error) {
    return { passed: 0, failed: 1, output: String(error) }
  } finally {
    clearInterval(alive)
  }
}

function describe(name: string, { passed, failed, skipped = 0 }: Result, took: number): string {
  const counts = [
    `${passed} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ]
  const verdict = failed > 0 ? 'FAILED' : 'ok'
  return `${name.padEnd(10)} ${verdict.padEnd(6)} ${seconds(took).padStart(8)}   ${counts.join(', ')}`
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

async function buildPackage(): Promise<Result> {
  let output = ''
  const outcome = await build((text) => (output = text))
  return outcome === 'failed' ? { passed: 0, failed: 1, output } : { passed: 1, failed: 0, output }
}

async function compileConsumers(): Promise<Result> {
  const output = await checkConsumers()
  return { passed: output ? 0 : 1, failed: output ? 1 : 0, output }
}

/** A check that counts as one: all of its commands run, each given as `[folder, command, ...args]`. */
async function commands(...list: [string, string, ...string[]][]): Promise<Result> {
  const failures: string[] = []
  for (const [cwd, name, ...args] of list) {
    const { code, output } = await run(name, args, { cwd: join(root, cwd), env })
    if (code !== 0)
      failures.push(`$ ${[name, ...args].join(' ')}   (in ${cwd}, exit code ${code})\n${output}`)
  }
  const failed = failures.length > 0
  return { passed: failed ? 0 : 1, failed: failed ? 1 : 0, output: failures.join('\n') }
}

/** A check that is made of tests, each of which counts. */
async function tests(name: string, cwd: string, ...args: string[]): Promise<Result> {
  const report = join(reports, `${name}.json`)
  const { code, output } = await run(
    'vitest',
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
    // In CI, Vitest compares snapshots and writes none.
    { cwd: join(root, cwd), env: { ...env, CI: 'true' } },
  )
  const counts = await readReport(report)
  // Vitest also fails for what is no test: a file that does not load, coverage, no tests at all.
  const failed = code !== 0 && counts.failed === 0 ? 1 : counts.failed
  return { ...counts, failed, output }
}

async function readReport(file: string): Promise<Omit<Required<Result>, 'output'>> {
  try {
    const report = JSON.parse(await readFile(file, 'utf8')) as Record<string, number>
    const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = report
    return {
      passed: numPassedTests,
      failed: numFailedTests,
      skipped: numPendingTests + numTodoTests,
    }
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }
  }
}

process.exitCode = await check(process.argv.slice(2).filter((name) => !name.startsWith('--')))
