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
import { ownerOf } from '../session/recorded-session.ts'
import type { SessionClaims } from '../session/session-strategy.ts'
import type { RouteContext } from './context.ts'

export async function answerSessions(context: RouteContext): Promise<Answer> {
  const { engine, request } = context
  requireRecords(engine)
  const claims = await readOwn(engine, request)
  if (claims === null) throw authError('session_required')
  return listAnswer(engine, claims, [])
}

export async function answerRevocation({ engine, request }: RouteContext): Promise<Answer> {
  requireRecords(engine)
  const body = await readBody(request)
  await requireCsrfToken(engine, request, body)
  const claims = await readOwn(engine, request)
  const userId = claims === null ? undefined : ownerOf(claims)
  if (claims === null || userId === undefined) throw authError('session_required')
  const { revoke } = body
  if (typeof revoke !== 'string' || revoke === '') throw authError('body_invalid')
  const own = claims.jti
  if (revoke === 'others') {
    await revokeSessions(engine, userId, { except: own })
  } else if (revoke === 'all') {
    await revokeSessions(engine, userId)
  } else if (revoke !== own && !(await revokeSession(engine, userId, revoke))) {
    throw authError('session_unknown')
  }
  const ends = revoke === 'all' || revoke === own
  if (!ends) return listAnswer(engine, claims, [])
  const cookies = await engine.strategy.end(engine, request)
  return sessionsAnswer(engine, [], cookies)
}

/** The claims of the session that asks. One that another system began gets its id when it is listed. */
async function readOwn(engine: Engine, request: SessionRequest): Promise<SessionClaims | null> {
  const claims = await engine.strategy.readClaims(engine, request)
  const userId = claims === null ? undefined : ownerOf(claims)
  if (claims === null || claims.jti !== undefined || userId === undefined) return claims
  await listSessions(engine, userId)
  return engine.strategy.readClaims(engine, request)
}

async function listAnswer(
  engine: Engine,
  claims: SessionClaims,
  cookies: readonly string[],
): Promise<Answer> {
  const userId = ownerOf(claims)
  const records = userId === undefined ? [] : await listSessions(engine, userId)
  const sessions = records.map(({ id, ...record }): ListedSession => {
    const { expiresAt, signedInAt, renewedAt, userAgent, address } = record
    return {
      id: id ?? '',
      isCurrent: id === claims.jti,
      signedInAt,
      renewedAt,
      expiresAt,
      userAgent,
      address,
    }
  })
  return sessionsAnswer(engine, sessions, cookies)
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
