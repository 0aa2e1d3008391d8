/**
 * The host `node:http`: each application is a server with a port of its own.
 *
 * @module
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createNodeHandler, toSessionRequest } from '../../src/node/index.ts'
import { createApplication } from './applications.ts'
import { fixtureHeader, readFixture, writeFixture } from './fixture.ts'
import type { Host } from './host.ts'
import { sendOverHttp } from './over-http.ts'

/** Begins to be a host. */
export function createNodeHost(): Host {
  const servers: Server[] = []

  return {
    name: 'node:http',
    isQuick: false,
    // Node's own limit, less the line of the request.
    maxHeaderSize: 16_000,
    async start(description) {
      const { auth, state, advance, reports } = createApplication(description)
      const handler = createNodeHandler(auth)
      const server = createServer((req, res) => {
        const asked = req.headers[fixtureHeader] as 'getSession' | 'getToken' | undefined
        if (asked === undefined) void handler(req, res)
        else
          void writeFixture(() => auth[asked](toSessionRequest(req))).then((text) => res.end(text))
      })
      servers.push(server)
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as AddressInfo

      async function ask<T>(request: { url: string; headers: unknown }, asked: string): Promise<T> {
        return readFixture(await sendOverHttp(port, request as Request, asked))
      }
      return {
        handle: (request) => sendOverHttp(port, request as Request),
        getSession: (request) => ask(request, 'getSession'),
        getToken: (request) => ask(request, 'getToken'),
        set: async (changes) => void Object.assign(state, changes),
        advance: async (by) => advance(by),
        reports: async () => [...reports],
      }
    },
    async close() {
      for (const server of servers) server.close().closeAllConnections()
    },
  }
}
