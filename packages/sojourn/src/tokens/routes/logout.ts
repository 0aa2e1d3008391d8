/**
 * `POST /logout`: ends the session of an access token, of a refresh token, or of both.
 *
 * @module
 */
import { bearerOf, verifyAccessToken } from '../access-token.ts'
import { json } from '../answer.ts'
import { ask } from '../ask-storage.ts'
import { emit } from '../events.ts'
import { openRefreshToken } from '../refresh-token.ts'
import { readBody } from '../request-body.ts'
import type { RouteContext } from './context.ts'

export async function logout({ backend, request, from }: RouteContext): Promise<Response> {
  const body = await readBody(request)
  const bearer = bearerOf(request.headers)
  const claims = bearer === null ? null : await verifyAccessToken(backend, bearer)
  // Of any age: it only ends what it is of.
  const token = openRefreshToken(backend.keys, backend.scope, body['refreshToken'])
  const owners = new Map<string, string>()
  if (claims !== null) owners.set(claims.sid, claims.sub)
  if (token !== null) owners.set(token.sessionId, token.userId)
  for (const [sessionId, userId] of owners) {
    const wasThere = await ask(() => backend.storage.endSession({ id: sessionId, userId }))
    if (wasThere) await emit(backend, 'signOut', { userId, sessionId, ...from })
  }
  // Also if there was nothing to end: whoever asks is signed out.
  return json({})
}
