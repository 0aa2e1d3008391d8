/**
 * The server of an application as a process of its own.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { endWithUs } from './end-with-us.ts'
import { frameworkOf } from './framework.ts'

/** How long it may take to answer, and to stop. Milliseconds. */
const startTimeout = 60_000
const stopTimeout = 5000

/** Which server of an application to start: of what was built, or with hot reload. */
export type ServerKind = 'built' | 'development'

/** What to start. */
export interface ServerOptions {
  /** Folder of the application. */
  readonly folder: string
  /** Default: `built`. */
  readonly kind?: ServerKind | undefined
  readonly port: number
  /** All of its environment, but for the address and what its framework needs. */
  readonly environment: NodeJS.ProcessEnv
  /** Gets what it writes, piece by piece. Default: kept alone. */
  readonly write?: ((text: string) => void) | undefined
  /** Called when it ends without having been told to. Default: nothing. */
  readonly onCrash?: ((reason: string) => void) | undefined
}

/** A server that runs. */
export interface RunningServer {
  /** Its origin: `http://localhost:PORT`. */
  readonly url: string
  /** The last of what it wrote. */
  readonly log: () => string
  readonly close: () => Promise<void>
}

/**
 * Starts a server and waits until it answers.
 *
 * @throws {Error} It did not; the message holds what it wrote.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { folder, kind = 'built', port } = options
  const url = `http://localhost:${port}`
  const framework = frameworkOf(folder)
  const command = kind === 'built' ? framework.serve : framework.develop
  const child = spawn(process.execPath, command(folder, port), {
    cwd: folder,
    env: {
      ...options.environment,
      ...framework.environment,
      NODE_ENV: kind === 'built' ? 'production' : 'development',
      // Browsers and fetch try ::1 and 127.0.0.1 for `localhost`; nothing else reaches it.
      HOST: kind === 'built' ? '127.0.0.1' : 'localhost',
      PORT: String(port),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  endWithUs(child)
  let written = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      written = (written + text).slice(-100_000)
      options.write?.(text)
    })
  }

  let closing = false
  const close = async (): Promise<void> => {
    closing = true
    await stop(child, kind)
  }
  try {
    await answers(url, child)
  } catch (error) {
    await close()
    throw new Error(`The application did not start. ${String(error)}\n\n${written}`.trim(), {
      cause: error,
    })
  }
  child.once('exit', (code, signal) => {
    // Ctrl-C reaches the whole group of processes, so the child may be gone before we are told.
    if (closing || signal === 'SIGINT' || signal === 'SIGTERM') return
    options.onCrash?.(`The application ended by itself (${signal ?? `exit code ${code}`}).`)
  })
  return { url, log: () => written, close }
}

/** Waits for the first answer. */
async function answers(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startTimeout
  for (;;) {
    if (hasEnded(child)) throw new Error('It ended at once.')
    const response = await fetch(url, { signal: AbortSignal.timeout(startTimeout) }).catch(
      () => undefined,
    )
    await response?.body?.cancel()
    // While it builds, the development server of Nuxt answers with a page of its own.
    if (response && response.status !== 503) return
    if (Date.now() > deadline) throw new Error(`No answer in ${startTimeout / 1000} s.`)
    await sleep(50)
  }
}

async function stop(child: ChildProcess, kind: ServerKind): Promise<void> {
  if (hasEnded(child)) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  // What was built has nothing to finish, but would wait for idle connections. A development server is
  // asked, since its processes end with it only then.
  child.kill(kind === 'built' ? 'SIGKILL' : 'SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), stopTimeout)
  await ended
  clearTimeout(force)
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
