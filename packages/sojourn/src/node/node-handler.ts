/**
 * The engine as a listener of `node:http`.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Auth } from '../server/auth.ts'
import { pathBelow } from '../server/request-path.ts'
import { toEngineRequest } from './node-request.ts'
import { sendAnswer } from './send-answer.ts'

/**
 * Answers a request, or leaves it to the next handler.
 *
 * The promise is kept once the answer is written, or the request left. It rejects only if `next` throws.
 */
export type NodeHandler = (
  req: IncomingMessage,
  res: ServerResponse,
  /** What Connect and Express call the next handler by. */
  next?: (error?: unknown) => void,
) => Promise<void>

/**
 * Makes a listener for `node:http`, which is a middleware for Connect and Express too.
 *
 * It answers the addresses below `auth.basePath`. Others go to `next`; without one the engine refuses
 * them. Express may mount it on any path, and may or may not have parsed the body.
 *
 * The server's address is read off the connection and its `Host` header. Behind a proxy, configure `url`
 * or `trustHost`.
 *
 * @example
 * With `node:http` alone:
 * ```ts
 * const auth = createAuth({ secret, providers })
 * createServer(createNodeHandler(auth)).listen(3000)
 * ```
 *
 * @example
 * With Express:
 * ```ts
 * app.use(createNodeHandler(auth))
 * app.get('/me', async (req, res) => {
 *   res.json(await auth.getSession(toSessionRequest(req)))
 * })
 * ```
 */
export function createNodeHandler(auth: Pick<Auth, 'answer' | 'basePath'>): NodeHandler {
  return async (req, res, next) => {
    const request = toEngineRequest(req)
    if (next !== undefined && pathBelow(request.url, auth.basePath) === undefined) {
      next()
      return
    }
    try {
      sendAnswer(res, await auth.answer(request))
    } catch (error) {
      // The engine answers whatever fails in it. This is a process that cannot load it, or a host that
      // has made the response unusable.
      if (next !== undefined) next(error)
      else refuse(res, error)
    }
  }
}

function refuse(res: ServerResponse, error: unknown): void {
  console.error('[sojourn] request_failed', error)
  if (res.headersSent) res.destroy()
  else res.writeHead(500, { 'content-length': 0 }).end()
}
