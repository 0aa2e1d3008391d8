/**
 * A request to a backend that hands out tokens, and its answer, as plain data.
 *
 * @module
 */

/** A request. */
export interface TokenRequest {
  /** Absolute address, or a path of this application. */
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  /** Sent as JSON; `undefined`: none. */
  readonly body?: unknown
  readonly query?: Readonly<Record<string, string>> | undefined
}

/** An answer with a status of 2xx. */
export interface TokenAnswer {
  readonly status: number
  readonly headers: Headers
  /** Parsed, if it was JSON. */
  readonly body: unknown
}

/**
 * Sends a request.
 *
 * @throws Unless the status is 2xx: an error whose `status` (or `statusCode`) tells it, where there was an answer.
 */
export type SendTokenRequest = (request: TokenRequest) => Promise<TokenAnswer>
