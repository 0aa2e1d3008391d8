/**
 * An application that is written for Auth.js v5, built on it and, with another `package.json`, on ours; and what its
 * tests have in common.
 *
 * Both share one installation, that of `next-auth-apps-v5`, which has the original in it. Where ours is to be had
 * instead, it is laid out nearer to the application, with the package that it depends on.
 *
 * @module
 */
import { execFile } from 'node:child_process'
import { createCipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'example-demo/build'
import { hashFiles } from 'example-demo/hash-files'
import { demoClient, type IdentityProvider, startIdentityProvider } from 'example-identity-provider'
import { freePort } from 'example-identity-provider/free-port'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, inject } from 'vitest'
import { packPackage } from './applications.ts'
import { installDependencies } from './install-dependencies.ts'
import { type RunningServer, startServer } from './server.ts'
import { hydrated, launchBrowser, openPage, type VisitedPage } from './visitor.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const installation = join(root, 'e2e', 'next-auth-apps-v5')

/** Which package the application gets under the name `next-auth`. */
export type Edition = 'original' | 'door'

/**
 * Lays the application out and builds it, unless that was done of the very same sources.
 *
 * @returns Its folder.
 * @throws {Error} The build failed; the message holds what it wrote.
 */
export async function buildApplicationOn(edition: Edition): Promise<string> {
  await installDependencies(installation)
  const from = join(installation, 'application')
  const folder = join(from, '.e2e', edition)
  const entries = (await readdir(from)).filter((entry) => !left.has(entry)).toSorted()
  const tarballs = edition === 'door' ? await packed() : []

  const stamp = join(folder, '.sources')
  const digest = await hashFiles([
    fileURLToPath(import.meta.url),
    join(installation, 'package-lock.json'),
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
  await build(folder)
  await writeFile(stamp, digest)
  return folder
}

/** What tools have made in the folder of the application. */
const left = new Set(['.e2e', '.next', 'next-env.d.ts', 'node_modules'])

let door: Promise<string> | undefined

/** The tarballs of the door and of what it opens to. */
async function packed(): Promise<string[]> {
  door ??= packPackage('next-auth/v5')
  return [await door, inject('tarball')]
}

/** Changes `package.json`, as a user would, and installs what it then says. */
async function takeDoor(folder: string, [tarball = '', sojourn = '']: string[]): Promise<void> {
  const manifest = join(folder, 'package.json')
  const written = JSON.parse(await readFile(manifest, 'utf8')) as {
    dependencies: Record<string, string>
  }
  written.dependencies['next-auth'] = 'npm:@sojourn/next-auth@5'
  await writeFile(manifest, `${JSON.stringify(written, null, 2)}\n`)

  await unpack(tarball, join(folder, 'node_modules', 'next-auth'))
  const target = join(folder, 'node_modules', 'sojourn')
  await unpack(sojourn, target)
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

/** What a test gets; each member is there once it runs. */
export interface AuthjsVisit {
  readonly server: RunningServer
  /** Address of the identity provider. */
  readonly issuer: string
  readonly context: BrowserContext
  /** Opens a page and waits until it works. */
  readonly open: (path: string) => Promise<VisitedPage>
  /** Asks an address with the cookies of this visitor, following nothing. */
  readonly ask: (
    path: string,
    method?: 'DELETE' | 'GET' | 'POST',
    data?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Asked>
}

/** An answer. */
export interface Asked {
  readonly status: number
  /** JSON, or text. */
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
  readonly setsSession: boolean
}

/** The secret of all editions, so that they can read one another's sessions. */
export const secret = 'a-secret-of-forty-characters-for-testing'

/**
 * A session as Auth.js has sealed it, five minutes ago: a JWE, `dir` with `A256CBC-HS512` (RFC 7518, section 5.2).
 *
 * @param claims Besides the times.
 */
export function sealedFiveMinutesAgo(claims: object): string {
  const name = 'authjs.session-token'
  const info = `Auth.js Generated Encryption Key (${name})`
  const key = Buffer.from(hkdfSync('sha256', secret, name, info, 64))
  const iat = Math.floor(Date.now() / 1000) - 300
  const plain = JSON.stringify({ ...claims, iat, exp: iat + 3600, jti: crypto.randomUUID() })

  const header = Buffer.from('{"alg":"dir","enc":"A256CBC-HS512"}').toString('base64url')
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-256-cbc', key.subarray(32), iv)
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  const length = Buffer.alloc(8)
  length.writeUInt32BE(header.length * 8, 4)
  const mac = createHmac('sha512', key.subarray(0, 32))
  const tag = mac.update(header).update(iv).update(sealed).update(length).digest().subarray(0, 32)
  return [header, '', ...[iv, sealed, tag].map((part) => part.toString('base64url'))].join('.')
}

/**
 * Builds and starts the application for the tests of a suite, with an identity provider beside it.
 *
 * @param environment Besides what Auth.js' documents ask for.
 */
export function visitAuthjs(
  edition: Edition,
  environment: Record<string, string> = {},
): AuthjsVisit {
  let provider: IdentityProvider | undefined
  let browser: Browser | undefined
  let server: RunningServer | undefined
  let context: BrowserContext | undefined
  beforeAll(async () => {
    const folder = await buildApplicationOn(edition)
    const port = await freePort()
    const callbacks = `http://localhost:${port}/api/auth/callback`
    provider = await startIdentityProvider({
      redirectUris: [`${callbacks}/harbour`, `${callbacks}/keycloak`],
    })
    const { clientId, clientSecret } = demoClient
    const documented = {
      AUTH_SECRET: secret,
      AUTH_GITHUB_ID: 'github-id',
      AUTH_GITHUB_SECRET: 'github-secret',
      AUTH_KEYCLOAK_ID: clientId,
      AUTH_KEYCLOAK_SECRET: clientSecret,
      AUTH_KEYCLOAK_ISSUER: provider.issuer,
      HARBOUR_ID: clientId,
      HARBOUR_SECRET: clientSecret,
      HARBOUR_ISSUER: provider.issuer,
    }
    server = await startServer(folder, { ...documented, ...environment }, 'built', port)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
    await provider?.close()
  })
  beforeEach(async () => {
    context = await browser?.newContext({ baseURL: server?.url ?? '' })
  })
  afterEach(async () => {
    await context?.close()
  })
  return {
    get server() {
      return there(server)
    },
    get issuer() {
      return there(provider).issuer
    },
    get context() {
      return there(context)
    },
    async open(path) {
      const page = await openPage(there(context))
      await page.goto(path)
      await hydrated(page)
      return page
    },
    async ask(path, method = 'GET', data, headers = {}) {
      const response = await there(context).request.fetch(path, {
        method,
        maxRedirects: 0,
        headers,
        ...(data !== undefined && { data }),
      })
      const text = await response.text()
      return {
        status: response.status(),
        body: parse(text),
        headers: response.headers(),
        setsSession: response
          .headersArray()
          .some(
            ({ name, value }) => /^set-cookie$/i.test(name) && /session-token=[^;]/.test(value),
          ),
      }
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('Only a test may ask for that.')
  return value
}
