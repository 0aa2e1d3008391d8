/**
 * The engine of each set of options.
 *
 * NextAuth's applications hand the same options object to the handler and to every `getServerSession`; it
 * is what they have in common, so it names the engine. Made at the first request and not when a module is
 * loaded: `next build` loads every route, on machines that have no secret.
 *
 * @module
 */
import { createAuthOn } from '../server/auth.ts'
import { type Auth, type AuthConfig, type ConfigureAuth, createAuth } from '../server/index.ts'
import { createMemory } from '../server/memory.ts'

/** Options as NextAuth's functions take them; without `providers` they are for reading only. */
export type EngineOptions = Partial<AuthConfig> | ConfigureAuth

const engines = new WeakMap<EngineOptions, Auth>()
const shared = createMemory()
const fromEnvironment: AuthConfig = { providers: [] }

/**
 * The engine of these options.
 *
 * @param options Default: what the environment says, without any callbacks.
 * @throws {AuthError} `secret_missing`.
 * @throws {TypeError} If the configuration cannot work.
 */
export function engineOf(options: EngineOptions = fromEnvironment): Auth {
  let auth = engines.get(options)
  if (auth === undefined) engines.set(options, (auth = createAuth(complete(options))))
  return auth
}

/**
 * The engine of options that were made for one request. What it must remember from request to request, such as
 * attempts, it shares with all of these.
 *
 * @throws As {@link engineOf}.
 */
export function engineForRequest(options: AuthConfig): Auth {
  let auth = engines.get(options)
  if (auth === undefined) engines.set(options, (auth = createAuthOn(shared, options)))
  return auth
}

function complete(options: EngineOptions): AuthConfig | ConfigureAuth {
  return typeof options === 'function'
    ? options
    : { ...options, providers: options.providers ?? [] }
}
