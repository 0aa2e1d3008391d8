/**
 * Requests of Next as the engine wants them.
 *
 * Next's own `request.url` names the address that its server listens on, which may be nobody's but its
 * own, and may or may not have `basePath` in it, by version and router. So the address is put together
 * from `Host`, and the path from what the catch-all route has matched.
 *
 * @module
 */
import type { EngineRequest, SessionRequest } from '../server/index.ts'
import { requestUrl } from '../server/origin.ts'

type Headers = EngineRequest['headers']

/** A request of which only the headers are at hand, as in a server component. */
export function headersRequest(headers: Pick<Headers, 'get'>): SessionRequest {
  return { url: urlOf(headers, '/'), headers }
}

/**
 * A request to the catch-all route, with the path that the engine knows.
 *
 * @param segments What the catch-all matched, such as `['callback', 'github']`.
 */
export function routeRequest(
  request: EngineRequest,
  basePath: string,
  segments: readonly string[],
): EngineRequest {
  const { method, headers, body, url } = request
  const route = segments.map((segment) => encodeURIComponent(segment)).join('/')
  const query = url.indexOf('?')
  const search = query === -1 ? '' : url.slice(query)
  return { method, headers, body, url: urlOf(headers, `${basePath}/${route}${search}`), route }
}

function urlOf(headers: Pick<Headers, 'get'>, path: string): string {
  // Next sets it on every request that has none, to what its own socket is.
  const isHttps = headers.get('x-forwarded-proto')?.startsWith('https') === true
  return requestUrl(isHttps, headers.get('host'), path)
}
