/**
 * Sessions that are sealed into the browser's cookie: the strategy `jwt`.
 *
 * A read opens the cookie and asks nobody, unless sealed sessions have records (`recorded-session.ts`).
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import { isRecord } from '../../core/protocol.ts'
import type { JWT } from '../../core/session.ts'
import type { SessionRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { isSecure } from '../origin.ts'
import { isEnded, noteEndedSession } from './ended-sessions.ts'
import { expiryOf, type Lifetime } from './lifetime.ts'
import { beginRecord, endRecord, isOnRecord, keepRecord, ownerOf } from './recorded-session.ts'
import {
  clearSession,
  hasSessionCookie,
  presentedTokens,
  presentedV5Tokens,
  writeSessionCookie,
} from './session-cookie.ts'
import type { SessionRules } from './session-config.ts'
import type { SessionClaims, SessionStrategy } from './session-strategy.ts'
import { askJwt, refreshClaims, viewSession } from './session-view.ts'

/** Seconds of difference between the clocks of several servers; NextAuth allows the same. */
const clockTolerance = 15

export const sealedSessions: SessionStrategy = {
  async read(engine, request) {
    const claims = await readClaims(engine, request)
    if (claims === null) return null
    const expiresAt = claims.exp * 1000
    const refreshed = await refreshClaims(engine, claims)
    return refreshed === null ? null : viewSession(engine, refreshed, expiresAt)
  },

  // A seal that is a moment old is left as it is, and so is the session's end, unless the claims have
  // changed: sealing anew costs more than all the rest of a read.
  async renew(engine, request, update) {
    const { now, session: rules } = engine.config
    const serverTime = now()
    const none = { session: null, claims: null, serverTime }
    if (!hasSessionCookie(engine, request)) return { ...none, cookies: [] }
    const claims = await readClaims(engine, request)
    // As text, because a callback may change the object that it is given.
    const before = engine.config.callbacks.jwt && JSON.stringify(claims)
    const refreshed = claims && (await refreshClaims(engine, claims, update))
    if (!claims || !refreshed) return { ...none, cookies: clearSession(engine, request) }
    const isDue =
      update !== undefined ||
      (before !== undefined && JSON.stringify(refreshed) !== before) ||
      isSealOld(engine, request, claims, serverTime)
    const expiresAt = isDue
      ? expiryOf(rules, lifetimeOf(rules, claims, serverTime), serverTime)
      : claims.exp * 1000
    if (isDue && !(await keepRecord(engine, claims, expiresAt))) {
      return { ...none, cookies: clearSession(engine, request) }
    }
    const session = await viewSession(engine, refreshed, expiresAt)
    const owner = ownerOf(claims)
    const cookies = isDue ? await seal(engine, request, refreshed, owner, expiresAt) : []
    return { session, claims: { ...refreshed, exp: claims.exp }, cookies, serverTime }
  },

  readClaims,

  async begin(engine, request, { user, account, profile, isNewUser, remember, begunAt }) {
    const { now, session: rules } = engine.config
    const token: JWT = {
      name: user.name,
      email: user.email,
      picture: user.image,
      sub: user.id === '' ? undefined : user.id,
    }
    const trigger = isNewUser ? 'signUp' : 'signIn'
    const asked = await askJwt(engine, { token, user, account, profile, isNewUser, trigger })
    if (asked === null) throw authError('access_denied')
    const signedInAt = now()
    const claims: JWT = {
      ...asked,
      // A new sign-in is a new session, whatever id the callback kept.
      jti: crypto.randomUUID(),
      sojourn: { signedInAt, ...(!remember && { remember }) },
    }
    const expiresAt = expiryOf(rules, lifetimeOf(rules, claims, signedInAt), signedInAt)
    const former = await readClaims(engine, request)
    const cookies = await seal(engine, request, claims, user.id, expiresAt)
    await beginRecord(engine, request, {
      claims,
      userId: user.id,
      expiresAt,
      remember,
      begunAt,
      former,
    })
    // Without the note, a renewal of the old one that arrives late would put its person back.
    return [...(former ? noteEndedSession(engine, request, former) : []), ...cookies]
  },

  async end(engine, request) {
    const claims = await readClaims(engine, request)
    if (claims === null) return clearSession(engine, request)
    await endRecord(engine, claims)
    return [...clearSession(engine, request), ...noteEndedSession(engine, request, claims)]
  },
}

