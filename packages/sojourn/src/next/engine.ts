/**
 * The engine of each set of options.
 *
 * NextAuth's applications hand the same options object to the handler and to every `getServerSession`; it
 * is what they have in common, so it names the engine. Made at the first request and not when a module is
 * loaded: `next build` loads every route, on machines that have no secret.
 *
 * @module
 */
import type { AuthError } from '../core/errors.ts'
import { createAuthOn } from '../server/auth.ts'
import {
  type Auth,
  type AuthConfig,
  type ConfigureAuth,
  createAuth,
  type SessionRequest,
} from '../server/index.ts'
import { createMemory } from '../server/memory.ts'

/** Options as NextAuth's functions take them; without `providers` they are for reading only. */
export type EngineOptions = Partial<AuthConfig> | ConfigureAuth

const engines = new WeakMap<EngineOptions, Auth>()
const shared = createMemory()
const fromEnvironment: AuthConfig = { providers: [] }

/**
 * The engine of these options, always the same one: for what is done on behalf of no request, such as listing and
 * ending sessions, deleting people, telling pages of a change, and for sockets that end with a session.
 *
 * @example
 * ```ts
 * await getAuth(authOptions).revokeSessions(userId)
 * ```
 *
 * @param options What the handler was made of. Default: what the environment says, without any callbacks.
 * @throws {AuthError} `secret_missing`.
 * @throws {TypeError} If the configuration cannot work.
 */
export function getAuth(options: EngineOptions = fromEnvironment): Auth {
  let auth = engines.get(options)
  if (auth === undefined) engines.set(options, (auth = createAuth(complete(options))))
  return auth
}

/**
 * The engine of options that were made for one request. What it must remember from request to request, such as
 * attempts, it shares with all of these.
 *
 * @throws As {@link getAuth}.
 */
export function engineForRequest(options: AuthConfig): Auth {
  let auth = engines.get(options)
  if (auth === undefined) engines.set(options, (auth = createAuthOn(shared, options)))
  return auth
}

/** What an application has configured, for this request. */
export async function configOf(
  options: EngineOptions,
  request: SessionRequest,
): Promise<Partial<AuthConfig>> {
  return typeof options === 'function' ? options(request) : options
}

/** What went wrong with a request, which its answer does not say in full. */
const failures = new WeakMap<SessionRequest, AuthError>()

/** Why a request to the endpoints failed, if it did. */
export function failureOf(request: SessionRequest): AuthError | undefined {
  return failures.get(request)
}

function complete(options: EngineOptions): AuthConfig | ConfigureAuth {
  return typeof options === 'function'
    ? async (request) => noting(await options(request))
    : noting({ ...options, providers: options.providers ?? [] })
}

/** Kept, since an engine is known by its configuration. */
const notingConfigs = new WeakMap<AuthConfig, AuthConfig>()

/** The configuration, of an engine that notes what fails. */
function noting(config: AuthConfig): AuthConfig {
  let known = notingConfigs.get(config)
  if (known === undefined) {
    const { failure } = config.events ?? {}
    known = {
      ...config,
      events: {
        ...config.events,
        failure(message) {
          failures.set(message.request, message.error)
          return failure?.(message)
        },
      },
    }
    notingConfigs.set(config, known)
  }
  return known
}
