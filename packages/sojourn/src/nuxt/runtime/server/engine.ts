/**
 * The engine of this server process, where it answers, and requests as it wants them.
 *
 * Nitro loads a route when it is first requested. Who needs the engine before that has the route loaded
 * by a request within the process.
 *
 * @module
 */
import { getRequestIP, getRequestURL, type H3Event } from 'h3'
import { useRuntimeConfig } from 'nitropack/runtime'
import type { Auth, SessionRequest } from '../../../server/index.ts'
import type { PrivateAuthConfig, PublicAuthConfig } from '../../options.ts'
import { basePathOf, originOf } from '../base-path.ts'

/** Where the endpoints are. */
export interface Endpoints {
  /** As the browser sees it: a path below `app.baseURL`, or an address if they are elsewhere. */
  readonly base: string
  /** Path below `app.baseURL`; of an address its path. */
  readonly basePath: string
  /** Public origin of this application, if it is said. */
  readonly origin: string | undefined
  /** Whether another server signs people in. */
  readonly isElsewhere: boolean
}

/** What the environment says goes before the options. Of an address only the path counts, unless they say otherwise. */
export function endpoints(): Endpoints {
  // Not that of a request, which the plugin has changed.
  const config = useRuntimeConfig()
  const { baseURL, disableInternalRouting } = config.public['auth'] as PublicAuthConfig
  const { originEnvKey } = config['sojourn'] as PrivateAuthConfig
  const given = process.env[originEnvKey] || baseURL
  const basePath = basePathOf(given, config.app.baseURL)
  const origin = originOf(given)
  const isElsewhere = disableInternalRouting && origin !== undefined
  return { base: isElsewhere ? given.replace(/\/+$/, '') : basePath, basePath, origin, isElsewhere }
}

let current: Auth | undefined

/** Remembers the engine that the application's handler made. */
export function registerEngine(auth: Auth): void {
  current = auth
}

/**
 * The engine of the application's handler.
 *
 * @throws {TypeError} If no handler answers at the base path; the message says how to add one.
 */
export async function loadEngine(event: H3Event): Promise<Auth> {
  if (current !== undefined) return current
  const { basePath } = endpoints()
  // Below the base path this very request would have loaded it.
  const status = isBelow(event.path, basePath) ? 404 : await requestHandler(event, basePath)
  if (current !== undefined) return current
  throw new TypeError(
    `No sign-in handler answers at ${basePath} (status ${status}). Create server/api/auth/[...].ts with "export default NuxtAuthHandler({ … })", or correct auth.baseURL. If the file is there, its own error is in this log.`,
  )
}

/** Whether a path is that of the endpoints or below it. */
export function isBelow(path: string, basePath: string): boolean {
  return path === basePath || path.startsWith(`${basePath}/`)
}

async function requestHandler(event: H3Event, basePath: string): Promise<number> {
  // Any endpoint would do: this has the route loaded, and its answer goes nowhere.
  const { status } = await event.fetch(`${basePath}/csrf`)
  return status
}

/** The request of an event, as far as reading a session needs it. */
export function sessionRequest(event: H3Event): SessionRequest {
  // What a proxy forwards is believed by the engine, if at all.
  const url = getRequestURL(event, { xForwardedHost: false, xForwardedProto: false })
  return { url: url.href, headers: event.headers, address: getRequestIP(event) }
}
