/**
 * Servers on free ports of this machine, for the time of a test.
 *
 * @module
 */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

const running: Server[] = []

/** Has a server listen, until {@link stopServers}. Returns its address, such as `http://127.0.0.1:49152`. */
export async function listen(server: Server): Promise<string> {
  running.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Stops all of them. */
export function stopServers(): void {
  for (const server of running.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
}
