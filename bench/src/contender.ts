/**
 * Contenders, each in a process of its own, so that none warms up or slows down another.
 *
 * @module
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import type { ServerRow } from './row.ts'
import { requestHeaders } from './sealed-request.ts'

/** A contender at work. */
export interface Contender {
  /** Does the work so many times. Its processor time for each, in microseconds. */
  readonly round: (operations: number) => Promise<number>
  readonly stop: () => void
}

/** What the process of a server says once it listens. */
export interface Listening {
  readonly port: number
  readonly path: string
  readonly cookie: string
}

/** A server, with the cookies that a browser has of it by now. */
type Visited = { -readonly [Key in keyof Listening]: Listening[Key] }

/** Connections to a server, each with one request at a time. */
const connections = 8

/** Starts a contender of an operation. */
export async function startOperation(
  rowFile: string,
  file: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Contender> {
  const { child, stop } = await start('./operation-worker.ts', [rowFile, file], env)
  return {
    async round(operations) {
      child.send(operations)
      const [cost] = (await once(child, 'message')) as [number]
      return cost
    },
    stop,
  }
}

/** Starts a server. What it costs to ask it is this process's, and not counted. */
export async function startServer(rowFile: string, file: string): Promise<Contender> {
  const { row } = (await import(rowFile)) as { row: ServerRow }
  const { child, stop, first } = await start('./server-worker.ts', [file])
  const visited: Visited = { ...(first as Listening) }
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  row.check(JSON.parse(await ask(agent, visited)))
  return {
    async round(operations) {
      let left = operations
      const connection = async (): Promise<void> => {
        while (left-- > 0) await ask(agent, visited)
      }
      child.send('begin')
      await Promise.all(Array.from({ length: connections }, connection))
      child.send('end')
      const [cost] = (await once(child, 'message')) as [number]
      row.check(JSON.parse(await ask(agent, visited)))
      return cost / operations
    },
    stop() {
      agent.destroy()
      stop()
    },
  }
}

async function start(
  worker: string,
  args: string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ child: ChildProcess; first: unknown; stop: () => void }> {
  const child = fork(new URL(worker, import.meta.url), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
  })
  child.once('exit', (code) => code && process.exit(code))
  const [first] = (await once(child, 'message')) as [unknown]
  return { child, first, stop: () => void child.removeAllListeners('exit').kill() }
}

/** The body of one answer. Its cookies are kept, as a browser does. */
function ask(agent: Agent, visited: Visited): Promise<string> {
  const { port, path, cookie } = visited
  return new Promise((resolve, reject) => {
    const headers = { ...requestHeaders, cookie }
    const sent = request({ agent, host: '127.0.0.1', port, path, headers }, (response) => {
      let text = ''
      for (const kept of response.headers['set-cookie'] ?? []) keepCookie(visited, kept)
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => {
        if (response.statusCode === 200) resolve(text)
        else reject(new Error(`${response.statusCode} ${text}`))
      })
    })
    sent.on('error', reject).end()
  })
}

/** Takes a cookie's new value, if it has one by that name. */
function keepCookie(visited: Visited, setCookie: string): void {
  const [pair = ''] = setCookie.split(';', 1)
  const name = pair.slice(0, pair.indexOf('=') + 1)
  visited.cookie = visited.cookie
    .split('; ')
    .map((own) => (own.startsWith(name) ? pair : own))
    .join('; ')
}
