/**
 * Who asks, by their access token.
 *
 * @module
 */
import { authError } from '../core/errors.ts'
import type { StoredUser } from '../core/storage.ts'
import { type AccessTokenClaims, bearerOf, verifyAccessToken } from './access-token.ts'
import { ask } from './ask-storage.ts'
import type { Backend } from './backend.ts'
import { hasExpired } from './families.ts'

/** A person with a session. */
export interface Caller {
  readonly user: StoredUser
  readonly claims: AccessTokenClaims
}

/**
 * Who asks. The token alone is not enough: the session must still be there, so that a sign-out counts at once.
 *
 * @throws {AuthError} `access_token_invalid`; `session_ended` if the session or the person has gone;
 *   `storage_unavailable`.
 */
export async function requireCaller(backend: Backend, request: Request): Promise<Caller> {
  const token = bearerOf(request.headers)
  const claims = token === null ? null : await verifyAccessToken(backend, token)
  if (claims === null) throw authError('access_token_invalid')
  const { sub, sid } = claims
  const { storage } = backend
  const [session, user] = await Promise.all([
    ask(() => storage.findSession(sid, sub)),
    ask(() => storage.readUser(sub)),
  ])
  if (session === null || user === null || hasExpired(backend, session)) {
    throw authError('session_ended')
  }
  return { user, claims }
}
