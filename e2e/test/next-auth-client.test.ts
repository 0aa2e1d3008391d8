/**
 * NextAuth's own tests of its client, as they ship in its package, on the door.
 *
 * They run in real Jest, which loads the door as applications' tests do: by `require`, as CommonJS, under jsdom. They
 * are read from where `next-auth` is installed, and are no part of this repository. On the original all of them pass,
 * so what fails on the door is the door's.
 *
 * @module
 */
import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { packPackage } from '../src/applications.ts'
import { installedFolder } from '../src/editions.ts'
import { installDependencies } from '../src/install-dependencies.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const harness = join(root, 'e2e', 'next-auth-client')

/** What does not pass on the door, and why. `docs/differences.md` tells users the same. */
const differences: Readonly<Record<string, string>> = {
  "redirection can't be stopped using an oauth provider":
    '`redirect: false` works for every provider',
  "redirection can be stopped using the 'credentials' provider":
    'begins where the test before it has led the page, which ours did not',
  'when it fails to fetch the providers, it redirected back to signin page':
    'a sign-in that could not be begun leaves the page where it is, and says so',
  'if callback URL contains a hash we force a window reload when re-directing':
    'only where nothing but the fragment differs: else the reload would cancel the way there',
  'will refetch the session when the browser tab becomes active again':
    'a session that came with the page counts as just asked for, for five seconds',
  "when there's no CSRF token returned, it'll reflect that":
    'a token that is none is `undefined`, as the types say',
  "if there's an error fetching the session, it should log it":
    'the client says in `error` what it could not ask, and logs nothing',
  "when failing to fetch the providers, it'll log the error": 'nothing is logged',
  "when the fetch fails it'll throw a client fetch error": 'nothing is logged',
  'if it can fetch the session, it should store it in `localStorage`':
    'tabs hear one another by a BroadcastChannel',
  'will broadcast the signout event to other tabs': 'tabs hear one another by a BroadcastChannel',
  'will refetch the session if told to do so programmatically from another window':
    'who has signed out is known to be signed out, without asking',
  'allows to customize how often the session will be re-fetched through polling':
    'the next question waits for the answer to the one before',
  "it won't allow to fetch the session in isolation without a session context":
    'the message is another',
}

interface JestReport {
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly assertionResults: readonly { readonly status: string; readonly title: string }[]
  }[]
}

beforeAll(() => installDependencies(harness))

describe("NextAuth's own tests of its client", { timeout: 300_000 }, () => {
  it('pass on NextAuth, as this harness runs them', async () => {
    const { passed, failed } = await runTests('original')
    expect(failed).toEqual([])
    expect(passed).toHaveLength(35)
  })

  it('pass on the door, but for named differences', async () => {
    const { passed, failed } = await runTests('door', 'src')
    expect(failed.toSorted()).toEqual(Object.keys(differences).toSorted())
    expect(passed.length + failed.length).toBe(35)
  })

  it('are not alone: what tests of applications do with it works in Jest', async () => {
    const { passed, failed } = await runTests('door', 'tests')
    expect(failed).toEqual([])
    expect(passed).toHaveLength(11)
  })
})

/** Lays the tests out beside what they import, and runs them. */
async function runTests(
  edition: 'original' | 'door',
  part = 'src',
): Promise<{ passed: string[]; failed: string[] }> {
  const folder = join(harness, '.e2e', edition)
  const source = join(folder, 'src')
  await rm(folder, { recursive: true, force: true })
  const original = join(installedFolder('next-auth'), 'src')
  const parts = edition === 'original' ? ['client', 'core', 'react', 'utils'] : ['client/__tests__']
  for (const path of parts) {
    await cp(join(original, path), join(source, path), { recursive: true })
  }
  if (edition === 'door') await layOutDoor(folder)

  const report = join(folder, 'report.json')
  const config = ['--config', join(harness, 'jest.config.cjs'), '--rootDir', folder]
  const jest = join(harness, 'node_modules', 'jest', 'bin', 'jest.js')
  // It fails where a test does.
  const { stderr } = await run(
    process.execPath,
    [jest, ...config, '--json', '--outputFile', report, join(folder, part)],
    { cwd: harness, env: { PATH: process.env.PATH ?? '' } },
  ).catch((error: { stderr: string }) => error)

  const text = await readFile(report, 'utf8').catch(() => '')
  if (text === '') throw new Error(`Jest wrote no report:\n${stderr}`)
  const { testResults } = JSON.parse(text) as JestReport
  for (const { assertionResults, message, name } of testResults) {
    if (assertionResults.length === 0) throw new Error(`${name} did not run:\n${message}`)
  }
  const all = testResults.flatMap(({ assertionResults }) => assertionResults)
  const titles = (isPassed: boolean): string[] =>
    all.filter(({ status }) => (status === 'passed') === isPassed).map(({ title }) => title)
  return { passed: titles(true), failed: titles(false) }
}

/** The door, installed as an application has it, and what the tests import of NextAuth's sources. */
async function layOutDoor(folder: string): Promise<void> {
  const target = join(folder, 'node_modules', 'next-auth')
  await mkdir(target, { recursive: true })
  const tarball = await packPackage('next-auth/v4')
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', target])
  await cp(join(harness, 'tests'), join(folder, 'tests'), { recursive: true })
  await mkdir(join(folder, 'src', 'utils'))
  await writeFile(join(folder, 'src', 'react.js'), `module.exports = require('next-auth/react')\n`)
  // The tests put another in its place, and look whether it was told.
  await writeFile(join(folder, 'src', 'utils', 'logger.js'), 'module.exports = {}\n')
}
