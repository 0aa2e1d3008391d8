/**
 * Builds the demo if something changed, starts it and says what to try.
 *
 * `PORT` is the preferred port. The package `sojourn` must be built: `npm start` at the root sees to it.
 *
 * @module
 */
import { startDemo } from './demo.ts'
import type { Demo } from './demo.ts'
import { build, changedSources } from './demo/build.ts'
import { box, step } from './demo/terminal.ts'

const root = import.meta.dirname
let demo: Demo | undefined

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    console.log('\nStopping')
    void end(0)
  })
}

/** Stops everything, also what is not finished yet: children end with this process. */
async function end(code: number): Promise<never> {
  await demo?.close()
  process.exit(code)
}

try {
  const hash = await changedSources(root)
  if (hash) await step('Building the demo, as its sources have changed', () => build(root, hash))

  demo = await step('Starting the demo and its identity provider', () =>
    startDemo({
      root,
      port: Number(process.env['PORT']) || 3000,
      providerPort: 4000,
      log: (line) => console.log(`  Harbour ID: ${line}`),
      onCrash: (reason) => {
        console.error(`\n${reason} Start it again with npm start.`)
        void end(1)
      },
    }),
  )

  const tell = [
    `Sojourn demo        ${demo.url}`,
    `Identity provider   ${demo.issuer}`,
    '',
    'Sign in with Harbour ID, or with a password: marin / open-sea',
    'Then open a second tab, sign out there, and look at the first.',
    '',
    'Ctrl-C stops both. Start again, and you are still signed in.',
  ]
  console.log(`\n${box(tell)}\n`)
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`)
  await end(1)
}
