/**
 * From a request to its answer: finds the route, and turns whatever fails into an answer.
 *
 * Loaded when the first request for an endpoint comes: a process that only reads sessions has no use
 * for it.
 *
 * @module
 */
import { asAuthError, authError } from '../../core/errors.ts'
import type { Answer, EngineRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { answerFailure, report } from '../failure.ts'
import { matchRoute } from './route.ts'

/** Answers a request to an endpoint. Never rejects. */
export async function answerRequest(engine: Engine, request: EngineRequest): Promise<Answer> {
  try {
    const match = matchRoute(request, engine.config.basePath)
    if ('refused' in match) throw authError(match.refused)
    return await match.handle({ engine, request, providerId: match.providerId })
  } catch (thrown) {
    const error = asAuthError(thrown, 'request_failed')
    await report(engine, request, error)
    return answerFailure(engine, request, error)
  }
}

/** The web form of an answer. */
export function toResponse(answer: Answer): Response {
  const headers = new Headers(answer.headers)
  for (const cookie of answer.cookies) headers.append('set-cookie', cookie)
  return new Response(answer.body, { status: answer.status, headers })
}
