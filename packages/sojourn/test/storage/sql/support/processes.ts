/**
 * Several server processes on one database.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { afterAll } from 'vitest'

const program = fileURLToPath(new URL('worker.ts', import.meta.url))

/** A process that does what it is told. */
export interface Worker {
  /** Opens a database. */
  readonly open: (address: string) => Promise<unknown>
  /** Does a job of `worker.ts`. What it returned; rejects if the process failed or was killed. */
  readonly run: (job: string) => Promise<unknown>
  /** Ends it in the middle of what it does. */
  readonly kill: () => Promise<void>
}

/** Starts a process. It ends after the tests of the file. */
export function startWorker(number: number): Worker {
  const child = spawn(process.execPath, [program, `${number}`], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close')
  const lines = createInterface({ input: child.stdout })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (part: string) => (complaint += part))
  child.stdin.on('error', () => undefined)
  afterAll(() => child.kill('SIGKILL'))

  async function ask(line: string): Promise<unknown> {
    child.stdin.write(`${line}\n`)
    const answer = await Promise.race([once(lines, 'line'), closed.then(() => null)])
    if (answer === null) throw new Error(`The process has ended: ${complaint}`)
    return (JSON.parse(String(answer[0])) as { result?: unknown }).result
  }

  return {
    open: (address) => ask(`open ${address}`),
    run: (job) => ask(`run ${job}`),
    kill: async () => {
      child.kill('SIGKILL')
      await closed
    },
  }
}
