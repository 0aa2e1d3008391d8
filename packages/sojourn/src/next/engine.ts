/**
 * The engine of each set of options.
 *
 * NextAuth's applications hand the same options object to the handler and to every `getServerSession`; it
 * is what they have in common, so it names the engine. Made at the first request and not when a module is
 * loaded: `next build` loads every route, on machines that have no secret.
 *
 * @module
 */
import { type Auth, type AuthConfig, createAuth } from '../server/index.ts'

const engines = new WeakMap<AuthConfig, Auth>()
const fromEnvironment: AuthConfig = { providers: [] }

/**
 * The engine of these options.
 *
 * @param options Default: what the environment says, without any callbacks.
 * @throws {AuthError} `secret_missing`.
 * @throws {TypeError} If the configuration cannot work.
 */
export function engineOf(options: AuthConfig = fromEnvironment): Auth {
  let auth = engines.get(options)
  if (auth === undefined) engines.set(options, (auth = createAuth(options)))
  return auth
}
