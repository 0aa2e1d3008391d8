/**
 * Answers of the engine, written to a response of `node:http`.
 *
 * @module
 */
import type { ServerResponse } from 'node:http'
import type { Answer } from '../server/answer.ts'

/**
 * Writes an answer and ends the response; a stream is written as it comes, until it ends or the client goes.
 *
 * Cookies that the host has set before are kept; of other headers, those of the answer win. A response
 * that was begun already, or whose client has gone, is left alone.
 */
export function sendAnswer(res: ServerResponse, answer: Answer): void {
  const { body, status, headers, cookies } = answer
  const isStream = typeof body === 'object' && body !== null
  if (res.headersSent || res.writableEnded || res.destroyed) {
    if (isStream) drop(body.cancel())
    return
  }
  if (cookies.length > 0) addCookies(res, cookies)
  if (isStream) {
    res.writeHead(status, headers)
    drop(writeStream(res, body))
  } else {
    const text = body ?? ''
    // Of an answer that never has a body there is no length (RFC 9110, section 8.6).
    const length = status === 204 ? {} : { 'content-length': Buffer.byteLength(text) }
    res.writeHead(status, { ...headers, ...length })
    res.end(text)
  }
}

/** Writes no faster than the client reads, and cancels the stream when it has gone. */
async function writeStream(res: ServerResponse, body: ReadableStream<Uint8Array>): Promise<void> {
  const reader = body.getReader()
  // A read that is under way is kept by it, too.
  res.once('close', () => drop(reader.cancel()))
  // Before there is something to write: the client waits for it.
  res.flushHeaders()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      if (!res.write(value)) await takesMore(res)
    }
    res.end()
  } catch {
    // A stream that broke off must not look like one that has ended.
    res.destroy()
  }
}

/** Waits until a response takes more, or will never again. */
function takesMore(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      for (const event of events) res.off(event, go)
      resolve()
    }
    const events = ['drain', 'close']
    for (const event of events) res.on(event, go)
    if (res.destroyed) go()
  })
}

/** Nobody waits for it, and nobody is left to tell of a failure. */
function drop(promise: Promise<unknown>): void {
  promise.catch(() => undefined)
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
