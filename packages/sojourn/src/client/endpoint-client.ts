/**
 * The endpoint client: one HTTP request to the engine, and what became of it.
 *
 * It sorts outcomes and never throws. What a refusal means for the session is not decided here.
 *
 * @module
 */
import type { Clock, Logger } from '../core/ports.ts'
import { defaultBasePath, timeHeader } from '../core/protocol.ts'

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
  /** Sends a request; a GET, unless `init` says otherwise. */
  readonly send: (path: string, init?: RequestInit) => Promise<Reply>
}

/** How to reach the endpoints. */
export interface EndpointClientOptions {
  /** Where they are: a path with or without slashes, or an absolute URL. Default `/api/auth`. */
  readonly basePath?: string | undefined
  /** Stands in for the global `fetch`, in tests and on a server. */
  readonly fetch?: typeof fetch | undefined
  /**
   * How long to wait for the server, in seconds. Default 10 for an answer to a question, and 60 for what changes
   * something, such as a sign-in with a password: it may be done although nobody waits any more.
   */
  readonly timeout?: number | undefined
  /** Told of requests that failed. Default: nobody is. */
  readonly logger?: Logger | undefined
}

/**
 * Creates the client. It opens nothing and holds nothing.
 *
 * @param now The clock of this device.
 * @param onServerTime Told of every server time that an answer carries, with when it was asked and
 *   answered.
 */
export function createEndpointClient(
  options: EndpointClientOptions,
  now: Clock,
  onServerTime: (serverTime: number, startedAt: number, endedAt: number) => void,
): EndpointClient {
  const basePath = normalizeBasePath(options.basePath ?? defaultBasePath)

  async function send(path: string, init?: RequestInit): Promise<Reply> {
    const startedAt = now()
    let outcome: Reply['outcome'] = 'failure'
    let status = 0
    let serverTime: number | undefined
    let body: unknown
    let cause: unknown
    try {
      // Looked up at each call, so that whatever replaces the global later is used.
      const response = await (options.fetch ?? fetch)(`${basePath}/${path}`, {
        ...init,
        // Frameworks cache `fetch` on the server: one visitor's session is nobody else's.
        cache: 'no-store',
        // Not in each browser of tests: jsdom has none before version 22.
        signal: AbortSignal.timeout?.((options.timeout ?? (init ? 60 : 10)) * 1000),
      })
      status = response.status
      serverTime = readInstant(response.headers?.get(timeHeader))
      if (serverTime !== undefined) onServerTime(serverTime, startedAt, now())
      if (response.ok) {
        body = await response.json()
        outcome = 'answer'
      } else {
        cause = new Error(`HTTP ${status}`, { cause: response })
        if (status < 500) outcome = 'refusal'
        // Also of a failure: it may say where to go on, as where a mail could not be sent.
        body = await response.json().catch(() => undefined)
      }
    } catch (error) {
      cause = error
    }
    if (outcome === 'failure') options.logger?.warn('session_unavailable', { path, cause })
    return { outcome, status, body, serverTime, cause }
  }

  return { basePath, send }
}

/** Whether a value can be an instant: an integer number of milliseconds within what a `Date` holds. */
export function isInstant(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 8.64e15
}

function readInstant(header: string | null | undefined): number | undefined {
  const instant = Number(header || NaN)
  return isInstant(instant) ? instant : undefined
}

function normalizeBasePath(basePath: string): string {
  // A path gets one slash before it; an address, and nothing at all, stay as they are.
  return basePath.replace(/\/+$/, '').replace(/^\/*(?!\/|https?:|$)/i, '/')
}
