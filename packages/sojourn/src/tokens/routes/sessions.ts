/**
 * `GET /sessions`: where the person is signed in. `POST /sessions`: ends some of it.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import type { ListedSession, SessionsBody } from '../../core/protocol.ts'
import type { AccessTokenClaims } from '../access-token.ts'
import { json } from '../answer.ts'
import { ask } from '../ask-storage.ts'
import type { Backend } from '../backend.ts'
import { requireCaller } from '../caller.ts'
import { emit } from '../events.ts'
import { readBody, requireText } from '../request-body.ts'
import type { RouteContext } from './context.ts'

export async function listSessions({ backend, request }: RouteContext): Promise<Response> {
  const { claims } = await requireCaller(backend, request)
  return listAnswer(backend, claims)
}

export async function revokeSessions({ backend, request, from }: RouteContext): Promise<Response> {
  const body = await readBody(request)
  const { claims } = await requireCaller(backend, request)
  const { sub: userId, sid } = claims
  const { storage, now } = backend
  const revoke = requireText(body['revoke'])
  if (revoke === 'others' || revoke === 'all') {
    const except = revoke === 'others' ? sid : undefined
    await ask(() => storage.endSessions(userId, { now: now(), except }))
    if (revoke === 'all') await emit(backend, 'signOut', { userId, sessionId: sid, ...from })
    return listAnswer(backend, claims)
  }
  const wasThere = await ask(() => storage.endSession({ id: revoke, userId }))
  if (wasThere) await emit(backend, 'signOut', { userId, sessionId: revoke, ...from })
  else if (revoke !== sid) throw authError('session_unknown')
  return listAnswer(backend, claims)
}

/** The list; without the session that asks nobody is signed in any more who may see it. */
async function listAnswer(
  { storage, now }: Backend,
  { sub, sid }: AccessTokenClaims,
): Promise<Response> {
  const records = await ask(() => storage.listSessions(sub, now()))
  const sessions = records.map((record): ListedSession => {
    const { id, expiresAt, signedInAt, renewedAt, userAgent, address } = record
    const isCurrent = id === sid
    return { id: id ?? '', isCurrent, signedInAt, renewedAt, expiresAt, userAgent, address }
  })
  const isThere = sessions.some(({ isCurrent }) => isCurrent)
  return json({ sessions: isThere ? sessions : [] } satisfies SessionsBody)
}
