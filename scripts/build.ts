/**
 * Builds the package, when its sources are not those of the last build.
 *
 * The stamp is a digest of the sources, not of their times: a fresh checkout or a switch of branches
 * touches every file and changes few. It stands outside `dist`, which is published.
 *
 *     node scripts/build.ts
 *
 * @module
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './run.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const packageFolder = join(root, 'packages', 'sojourn')
const dist = join(packageFolder, 'dist')
const stampFile = join(root, '.cache', 'build-stamp')

/**
 * Makes `dist` match the sources.
 *
 * @param report Gets the compiler's whole output when it fails.
 * @returns `fresh` if there was nothing to do.
 */
export async function build(
  report: (output: string) => void,
): Promise<'fresh' | 'built' | 'failed'> {
  const digest = await sourceDigest()
  const stamp = existsSync(stampFile) ? await readFile(stampFile, 'utf8') : null
  if (stamp === digest && existsSync(dist)) return 'fresh'

  // What a deleted source left behind would be published.
  await rm(dist, { recursive: true, force: true })
  await rm(stampFile, { force: true })
  const { code, output } = await run('tsc', ['-p', 'tsconfig.build.json'], { cwd: packageFolder })
  if (code !== 0) {
    report(output)
    return 'failed'
  }
  await mkdir(join(root, '.cache'), { recursive: true })
  await writeFile(stampFile, digest)
  return 'built'
}

/** Digest of everything that decides what `dist` holds. */
async function sourceDigest(): Promise<string> {
  const files = await Array.fromAsync(glob('src/**/*.*', { cwd: packageFolder }))
  const hash = createHash('sha256')
  for (const file of [
    ...files.filter((name) => !name.endsWith('.test.ts')).toSorted(),
    'package.json',
    'tsconfig.base.json',
    'tsconfig.build.json',
    join(root, 'package-lock.json'),
  ]) {
    const content = await readFile(join(file.startsWith(root) ? '' : packageFolder, file))
    hash.update(`${file}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

if (import.meta.main) {
  const started = performance.now()
  const outcome = await build((output) => console.error(output))
  if (outcome === 'failed') process.exitCode = 1
  else {
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    console.log(outcome === 'fresh' ? 'build: up to date' : `build: built in ${seconds} s`)
  }
}
