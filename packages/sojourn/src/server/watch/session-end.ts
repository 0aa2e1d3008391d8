/**
 * `onSessionEnd`: when to close what an application has opened for a session.
 *
 * @module
 */
import { asAuthError } from '../../core/errors.ts'
import type { SessionEndCause } from '../../core/session-news.ts'
import type { SessionRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { log } from '../failure.ts'
import { watchSession } from './watched-session.ts'

/** How a session has ended. */
export interface SessionEnd {
  readonly cause: SessionEndCause
}

/** What hears of it. */
export type SessionEndListener = (end: SessionEnd) => unknown

/** See `Serving.onSessionEnd`. */
export async function onSessionEnd(
  engine: Engine,
  request: SessionRequest,
  listener: SessionEndListener,
): Promise<() => void> {
  let isStopped = false

  function tell(cause: SessionEndCause): void {
    if (isStopped) return
    isStopped = true
    // In a promise from the beginning: whoever ends a session has no part in what fails here.
    Promise.resolve()
      .then(() => listener({ cause }))
      .catch((error: unknown) => log(engine, asAuthError(error, 'request_failed')))
  }

  const stop = await watchSession(engine, request, {
    isStream: false,
    onChange: () => undefined,
    onEnd: tell,
  })
  if (stop === null) tell('signed-out')
  return () => {
    isStopped = true
    stop?.()
  }
}
