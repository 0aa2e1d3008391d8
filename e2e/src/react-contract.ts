/**
 * The page of `react-contract/`: built with one of two Reacts, in one of two modes, and served.
 *
 * Its bundler needs a tenth of a second, so each test file builds what it needs.
 *
 * @module
 */
import { execFile, spawn } from 'node:child_process'
import { cp, mkdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { endWithUs } from 'example-demo/end-with-us'
import { freePort } from 'example-identity-provider/free-port'
import { build } from 'esbuild'
import { inject } from 'vitest'
import { workFolder } from './applications.ts'
import { installDependencies } from './install-dependencies.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

/** Which React, and whether it is the one for development, which mounts twice in StrictMode. */
export interface ContractVariant {
  readonly react: 18 | 19
  readonly mode: 'production' | 'development'
}

/** A server of the page. */
export interface ContractServer {
  readonly url: string
  /** Does something to the server behind the page's back: see `control` in `react-contract/server.tsx`. */
  readonly control: (action: string, query?: Record<string, string>) => Promise<unknown>
  readonly isRunning: () => boolean
  /** Ends the process, at once. */
  readonly stop: () => Promise<void>
  /** Starts it again, at the same address. */
  readonly start: () => Promise<void>
  /** Starts another process on the same database, with an address of its own. */
  readonly startAnother: () => Promise<ContractServer>
}

/** Where each of the two Reacts is installed. */
const homes = { 18: join(root, 'e2e', 'next-14', 'node_modules'), 19: join(root, 'node_modules') }

/** Builds the page. Returns its folder. */
export async function buildContract({ react, mode }: ContractVariant): Promise<string> {
  const folder = join(workFolder, 'react-contract', `${react}-${mode}`)
  const modules = join(folder, 'node_modules')
  if (react === 18) await installDependencies(join(root, 'e2e', 'next-14'))
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(modules, 'sojourn'), { recursive: true })
  await run('tar', [
    '-xzf',
    inject('tarball'),
    '--strip-components=1',
    '-C',
    join(modules, 'sojourn'),
  ])
  for (const name of ['react', 'react-dom']) {
    await symlink(join(homes[react], name), join(modules, name))
  }
  await cp(join(root, 'e2e', 'react-contract'), join(folder, 'src'), { recursive: true })
  const shared = {
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': JSON.stringify(mode) },
    logLevel: 'silent',
  } as const
  await build({
    ...shared,
    entryPoints: { browser: join(folder, 'src', 'browser.tsx') },
    outdir: join(folder, 'browser'),
    splitting: true,
    minify: mode === 'production',
  })
  await build({
    ...shared,
    entryPoints: [join(folder, 'src', 'server.tsx')],
    outfile: join(folder, 'server.mjs'),
    platform: 'node',
    packages: 'external',
  })
  return folder
}

/**
 * Starts the server of a built page, with an empty database.
 *
 * @param environment `MAX_AGE`: seconds that a session lasts. `DATABASE`: a file that there is.
 */
export async function serveContract(
  folder: string,
  environment: Record<string, string> = {},
): Promise<ContractServer> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const { DATABASE: database = join(folder, `data-${port}.sqlite`) } = environment
  let child: ReturnType<typeof spawn> | undefined

  async function start(): Promise<void> {
    const started = spawn(process.execPath, ['server.mjs'], {
      cwd: folder,
      env: { ...process.env, ...environment, PORT: String(port), DATABASE: database },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    endWithUs(started)
    child = started
    await new Promise<void>((resolve, reject) => {
      started.stdout.once('data', () => resolve())
      started.once('exit', (code) => reject(new Error(`The server ended (${code}).`)))
    })
  }

  async function stop(): Promise<void> {
    const ending = child
    child = undefined
    if (!ending || ending.exitCode !== null) return
    await new Promise((resolve) => {
      ending.once('exit', resolve)
      ending.kill('SIGKILL')
    })
  }

  await start()
  return {
    url,
    start,
    stop,
    isRunning: () => child !== undefined,
    startAnother: async () => serveContract(folder, { ...environment, DATABASE: database }),
    async control(action, query = {}) {
      const response = await fetch(`${url}/control/${action}?${new URLSearchParams(query)}`)
      return response.json()
    },
  }
}
