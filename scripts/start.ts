/**
 * Starts a demo: builds the package, then hands over to the example.
 *
 *     node scripts/start.ts            the one in Nuxt
 *     node scripts/start.ts tokens     the one in Nuxt whose backend hands out tokens
 *     node scripts/start.ts vue        the one in plain Vue
 *     node scripts/start.ts next       the one in Next
 *
 * What the demo is, its addresses and how it stops are the example's business: see
 * `examples/demo/src/run.ts`.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { build } from './build.ts'

const started = performance.now()
console.log('start: building the package')
const outcome = await build((output) => console.error(output))
if (outcome === 'failed') {
  console.error('start: the package could not be built. The reason is above.')
  process.exit(1)
}
const seconds = ((performance.now() - started) / 1000).toFixed(1)
console.log(outcome === 'fresh' ? 'start: it is up to date' : `start: built in ${seconds} s`)

const examples: Record<string, string> = { next: 'next', tokens: 'nuxt-tokens', vue: 'vue' }
const example = examples[process.argv[2] ?? ''] ?? 'nuxt'
const demo = spawn(process.execPath, ['start.ts'], {
  cwd: fileURLToPath(new URL(`../examples/${example}/`, import.meta.url)),
  stdio: 'inherit',
})

// A terminal interrupts every process of the group, `kill` only this one. Either way the demo says when
// it is over; it is told once, however often npm and the terminal repeat it.
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const told = new Set<string>()
for (const signal of signals) {
  process.on(signal, () => {
    if (!told.has(signal)) demo.kill(signal)
    told.add(signal)
  })
}

demo.on('error', (error) => {
  console.error(`start: the demo could not be started: ${error.message}`)
  process.exitCode = 1
})
demo.on('exit', (code, signal) => {
  for (const name of signals) process.removeAllListeners(name)
  if (signal) process.kill(process.pid, signal)
  else process.exitCode = code ?? 1
})
