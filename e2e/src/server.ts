/**
 * A built Nuxt application as a process of its own.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from 'example-identity-provider/free-port'

export interface RunningServer {
  /** Origin: `http://localhost:PORT`. */
  readonly url: string
  /** What it wrote so far. */
  readonly log: () => string
  readonly close: () => Promise<void>
}

/**
 * Starts the server and waits until it answers.
 *
 * @param folder What `buildNuxtApplication` returned.
 * @param environment Besides the address, which it is told as `AUTH_URL`.
 */
export async function startServer(
  folder: string,
  environment: Record<string, string>,
): Promise<RunningServer> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const child = spawn(process.execPath, [join(folder, '.output', 'server', 'index.mjs')], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), AUTH_URL: url, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let written = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (written += text))
  }
  const server: RunningServer = {
    url,
    log: () => written,
    async close() {
      if (child.exitCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) break
    if (await fetch(url).catch(() => undefined)) return server
    await sleep(100)
  }
  await server.close()
  throw new Error(`The application did not start.\n${written}`)
}
