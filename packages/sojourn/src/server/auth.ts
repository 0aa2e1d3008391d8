/**
 * The engine: `createAuth`.
 *
 * @module
 */
import type { SessionRequest } from './answer.ts'
import { type AuthConfig, resolveBasePath, resolveConfig } from './config.ts'
import { createMemory, type EngineMemory } from './memory.ts'
import type { Serving } from './serving.ts'

/** The engine of one configuration. Its members may be passed on their own. */
export interface Auth extends Serving {
  /**
   * Where the endpoints are, without a trailing slash. Of a configuration that is made for each request: what
   * the environment says, else `/api/auth`.
   */
  readonly basePath: string
}

/**
 * A configuration for each request: other ways to sign in for each tenant, say. Return the same object for as
 * long as nothing changes; what is made of it is kept with it. Providers' metadata and keys are kept by what they
 * are asked by, also for new objects.
 *
 * @param request Undefined for what is asked on behalf of no browser, such as `listSessions`.
 */
export type ConfigureAuth = (
  request: SessionRequest | undefined,
) => AuthConfig | Promise<AuthConfig>

/**
 * Makes an engine. Do it once, at start: the configuration is checked here, and what answers requests is
 * loaded when the first one comes. One that is made for each request is checked with each: what is wrong with
 * it is logged and answered with `configuration_invalid`.
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
export function createAuth(config: AuthConfig | ConfigureAuth): Auth {
  return createAuthOn(createMemory(), config)
}

/** {@link createAuth} on a memory that others have, too. */
export function createAuthOn(memory: EngineMemory, config: AuthConfig | ConfigureAuth): Auth {
  const { basePath, servingFor } =
    typeof config === 'function' ? forEachRequest(memory, config) : forAll(memory, config)
  return {
    basePath,
    answer: async (request) => (await servingFor(request)).answer(request),
    handle: async (request) => (await servingFor(request)).handle(request),
    getSession: async (request) => (await servingFor(request)).getSession(request),
    getSnapshot: async (request) => (await servingFor(request)).getSnapshot(request),
    renewSession: async (request, options) =>
      (await servingFor(request)).renewSession(request, options),
    getToken: async (request) => (await servingFor(request)).getToken(request),
    requireAuthentication: async (request, demand) =>
      (await servingFor(request)).requireAuthentication(request, demand),
    listSessions: async (userId) => (await servingFor()).listSessions(userId),
    revokeSession: async (userId, id) => (await servingFor()).revokeSession(userId, id),
    revokeSessions: async (userId, options) => (await servingFor()).revokeSessions(userId, options),
    onSessionEnd: async (request, listener) =>
      (await servingFor(request)).onSessionEnd(request, listener),
    notifySessions: async (userId) => (await servingFor()).notifySessions(userId),
    listAccounts: async (userId) => (await servingFor()).listAccounts(userId),
    unlinkAccount: async (userId, account) => (await servingFor()).unlinkAccount(userId, account),
    deleteUser: async (userId) => (await servingFor()).deleteUser(userId),
  }
}

/** What serves a request, or what is asked on behalf of none. */
interface Source {
  readonly basePath: string
  readonly servingFor: (request?: SessionRequest) => Promise<Serving>
}

function forAll(memory: EngineMemory, config: AuthConfig): Source {
  const resolved = resolveConfig(config)
  let loading: Promise<Serving> | undefined
  return {
    basePath: resolved.basePath,
    servingFor: async () =>
      (loading ??= import('./serving.ts').then(({ serve }) => serve(resolved, memory))),
  }
}

function forEachRequest(memory: EngineMemory, configure: ConfigureAuth): Source {
  const known = new WeakMap<AuthConfig, Serving>()
  let loading: Promise<typeof import('./serving.ts')> | undefined

  return {
    basePath: resolveBasePath(),
    async servingFor(request) {
      const { serve, serveFailure } = await (loading ??= import('./serving.ts'))
      try {
        const config = await configure(request)
        let serving = known.get(config)
        if (serving === undefined)
          known.set(config, (serving = serve(resolveConfig(config), memory)))
        return serving
      } catch (error) {
        return serveFailure(error)
      }
    },
  }
}
