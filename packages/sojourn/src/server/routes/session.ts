/**
 * `GET /session`: who is signed in. An answer renews the session if that is due. If nobody has caused the question, it
 * only keeps what the `jwt` callback has changed.
 *
 * @module
 */
import { timeHeader, unattended } from '../../core/protocol.ts'
import { type Answer, json } from '../answer.ts'
import type { Engine } from '../engine.ts'
import type { RenewedSession } from '../session/session-strategy.ts'
import type { RouteContext } from './context.ts'

export async function answerSession({ engine, request }: RouteContext): Promise<Answer> {
  // Such a question has a reason: an event, a failure. Another process may know of it, and this one not yet.
  const isUnattended = mark.test(request.url)
  const how = { slides: !isUnattended, isFresh: isUnattended }
  return sessionAnswer(engine, await engine.strategy.renew(engine, request, how))
}

const mark = new RegExp(`[?&]${unattended}(?:[=&#]|$)`)

/** The answer that carries a session, with the server's clock. */
export function sessionAnswer(
  engine: Engine,
  renewed: Pick<RenewedSession, 'cookies' | 'serverTime' | 'session'>,
): Answer {
  return json(engine.config.wire.sessionBody(renewed.session), {
    cookies: renewed.cookies,
    headers: { [timeHeader]: String(renewed.serverTime) },
  })
}
