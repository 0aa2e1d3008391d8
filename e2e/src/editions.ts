/**
 * Editions of an application: on the package that it was written for, and on our door in its place.
 *
 * @module
 */
import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build as buildApplication } from 'example-demo/build'
import { hashFiles } from 'example-demo/hash-files'
import { inject } from 'vitest'
import { packPackage } from './applications.ts'
import { installDependencies } from './install-dependencies.ts'
import { oneAtATime } from './one-at-a-time.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

/** Which package an application gets under the original's name. */
export type Edition = 'original' | 'door'

/** On which editions a specification runs: on the original, too, with `npm run test:full`. */
export const editions: readonly Edition[] =
  process.env.SOJOURN_FULL === '1' ? ['original', 'door'] : ['door']

/** A door. */
export interface Door {
  /** Its folder below `packages`. */
  readonly folder: 'next-auth/v4' | 'next-auth/v5' | 'nuxt-auth'
  /** The name of what it replaces. */
  readonly replaces: string
  /** What a user writes in `package.json` in place of a version. */
  readonly alias: string
}

const packed = new Map<Door['folder'], Promise<string>>()

/** The tarballs of a door and of what it opens to. */
export async function tarballsOf({ folder }: Door): Promise<string[]> {
  const door = packed.get(folder) ?? packPackage(folder)
  packed.set(folder, door)
  return [await door, inject('tarball')]
}

/** Changes `package.json`, as a user would, and installs what it then says. */
export async function takeDoor(folder: string, door: Door): Promise<void> {
  const [tarball = '', sojourn = ''] = await tarballsOf(door)
  const manifest = join(folder, 'package.json')
  const written = JSON.parse(await readFile(manifest, 'utf8')) as {
    dependencies: Record<string, string>
  }
  written.dependencies[door.replaces] = door.alias
  await writeFile(manifest, `${JSON.stringify(written, null, 2)}\n`)

  await unpack(tarball, join(folder, 'node_modules', door.replaces))
  const target = join(folder, 'node_modules', 'sojourn')
  await unpack(sojourn, target)
  // Nested, since what the original depends on bears the same names in other versions.
  const { dependencies } = JSON.parse(await readFile(join(target, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  await mkdir(join(target, 'node_modules'))
  for (const dependency of Object.keys(dependencies)) {
    await symlink(installedFolder(dependency), join(target, 'node_modules', dependency))
  }
}

/** An application that is written for the original. */
export interface EditionSources {
  /** Its folder. */
  readonly from: string
  /** Folder of the lock file that says what it runs on. */
  readonly installation: string
  readonly door: Door
  /** Told apart by it from the others of these sources. Default: there is one. */
  readonly variant?: string | undefined
  /** Builds what was laid out. Default: as its framework does. */
  readonly build?: (folder: string) => Promise<void>
  /** The file that says how `build` does it. */
  readonly recipe?: string
}

/** What tools have made in the folder of an application, and what says what is installed. */
const left = new Set([
  '.e2e',
  '.next',
  '.nuxt',
  '.output',
  'next-env.d.ts',
  'node_modules',
  'package-lock.json',
])

/**
 * Lays an application out and builds it, unless that was done of the very same sources.
 *
 * @returns Its folder.
 * @throws {Error} The build failed; the message holds what it wrote.
 */
export async function buildEdition(edition: Edition, sources: EditionSources): Promise<string> {
  const { from, installation, variant } = sources
  await installDependencies(installation)
  const folder = join(from, '.e2e', variant === undefined ? edition : `${edition}-${variant}`)
  await oneAtATime(folder, async () => layOut(folder, edition, sources))
  return folder
}

async function layOut(
  folder: string,
  edition: Edition,
  { from, installation, door, build = buildApplication, recipe }: EditionSources,
): Promise<void> {
  const entries = (await readdir(from)).filter((entry) => !left.has(entry)).toSorted()
  const stamp = join(folder, '.sources')
  const digest = await hashFiles([
    fileURLToPath(import.meta.url),
    ...(recipe === undefined ? [] : [recipe]),
    join(installation, 'package-lock.json'),
    ...(edition === 'door' ? await tarballsOf(door) : []),
    ...entries.map((entry) => join(from, entry)),
  ])
  if ((await readFile(stamp, 'utf8').catch(() => '')) === digest) return

  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const entry of entries) {
    await cp(join(from, entry), join(folder, entry), { recursive: true })
  }
  if (edition === 'door') await takeDoor(folder, door)
  await build(folder)
  await writeFile(stamp, digest)
}

/** Folder of a package, as `sojourn` finds it here. */
export function installedFolder(name: string): string {
  const manifest = findPackageJSON(name, join(root, 'packages', 'sojourn', 'package.json'))
  if (manifest === undefined) throw new Error(`${name} is not installed.`)
  return dirname(manifest)
}

async function unpack(tarball: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true })
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', target])
}
