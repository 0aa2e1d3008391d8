/**
 * A Nuxt application, built or in development, as a process of its own.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from 'example-identity-provider/free-port'

export interface RunningServer {
  /** Origin: `http://localhost:PORT`. */
  readonly url: string
  /** What it wrote so far. */
  readonly log: () => string
  readonly close: () => Promise<void>
}

/** Which server of an application to start. */
export type ServerKind = 'built' | 'development'

/**
 * Starts a server and waits until it answers.
 *
 * @param folder What `buildNuxtApplication` returned.
 * @param environment Besides the address, which it is told as `AUTH_URL`.
 * @param port Default: any free one.
 */
export async function startServer(
  folder: string,
  environment: Record<string, string>,
  kind: ServerKind = 'built',
  port?: number,
): Promise<RunningServer> {
  const own = port ?? (await freePort())
  const url = `http://localhost:${own}`
  const child = spawn(process.execPath, commandOf(folder, kind), {
    cwd: folder,
    env: {
      ...process.env,
      // Vitest sets it, and Nuxt would believe it.
      NODE_ENV: kind === 'built' ? 'production' : 'development',
      NUXT_TELEMETRY_DISABLED: '1',
      HOST: '127.0.0.1',
      PORT: String(own),
      AUTH_URL: url,
      ...environment,
    },
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
      // Nuxt's own processes end with it when it is asked, not when it is killed.
      child.kill(kind === 'built' ? 'SIGKILL' : 'SIGTERM')
      await once(child, 'exit')
    },
  }
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null) break
    const response = await fetch(url).catch(() => undefined)
    // While it builds, the development server answers with a page of its own.
    if (response !== undefined && response.status !== 503) return server
    await sleep(100)
  }
  await server.close()
  throw new Error(`The application did not start.\n${written}`)
}

function commandOf(folder: string, kind: ServerKind): string[] {
  if (kind === 'built') return [join(folder, '.output', 'server', 'index.mjs')]
  return [nuxiAbove(folder), 'dev']
}

/** The Nuxt that Node finds from a folder. */
function nuxiAbove(folder: string): string {
  const { resolve } = createRequire(join(folder, 'package.json'))
  return join(dirname(resolve('nuxt/package.json')), 'bin', 'nuxt.mjs')
}
