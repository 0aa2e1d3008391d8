/**
 * The engine of this server process, and requests as it wants them.
 *
 * Nitro loads a route when it is first requested. Who needs the engine before that has the route loaded
 * by a request within the process.
 *
 * @module
 */
import { getRequestIP, getRequestURL, type H3Event } from 'h3'
import { useRuntimeConfig } from 'nitropack/runtime'
import type { Auth, SessionRequest } from '../../../server/index.ts'
import type { PublicAuthConfig } from '../../options.ts'
import { basePathOf } from '../base-path.ts'

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
  const config = useRuntimeConfig(event)
  const basePath = basePathOf(
    (config.public['auth'] as PublicAuthConfig).baseURL,
    config.app.baseURL,
  )
  // Any endpoint would do: this has the route loaded, and its answer goes nowhere.
  const response = await event.fetch(`${basePath}/csrf`)
  if (current !== undefined) return current
  throw new TypeError(
    `No sign-in handler answers at ${basePath} (status ${response.status}). Create server/api/auth/[...].ts with "export default NuxtAuthHandler({ … })", or correct auth.baseURL. If the file is there, its own error is in this log.`,
  )
}

/** The request of an event, as far as reading a session needs it. */
export function sessionRequest(event: H3Event): SessionRequest {
  // What a proxy forwards is believed by the engine, if at all.
  const url = getRequestURL(event, { xForwardedHost: false, xForwardedProto: false })
  return { url: url.href, headers: event.headers, address: getRequestIP(event) }
}
