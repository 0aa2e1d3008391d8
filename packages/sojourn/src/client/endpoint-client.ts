/**
 * The endpoint client: one HTTP request to the engine, and what became of it.
 *
 * It sorts outcomes and never throws. What a refusal means for the session is not decided here.
 *
 * @module
 */
import type { Clock, Logger } from '../core/ports.ts'
import { isRecord, timeHeader } from '../core/protocol.ts'

/** What became of a request. */
export interface Reply {
  /**
   * `answer`: success, with a JSON body. `refusal`: the server said no (3xx or 4xx). `failure`:
   * nothing was learned (network, timeout, 5xx, or a success that is not JSON).
   */
  readonly outcome: 'answer' | 'refusal' | 'failure'
  /** HTTP status; 0 if there was no response. */
  readonly status: number
  /** The body if it was JSON. */
  readonly body: unknown
  /** The server's clock, if it told. */
  readonly serverTime: number | undefined
  /** What went wrong, if anything did. */
  readonly cause: unknown
}

/** Requests to the endpoints under one base path. */
export interface EndpointClient {
  /** The base path without a slash at its end. */
  readonly basePath: string
  readonly get: (path: string) => Promise<Reply>
  /** Sends a form, or anything else as JSON. */
  readonly post: (path: string, body: unknown) => Promise<Reply>
}

/** How to reach the endpoints. */
export interface EndpointClientOptions {
  /** A path with or without slashes around it, or an absolute URL. */
  readonly basePath: string
  /** Stands in for the global `fetch`. */
  readonly fetch?: typeof fetch | undefined
  /** How long to wait for an answer, in seconds. */
  readonly timeout: number
  readonly now: Clock
  /** Told of every server time that an answer carries, with when it was asked and answered. */
  readonly onServerTime: (serverTime: number, startedAt: number, endedAt: number) => void
  readonly logger?: Logger | undefined
}

/** Creates the client. It opens nothing and holds nothing. */
export function createEndpointClient(options: EndpointClientOptions): EndpointClient {
  const { now, timeout, logger } = options
  const basePath = normalizeBasePath(options.basePath)

  async function send(path: string, init: RequestInit): Promise<Reply> {
    const startedAt = now()
    let status = 0
    let serverTime: number | undefined
    try {
      // Looked up at each call, so that whatever replaces the global later is used.
      const response = await (options.fetch ?? fetch)(`${basePath}/${path}`, {
        ...init,
        credentials: 'same-origin',
        // Frameworks cache `fetch` on the server: one visitor's session is nobody else's.
        cache: 'no-store',
        signal: AbortSignal.timeout(timeout * 1000),
      })
      status = response.status
      serverTime = readInstant(response.headers.get(timeHeader))
      if (serverTime !== undefined) options.onServerTime(serverTime, startedAt, now())
      if (status >= 500) throw new Error(`HTTP ${status}`)
      const body = response.json() as Promise<unknown>
      if (response.ok) {
        return { outcome: 'answer', status, body: await body, serverTime, cause: undefined }
      }
      return {
        outcome: 'refusal',
        status,
        body: await body.catch(() => undefined),
        serverTime,
        cause: new Error(`HTTP ${status}`),
      }
    } catch (cause) {
      logger?.warn('session_unavailable', { path, cause })
      return { outcome: 'failure', status, body: undefined, serverTime, cause }
    }
  }

  return {
    basePath,
    get: (path) => send(path, { headers: { accept: 'application/json' } }),
    post: (path, body) =>
      send(path, {
        method: 'POST',
        headers: {
          accept: 'application/json',
          // The same wish in the words of Auth.js v5; v4 reads `json` in the form.
          'x-auth-return-redirect': '1',
          ...(body instanceof URLSearchParams ? {} : { 'content-type': 'application/json' }),
        },
        body: body instanceof URLSearchParams ? body : JSON.stringify(body),
      }),
  }
}

/** The string member `key` of a body, if it has one. */
export function readString(body: unknown, key: string): string | undefined {
  const value = isRecord(body) ? body[key] : undefined
  return typeof value === 'string' ? value : undefined
}

/** Whether a value can be an instant: an integer number of milliseconds within what a `Date` holds. */
export function isInstant(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 8.64e15
}

function readInstant(header: string | null): number | undefined {
  const instant = header ? Number(header) : undefined
  return isInstant(instant) ? instant : undefined
}

function normalizeBasePath(basePath: string): string {
  const path = basePath.replace(/\/+$/, '')
  if (path === '' || /^https?:/i.test(path)) return path
  return path.replace(/^\/*/, '/')
}
