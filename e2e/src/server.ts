/**
 * An application, built or in development, as a process of its own.
 *
 * @module
 */
import { type RunningServer, type ServerKind, startServer as start } from 'example-demo/server'
import { freePort } from 'example-identity-provider/free-port'

export type { RunningServer, ServerKind } from 'example-demo/server'

/**
 * Starts a server and waits until it answers.
 *
 * @param folder What `buildApplication` returned.
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
  const address = { AUTH_URL: `http://localhost:${own}` }
  return start({
    folder,
    kind,
    port: own,
    environment: { ...process.env, ...address, ...environment },
  })
}
