/**
 * What a start script does: builds a demo if something changed, starts it and says what to try.
 *
 * `PORT` is the preferred port. The package `sojourn` must be built: the scripts at the root see to it.
 *
 * @module
 */
import type { Application } from './application.ts'
import { buildAgain, changedSources } from './build.ts'
import { passwords } from './passwords.ts'
import { startDemo } from './start.ts'
import type { Demo } from './start.ts'
import { box, step } from './terminal.ts'

/** Runs a demo until it is told to stop, or ends by itself. */
export async function runDemo(application: Application): Promise<void> {
  const { command, port, root, title } = application
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
    demo = await step('Starting the demo and its identity provider', () =>
      startDemo({
        root,
        port: Number(process.env['PORT']) || port,
        providerPort: 4000,
        log: (line) => console.log(`  Harbour ID: ${line}`),
        onCrash: (reason) => {
          console.error(`\n${reason} Start it again with ${command}.`)
          void end(1)
        },
      }),
    )

    const [{ email, password }] = passwords
    const tell = [
      `${title.padEnd(20)}${demo.url}`,
      `Identity provider   ${demo.issuer}`,
      '',
      `Sign in with Harbour ID, or with a password: ${email} / ${password}`,
      'Then open a second tab, sign out there, and look at the first.',
      '',
      'Ctrl-C stops both. Start again, and you are still signed in.',
      'To start afresh, delete the folder examples/demo/.data meanwhile.',
    ]
    console.log(`\n${box(tell)}\n`)
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : String(error)}`)
    await end(1)
  }
}
