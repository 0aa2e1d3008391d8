/**
 * A handler of web requests behind `node:http`, for contenders that have only that: `Request` and
 * `Response` and nothing around them.
 *
 * @module
 */
import type { Listener } from './row.ts'

/** Makes a listener of a web handler. For requests without a body. */
export function webListener(handle: (request: Request) => Promise<Response>): Listener {
  return async (req, res) => {
    const headers = new Headers(req.headers as Record<string, string>)
    const response = await handle(new Request(`http://${req.headers.host}${req.url}`, { headers }))
    const body = await response.text()
    const cookies = response.headers.getSetCookie()
    res.writeHead(response.status, {
      ...Object.fromEntries(response.headers),
      'content-length': Buffer.byteLength(body),
      ...(cookies.length > 0 ? { 'set-cookie': cookies } : {}),
    })
    res.end(body)
  }
}
