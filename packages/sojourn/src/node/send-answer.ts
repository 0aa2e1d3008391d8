/**
 * Answers of the engine, written to a response of `node:http`.
 *
 * @module
 */
import type { ServerResponse } from 'node:http'
import type { Answer } from '../server/answer.ts'

/**
 * Writes an answer and ends the response.
 *
 * Cookies that the host has set before are kept; of other headers, those of the answer win. A response
 * that was begun already, or whose client has gone, is left alone.
 */
export function sendAnswer(res: ServerResponse, answer: Answer): void {
  if (res.headersSent || res.writableEnded || res.destroyed) return
  const body = answer.body ?? ''
  const headers: Record<string, string | number | string[]> = {
    ...answer.headers,
    'content-length': Buffer.byteLength(body),
  }
  if (answer.cookies.length > 0) {
    headers['set-cookie'] = [...cookiesOfHost(res), ...answer.cookies]
  }
  res.writeHead(answer.status, headers)
  res.end(body)
}

function cookiesOfHost(res: ServerResponse): string[] {
  const cookies = res.getHeader('set-cookie') ?? []
  return Array.isArray(cookies) ? cookies : [String(cookies)]
}
