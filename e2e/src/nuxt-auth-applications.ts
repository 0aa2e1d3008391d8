/**
 * Applications that are written for `@sidebase/nuxt-auth`, built on it and, with another `package.json`, on ours.
 *
 * They share one installation, that of `nuxt-auth-apps`, which has the original in it. Where ours is to be had
 * instead, it is laid out nearer to the application, with the package that it depends on.
 *
 * @module
 */
import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'example-demo/build'
import { hashFiles } from 'example-demo/hash-files'
import { freePort } from 'example-identity-provider/free-port'
import { inject } from 'vitest'
import { packPackage } from './applications.ts'
import { installDependencies } from './install-dependencies.ts'
import { type RunningServer, startServer } from './server.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const applications = join(root, 'e2e', 'nuxt-auth-apps')
const name = '@sidebase/nuxt-auth'

/** Which package an application gets under the name `@sidebase/nuxt-auth`. */
export type Edition = 'original' | 'door'

/** What to build. */
export interface NuxtAuthBuild {
  readonly application: 'authjs' | 'local'
  readonly edition: Edition
  /** What is different about it: a name for it, and the environment that its configuration reads. */
  readonly variant?: { readonly name: string; readonly environment?: Record<string, string> }
  /** Whether it gets `next-auth` 4.24, the last of version 4. */
  readonly laterNextAuth?: boolean
}

/**
 * Lays an application out and builds it, unless that was done of the very same sources.
 *
 * @returns Its folder.
 * @throws {Error} The build failed; the message holds what it wrote.
 */
export async function buildNuxtAuth({
  application,
  edition,
  variant,
  laterNextAuth = false,
}: NuxtAuthBuild): Promise<string> {
  await installDependencies(applications)
  const from = join(applications, application)
  const folder = join(from, '.e2e', [edition, variant?.name].filter(Boolean).join('-'))
  const entries = (await readdir(from)).filter((entry) => !left.has(entry)).toSorted()
  const tarballs = edition === 'door' ? await packed() : []

  const stamp = join(folder, '.sources')
  const digest = await hashFiles([
    fileURLToPath(import.meta.url),
    join(applications, 'package-lock.json'),
    ...tarballs,
    ...entries.map((entry) => join(from, entry)),
  ])
  if ((await readFile(stamp, 'utf8').catch(() => '')) === digest) return folder

  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const entry of entries) {
    await cp(join(from, entry), join(folder, entry), { recursive: true })
  }
  if (edition === 'door') await takeDoor(folder, tarballs)
  if (laterNextAuth) {
    const installed = join(applications, 'node_modules')
    const target = join(folder, 'node_modules')
    await cp(join(installed, 'next-auth-later'), join(target, 'next-auth'), { recursive: true })
    // Beside it, or the original would find the version that it was installed with.
    if (edition === 'original') {
      await cp(join(installed, name), join(target, name), { recursive: true })
    }
  }
  await inEnvironment(variant?.environment ?? {}, () => build(folder))
  await writeFile(stamp, digest)
  return folder
}

/** What tools have made in the folder of an application. */
const left = new Set(['.e2e', '.nuxt', '.output', 'node_modules'])

let door: Promise<string> | undefined

/** The tarballs of the door and of what it opens to. */
async function packed(): Promise<string[]> {
  door ??= packPackage('nuxt-auth')
  return [await door, inject('tarball')]
}

/** Changes `package.json`, as a user would, and installs what it then says. */
async function takeDoor(folder: string, [tarball = '', sojourn = '']: string[]): Promise<void> {
  const manifest = join(folder, 'package.json')
  const written = JSON.parse(await readFile(manifest, 'utf8')) as {
    dependencies: Record<string, string>
  }
  written.dependencies[name] = 'npm:@sojourn/nuxt-auth@1'
  await writeFile(manifest, `${JSON.stringify(written, null, 2)}\n`)

  await unpack(tarball, join(folder, 'node_modules', name))
  const target = join(folder, 'node_modules', 'sojourn')
  await unpack(sojourn, target)
  // Nested, since what `next-auth` 4 depends on bears the same names in other versions.
  const { dependencies } = JSON.parse(await readFile(join(target, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  await mkdir(join(target, 'node_modules'))
  for (const dependency of Object.keys(dependencies)) {
    await symlink(installedFolder(dependency), join(target, 'node_modules', dependency))
  }
}

/** Folder of a package that `sojourn` depends on, as it finds it here. */
function installedFolder(dependency: string): string {
  const manifest = findPackageJSON(dependency, join(root, 'packages', 'sojourn', 'package.json'))
  if (manifest === undefined) throw new Error(`${dependency} is not installed.`)
  return dirname(manifest)
}

async function unpack(tarball: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true })
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', target])
}

/** Builds read the environment of this process. */
async function inEnvironment(
  environment: Record<string, string>,
  work: () => Promise<void>,
): Promise<void> {
  Object.assign(process.env, environment)
  try {
    await work()
  } finally {
    for (const variable of Object.keys(environment)) delete process.env[variable]
  }
}

/**
 * Starts what {@link buildNuxtAuth} returned, with the environment that NuxtAuth's documents ask for.
 *
 * @param environment Besides.
 */
export async function startNuxtAuth(
  folder: string,
  environment: Record<string, string> = {},
): Promise<RunningServer> {
  const port = await freePort()
  const documented = {
    AUTH_ORIGIN: `http://localhost:${port}/api/auth`,
    NUXT_AUTH_SECRET: 'a-secret-of-forty-characters-for-testing',
  }
  const isAuthjs = folder.includes(join('nuxt-auth-apps', 'authjs'))
  return startServer(folder, { ...(isAuthjs ? documented : {}), ...environment }, 'built', port)
}
