/**
 * Applications to test: each laid out in a folder of its own, with the package installed from its
 * tarball, and built.
 *
 * That folder is `.e2e` in the application's, so Node finds the rest of what it needs above, as the
 * application itself does: its own `node_modules`, then this repository's. `sojourn` is what a user would
 * get from the registry, to the file.
 *
 * @module
 */
import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'example-demo/build'
import { hashFiles } from 'example-demo/hash-files'
import { inject } from 'vitest'
import { installDependencies } from './install-dependencies.ts'
import { oneAtATime } from './one-at-a-time.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

/** What tests leave behind for people to look at. */
export const workFolder: string = join(root, '.e2e')

/**
 * What is not copied: what tools have made, and the lock file, since the nearest one is where Next
 * believes an application to end.
 */
const left = new Set([
  '.cache',
  '.data',
  '.e2e',
  '.next',
  '.nuxt',
  'dist',
  '.output',
  'next-env.d.ts',
  'node_modules',
  'package-lock.json',
])

/**
 * Packs a package as it would be published.
 *
 * @param name Of its folder.
 * @param target Where to. Default: a folder of this process, as what it unpacks no other may overwrite.
 * @returns Path of the tarball.
 */
export async function packPackage(
  name: 'next-auth/v4' | 'next-auth/v5' | 'nuxt-auth' | 'sojourn' = 'sojourn',
  target: string = join(inject('packed'), String(process.pid)),
): Promise<string> {
  const from = join(root, 'packages', name)
  await mkdir(target, { recursive: true })
  const { stdout } = await oneAtATime(from, () =>
    run('npm', ['pack', '--json', '--pack-destination', target], { cwd: from }),
  )
  const [packed] = JSON.parse(stdout) as [{ filename: string }]
  return join(target, packed.filename)
}

/** An application of the same sources as another, built otherwise. */
export interface Variant {
  /** Told apart by it from the others of these sources. */
  readonly name: string
  /** Folder whose lock file and dependencies it gets, from the root of this repository. Default: its own. */
  readonly host?: string | undefined
  /** Files that it has in place of those in its folder: contents by name. */
  readonly files?: Readonly<Record<string, string>> | undefined
}

/**
 * Lays an application out and builds it, unless that was done of the very same sources.
 *
 * @param source Folder of the application, from the root of this repository. With a lock file of its own
 *   it gets what that says installed first; else it shares what this repository has.
 * @param variant Default: the application as it is.
 * @returns Folder of the built application, for `startServer` and `startDemo`.
 * @throws {Error} The build failed; the message holds what it wrote.
 */
export async function buildApplication(source: string, variant?: Variant): Promise<string> {
  const host = join(root, variant?.host ?? source)
  const folder = variant ? join(host, '.cache', variant.name) : join(root, source, '.e2e')
  await oneAtATime(folder, async () => layOut(folder, join(root, source), host, variant))
  return folder
}

async function layOut(
  folder: string,
  from: string,
  host: string,
  variant: Variant | undefined,
): Promise<void> {
  const files = variant?.files ?? {}
  const tarball = inject('tarball')
  const all = await readdir(from)
  if ((await readdir(host)).includes('package-lock.json')) await installDependencies(host)
  const entries = all.filter((entry) => !left.has(entry)).toSorted()

  const stamp = join(folder, '.sources')
  const sources = await hashFiles([
    tarball,
    join(host, 'package-lock.json'),
    join(root, 'examples', 'demo', 'package.json'),
    join(root, 'examples', 'demo', 'src'),
    ...entries.map((entry) => join(from, entry)),
  ])
  const digest = `${sources} ${JSON.stringify(files)}`
  if ((await readFile(stamp, 'utf8').catch(() => '')) === digest) return

  await rm(folder, { recursive: true, force: true })
  const target = join(folder, 'node_modules', 'sojourn')
  await mkdir(target, { recursive: true })
  for (const entry of entries) {
    await cp(join(from, entry), join(folder, entry), { recursive: true })
  }
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', target])
  // What the demos share asks for the package, too, and finds it from where it really is.
  for (const entry of ['package.json', 'src']) {
    const shared = join(root, 'examples', 'demo', entry)
    await cp(shared, join(folder, 'example-demo', entry), { recursive: true })
  }
  await symlink('../example-demo', join(folder, 'node_modules', 'example-demo'))
  await build(folder)
  await writeFile(stamp, digest)
}
