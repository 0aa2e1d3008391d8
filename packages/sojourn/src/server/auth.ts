/**
 * The engine: `createAuth`.
 *
 * @module
 */
import type { Session } from '../core/session.ts'
import type { Answer, EngineRequest, SessionRequest } from './answer.ts'
import { type AuthConfig, resolveConfig } from './config.ts'
import type { Serving } from './serving.ts'
import type { RenewedSession } from './session/read-session.ts'
import type { SessionClaims } from './session/session-cookie.ts'

/** The engine of one configuration. Its members may be passed on their own. */
export interface Auth {
  /** Where the endpoints are, without a trailing slash. */
  readonly basePath: string
  /** Answers a request to an endpoint below the base path. Never rejects. */
  readonly handle: (request: Request) => Promise<Response>
  /** {@link Auth.handle} as plain data, for a host that writes to a socket itself. */
  readonly answer: (request: EngineRequest) => Promise<Answer>
  /**
   * The session of a request, or `null`. Writes nothing, so the session does not slide by it.
   *
   * @throws {AuthError} `request_failed` if a callback of the application throws.
   */
  readonly getSession: (request: SessionRequest) => Promise<Session | null>
  /**
   * The session of a request and the `Set-Cookie` values that renew it, for a host that renders a page
   * and answers the browser itself.
   *
   * @throws {AuthError} `request_failed` if a callback of the application throws.
   */
  readonly renewSession: (request: SessionRequest) => Promise<RenewedSession>
  /** The claims that the request's session carries, for the server's eyes, or `null`. */
  readonly getToken: (request: SessionRequest) => Promise<SessionClaims | null>
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
    renewSession: async (request) => (await serving()).renewSession(request),
    getToken: async (request) => (await serving()).getToken(request),
  }
}
