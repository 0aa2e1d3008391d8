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
  const headers: Record<string, string | number> = {
    ...answer.headers,
    'content-length': Buffer.byteLength(body),
  }
  if (answer.cookies.length > 0) addCookies(res, answer.cookies)
  res.writeHead(answer.status, headers)
  res.end(body)
}

/** Adds `Set-Cookie` values to a response, in place of those that it has under the same names. */
export function addCookies(res: ServerResponse, cookies: readonly string[]): void {
  const names = new Set(cookies.map(nameOf))
  const others = [res.getHeader('set-cookie') ?? []].flat().map(String)
  res.setHeader('set-cookie', [...others.filter((other) => !names.has(nameOf(other))), ...cookies])
}

function nameOf(cookie: string): string {
  return cookie.slice(0, cookie.indexOf('='))
}
