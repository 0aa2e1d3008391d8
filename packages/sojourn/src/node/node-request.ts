/**
 * Requests of `node:http`, as the engine reads them.
 *
 * Nothing is built that nobody asks for: no `Request`, no `Headers`, no `URL`, and of the body a stream
 * only once it is read. Most requests ask for a session, which takes one header and one prefix of a path.
 *
 * Nothing that a proxy forwards is looked at here. Whether to believe it is for the engine to say, by its
 * configuration.
 *
 * @module
 */
import type { IncomingMessage } from 'node:http'
import { finished } from 'node:stream'
import type { EngineRequest, SessionRequest } from '../server/answer.ts'
import { requestUrl } from '../server/origin.ts'

/** What frameworks add to a request of `node:http`. */
interface FrameworkRequest extends IncomingMessage {
  /** The target before a framework stripped the path that it mounted a handler on. */
  readonly originalUrl?: unknown
  /** What a parser made of the body, if one ran. */
  readonly body?: unknown
}

/**
 * A request of `node:http` (Express, Connect, Next's API routes …) for reading its session.
 *
 * @example
 * ```ts
 * const session = await auth.getSession(toSessionRequest(req))
 * ```
 */
export function toSessionRequest(req: IncomingMessage): SessionRequest {
  let url: string | undefined
  return {
    get url() {
      return (url ??= urlOf(req))
    },
    headers: { get: (name) => readHeader(req, name) },
  }
}

/**
 * A request of `node:http` for the engine to answer.
 *
 * Its body is what a parser that ran before has left in `req.body`, else the request itself.
 */
export function toEngineRequest(req: IncomingMessage): EngineRequest {
  let url: string | undefined
  let body: EngineRequest['body']
  return {
    method: req.method ?? 'GET',
    get url() {
      return (url ??= urlOf(req))
    },
    headers: { get: (name) => readHeader(req, name), [Symbol.iterator]: () => entriesOf(req) },
    get body() {
      return (body ??= bodyOf(req))
    },
  }
}

/** The absolute URL. By what name the server was reached is the client's word, unless the engine knows. */
function urlOf(req: FrameworkRequest): string {
  const target = typeof req.originalUrl === 'string' ? req.originalUrl : (req.url ?? '')
  const isHttps = (req.socket as { encrypted?: boolean } | undefined)?.encrypted === true
  if (target.startsWith('/')) return requestUrl(isHttps, req.headers.host, target)
  // RFC 9112, section 3.2.2: an absolute target names the host, whatever the header says.
  const [, host, path] = /^https?:\/\/([^/?#]*)(.*)$/i.exec(target) ?? []
  // What is left is `*`, which asks about the server as a whole.
  if (path === undefined) return requestUrl(isHttps, req.headers.host, '/')
  return requestUrl(isHttps, host, path.startsWith('/') ? path : `/${path}`)
}

/** A header by its lower-case name. Not what an object has by inheritance. */
function readHeader(req: IncomingMessage, name: string): string | null {
  const value = req.headers[name]
  if (typeof value === 'string') return value
  return Array.isArray(value) ? value.join(', ') : null
}

function* entriesOf(req: IncomingMessage): Generator<readonly [string, string]> {
  for (const name of Object.keys(req.headers)) {
    const value = readHeader(req, name)
    if (value !== null) yield [name, value]
  }
}

function bodyOf(req: FrameworkRequest): EngineRequest['body'] {
  const { body } = req
  // Parsers that saw nothing for them leave an empty object, and the request unread.
  if (body === undefined || (isEmptyObject(body) && !req.readableDidRead)) return streamOf(req)
  if (body instanceof Uint8Array) return new TextDecoder().decode(body)
  if (typeof body === 'string') return body
  // A JSON document that is no object: as text it is refused for what it is.
  if (typeof body !== 'object') return JSON.stringify(body)
  return body as Readonly<Record<string, unknown>> | null
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

/**
 * The request as a web stream.
 *
 * Not `Readable.toWeb`: cancelling that destroys the request and its socket, so that a client whose body
 * is refused would see a broken connection in place of the answer.
 */
function streamOf(req: IncomingMessage): ReadableStream<Uint8Array> {
  let stop: () => void
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const forward = (chunk: Uint8Array): void => {
        controller.enqueue(chunk)
        req.pause()
      }
      const forget = finished(req, { writable: false }, (error) => {
        stop()
        if (error) controller.error(error)
        else controller.close()
      })
      stop = () => {
        forget()
        req.off('data', forward)
      }
      req.on('data', forward)
    },
    pull() {
      req.resume()
    },
    cancel() {
      stop()
      // The rest is read and dropped, so that the client gets to the answer.
      req.resume()
    },
  })
}
