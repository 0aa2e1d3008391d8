/**
 * `GET /events`: tells a page, for as long as it listens, that its session has changed or ended.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import { type Answer, eventStream, nothing } from '../answer.ts'
import { clearSession } from '../session/session-cookie.ts'
import { openEventStream } from '../watch/event-stream.ts'
import type { RouteContext } from './context.ts'

/** @throws {AuthError} `csrf_mismatch` for a page of another site, `streams_exceeded`, `storage_unavailable`. */
export async function answerEvents({ engine, request }: RouteContext): Promise<Answer> {
  // Connections are scarce, and a page of another site has no use for one but to take it.
  if (request.headers.get('sec-fetch-site') === 'cross-site') throw authError('csrf_mismatch')
  const body = await openEventStream(engine, request)
  // Asked for just now: in another process the cookie might be believed for a while.
  return body === null ? nothing(clearSession(engine, request)) : eventStream(body)
}
