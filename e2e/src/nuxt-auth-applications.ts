/**
 * Applications that are written for `@sidebase/nuxt-auth`, built on it and, with another `package.json`, on ours.
 *
 * They share one installation, that of `nuxt-auth-apps`, which has the original in it. Where ours is to be had
 * instead, it is laid out nearer to the application, with the package that it depends on.
 *
 * @module
 */
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'example-demo/build'
import { freePort } from 'example-identity-provider/free-port'
import { buildEdition, type Door, type Edition } from './editions.ts'
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

const door: Door = { folder: 'nuxt-auth', replaces: name, alias: 'npm:@sojourn/nuxt-auth@1' }

/**
 * Lays an application out and builds it, unless that was done of the very same sources.
 *
 * @returns Its folder.
 * @throws {Error} The build failed; the message holds what it wrote.
 */
export function buildNuxtAuth(wanted: NuxtAuthBuild): Promise<string> {
  const { application, edition, variant, laterNextAuth = false } = wanted
  return buildEdition(edition, {
    from: join(applications, application),
    installation: applications,
    door,
    variant: variant?.name,
    recipe: fileURLToPath(import.meta.url),
    async build(folder) {
      if (laterNextAuth) await takeLaterNextAuth(folder, edition)
      await inEnvironment(variant?.environment ?? {}, () => build(folder))
    },
  })
}

async function takeLaterNextAuth(folder: string, edition: Edition): Promise<void> {
  const installed = join(applications, 'node_modules')
  const target = join(folder, 'node_modules')
  await cp(join(installed, 'next-auth-later'), join(target, 'next-auth'), { recursive: true })
  // Beside it, or the original would find the version that it was installed with.
  if (edition === 'original') {
    await cp(join(installed, name), join(target, name), { recursive: true })
  }
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
