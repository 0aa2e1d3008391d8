/**
 * `GET /events`: tells a page, for as long as it listens, that its session has changed or ended.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import { type Answer, eventStream, nothing } from '../answer.ts'
import { openEventStream } from '../watch/event-stream.ts'
import type { RouteContext } from './context.ts'

/**
 * @throws {AuthError} `csrf_mismatch` for a page of another site, `streams_exceeded`, `storage_unavailable`;
 *   `request_failed` if a callback of the application throws.
 */
export async function answerEvents({ engine, request }: RouteContext): Promise<Answer> {
  // Connections are scarce, and a page of another site has no use for one but to take it.
  if (request.headers.get('sec-fetch-site') === 'cross-site') throw authError('csrf_mismatch')
  const { callbacks, session: rules } = engine.config
  if (callbacks.jwt === undefined || rules.strategy === 'database') return answer([])
  // The callback may have ended the session, or change what must not be lost, such as tokens.
  const { session, cookies } = await engine.strategy.renew(engine, request, { slides: false })
  return session === null ? nothing(cookies) : answer(cookies)

  // What is not found leaves its cookie: a sign-in that comes meanwhile may have replaced it.
  async function answer(kept: readonly string[]): Promise<Answer> {
    const body = await openEventStream(engine, request)
    return body === null ? nothing(kept) : eventStream(body, kept)
  }
}
