/**
 * The engine at work: what `createAuth` promises, done.
 *
 * Imported when the first request comes. Until then an application that imports the engine, as every
 * one of its processes and build steps does, has paid for its configuration only.
 *
 * @module
 */
import type { Auth } from './auth.ts'
import type { ResolvedConfig } from './config.ts'
import { createEngine } from './engine.ts'
import { readSession, renewSession } from './session/read-session.ts'
import { readClaims } from './session/session-cookie.ts'

/** The members of {@link Auth} that answer requests. */
export type Serving = Omit<Auth, 'basePath'>

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
    renewSession: (request) => renewSession(engine, request),
    getToken: (request) => readClaims(engine, request),
  }
}
