/**
 * `$fetch` as the signed-in person, out of any `$fetch`: with the token, and once more after a 401.
 *
 * @module
 */
import { fetchWithEvent, type H3Event } from 'h3'
import type { $Fetch } from 'nitropack/types'

/** Options of `$fetch`, before types are told of a route. */
type FetchOptions = NonNullable<Parameters<$Fetch['create']>[0]>

/** What an interceptor gets. */
interface FetchContext {
  request: unknown
  options: { headers: Headers; baseURL?: string | undefined }
}

/** Runs a request with the headers it should carry, and again after a 401. */
export type Authorized = <T>(run: (headers: Record<string, string>) => Promise<T>) => Promise<T>

type Hook = (context: FetchContext) => void | Promise<void>

/** `$fetch`, or its `raw`. */
type Send = (request: unknown, options: FetchOptions) => Promise<unknown>

/** Sends a request in the way of `send`, as the person. */
type SendAuthorized = (
  send: Send,
  request: unknown,
  options: FetchOptions,
  hooks: readonly Hook[],
) => Promise<unknown>

/**
 * Makes a `$fetch` that sends as the person.
 *
 * @param authorized Runs a request with the headers it should carry, and again after a 401.
 * @param isOurs Whether an address may see the token. Requests to others go out as they are.
 * @param event On a server, the visitor's request.
 */
export function createAuthorizedFetch(
  fetch: $Fetch,
  authorized: Authorized,
  isOurs: (address: string) => boolean,
  event: H3Event | undefined,
): $Fetch {
  const mayGo = (request: unknown, { baseURL = '' }: { baseURL?: string | undefined }): boolean =>
    isOurs(addressOf(request)) && isOurs(baseURL)

  return create(fetch, {}, async (send, request, options, hooks) => {
    const isPath = typeof request === 'string' && /^\/(?![/\\])/.test(request)
    const given = new Headers(options.headers)

    const run = async (headers: Record<string, string>): Promise<unknown> => {
      // Last, so that it sees where the request really goes.
      const addToken: Hook = ({ request: target, options: last }) => {
        if (!mayGo(target, last)) return
        // What the visitor's browser sent to the page was not meant for this request.
        const own = event ? given : last.headers
        for (const [name, value] of Object.entries(headers)) {
          if (!own.has(name)) last.headers.set(name, value)
        }
      }
      const ready = { ...options, onRequest: [...hooks, addToken] } as FetchOptions
      // Within the process, as the visitor. An address is somebody else, who gets no cookies.
      return event && isPath && !/^[^/]|^\/\//.test(options.baseURL ?? '/')
        ? fetchWithEvent(
            event,
            request,
            { ...ready, headers: Object.fromEntries(given) } as RequestInit,
            { fetch: send as never },
          )
        : send(request, ready)
    }
    return mayGo(request, options) ? authorized(run) : run({})
  })
}

/** `$fetch` with what is on it, each request by way of `through`. */
function create(fetch: $Fetch, defaults: FetchOptions, through: SendAuthorized): $Fetch {
  const by =
    (send: unknown) =>
    (request: unknown, options: FetchOptions = {}) => {
      const { onRequest: first, baseURL = options.baseURL } = defaults
      const hooks = [first ?? [], options.onRequest ?? []].flat() as Hook[]
      return through(send as Send, request, baseURL ? { baseURL, ...options } : options, hooks)
    }
  return Object.assign(by(fetch), {
    raw: by((...args: Parameters<$Fetch['raw']>) => fetch.raw(...args)),
    create: (more: FetchOptions) =>
      create(
        fetch.create({ ...more, onRequest: undefined } as never),
        { ...defaults, ...more },
        through,
      ),
  }) as unknown as $Fetch
}

function addressOf(request: unknown): string {
  return request instanceof Request ? request.url : String(request)
}
