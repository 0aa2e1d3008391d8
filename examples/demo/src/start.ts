/**
 * Starts a demo: the identity provider in this process, the application beside it.
 *
 * The start scripts and the browser tests share this. Building is not its business, nor is talking to
 * whoever started it.
 *
 * @module
 */
import { startIdentityProvider } from 'example-identity-provider'
import { freePort } from 'example-identity-provider/free-port'
import { keepDatabase } from './data-folder.ts'
import { callbackUrl, createEnvironment } from './environment.ts'
import { keepSecret } from './secret.ts'
import { startServer } from './server.ts'
import type { RunningServer, ServerKind } from './server.ts'
import { interject } from './terminal.ts'

/** What to start. */
export interface DemoOptions {
  /** Folder of the application, built unless it is started for development. */
  readonly root: string
  /** Default: `built`. */
  readonly kind?: ServerKind | undefined
  /** Preferred port of the application; the next free one is taken. Default: any free one. */
  readonly port?: number | undefined
  /** Whether an identity provider is started, too. Default: `true`. */
  readonly usesProvider?: boolean | undefined
  /** Preferred port of the identity provider, likewise. */
  readonly providerPort?: number | undefined
  /** Idle lifetime of a session, in seconds. Default: 30 days. */
  readonly sessionMaxAge?: number | undefined
  /** Seconds for which a sign-in is proof enough for what cannot be undone. Default: what the demo says. */
  readonly stepUpAge?: number | undefined
  /** Secret that seals the sessions. Default: a random one, kept for the next start of any demo. */
  readonly secret?: string | undefined
  /** Path of the database with people and sessions. Default: one that every demo keeps them in. */
  readonly database?: string | undefined
  /** Whether what the application writes is dropped. Default: false. */
  readonly quiet?: boolean | undefined
  /** Gets a line for each sign-in at the provider. Default: dropped. */
  readonly log?: ((line: string) => void) | undefined
  /** Called when the application ends without having been told to. Default: nothing. */
  readonly onCrash?: ((reason: string) => void) | undefined
}

/** A demo that runs. */
export interface Demo {
  /** Address of the application: `http://localhost:PORT`. */
  readonly url: string
  /** Address of the identity provider; empty where there is none. */
  readonly issuer: string
  /** The last of what the application wrote, since it was last started. */
  readonly serverLog: () => string
  /** Stops the application alone; whoever is signed in stays so. */
  readonly stopServer: () => Promise<void>
  /** Starts it again, on the same port. */
  readonly startServer: () => Promise<void>
  /** Stops everything. */
  readonly close: () => Promise<void>
}

/** Lines that servers write when all is well: a start script says it better. */
const smallTalk =
  /^\s*(?:Listening on|▲ Next\.js|- (?:Local|Network):|✓ (?:Starting|Ready|Running)).*\n\s*/gm

/**
 * Starts the identity provider and the application, and waits until both answer.
 *
 * @throws {Error} The application did not start; the message holds what it wrote.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const port = await freePort(options.port)
  const url = `http://localhost:${port}`
  const provider =
    options.usesProvider === false
      ? undefined
      : await startIdentityProvider({
          port: options.providerPort,
          redirectUris: [callbackUrl(url)],
          log: options.log,
        })
  const issuer = provider?.issuer ?? ''
  const environment = createEnvironment({
    url,
    issuer,
    secret: options.secret ?? (await keepSecret()),
    database: options.database ?? (await keepDatabase()),
    sessionMaxAge: options.sessionMaxAge,
    stepUpAge: options.stepUpAge,
  })

  let server: RunningServer | undefined

  async function start(): Promise<void> {
    server ??= await startServer({
      folder: options.root,
      kind: options.kind,
      port,
      environment,
      write: (text) => {
        if (!options.quiet) interject(text.replace(smallTalk, ''))
      },
      onCrash: (reason) => {
        server = undefined
        options.onCrash?.(reason)
      },
    })
  }

  async function stop(): Promise<void> {
    const stopping = server
    server = undefined
    await stopping?.close()
  }

  try {
    await start()
  } catch (error) {
    await provider?.close()
    throw error
  }
  return {
    url,
    issuer,
    serverLog: () => server?.log() ?? '',
    stopServer: stop,
    startServer: start,
    close: async () => {
      await Promise.all([stop(), provider?.close()])
    },
  }
}
