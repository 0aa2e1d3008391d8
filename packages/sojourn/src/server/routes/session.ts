/**
 * `GET /session`: who is signed in. An answer renews the session if that is due.
 *
 * @module
 */
import { timeHeader } from '../../core/protocol.ts'
import { type Answer, json } from '../answer.ts'
import type { Engine } from '../engine.ts'
import type { RenewedSession } from '../session/session-strategy.ts'
import type { RouteContext } from './context.ts'

export async function answerSession({ engine, request }: RouteContext): Promise<Answer> {
  return sessionAnswer(engine, await engine.strategy.renew(engine, request))
}

/** The answer that carries a session, with the server's clock. */
export function sessionAnswer(engine: Engine, renewed: RenewedSession): Answer {
  return json(engine.config.wire.sessionBody(renewed.session), {
    cookies: renewed.cookies,
    headers: { [timeHeader]: String(renewed.serverTime) },
  })
}
