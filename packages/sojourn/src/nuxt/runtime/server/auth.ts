/**
 * `#auth`: what server routes use.
 *
 * @module
 */
import {
  appendResponseHeader,
  createError,
  defineEventHandler,
  type EventHandler,
  type H3Error,
  type H3Event,
  setResponseHeaders,
  setResponseStatus,
} from 'h3'
import { useRuntimeConfig } from 'nitropack/runtime'
import { isAllowed, type Needs } from '../../../core/permissions.ts'
import type { JWT, RegisteredSession } from '../../../core/session.ts'
import { AuthError } from '../../../core/errors.ts'
import type { AuthenticationDemand } from '../../../core/step-up.ts'
import { getToken as readToken, type GetTokenParams } from '../../../jwt/get-token.ts'
import {
  type AuthConfig,
  type ConfigureAuth,
  createAuth,
  type SessionClaims,
} from '../../../server/index.ts'
import type { PrivateAuthConfig } from '../../options.ts'
import { untilClosed } from './answer-stream.ts'
import { bodyOf } from './body-stream.ts'
import { endpoints, loadEngine, registerEngine, sessionRequest } from './engine.ts'

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
  const { origin, basePath } = endpoints()
  const { trustHost } = useRuntimeConfig()['sojourn'] as PrivateAuthConfig
  const defaults = {
    url: origin,
    basePath,
    trustHost: trustHost === '' ? undefined : trustHost,
  }
  const auth = createAuth(withDefaults(defaults, options))
  registerEngine(auth)
  if (typeof options === 'object') ownSecret = options.jwt?.secret ?? options.secret

  return defineEventHandler(async (event) => {
    const { method, headers } = event
    const { url, address } = sessionRequest(event)
    const body = method === 'POST' ? bodyOf(event) : undefined
    const answer = await auth.answer({ method, url, headers, address, body })
    setResponseStatus(event, answer.status)
    setResponseHeaders(event, answer.headers)
    for (const cookie of answer.cookies) appendResponseHeader(event, 'set-cookie', cookie)
    const written = answer.body ?? ''
    return typeof written === 'string' ? written : untilClosed(event, written)
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

/** What the handler's options say, for those who read the cookie by themselves. */
let ownSecret: AuthConfig['secret']

const sessions = new WeakMap<H3Event, Promise<RegisteredSession | null>>()

/**
 * The session of a request, or `null`. Read once for each request, however often it is asked for.
 *
 * @throws {AuthError} `request_failed` if a callback of the application throws.
 * @throws {TypeError} If there is no `NuxtAuthHandler`.
 */
export async function getServerSession(event: H3Event): Promise<RegisteredSession | null> {
  let session = sessions.get(event)
  if (session === undefined) sessions.set(event, (session = readSession(event)))
  return session
}

async function readSession(event: H3Event): Promise<RegisteredSession | null> {
  const auth = await loadEngine(event)
  return auth.getSession(sessionRequest(event))
}

/**
 * The session of a request that must have one.
 *
 * @param needs Roles, of which one is enough, and permissions, all of them. Default: being signed in is enough.
 * @throws {H3Error} 401 if nobody is signed in, 403 if the session does not allow it.
 *
 * @example
 * ```ts
 * export default defineEventHandler(async (event) => {
 *   const session = await requireSession(event, { roles: ['admin'] })
 * })
 * ```
 */
export async function requireSession(
  event: H3Event,
  needs: Needs = {},
): Promise<RegisteredSession> {
  const session = await getServerSession(event)
  if (session === null) throw refusal(401, 'Sign in first.')
  if (!isAllowed(session, needs)) throw refusal(403, 'Your account does not allow this.')
  return session
}

/**
 * The claims of a session whose person has signed in recently, or strongly, enough for what comes next.
 *
 * @param demand Default: being signed in is enough.
 * @throws {H3Error} 401 if nobody is signed in, or the sign-in does not meet the demand; `data` of its body is the
 *   error, of the latter a challenge in the words of RFC 9470, by which `createStepUp` of `sojourn/client` knows what
 *   to do.
 * @throws {AuthError} `configuration_invalid` if `acrValues` are demanded of stored sessions; `request_failed` if the
 *   `jwt` callback throws; `storage_unavailable`.
 * @throws {TypeError} If nobody could meet the demand, or there is no `NuxtAuthHandler`.
 *
 * @example
 * ```ts
 * export default defineEventHandler(async (event) => {
 *   await requireAuthentication(event, { maxAge: 300 })
 * })
 * ```
 */
export async function requireAuthentication(
  event: H3Event,
  demand?: AuthenticationDemand,
): Promise<SessionClaims> {
  const auth = await loadEngine(event)
  try {
    return await auth.requireAuthentication(sessionRequest(event), demand)
  } catch (error) {
    if (!AuthError.is(error) || error.status !== 401) throw error
    throw createError({ statusCode: 401, message: error.message, data: error.toJSON() })
  }
}

function refusal(statusCode: number, message: string): H3Error {
  return createError({ statusCode, message })
}

/** What {@link getToken} is asked with. Names are those of `next-auth/jwt`. */
export interface EventTokenParams extends Partial<Omit<GetTokenParams, 'req'>> {
  event: H3Event
}

/**
 * The claims of the request's session, or `null`; with `raw` what stands in its cookie. The claims may hold what the
 * browser must not see.
 *
 * As the engine reads them: a session that was ended counts no more. Told how to read the cookie (`secret`,
 * `cookieName`, `secureCookie`, `salt`, `decode`), and with `raw`, it reads nothing but that.
 *
 * @throws {TypeError} If there is no `NuxtAuthHandler`.
 */
export async function getToken(params: EventTokenParams & { raw: true }): Promise<string | null>
/** The claims. */
export async function getToken(
  params: EventTokenParams & { raw?: false | undefined },
): Promise<JWT | null>
/** Either. */
export async function getToken(
  params: EventTokenParams & { raw?: boolean | undefined },
): Promise<JWT | string | null>
export async function getToken({
  event,
  ...params
}: EventTokenParams & { raw?: boolean | undefined }): Promise<JWT | string | null> {
  const isPlain = Object.values(params).every((value) => value === undefined || value === false)
  if (isPlain) return (await loadEngine(event)).getToken(sessionRequest(event))
  return readToken({
    ...params,
    req: { headers: event.headers },
    secret: params.secret ?? ownSecret ?? undefined,
  })
}
