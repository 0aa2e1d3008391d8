/**
 * From claims to the session that people read, through the application's callbacks.
 *
 * @module
 */
import { asAuthError, authError } from '../../core/errors.ts'
import type { JWT, Session } from '../../core/session.ts'
import type { StoredUser } from '../../core/storage.ts'
import { isRecord } from '../../core/protocol.ts'
import type { SessionRequest } from '../answer.ts'
import type { Callbacks } from '../config.ts'
import type { Engine } from '../engine.ts'
import { emit } from '../events.ts'

/** What the `jwt` callback hears besides the claims. */
export interface UpdateTrigger {
  readonly trigger: 'update'
  /** What the client sent, unvalidated. */
  readonly session: unknown
}

/**
 * The claims after the `jwt` callback, or `null` if it ended the session.
 *
 * The callback gets a copy: what it does to it changes nothing by which the engine knows the session. The
 * session's id survives whatever it returns.
 *
 * @throws {AuthError} `request_failed` if the callback throws: a failure ends no session.
 */
export async function refreshClaims(
  engine: Engine,
  request: SessionRequest,
  claims: JWT,
  update?: UpdateTrigger,
): Promise<JWT | null> {
  const { jti } = claims
  if (engine.config.callbacks.jwt === undefined) return claims
  const refreshed = await askJwt(engine, {
    token: structuredClone(claims),
    ...update,
    request,
  })
  return refreshed === null ? null : { ...refreshed, ...(jti !== undefined && { jti }) }
}

/**
 * Asks the `jwt` callback, if there is one.
 *
 * @throws {AuthError} `request_failed` if it throws, or returns neither claims nor `null`: an empty
 *   session would still be one.
 */
export async function askJwt(
  engine: Engine,
  params: Parameters<NonNullable<Callbacks['jwt']>>[0],
): Promise<JWT | null> {
  const { jwt } = engine.config.callbacks
  if (jwt === undefined) return params.token
  const claims: unknown = await guarded(() => jwt(params))
  if (claims === null || isRecord(claims)) return claims
  throw authError('request_failed', {
    cause: new TypeError('The jwt callback returned no claims.'),
  })
}

/**
 * The session that the claims stand for.
 *
 * @param expiresAt When it ends, in milliseconds since the epoch.
 * @throws {AuthError} `request_failed` if the `session` callback throws.
 */
export async function viewSession(
  engine: Engine,
  request: SessionRequest,
  claims: JWT,
  expiresAt: number,
): Promise<Session> {
  const session: Session = {
    user: { name: claims.name, email: claims.email, image: claims.picture },
    expires: new Date(expiresAt).toISOString(),
  }
  const callback = engine.config.callbacks.session
  // As in NextAuth, the callback of sealed sessions gets no user, though its type has one.
  const params = { session, token: claims, request }
  const viewed =
    callback === undefined
      ? session
      : await guarded(() => callback(params as Parameters<typeof callback>[0]))
  if (engine.config.events.session !== undefined) {
    await emit(engine, 'session', { session: viewed, token: claims, request })
  }
  return viewed
}

/**
 * A stored session as people read it.
 *
 * @param expiresAt When it ends, in milliseconds since the epoch.
 * @throws {AuthError} `request_failed` if the `session` callback throws.
 */
export async function viewStoredSession(
  engine: Engine,
  request: SessionRequest,
  user: StoredUser,
  expiresAt: number,
  update?: UpdateTrigger,
): Promise<Session> {
  const { name, email, image } = user
  const session: Session = {
    user: { name, email, image },
    expires: new Date(expiresAt).toISOString(),
  }
  const callback = engine.config.callbacks.session
  const params = {
    session,
    user,
    ...(update && { trigger: update.trigger, newSession: update.session }),
    request,
  }
  // As in NextAuth, the callback of stored sessions gets no claims, though its type has them.
  const viewed =
    callback === undefined
      ? session
      : await guarded(() => callback(params as Parameters<typeof callback>[0]))
  if (engine.config.events.session !== undefined) {
    await emit(engine, 'session', { session: viewed, request })
  }
  return viewed
}

async function guarded<T>(callback: () => T | Promise<T>): Promise<T> {
  try {
    return await callback()
  } catch (cause) {
    throw asAuthError(cause, 'request_failed')
  }
}
