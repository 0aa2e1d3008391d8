/**
 * Dependencies of applications with a lock file of their own: older frameworks than those of this repository.
 *
 * @module
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { oneAtATime } from './one-at-a-time.ts'

const run = promisify(execFile)

/** Installs what an application's own lock file says, unless that is there already. */
export async function installDependencies(folder: string): Promise<void> {
  const lock = await readFile(join(folder, 'package-lock.json'))
  const digest = createHash('sha256').update(lock).digest('hex')
  const stamp = join(folder, 'node_modules', '.e2e-stamp')
  await oneAtATime(join(folder, 'node_modules'), async () => {
    if ((await readFile(stamp, 'utf8').catch(() => '')) === digest) return
    await run('npm', ['ci', '--ignore-scripts', '--loglevel=error'], { cwd: folder })
    await writeFile(stamp, digest)
  })
}
