/**
 * The host workerd, which is what Cloudflare Workers run on: one process, one worker, the engine bundled
 * from its sources as for any runtime that is not Node.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Description } from './applications.ts'
import { readFixture } from './fixture.ts'
import type { Host, RunningApplication } from './host.ts'
import { sendOverHttp } from './over-http.ts'

/** A host, and the application that its worker made when it was loaded. */
export interface WorkerdHost extends Host {
  readonly first: RunningApplication
}

const entry = fileURLToPath(new URL('./worker.ts', import.meta.url))

/** Local providers must be reachable, which workerd does not let a worker do by itself. */
const configuration = `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "worker", worker = (
      modules = [(name = "worker.js", esModule = embed "worker.js")],
      compatibilityDate = "2026-11-17",
    )),
    (name = "internet", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
);
`

/** What workerd says when a test makes a client leave whose request others wait for. */
const abandonedPromise = 'the creating request has already been completed or canceled'

/** The engine with the test applications, as one module that needs nothing of Node's. */
export async function bundleWorker(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    conditions: ['sojourn-source', 'workerd', 'worker'],
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}

/** Starts workerd. */
export async function startWorkerd(): Promise<WorkerdHost> {
  const folder = await mkdtemp(join(tmpdir(), 'sojourn-workerd-'))
  await writeFile(join(folder, 'worker.js'), await bundleWorker())
  await writeFile(join(folder, 'config.capnp'), configuration)
  const child = spawn(findBinary(), ['serve', '--control-fd=3', join(folder, 'config.capnp')], {
    stdio: ['ignore', 'inherit', 'pipe', 'pipe'],
  })
  process.once('exit', () => child.kill())
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (!text.includes(abandonedPromise)) process.stderr.write(text)
  })
  const port = await listening(child)

  function application(id: number): RunningApplication {
    const tell = async <T>(asked: string, request: { url: string }): Promise<T> =>
      readFixture(await sendOverHttp(port, request as Request, `${asked} ${id}`))
    const send = async (asked: string, body: object): Promise<void> =>
      void (await tell(asked, control(body)))
    return {
      handle: (request) => sendOverHttp(port, request as Request, `handle ${id}`),
      getSession: (request) => tell('getSession', request),
      getToken: (request) => tell('getToken', request),
      set: (state) => send('set', state),
      advance: (by) => send('advance', by),
      reports: () => tell('reports', control({})),
    }
  }

  return {
    name: 'workerd',
    isQuick: false,
    maxHeaderSize: 32_000,
    first: application(0),
    async start(description: Description = {}) {
      const started = await sendOverHttp(port, control(description), 'start')
      return application(await readFixture<number>(started))
    },
    async close() {
      const exit = once(child, 'exit')
      // It would wait for streams whose visitors it has not seen leave.
      child.kill('SIGKILL')
      await exit
      await rm(folder, { recursive: true })
    },
  }
}

function control(body: object): Request {
  return new Request('http://localhost/', { method: 'POST', body: JSON.stringify(body) })
}

/**
 * The program itself. The package's own way to it is a script that runs at its installation, which is not
 * run here.
 */
function findBinary(): string {
  const name = `@cloudflare/workerd-${platform()}-${arch() === 'x64' ? '64' : arch()}`
  const require = createRequire(import.meta.url)
  try {
    return createRequire(require.resolve('workerd')).resolve(`${name}/bin/workerd`)
  } catch {
    // Not installed.
  }
  throw new Error(
    `workerd is not here for ${platform()} on ${arch()}: the package ${name} is not installed. Run "npm install" with optional dependencies, on a platform that workerd is published for.`,
  )
}

/** The port that workerd has chosen. */
async function listening(child: ChildProcess): Promise<number> {
  const control = child.stdio[3] as Readable
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`workerd ended with status ${code} before it listened.`)
  })
  const listens = (async () => {
    let text = ''
    for await (const chunk of control) {
      text += String(chunk)
      const port = /"event":"listen","socket":"http","port":(\d+)/.exec(text)?.[1]
      if (port !== undefined) return Number(port)
    }
    throw new Error('workerd said nothing.')
  })()
  return Promise.race([listens, failed])
}
