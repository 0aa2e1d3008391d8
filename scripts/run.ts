/**
 * Runs a command to its end and keeps what it said.
 *
 * Commands are found first among the workspace's own (`node_modules/.bin`), so that scripts behave
 * the same whether npm started them or a person did.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../node_modules/.bin', import.meta.url))

/** How a command ended. */
export interface Outcome {
  code: number
  /** Standard output and standard error, in the order they came. */
  output: string
}

/** Where and with what to run a command. */
export interface RunOptions {
  /** Working directory, relative to the present one or absolute. */
  cwd: string
  /** Added to this process's environment. */
  env?: Record<string, string>
}

/** Runs a command without a terminal, and without input. Never throws. */
export function run(command: string, args: string[], options: RunOptions): Promise<Outcome> {
  const path = process.env.PATH ?? ''
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, PATH: [bin, path].join(delimiter), NO_COLOR: '1', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  children.add(child)
  let output = ''
  const keep = (chunk: string) => {
    output += chunk
  }
  child.stdout.setEncoding('utf8').on('data', keep)
  child.stderr.setEncoding('utf8').on('data', keep)
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, output: `${command}: ${error.message}\n` }))
    child.on('close', (code, signal) => {
      children.delete(child)
      resolve({ code: code ?? 1, output: signal ? `${output}\nended by ${signal}\n` : output })
    })
  })
}

const children = new Set<ReturnType<typeof spawn>>()

// Ended from outside, a script takes along what it started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    for (const child of children) child.kill(signal)
    process.kill(process.pid, signal)
  })
}
