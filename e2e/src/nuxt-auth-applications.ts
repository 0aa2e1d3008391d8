/**
 * Applications that are written for `@sidebase/nuxt-auth`, built on it and, with another `package.json`, on ours.
 *
 * They share one installation, that of `nuxt-auth-apps`, which has the original in it. Where ours is to be had
 * instead, it is laid out nearer to the application, with the package that it depends on.
 *
 * @module
 */
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'example-demo/build'
import { hashFiles } from 'example-demo/hash-files'
import { freePort } from 'example-identity-provider/free-port'
import { type Door, type Edition, takeDoor, tarballsOf } from './editions.ts'
import { installDependencies } from './install-dependencies.ts'
import { type RunningServer, startServer } from './server.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const applications = join(root, 'e2e', 'nuxt-auth-apps')
const name = '@sidebase/nuxt-auth'

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
  const tarballs = edition === 'door' ? await tarballsOf(door) : []

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
  if (edition === 'door') await takeDoor(folder, door)
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

const door: Door = { folder: 'nuxt-auth', replaces: name, alias: 'npm:@sojourn/nuxt-auth@1' }

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
