/**
 * Web requests over a real connection, as they are: whatever their host, they go to one port.
 *
 * `fetch` would choose the `Host` header by itself, and headers and methods that it does not like.
 *
 * @module
 */
import { Agent, request as open } from 'node:http'
import { Readable } from 'node:stream'
import { fixtureHeader } from './fixture.ts'

const agent = new Agent({ keepAlive: true })

/** Sends a request to a port of this machine. */
export async function sendOverHttp(
  port: number,
  request: Request,
  fixture?: string,
): Promise<Response> {
  const { host, pathname, search } = new URL(request.url)
  const { method, signal } = request
  const body = Buffer.from(await request.arrayBuffer())
  const headers: Record<string, string | number> = { ...Object.fromEntries(request.headers), host }
  if (request.method !== 'GET') headers['content-length'] = body.byteLength
  if (fixture !== undefined) headers[fixtureHeader] = fixture
  return new Promise((resolve, reject) => {
    const options = {
      agent,
      host: '127.0.0.1',
      port,
      method,
      path: pathname + search,
      headers,
      signal,
    }
    const sent = open(options, (response) => {
      const received = new Headers()
      const raw = response.rawHeaders
      for (let index = 0; index < raw.length; index += 2) {
        received.append(raw[index] ?? '', raw[index + 1] ?? '')
      }
      const status = response.statusCode ?? 0
      if (received.get('content-type')?.startsWith('text/event-stream')) {
        // Not to be waited for. Who cancels it closes the connection.
        const stream = Readable.toWeb(response) as ReadableStream<Uint8Array>
        resolve(new Response(stream, { status, headers: received }))
        return
      }
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject)
      response.on('end', () => {
        // `Response` wants none where there never is one.
        const body = status === 204 ? null : Buffer.concat(chunks)
        resolve(new Response(body, { status, headers: received }))
      })
    })
    sent.on('error', reject).end(body)
  })
}
