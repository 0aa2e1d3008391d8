/**
 * The engine at work: what `createAuth` promises, done.
 *
 * Imported when the first request comes. Until then an application that imports the engine, as every
 * one of its processes and build steps does, has paid for its configuration only.
 *
 * @module
 */
import type { Session, SessionSnapshot } from '../core/session.ts'
import type { Answer, EngineRequest, SessionRequest } from './answer.ts'
import type { ResolvedConfig } from './config.ts'
import { createEngine } from './engine.ts'
import { type RenewedSession, readSession, renewSession } from './session/read-session.ts'
import { readClaims, type SessionClaims } from './session/session-cookie.ts'

/** What an engine does with requests. */
export interface Serving {
  /** Answers a request to an endpoint below the base path. Never rejects. */
  readonly handle: (request: EngineRequest) => Promise<Response>
  /** {@link Serving.handle} as plain data, for a host that writes to a socket itself. */
  readonly answer: (request: EngineRequest) => Promise<Answer>
  /**
   * The session of a request, or `null`. Writes nothing, so the session does not slide by it.
   *
   * @throws {AuthError} `request_failed` if a callback of the application throws.
   */
  readonly getSession: (request: SessionRequest) => Promise<Session | null>
  /**
   * {@link Serving.getSession} with the time of reading: what a page that is rendered now begins with.
   *
   * @throws {AuthError} `request_failed` if a callback of the application throws.
   */
  readonly getSnapshot: (request: SessionRequest) => Promise<SessionSnapshot>
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

/** Makes the engine and its members. */
export function serve(config: ResolvedConfig): Serving {
  const engine = createEngine(config)
  // Kept, because even a repeated `import()` costs more than reading a session.
  let loading: Promise<typeof import('./routes/answer-request.ts')> | undefined

  return {
    async answer(request) {
      const { answerRequest } = await (loading ??= import('./routes/answer-request.ts'))
      return answerRequest(engine, request)
    },
    async handle(request) {
      const { answerRequest, toResponse } = await (loading ??= import('./routes/answer-request.ts'))
      return toResponse(await answerRequest(engine, request))
    },
    getSession: (request) => readSession(engine, request),
    getSnapshot: async (request) => {
      const serverTime = config.now()
      return { session: await readSession(engine, request), serverTime }
    },
    renewSession: (request) => renewSession(engine, request),
    getToken: (request) => readClaims(engine, request),
  }
}
