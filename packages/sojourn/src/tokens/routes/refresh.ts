/**
 * `POST /refresh`: new tokens for a refresh token.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import { json } from '../answer.ts'
import { emit } from '../events.ts'
import type { TokenPair } from '../families.ts'
import { readBody } from '../request-body.ts'
import { rotate } from '../rotation.ts'
import type { RouteContext } from './context.ts'

export async function refresh({ backend, request, from }: RouteContext): Promise<Response> {
  const body = await readBody(request)
  const rotation = await rotate(backend, body['refreshToken'])
  if (rotation.outcome === 'reused') {
    const { userId, sessionId, cause, isEnded } = rotation
    if (isEnded) await emit(backend, 'refreshTokenReused', { userId, sessionId, cause, ...from })
    throw authError('refresh_token_reused')
  }
  const { user, sessionId, signed, refreshToken, isRepeated } = rotation
  await emit(backend, 'refresh', { userId: user.id, sessionId, isRepeated, ...from })
  return json({ ...signed, refreshToken } satisfies TokenPair)
}
