/**
 * Requests of `node:http`, as the engine reads them.
 *
 * Nothing is built that is not asked for: no `Request`, no `Headers`, no `URL`, and of the body a stream
 * only once it is read. Most requests ask for a session, which takes one header and one prefix of a path.
 *
 * Nothing that a proxy forwards is looked at here. Whether to believe it is for the engine to say, by its
 * configuration.
 *
 * Nothing of `node:` is imported but types: bundlers for edge runtimes come by here on their way through
 * `sojourn/next`, and refuse it.
 *
 * @module
 */
import type { IncomingMessage } from 'node:http'
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
  return new NodeRequest(req)
}

/**
 * A request of `node:http` for the engine to answer.
 *
 * Its body is what a parser that ran before has left in `req.body`, else the request itself.
 */
export function toEngineRequest(req: IncomingMessage): EngineRequest {
  return new NodeRequest(req)
}

/**
 * A request of which only what is asked for is looked at.
 *
 * A class, as are its headers: one is made for each request of an application, and closures and getters of
 * its own in place of it cost a tenth of the whole answer to `GET /session`.
 */
class NodeRequest implements EngineRequest {
  readonly method: string
  readonly url: string
  readonly headers: NodeHeaders
  private readonly req: IncomingMessage
  private readBody: EngineRequest['body']

  constructor(req: IncomingMessage) {
    this.method = req.method ?? 'GET'
    this.url = urlOf(req)
    this.headers = new NodeHeaders(req)
    this.req = req
  }

  get address(): string | undefined {
    return addressOf(this.req)
  }

  get body(): EngineRequest['body'] {
    return this.method === 'GET' ? undefined : (this.readBody ??= bodyOf(this.req))
  }
}

/** The other end of the connection; frameworks that emulate a request may have none. */
function addressOf(req: IncomingMessage): string | undefined {
  return (req.socket as IncomingMessage['socket'] | undefined)?.remoteAddress
}

/** The absolute URL. By what name the server was reached is the client's word, unless the engine knows. */
function urlOf(req: FrameworkRequest): string {
  const target = typeof req.originalUrl === 'string' ? req.originalUrl : (req.url ?? '')
  const isHttps = (req.socket as { encrypted?: boolean } | undefined)?.encrypted === true
  // HTTP/2 has the one in place of the other.
  const host = req.headers.host ?? req.headers[':authority']?.toString()
  if (target.startsWith('/')) return requestUrl(isHttps, host, target)
  // An absolute target names a host, too (RFC 9112, section 3.2.2), but a proxy vouches for the header. What
  // is left is `*`, which asks about the server as a whole.
  const path = /^https?:\/\/[^/?#]*(.*)$/i.exec(target)?.[1] ?? ''
  return requestUrl(isHttps, host, path.startsWith('/') ? path : `/${path}`)
}

/** The headers of a request, as they are when they are asked for. */
class NodeHeaders {
  private readonly req: IncomingMessage

  constructor(req: IncomingMessage) {
    this.req = req
  }

  /** A header by its lower-case name. Not what an object has by inheritance. */
  get(name: string): string | null {
    const value = this.req.headers[name]
    if (typeof value === 'string') return value
    return Array.isArray(value) ? value.join(', ') : null
  }

  *[Symbol.iterator](): Generator<readonly [string, string]> {
    for (const name of Object.keys(this.req.headers)) {
      // Not those of HTTP/2 that are no headers.
      if (name.startsWith(':')) continue
      const value = this.get(name)
      if (value !== null) yield [name, value]
    }
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
 * The request as a web stream. Until that is read the request is not touched, and Node drops what is left
 * of it after the answer.
 *
 * Not `Readable.toWeb`: cancelling that destroys the request, so that a client whose body is refused would
 * wait for somebody to take the rest, in place of reading the answer.
 */
function streamOf(req: IncomingMessage): ReadableStream<Uint8Array> {
  let stop: (() => void) | undefined

  function begin(controller: ReadableStreamDefaultController<Uint8Array>): () => void {
    const forward = (chunk: Uint8Array): void => {
      controller.enqueue(chunk)
      req.pause()
    }
    const end = (): void => {
      stop?.()
      controller.close()
    }
    // Also where it closes before its end: then the client has gone.
    const fail = (error?: unknown): void => {
      stop?.()
      controller.error(error ?? new Error('The request was broken off.'))
    }
    const listeners = { data: forward, end, error: fail, close: fail }
    for (const [event, listener] of Object.entries(listeners)) req.on(event, listener)
    if (req.destroyed) queueMicrotask(fail)
    return () => {
      for (const [event, listener] of Object.entries(listeners)) req.off(event, listener)
    }
  }

  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        stop ??= begin(controller)
        req.resume()
      },
      cancel() {
        stop?.()
        // The rest is read and dropped, so that the client gets to the answer.
        req.resume()
      },
    },
    // Nothing is read ahead of who reads.
    { highWaterMark: 0 },
  )
}
