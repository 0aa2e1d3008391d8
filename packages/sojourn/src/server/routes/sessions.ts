/**
 * `GET /sessions`: where the person is signed in. `POST /sessions`: ends some of it.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import { type ListedSession, type SessionsBody, timeHeader } from '../../core/protocol.ts'
import { isAtomic } from '../../core/storage.ts'
import { type Answer, json, type SessionRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { requireCsrfToken } from '../guards/csrf.ts'
import { readBody } from '../request-body.ts'
import { listSessions, revokeSession, revokeSessions } from '../session/manage-sessions.ts'
import type { SessionOwner } from '../session/session-strategy.ts'
import type { RouteContext } from './context.ts'

export async function answerSessions({ engine, request }: RouteContext): Promise<Answer> {
  requireRecords(engine)
  return listAnswer(engine, await requireOwner(engine, request))
}

export async function answerRevocation({ engine, request }: RouteContext): Promise<Answer> {
  requireRecords(engine)
  const body = await readBody(request)
  await requireCsrfToken(engine, request, body)
  const owner = await requireOwner(engine, request)
  const { userId, sessionId } = owner
  const { revoke } = body
  if (typeof revoke !== 'string' || revoke === '') throw authError('body_invalid')
  if (revoke === 'others') {
    // Without an id of its own, this one would end with the others.
    if (sessionId === undefined) throw authError('session_unknown')
    await revokeSessions(engine, userId, { except: sessionId })
    return listAnswer(engine, owner)
  }
  if (revoke === 'all') {
    await revokeSessions(engine, userId)
    return sessionsAnswer(engine, [], await engine.strategy.clear(engine, request))
  }
  const wasThere = await revokeSession(engine, userId, revoke)
  if (revoke === sessionId) {
    return sessionsAnswer(engine, [], await engine.strategy.clear(engine, request))
  }
  if (!wasThere) throw authError('session_unknown')
  return listAnswer(engine, owner)
}

/**
 * Whose session asks. One that another system began gets its id when it is listed.
 *
 * @throws {AuthError} `session_required`.
 */
async function requireOwner(engine: Engine, request: SessionRequest): Promise<SessionOwner> {
  const owner = await engine.strategy.readOwner(engine, request)
  if (owner === null) throw authError('session_required')
  if (owner.sessionId !== undefined) return owner
  await listSessions(engine, owner.userId)
  const named = await engine.strategy.readOwner(engine, request)
  if (named === null) throw authError('session_required')
  return named
}

async function listAnswer(engine: Engine, { userId, sessionId }: SessionOwner): Promise<Answer> {
  const records = await listSessions(engine, userId)
  const sessions = records.map((record): ListedSession => {
    const { id, expiresAt, signedInAt, renewedAt, userAgent, address } = record
    const isCurrent = id === sessionId
    return { id: id ?? '', isCurrent, signedInAt, renewedAt, expiresAt, userAgent, address }
  })
  return sessionsAnswer(engine, sessions, [])
}

function sessionsAnswer(
  engine: Engine,
  sessions: readonly ListedSession[],
  cookies: readonly string[],
): Answer {
  return json({ sessions } satisfies SessionsBody, {
    cookies,
    headers: { [timeHeader]: String(engine.config.now()) },
  })
}

/** @throws {AuthError} `action_unknown` where sessions cannot be listed: there is no such address then. */
function requireRecords({ config: { storage, session } }: Engine): void {
  const isRecorded = session.strategy === 'database' || session.maxStaleness !== undefined
  if (storage === undefined || !isAtomic(storage) || !isRecorded) throw authError('action_unknown')
}