/** The claims of the request's session, or `null` if it has none that counts. */
async function readClaims(engine: Engine, request: SessionRequest): Promise<SessionClaims | null> {
  const claims = await openClaims(engine, request)
  if (claims === null || isEnded(engine, request, claims)) return null
  if (engine.config.session.maxStaleness === undefined) return claims
  return (await isOnRecord(engine, request, claims)) ? claims : null
}

/** The first candidate that we, or NextAuth or Auth.js under the same secret, have sealed. */
async function openClaims(engine: Engine, request: SessionRequest): Promise<SessionClaims | null> {
  const { now, session: rules } = engine.config
  for (const token of presentedTokens(engine, request)) {
    const claims = await engine.sessions.open(token)
    if (claims !== null && isCurrent(rules, claims, now())) return claims
  }
  const v5Tokens = presentedV5Tokens(engine, request)
  if (v5Tokens.length === 0) return null
  const isHttps = isSecure(engine.config, request)
  for (const token of firstAndLast(v5Tokens)) {
    const claims = await engine.openV5Session(token, isHttps)
    if (claims !== null && isCurrent(rules, claims, now())) return claims
  }
  return null
}

/** Of several candidates the one that came alone and the one that came in chunks: each costs a third of a millisecond. */
function firstAndLast(candidates: readonly string[]): string[] {
  return [...candidates.slice(0, 1), ...candidates.slice(1).slice(-1)]
}

/**
 * `Set-Cookie` values that hold these claims from now on.
 *
 * @param owner Whose record the session has, where sealed sessions have records.
 */
async function seal(
  engine: Engine,
  request: SessionRequest,
  claims: JWT,
  owner: string | undefined,
  expiresAt: number,
): Promise<string[]> {
  const now = engine.config.now()
  const token = await engine.sessions.seal({
    ...claims,
    iat: Math.floor(now / 1000),
    exp: Math.floor(expiresAt / 1000),
    jti: claims.jti ?? crypto.randomUUID(),
    sojourn: {
      signedInAt: signedInAt(claims, now),
      ...claims.sojourn,
      ...(engine.config.session.maxStaleness !== undefined && { userId: owner }),
    },
  })
  const isKept = claims.sojourn?.remember !== false
  return writeSessionCookie(engine, request, token, isKept ? expiresAt : null)
}

/** Whether the request's session should be sealed anew, so that it slides, or moves into our cookie. */
function isSealOld(
  engine: Engine,
  request: SessionRequest,
  claims: SessionClaims,
  now: number,
): boolean {
  const { session: rules } = engine.config
  // A seal from the future is one of a server whose clock is wrong.
  const age = Math.abs(now - (claims.iat ?? 0) * 1000)
  const { idleTime } = lifetimeOf(rules, claims, now)
  return (
    age >= Math.min(rules.sealMaxAge, idleTime / 60) ||
    claims.exp * 1000 > now + idleTime ||
    (rules.maxStaleness !== undefined && claims.sojourn?.userId === undefined) ||
    presentedTokens(engine, request).length === 0
  )
}

function isCurrent(
  rules: SessionRules,
  claims: Record<string, unknown>,
  now: number,
): claims is SessionClaims & Record<string, unknown> {
  const { exp, sojourn } = claims
  return (
    typeof exp === 'number' &&
    (exp + clockTolerance) * 1000 > now &&
    (sojourn === undefined || isRecord(sojourn)) &&
    (rules.maxLifetime === Infinity || signedInAt(claims, now) + rules.maxLifetime > now)
  )
}

function lifetimeOf(rules: SessionRules, claims: JWT, now: number): Lifetime {
  return {
    idleTime: claims.sojourn?.remember === false ? rules.browserIdleTime : rules.idleTime,
    signedInAt: signedInAt(claims, now),
  }
}

/** Of a session that NextAuth sealed it is not known; when it was sealed is the nearest. */
function signedInAt({ sojourn, iat }: JWT, now: number): number {
  return sojourn?.signedInAt ?? (iat === undefined ? now : iat * 1000)
}
