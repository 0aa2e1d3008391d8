/**
 * The application that is written for NextAuth v4, built on it and, with another `package.json`, on ours.
 *
 * Both share one installation, which has the original in it. Where ours is to be had instead, it is laid out
 * nearer to the application, with the package that it depends on.
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
import { demoClient } from 'example-identity-provider'
import { freePort } from 'example-identity-provider/free-port'
import { inject } from 'vitest'
import { packPackage } from './applications.ts'
import { installDependencies } from './install-dependencies.ts'
import { type RunningServer, startServer } from './server.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const application = join(root, 'e2e', 'next-auth-apps', 'v4')

/** Which package the application gets under the name `next-auth`. */
export type Edition = 'original' | 'door'

/** As what a server of the application runs; `auth/variant.ts` of the application says what that means. */
export type Variant = 'sealed' | 'handlers' | 'database'

/** Seals the sessions of every server, so that one can read another's. */
export const secret = 'a-secret-of-forty-characters-for-testing'

/** What tools have made in the folder of the application, and what says what is installed. */
const left = new Set(['.e2e', '.next', 'next-env.d.ts', 'node_modules', 'package-lock.json'])

/**
 * Lays the application out and builds it, unless that was done of the very same sources.
 *
 * @returns Its folder.
 * @throws {Error} The build failed; the message holds what it wrote.
 */
export async function buildNextAuth(edition: Edition): Promise<string> {
  await installDependencies(application)
  const folder = join(application, '.e2e', edition)
  const entries = (await readdir(application)).filter((entry) => !left.has(entry)).toSorted()
  const tarballs = edition === 'door' ? await packed() : []

  const stamp = join(folder, '.sources')
  const digest = await hashFiles([
    fileURLToPath(import.meta.url),
    join(application, 'package-lock.json'),
    ...tarballs,
    ...entries.map((entry) => join(application, entry)),
  ])
  if ((await readFile(stamp, 'utf8').catch(() => '')) === digest) return folder

  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const entry of entries) {
    await cp(join(application, entry), join(folder, entry), { recursive: true })
  }
  if (edition === 'door') await takeDoor(folder, tarballs)
  await build(folder)
  await writeFile(stamp, digest)
  return folder
}

let door: Promise<string> | undefined

/** The tarballs of the door and of what it opens to. */
async function packed(): Promise<string[]> {
  door ??= packPackage('next-auth/v4')
  return [await door, inject('tarball')]
}

/** Changes `package.json`, as a user would, and installs what it then says. */
async function takeDoor(folder: string, [tarball = '', sojourn = '']: string[]): Promise<void> {
  const manifest = join(folder, 'package.json')
  const written = JSON.parse(await readFile(manifest, 'utf8')) as {
    dependencies: Record<string, string>
  }
  written.dependencies['next-auth'] = 'npm:@sojourn/next-auth@4'
  await writeFile(manifest, `${JSON.stringify(written, null, 2)}\n`)

  await unpack(tarball, join(folder, 'node_modules', 'next-auth'))
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

/** Ports for the variants, known before any server runs: the identity provider is told the addresses. */
export async function variantPorts(): Promise<Record<Variant, number>> {
  return {
    sealed: await freePort(),
    handlers: await freePort(),
    database: await freePort(),
  }
}

/** Where the identity provider may lead back to. */
export function callbackUrls(ports: Record<Variant, number>): string[] {
  return Object.entries(ports).flatMap(([variant, port]) =>
    ['harbour', 'plain'].map(
      (provider) => `${nextAuthUrl(variant as Variant, port)}/callback/${provider}`,
    ),
  )
}

function nextAuthUrl(variant: Variant, port: number): string {
  return `http://localhost:${port}${variant === 'handlers' ? '/custom-route/api/auth' : '/api/auth'}`
}

/** What to start. */
export interface NextAuthServer {
  readonly variant: Variant
  readonly port: number
  /** Address of the identity provider. */
  readonly issuer: string
}

/** Starts what {@link buildNextAuth} returned, with the environment that NextAuth's documents ask for. */
export async function startNextAuth(
  folder: string,
  { variant, port, issuer }: NextAuthServer,
): Promise<RunningServer> {
  const url = nextAuthUrl(variant, port)
  return startServer(
    folder,
    {
      APP_VARIANT: variant,
      HARBOUR_ISSUER: issuer,
      HARBOUR_ID: demoClient.clientId,
      HARBOUR_SECRET: demoClient.clientSecret,
      NEXTAUTH_SECRET: secret,
      NEXTAUTH_URL: variant === 'sealed' ? `http://localhost:${port}` : url,
      NEXTAUTH_URL_INTERNAL: url.replace('localhost', '127.0.0.1'),
      // The documents of NextAuth know no other names.
      AUTH_URL: '',
    },
    'built',
    port,
  )
}
