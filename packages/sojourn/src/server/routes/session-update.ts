/**
 * `POST /session`: the client asks the `jwt` callback to change the session.
 *
 * @module
 */
import type { Answer } from '../answer.ts'
import { requireCsrfToken } from '../guards/csrf.ts'
import { readBody } from '../request-body.ts'
import type { RouteContext } from './context.ts'
import { sessionAnswer } from './session.ts'

export async function answerSessionUpdate({ engine, request }: RouteContext): Promise<Answer> {
  const body = await readBody(request)
  await requireCsrfToken(engine, request, body)
  const update = { trigger: 'update', session: body['data'] } as const
  return sessionAnswer(engine, await engine.strategy.renew(engine, request, { update }))
}
