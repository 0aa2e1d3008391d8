/**
 * What a start script does: builds a demo if something changed, starts it and says what to try.
 *
 * `PORT` is the preferred port. The package `sojourn` must be built: the scripts at the root see to it.
 *
 * @module
 */
import type { Application } from './application.ts'
import { buildAgain, changedSources } from './build.ts'
import { signInHints } from './hints.ts'
import { startDemo } from './start.ts'
import type { Demo } from './start.ts'
import { box, step } from './terminal.ts'

/** Runs a demo until it is told to stop, or ends by itself. */
export async function runDemo(application: Application): Promise<void> {
  const { command, port, root, title, usesProvider = true } = application
  let demo: Demo | undefined

  /** Stops everything, also what is not finished yet: children end with this process. */
  async function end(code: number): Promise<never> {
    await demo?.close()
    process.exit(code)
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      console.log('\nStopping')
      void end(0)
    })
  }

  try {
    const hash = await changedSources(application)
    if (hash) {
      await step('Building the demo, as its sources have changed', () =>
        buildAgain(application, hash),
      )
    }
    const what = usesProvider ? 'the demo and its identity provider' : 'the demo'
    demo = await step(`Starting ${what}`, () =>
      startDemo({
        root,
        usesProvider,
        port: Number(process.env['PORT']) || port,
        providerPort: 4000,
        log: (line) => console.log(`  Harbour ID: ${line}`),
        onCrash: (reason) => {
          console.error(`\n${reason} Start it again with ${command}.`)
          void end(1)
        },
      }),
    )

    const tell = [
      `${title.padEnd(20)}${demo.url}`,
      ...(usesProvider ? [`Identity provider   ${demo.issuer}`] : []),
      '',
      ...(application.hints ?? signInHints),
      '',
      `Ctrl-C stops ${usesProvider ? 'both' : 'it'}. Start again, and you are still signed in.`,
      'To start afresh, delete the folder examples/demo/.data meanwhile.',
    ]
    console.log(`\n${box(tell)}\n`)
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : String(error)}`)
    await end(1)
  }
}
