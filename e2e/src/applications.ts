/**
 * Applications to test: each laid out in a folder of its own, with the package installed from its
 * tarball, and built.
 *
 * The folders lie where Node finds the rest of what the application needs above them; `sojourn` is what
 * a user would get from the registry, to the file.
 *
 * @module
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const workFolder = join(root, '.e2e')

/** Made by tools; never copied. */
const made = new Set(['.data', '.e2e', '.nuxt', '.output', 'node_modules'])

/** Where an application's Nuxt is, and where its copy is laid out so that Node finds that one. */
interface Place {
  readonly nuxi: string
  readonly folder: string
}

/**
 * Packs the package as it would be published.
 *
 * @returns Path of the tarball.
 */
export async function packPackage(): Promise<string> {
  await mkdir(workFolder, { recursive: true })
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', workFolder], {
    cwd: join(root, 'packages', 'sojourn'),
  })
  const [packed] = JSON.parse(stdout) as [{ filename: string }]
  return join(workFolder, packed.filename)
}

/**
 * Lays an application out and builds it.
 *
 * @param source Folder of the application, from the root of this repository. With a lock file of its own
 *   it gets what that says installed first; else it shares what this repository has.
 * @param tarball What {@link packPackage} made.
 * @returns Folder of the built application.
 * @throws {Error} The build failed; the message holds what it wrote.
 */
export async function buildNuxtApplication(source: string, tarball: string): Promise<string> {
  const from = join(root, source)
  const entries = await readdir(from)
  const { nuxi, folder } = entries.includes('package-lock.json')
    ? await installDependencies(from)
    : { nuxi: nuxiIn(root), folder: join(workFolder, source.replaceAll('/', '-')) }

  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const entry of entries) {
    if (!made.has(entry)) await cp(join(from, entry), join(folder, entry), { recursive: true })
  }
  const target = join(folder, 'node_modules', 'sojourn')
  await mkdir(target, { recursive: true })
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', target])

  const env = { ...process.env, NUXT_TELEMETRY_DISABLED: '1' }
  await run(process.execPath, [nuxi, 'build'], { cwd: folder, env, maxBuffer: 2 ** 26 }).catch(
    (error: { stdout?: string; stderr?: string }) => {
      throw new Error(`${source} could not be built.\n${error.stdout}\n${error.stderr}`)
    },
  )
  return folder
}

/** Installs what an application's own lock file says, unless that is there already. */
async function installDependencies(folder: string): Promise<Place> {
  const lock = await readFile(join(folder, 'package-lock.json'))
  const digest = createHash('sha256').update(lock).digest('hex')
  const stamp = join(folder, 'node_modules', '.e2e-stamp')
  if ((await readFile(stamp, 'utf8').catch(() => '')) !== digest) {
    await run('npm', ['ci', '--ignore-scripts', '--loglevel=error'], { cwd: folder })
    await writeFile(stamp, digest)
  }
  return { nuxi: nuxiIn(folder), folder: join(folder, '.e2e') }
}

function nuxiIn(folder: string): string {
  return join(folder, 'node_modules', 'nuxt', 'bin', 'nuxt.mjs')
}
