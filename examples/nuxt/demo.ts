/**
 * Starts the demo: the identity provider in this process, the built application beside it.
 *
 * The start script and the browser tests share this. Building is not its business, nor is talking to
 * whoever started it.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { demoClient, startIdentityProvider } from 'example-identity-provider'
import { freePort } from 'example-identity-provider/free-port'
import { endWithUs } from './demo/end-with-us.ts'

/** Path to which the provider sends people back: that of the provider `harbour`. */
const callbackPath = '/api/auth/callback/harbour'
/** How long the application may take to answer, and to stop. Milliseconds. */
const startTimeout = 30_000
const stopTimeout = 5000

/** What to start. */
export interface DemoOptions {
  /** Folder of this example. Default: that of this file. */
  readonly root?: string | undefined
  /** What `nuxi build` made. Default: `.output` in `root`. */
  readonly outputDir?: string | undefined
  /** Preferred port of the application; the next free one is taken. Default: any free one. */
  readonly port?: number | undefined
  /** Preferred port of the identity provider, likewise. */
  readonly providerPort?: number | undefined
  /** Idle lifetime of a session, in seconds. Default: one hour. */
  readonly sessionMaxAge?: number | undefined
  /** Secret that seals the sessions. Default: a random one, kept in `.data/secret` for the next start. */
  readonly secret?: string | undefined
  /** Whether what the application writes is dropped. Default: false. */
  readonly quiet?: boolean | undefined
  /** Gets a line for each sign-in at the provider. Default: dropped. */
  readonly log?: ((line: string) => void) | undefined
  /** Called when the application ends without having been told to. Default: nothing. */
  readonly onCrash?: ((reason: string) => void) | undefined
}

/** A demo that runs. */
export interface Demo {
  /** Address of the application: `http://localhost:PORT`. */
  readonly url: string
  /** Address of the identity provider. */
  readonly issuer: string
  /** Stops the application alone; whoever is signed in stays so. */
  readonly stopServer: () => Promise<void>
  /** Starts it again, on the same port. */
  readonly startServer: () => Promise<void>
  /** Stops everything. */
  readonly close: () => Promise<void>
}

/**
 * Starts the identity provider and the application, and waits until both answer.
 *
 * @throws {Error} The application did not start; the message holds what it wrote.
 */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const root = options.root ?? import.meta.dirname
  const outputDir = options.outputDir ?? join(root, '.output')
  const port = await freePort(options.port)
  const url = `http://localhost:${port}`
  const provider = await startIdentityProvider({
    port: options.providerPort,
    redirectUris: [url + callbackPath],
    log: options.log,
  })
  const environment = createEnvironment({
    url,
    issuer: provider.issuer,
    secret: options.secret ?? (await keepSecret(root)),
    sessionMaxAge: options.sessionMaxAge,
  })

  let server: ChildProcess | undefined

  async function startServer(): Promise<void> {
    if (server) return
    const child = spawn(process.execPath, [join(outputDir, 'server', 'index.mjs')], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    server = child
    endWithUs(child)
    const written = readOutput(child, options.quiet ?? false)
    try {
      await answers(url, child)
    } catch (error) {
      await stopServer()
      throw new Error(`The application did not start. ${String(error)}\n\n${written()}`.trim(), {
        cause: error,
      })
    }
    child.once('exit', (code, signal) => {
      if (server !== child) return
      server = undefined
      // Ctrl-C reaches the whole group of processes, so the child may be gone before we are told.
      if (signal === 'SIGINT' || signal === 'SIGTERM') return
      options.onCrash?.(`The application ended by itself (${signal ?? `exit code ${code}`}).`)
    })
  }

  async function stopServer(): Promise<void> {
    const child = server
    server = undefined
    if (child) await stop(child)
  }

  try {
    await startServer()
  } catch (error) {
    await provider.close()
    throw error
  }
  return {
    url,
    issuer: provider.issuer,
    stopServer,
    startServer,
    close: async () => {
      await Promise.all([stopServer(), provider.close()])
    },
  }
}

/** What the application reads from its environment. Also used by the development script. */
export function createEnvironment(settings: {
  url: string
  issuer: string
  secret: string
  sessionMaxAge?: number | undefined
}): NodeJS.ProcessEnv {
  const { port } = new URL(settings.url)
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    // Browsers and fetch try ::1 and 127.0.0.1 for `localhost`; nothing else reaches the demo.
    HOST: '127.0.0.1',
    PORT: port,
    AUTH_URL: settings.url,
    AUTH_SECRET: settings.secret,
    DEMO_ISSUER: settings.issuer,
    DEMO_CLIENT_ID: demoClient.clientId,
    DEMO_CLIENT_SECRET: demoClient.clientSecret,
    ...(settings.sessionMaxAge && { DEMO_SESSION_MAX_AGE: String(settings.sessionMaxAge) }),
    // The demo can be stopped at once: nobody uploads anything.
    NITRO_SHUTDOWN_DISABLED: 'true',
  }
  // Left over in a shell, these would win over ours.
  for (const name of ['NITRO_HOST', 'NITRO_PORT', 'NITRO_UNIX_SOCKET', 'NEXTAUTH_URL']) {
    delete environment[name]
  }
  return environment
}

/** Reads the secret of the last start, so that sign-ins survive this one; makes one the first time. */
export async function keepSecret(root: string): Promise<string> {
  const file = join(root, '.data', 'secret')
  const kept = await readFile(file, 'utf8').catch(() => '')
  if (kept.length >= 43) return kept

  const secret = randomBytes(32).toString('base64url')
  await mkdir(join(root, '.data'), { recursive: true, mode: 0o700 })
  await writeFile(file, secret, { mode: 0o600 })
  return secret
}

/** Waits for the first answer. */
async function answers(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startTimeout
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('It ended at once.')
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => undefined)
    if (response) {
      await response.body?.cancel()
      return
    }
    if (Date.now() > deadline) throw new Error(`No answer in ${startTimeout / 1000} s.`)
    await sleep(50)
  }
}

/** Passes output on, and keeps the end of it for an error message. */
function readOutput(child: ChildProcess, quiet: boolean): () => string {
  let kept = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      kept = (kept + text).slice(-8000)
      if (!quiet && !text.startsWith('Listening on')) process.stderr.write(text)
    })
  }
  return () => kept
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), stopTimeout)
  await ended
  clearTimeout(force)
}
