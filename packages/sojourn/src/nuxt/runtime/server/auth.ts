/**
 * `#auth`: what server routes use.
 *
 * @module
 */
import {
  appendResponseHeader,
  defineEventHandler,
  type EventHandler,
  getRequestWebStream,
  type H3Event,
  setResponseHeaders,
  setResponseStatus,
} from 'h3'
import { useRuntimeConfig } from 'nitropack/runtime'
import type { Session } from '../../../core/session.ts'
import {
  type AuthConfig,
  type ConfigureAuth,
  createAuth,
  type SessionClaims,
} from '../../../server/index.ts'
import type { PrivateAuthConfig, PublicAuthConfig } from '../../options.ts'
import { basePathOf, originOf } from '../base-path.ts'
import { loadEngine, registerEngine, sessionRequest } from './engine.ts'

export type { AuthConfig } from '../../../server/index.ts'

/**
 * Makes the handler that answers sign-in, sign-out and session requests. Put it into
 * `server/api/auth/[...].ts`.
 *
 * @param options The engine's configuration, or what makes it for each request. Base path and address default
 *   to those of the module.
 * @throws {AuthError} `secret_missing`.
 * @throws {TypeError} If the configuration cannot work.
 *
 * @example
 * ```ts
 * import { NuxtAuthHandler } from '#auth'
 * export default NuxtAuthHandler({ providers: [ … ] })
 * ```
 */
export function NuxtAuthHandler(options: AuthConfig | ConfigureAuth): EventHandler {
  const config = useRuntimeConfig()
  const { baseURL } = config.public['auth'] as PublicAuthConfig
  const { trustHost } = config['sojourn'] as PrivateAuthConfig
  const defaults = {
    url: originOf(baseURL),
    basePath: basePathOf(baseURL, config.app.baseURL),
    trustHost: trustHost === '' ? undefined : trustHost,
  }
  const auth = createAuth(withDefaults(defaults, options))
  registerEngine(auth)

  return defineEventHandler(async (event) => {
    const { method, headers } = event
    const { url, address } = sessionRequest(event)
    const body = method === 'POST' ? bodyOf(event) : undefined
    const answer = await auth.answer({ method, url, headers, address, body })
    setResponseStatus(event, answer.status)
    setResponseHeaders(event, answer.headers)
    for (const cookie of answer.cookies) appendResponseHeader(event, 'set-cookie', cookie)
    return answer.body ?? ''
  })
}

/** The options over the module's, once for each that there are: by the object the engine knows them again. */
function withDefaults(
  defaults: Partial<AuthConfig>,
  options: AuthConfig | ConfigureAuth,
): AuthConfig | ConfigureAuth {
  if (typeof options !== 'function') return { ...defaults, ...options }
  const known = new WeakMap<AuthConfig, AuthConfig>()
  return async (request) => {
    const made = await options(request)
    let complete = known.get(made)
    if (complete === undefined) known.set(made, (complete = { ...defaults, ...made }))
    return complete
  }
}

/**
 * The body of a request. h3 goes on writing to a stream that was cancelled, which ends the process, so what
 * the engine does not want of it is read and dropped.
 */
function bodyOf(event: H3Event): ReadableStream<Uint8Array> | undefined {
  const reader = (getRequestWebStream(event) as ReadableStream<Uint8Array> | undefined)?.getReader()
  if (reader === undefined) return undefined
  const drop = async (): Promise<void> => {
    while (!(await reader.read()).done);
  }
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel() {
      // Nobody waits for it: the answer goes out meanwhile.
      drop().catch(() => undefined)
    },
  })
}

const sessions = new WeakMap<H3Event, Promise<Session | null>>()

/**
 * The session of a request, or `null`. Read once for each request, however often it is asked for.
 *
 * @throws {AuthError} `request_failed` if a callback of the application throws.
 * @throws {TypeError} If there is no `NuxtAuthHandler`.
 */
export async function getServerSession(event: H3Event): Promise<Session | null> {
  const known = sessions.get(event)
  if (known !== undefined) return known
  const reading = readServerSession(event)
  sessions.set(event, reading)
  return reading
}

async function readServerSession(event: H3Event): Promise<Session | null> {
  const auth = await loadEngine(event)
  return auth.getSession(sessionRequest(event))
}

/**
 * The claims of the request's session, or `null`. They may hold what the browser must not see.
 *
 * @throws {TypeError} If there is no `NuxtAuthHandler`.
 */
export async function getToken({ event }: { event: H3Event }): Promise<SessionClaims | null> {
  const auth = await loadEngine(event)
  return auth.getToken(sessionRequest(event))
}
