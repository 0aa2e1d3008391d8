/**
 * Requests by `fetch`, for pages without a framework that brings its own.
 *
 * @module
 */
import { isRecord } from '../../core/protocol.ts'
import type { TokenAnswer, TokenRequest } from './token-request.ts'

/**
 * Sends a request, the cookies of this browser along.
 *
 * @throws {Error} Unless the status is 2xx: with `status`, `statusCode` and `data`, the parsed body. What `fetch`
 *   rejected with, if there was no answer.
 */
export async function sendWithFetch(request: TokenRequest): Promise<TokenAnswer> {
  const { body, query = {} } = request
  const search = new URLSearchParams(query).toString()
  const url = search
    ? `${request.url}${request.url.includes('?') ? '&' : '?'}${search}`
    : request.url
  const response = await fetch(url, {
    method: request.method.toUpperCase(),
    credentials: 'include',
    cache: 'no-store',
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...request.headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const { status, headers } = response
  const data = parse(await response.text())
  if (response.ok) return { status, headers, body: data }
  const message =
    isRecord(data) && typeof data['message'] === 'string' ? `: ${data['message']}` : ''
  throw Object.assign(new Error(`HTTP ${status}${message}`), { status, statusCode: status, data })
}

/** The value if it is JSON, else the text; `undefined` for nothing. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text || undefined
  }
}
