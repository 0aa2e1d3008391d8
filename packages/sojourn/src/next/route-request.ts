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

/** What Next handed over, by what the engine was asked with. */
const originals = new WeakMap<SessionRequest, object>()

/**
 * A request of which only the headers count, as in a server component.
 *
 * @param original The request that Next handed over, if there is one.
 */
export function headersRequest(headers: Pick<Headers, 'get'>, original?: object): SessionRequest {
  return noted({ url: urlOf(headers, '/'), headers }, original)
}

/**
 * A request to the catch-all route, with the path that the engine knows.
 *
 * @param segments What the catch-all matched, such as `['callback', 'github']`.
 * @param original As for {@link headersRequest}.
 */
export function routeRequest(
  request: EngineRequest,
  basePath: string,
  segments: readonly string[],
  original?: object,
): EngineRequest {
  const { method, headers, body, url } = request
  const route = segments.map((segment) => encodeURIComponent(segment)).join('/')
  const query = url.indexOf('?')
  const search = query === -1 ? '' : url.slice(query)
  const path = `${basePath}/${route}${search}`
  return noted({ method, headers, body, url: urlOf(headers, path), route }, original)
}

/** The request of Next that this one was made of. */
export function originalOf(request: SessionRequest | undefined): object | undefined {
  return request && originals.get(request)
}

/** Whether the engine is asked on the server, and not by a browser at its endpoints. */
export function isServerRead(request: SessionRequest): boolean {
  return !('route' in request)
}

function noted<R extends SessionRequest>(request: R, original: object | undefined): R {
  if (original !== undefined) originals.set(request, original)
  return request
}

function urlOf(headers: Pick<Headers, 'get'>, path: string): string {
  // Next sets it on every request that has none, to what its own socket is.
  const isHttps = headers.get('x-forwarded-proto')?.startsWith('https') === true
  return requestUrl(isHttps, headers.get('host'), path)
}
