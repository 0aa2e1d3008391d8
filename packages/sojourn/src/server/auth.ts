/**
 * The engine: `createAuth`.
 *
 * @module
 */
import type { Session } from '../core/session.ts'
import type { Answer, EngineRequest, SessionRequest } from './answer.ts'
import { type AuthConfig, resolveConfig } from './config.ts'
import { createEngine } from './engine.ts'
import { type RenewedSession, readSession, renewSession } from './session/read-session.ts'
import { readClaims, type SessionClaims } from './session/session-cookie.ts'

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
 * Makes an engine. Do it once, at start: everything that can be prepared is prepared here.
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
  const engine = createEngine(resolveConfig(config))
  const { basePath } = engine.config

  // Kept, because even a repeated `import()` costs more than reading a session.
  let loading: Promise<typeof import('./routes/answer-request.ts')> | undefined

  async function answer(request: EngineRequest): Promise<Answer> {
    const { answerRequest } = await (loading ??= import('./routes/answer-request.ts'))
    return answerRequest(engine, request)
  }

  async function handle(request: Request): Promise<Response> {
    const { answerRequest, toResponse } = await (loading ??= import('./routes/answer-request.ts'))
    return toResponse(await answerRequest(engine, request))
  }

  return {
    basePath,
    answer,
    handle,
    getSession: async (request) => readSession(engine, request),
    renewSession: async (request) => renewSession(engine, request),
    getToken: async (request) => readClaims(engine, request),
  }
}
