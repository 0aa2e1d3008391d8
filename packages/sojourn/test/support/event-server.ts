/**
 * A server that tells of changes, as a real one: `node:http`, with a stream of events and the session.
 *
 * @module
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { timeHeader } from '../../src/core/protocol.ts'
import type { Session } from '../../src/core/session.ts'

/** The server, and what a test does to it. */
export interface EventServer {
  /** Where the endpoints are. */
  readonly basePath: string
  /** Who is signed in. */
  session: Session | null
  /** Streams that are open at this moment. */
  readonly streams: Set<ServerResponse>
  /** Requests since the last call, as the last part of their address. */
  readonly asked: () => string[]
  /** Questions about the session that no person has caused. */
  unattended: number
  /** Lets everything that is on its way arrive, however busy the machine is: several requests come and go. */
  readonly settle: () => Promise<void>
  /** Writes to every open stream. */
  readonly tell: (text: string) => void
  /** Answers the requests for a stream in another way, until it is told `undefined`. */
  refuse: ((response: ServerResponse, request: IncomingMessage) => void) | undefined
  /** Keeps answers about the session back, already made, until the function it returns is called. */
  readonly hold: () => () => void
  readonly close: () => Promise<void>
}

/** Starts a server on a free port. */
export async function startEventServer(now: () => number): Promise<EventServer> {
  const streams = new Set<ServerResponse>()
  let asked: string[] = []
  let held: (() => void)[] | undefined

  const server = createServer((request, response) => {
    const [path = '', query] = request.url?.split('/').at(-1)?.split('?') ?? []
    if (path === 'session' && query === 'unattended') events.unattended++
    if (path !== 'nothing') asked.push(path)
    if (path === 'nothing') response.writeHead(204).end()
    else if (path === 'session') {
      const body = JSON.stringify(events.session ?? {})
      const headers = { 'content-type': 'application/json', [timeHeader]: String(now()) }
      const answer = (): void => void response.writeHead(200, headers).end(body)
      if (held) held.push(answer)
      else answer()
    } else if (events.refuse) events.refuse(response, request)
    else if (!events.session) response.writeHead(204).end()
    else {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
      response.write('retry: 3000\n\n')
      streams.add(response)
      response.on('close', () => streams.delete(response))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const events: EventServer = {
    basePath: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/auth`,
    session: null,
    unattended: 0,
    streams,
    asked() {
      const before = asked
      asked = []
      return before
    },
    async settle() {
      for (let round = 0; round < 6; round++) await fetch(`${events.basePath}/nothing`)
    },
    tell(text) {
      for (const stream of streams) stream.write(text)
    },
    refuse: undefined,
    hold() {
      const answers: (() => void)[] = (held = [])
      return () => {
        held = undefined
        for (const answer of answers) answer()
      }
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return events
}
