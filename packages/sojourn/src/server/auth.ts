/**
 * The engine: `createAuth`.
 *
 * @module
 */
import { type AuthConfig, resolveConfig } from './config.ts'
import type { Serving } from './serving.ts'

/** The engine of one configuration. Its members may be passed on their own. */
export interface Auth extends Serving {
  /** Where the endpoints are, without a trailing slash. */
  readonly basePath: string
}

/**
 * Makes an engine. Do it once, at start: the configuration is checked here, and what answers requests is
 * loaded when the first one comes.
 *
 * @throws {AuthError} `secret_missing` if no secret is configured.
 * @throws {TypeError} If the configuration cannot work; the message says why and what to do.
 *
 * @example
 * ```ts
 * const auth = createAuth({ secret, providers: [{ id: 'acme', name: 'Acme', type: 'oidc', … }] })
 * const response = await auth.handle(request)
 * const session = await auth.getSession(request)
 * ```
 */
export function createAuth(config: AuthConfig): Auth {
  const resolved = resolveConfig(config)
  let loading: Promise<Serving> | undefined
  const serving = async (): Promise<Serving> =>
    (loading ??= import('./serving.ts').then(({ serve }) => serve(resolved)))

  return {
    basePath: resolved.basePath,
    answer: async (request) => (await serving()).answer(request),
    handle: async (request) => (await serving()).handle(request),
    getSession: async (request) => (await serving()).getSession(request),
    getSnapshot: async (request) => (await serving()).getSnapshot(request),
    renewSession: async (request) => (await serving()).renewSession(request),
    getToken: async (request) => (await serving()).getToken(request),
    listSessions: async (userId) => (await serving()).listSessions(userId),
    revokeSession: async (userId, id) => (await serving()).revokeSession(userId, id),
    revokeSessions: async (userId, options) => (await serving()).revokeSessions(userId, options),
  }
}
