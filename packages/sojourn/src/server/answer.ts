/**
 * Requests and answers, as the routes see them.
 *
 * A route returns plain data. `handle` makes a `Response` of it; a framework that writes to a socket
 * itself can do without one.
 *
 * @module
 */

/** What is needed to read a session: no method, no body. A web `Request` is one. */
export interface SessionRequest {
  /** Absolute URL. */
  readonly url: string
  readonly headers: Pick<Headers, 'get'>
  /** Network address of the connection's other end, as the host saw it. Of a proxy, if one is in front. */
  readonly address?: string | undefined
}

/** What the engine reads of a request that it answers. A web `Request` is one. */
export interface EngineRequest extends SessionRequest {
  readonly method: string
  /**
   * What comes below the base path, such as `callback/github`, where a host has found that out itself. Default: as
   * the URL says.
   */
  readonly route?: string | undefined
  readonly headers: Pick<Headers, 'get'> & Iterable<readonly [string, string]>
  /** As a stream, or what a host has made of it that reads bodies itself: text, or parsed fields. */
  readonly body?:
    | ReadableStream<Uint8Array>
    | string
    | Readonly<Record<string, unknown>>
    | null
    | undefined
}

/** An answer before it is a `Response`. Header names are in lower case. */
export interface Answer {
  readonly status: number
  readonly headers: Record<string, string>
  /** `Set-Cookie` values, one header each. */
  readonly cookies: readonly string[]
  /** A stream is written as it comes, and cancelled when the visitor has gone. */
  readonly body: string | ReadableStream<Uint8Array> | null
}

/** Keeps an answer out of every cache (RFC 9111, section 5.2.2.5). */
const uncacheable = {
  'cache-control': 'private, no-cache, no-store',
  pragma: 'no-cache',
  expires: '0',
}

/** Nobody guesses what it is, and no page of another site embeds it (ASVS 3.4.4, 3.5.8). */
const sealedOff = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
}

/** A JSON answer. */
export function json(
  body: unknown,
  init: { status?: number; headers?: Record<string, string>; cookies?: readonly string[] } = {},
): Answer {
  return {
    status: init.status ?? 200,
    headers: { 'content-type': 'application/json', ...sealedOff, ...uncacheable, ...init.headers },
    cookies: init.cookies ?? [],
    body: JSON.stringify(body),
  }
}

/** An answer that says nothing but that the request arrived. */
export function empty(): Answer {
  return { status: 200, headers: { ...sealedOff, ...uncacheable }, cookies: [], body: null }
}

/** An answer without a body, and with nothing to say. */
export function nothing(cookies: readonly string[]): Answer {
  return { status: 204, headers: { ...sealedOff, ...uncacheable }, cookies, body: null }
}

/**
 * A stream of events. `no-transform` and `x-accel-buffering` keep compression and proxies from holding back what is
 * written (RFC 9111, section 5.2.2.6).
 */
export function eventStream(body: ReadableStream<Uint8Array>, cookies: readonly string[]): Answer {
  return {
    status: 200,
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
      ...sealedOff,
      ...uncacheable,
      'cache-control': `${uncacheable['cache-control']}, no-transform`,
    },
    cookies,
    body,
  }
}

/**
 * A redirect. Always 302, which a browser follows with GET, so that nothing posted is posted again
 * (RFC 9700, section 4.12).
 */
export function redirect(location: string, cookies: readonly string[] = []): Answer {
  return {
    status: 302,
    headers: { location, 'referrer-policy': 'no-referrer', ...sealedOff, ...uncacheable },
    cookies,
    body: null,
  }
}

/** An HTML answer. `headers` must carry its Content-Security-Policy. */
export function html(
  body: string,
  init: { status: number; headers: Record<string, string>; cookies?: readonly string[] },
): Answer {
  return {
    status: init.status,
    headers: { 'content-type': 'text/html; charset=utf-8', ...uncacheable, ...init.headers },
    cookies: init.cookies ?? [],
    body,
  }
}
