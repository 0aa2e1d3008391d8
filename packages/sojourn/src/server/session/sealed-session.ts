/**
 * Sessions that are sealed into the browser's cookie: the strategy `jwt`.
 *
 * A read opens the cookie and asks nobody, unless sealed sessions have records (`recorded-session.ts`).
 *
 * @module
 */
import { isSameMailbox } from '../../core/email-address.ts'
import { authError } from '../../core/errors.ts'
import type { JWT } from '../../core/session.ts'
import { type SessionEndCause, tellSessionNews } from '../../core/session-news.ts'
import { askStorage } from '../adapter/ask-storage.ts'
import type { SessionRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import type { Authentication } from './authentication.ts'
import { isEnded, noteEndedSessions } from './ended-sessions.ts'
import { expiryOf, type Lifetime, renewAtOf } from './lifetime.ts'
import {
  beginRecord,
  endRecord,
  isOnRecord,
  keepRecord,
  readRecordState,
} from './recorded-session.ts'
import {
  type OpenedSession,
  ownerOf,
  partClaims,
  type SealedFacts,
  withFacts,
} from './sealed-facts.ts'
import {
  clearSession,
  otherCookieName,
  presentedElsewhere,
  presentedTokens,
  sessionCookieName,
  writeSessionCookie,
} from './session-cookie.ts'
import type { SessionRules } from './session-config.ts'
import type { SessionStrategy } from './session-strategy.ts'
import { askJwt, refreshClaims, viewSession } from './session-view.ts'

/** Seconds of difference between the clocks of several servers; NextAuth allows the same. */
const clockTolerance = 15

export const sealedSessions: SessionStrategy = {
  async read(engine, request) {
    const found = await find(engine, request)
    if (found === null) return null
    const refreshed = await refreshClaims(engine, request, found.claims)
    return refreshed === null
      ? null
      : viewSession(engine, request, refreshed, found.claims.exp * 1000)
  },

  async snapshot(engine, request) {
    const serverTime = engine.config.now()
    const found = await find(engine, request)
    const refreshed = found && (await refreshClaims(engine, request, found.claims))
    if (found === null || refreshed === null) return { session: null, serverTime }
    const expiresAt = found.claims.exp * 1000
    const session = await viewSession(engine, request, refreshed, expiresAt)
    return { session, serverTime, renewAt: renewAt(engine, found, expiresAt, serverTime) }
  },

  // A seal that is a moment old is left as it is, and so is the session's end, unless the claims have
  // changed: sealing anew costs more than all the rest of a read.
  async renew(engine, request, { update, slides = true, isFresh } = {}) {
    const { now, session: rules } = engine.config
    const serverTime = now()
    const none = { session: null, claims: null, serverTime }
    const found = await find(engine, request, isFresh)
    if (found === null) {
      const mayClear = update !== undefined || (slides && !(await isOffRecord(engine, request)))
      return { ...none, cookies: mayClear ? clearSession(engine, request) : [] }
    }
    const { claims } = found
    const refreshed = await refreshClaims(engine, request, claims, update)
    if (refreshed === null)
      return { ...none, cookies: await endAll(engine, request, [found], 'revoked') }
    const isDue =
      update !== undefined ||
      (engine.config.callbacks.jwt !== undefined && textOf(refreshed) !== textOf(claims)) ||
      (slides && isSealOld(engine, found, serverTime))
    if (!isDue) {
      const expiresAt = claims.exp * 1000
      const session = await viewSession(engine, request, refreshed, expiresAt)
      return {
        session,
        claims: { ...refreshed, exp: claims.exp },
        cookies: [],
        serverTime,
        renewAt: renewAt(engine, found, expiresAt, serverTime),
      }
    }
    const expiresAt = slides
      ? expiryOf(rules, lifetimeOf(rules, found, serverTime), serverTime)
      : claims.exp * 1000
    const checked = await keepRecord(engine, found, expiresAt)
    if (!checked.isKept) {
      return { ...none, cookies: update === undefined ? [] : clearSession(engine, request) }
    }
    const session = await viewSession(engine, request, refreshed, expiresAt)
    const facts: SealedFacts = {
      id: claims.jti ?? crypto.randomUUID(),
      signedInAt: signedInAt(found, serverTime),
      userId: found.facts?.userId ?? checked.userId,
      checkedAt: checked.checkedAt,
      remember: found.facts?.remember,
      ...authenticationOf(found),
    }
    // The age of a seal says when the session last slid.
    const sealedAt = slides ? serverTime : (claims.iat ?? 0) * 1000
    const cookies = await seal(engine, request, refreshed, facts, { sealedAt, expiresAt })
    tellSessionNews({ kind: 'renewed', name: facts.id, expiresAt: lastMoment(expiresAt / 1000) })
    const userId = ownerOf(found)
    if (update !== undefined && userId !== undefined) {
      tellSessionNews({ kind: 'changed', userId, except: facts.id })
    }
    return {
      session,
      claims: { ...refreshed, exp: claims.exp },
      cookies,
      serverTime,
      renewAt: renewAt(engine, found, expiresAt, serverTime),
    }
  },

  async readClaims(engine, request) {
    const found = await find(engine, request)
    return found?.claims ?? null
  },

  async readOwner(engine, request) {
    // Before the record is asked for: what happens meanwhile may come after the answer.
    const askedAt = engine.config.now()
    const found = await find(engine, request, true)
    const userId = found === null ? undefined : ownerOf(found)
    if (found === null || userId === undefined) return null
    return {
      userId,
      sessionId: found.claims.jti,
      isStored: await isOfStored(engine, found, userId),
      since: hasRecords(engine) ? askedAt : Math.min(askedAt, signedInAt(found, 0)),
    }
  },

  async locate(engine, request) {
    const found = await find(engine, request, true)
    if (found === null) return null
    const id = found.claims.jti
    const userId = ownerOf(found)
    const signedIn = signedInAt(found, Infinity)
    const lastAt = signedIn + engine.config.session.maxLifetime
    return {
      // Without an id nobody can name it, and it only expires.
      names: [id ?? crypto.randomUUID()],
      userId,
      lastAt,
      expiresAt: Math.min(lastMoment(found.claims.exp), lastAt),
      version: undefined,
      ask:
        hasRecords(engine) && id !== undefined && userId !== undefined
          ? () => readRecordState(engine, { id, userId }, signedIn)
          : undefined,
    }
  },

  async readAuthentication(engine, request) {
    const found = await find(engine, request, true)
    if (found === null) return null
    const refreshed = await refreshClaims(engine, request, found.claims)
    if (refreshed === null) return null
    return {
      claims: { ...refreshed, exp: found.claims.exp },
      authenticatedAt: found.facts?.signedInAt,
      ...authenticationOf(found),
      keepsLevels: true,
      keepsTime: true,
    }
  },

  async begin(engine, request, beginning) {
    const { user, account, profile, isNewUser, isStored, remember, begunAt } = beginning
    const { now, session: rules } = engine.config
    const token: JWT = {
      name: user.name,
      email: user.email,
      picture: user.image,
      sub: user.id === '' ? undefined : user.id,
    }
    const trigger = isNewUser ? 'signUp' : 'signIn'
    const claims = await askJwt(engine, {
      token,
      user,
      account,
      profile,
      isNewUser,
      trigger,
      request,
    })
    if (claims === null) throw authError('access_denied')
    const time = now()
    const facts: SealedFacts = {
      // A new sign-in is a new session, whatever id the callback kept.
      id: crypto.randomUUID(),
      // Not when it is over: in between the password may have been changed that was verified.
      signedInAt: begunAt,
      userId: isStored ? user.id : undefined,
      checkedAt: rules.maxStaleness === undefined ? undefined : time,
      remember: remember ? undefined : false,
      ...beginning.authentication,
    }
    const idleTime = remember ? rules.idleTime : rules.browserIdleTime
    const expiresAt = expiryOf(rules, { idleTime, signedInAt: begunAt }, time)
    const former = await findAll(engine, request)
    const cookies = await seal(engine, request, claims, facts, { sealedAt: time, expiresAt })
    await beginRecord(engine, request, { facts, userId: user.id, expiresAt, begunAt, former })
    // Without the note, a renewal of the old one that arrives late would put its person back.
    return [...noteEndedSessions(engine, request, former), ...cookies]
  },

  async clear(engine, request) {
    const carried = await openAll(engine, request)
    return [...clearSession(engine, request), ...noteEndedSessions(engine, request, carried)]
  },

  end: async (engine, request) => endAll(engine, request, await findAll(engine, request)),
}

/** Ends sessions for certain, and clears what the request carries. */
async function endAll(
  engine: Engine,
  request: SessionRequest,
  sessions: readonly OpenedSession[],
  cause?: SessionEndCause,
): Promise<string[]> {
  for (const session of sessions) await endRecord(engine, session)
  return [...clearSession(engine, request), ...noteEndedSessions(engine, request, sessions, cause)]
}

/**
 * The request's session, or `null` if it has none that counts: of the candidates the first that was sealed.
 *
 * @param isFresh Whether its record must be asked for now, where there are records.
 */
async function find(
  engine: Engine,
  request: SessionRequest,
  isFresh = false,
): Promise<OpenedSession | null> {
  const name = sessionCookieName(engine, request)
  for (const token of presentedTokens(engine, request)) {
    const found = await open(engine, token, name)
    if (found !== null) return counted(engine, request, found, isFresh)
  }
  const [found] = await openElsewhere(engine, request)
  return found === undefined ? null : counted(engine, request, found, isFresh)
}

/** Opens what stood in a cookie of this name, in whichever form it is sealed. */
async function open(
  engine: Engine,
  token: string,
  cookieName: string,
): Promise<OpenedSession | null> {
  const { own, others } = engine.sessions
  const opened = await own(cookieName).open(token)
  if (opened !== null) return current(engine, opened, false)
  for (const other of others) {
    const foreign = await other(cookieName).open(token)
    if (foreign !== null) return current(engine, foreign, true)
  }
  return null
}

/** Whether sealed sessions have records. */
function hasRecords({ config }: Engine): boolean {
  return config.session.maxStaleness !== undefined
}

/**
 * Whether a session is that of a stored person. Of what NextAuth has sealed, and of credentials that were not
 * looked up here, nobody has noted whether the subject is an id of ours: then the address must say the same.
 */
async function isOfStored(
  engine: Engine,
  { claims, facts }: OpenedSession,
  userId: string,
): Promise<boolean> {
  const { storage } = engine.config
  if (facts?.userId !== undefined || hasRecords(engine)) return true
  if (storage === undefined || typeof claims.email !== 'string') return false
  const person = await askStorage(() => storage.readUser(userId))
  return person !== null && isSameMailbox(person.email ?? '', claims.email)
}

/** A session that was opened, if it has neither ended in this browser nor gone off record. */
function counted(
  engine: Engine,
  request: SessionRequest,
  found: OpenedSession,
  isFresh: boolean,
): OpenedSession | null | Promise<OpenedSession | null> {
  if (isEnded(engine, request, found.claims)) return null
  if (!hasRecords(engine)) return found
  return isOnRecord(engine, request, found, isFresh).then((isThere) => (isThere ? found : null))
}

/** All sessions that the request carries and that count: another host of the site may have set some. */
async function findAll(engine: Engine, request: SessionRequest): Promise<OpenedSession[]> {
  const all: OpenedSession[] = []
  for (const opened of await openAll(engine, request)) {
    const found = await counted(engine, request, opened, true)
    if (found !== null) all.push(found)
  }
  return all
}

/** What the request carries that we, or NextAuth or Auth.js under the same secret, have sealed. */
async function openAll(engine: Engine, request: SessionRequest): Promise<OpenedSession[]> {
  const name = sessionCookieName(engine, request)
  const all: OpenedSession[] = []
  for (const token of presentedTokens(engine, request)) {
    const found = await open(engine, token, name)
    if (found !== null) all.push(found)
  }
  return [...all, ...(await openElsewhere(engine, request))]
}

/** What the cookie of the other wire holds. It moves into ours. */
async function openElsewhere(engine: Engine, request: SessionRequest): Promise<OpenedSession[]> {
  const tokens = presentedElsewhere(engine, request)
  if (tokens.length === 0) return []
  const name = otherCookieName(engine, request)
  const all: OpenedSession[] = []
  for (const token of firstAndLast(tokens)) {
    const found = await open(engine, token, name)
    if (found !== null) all.push({ ...found, isForeign: true })
  }
  return all
}

/** Of several candidates the one that came alone and the one that came in chunks: each costs a third of a millisecond. */
function firstAndLast(candidates: readonly string[]): string[] {
  return [...candidates.slice(0, 1), ...candidates.slice(1).slice(-1)]
}

/**
 * Whether the request carries a session that is good by all that it says itself, and of which the storage knows nothing.
 */
async function isOffRecord(engine: Engine, request: SessionRequest): Promise<boolean> {
  if (!hasRecords(engine)) return false
  const carried = await openAll(engine, request)
  return carried.some(({ claims }) => !isEnded(engine, request, claims))
}

/** `Set-Cookie` values that hold a session from now on. */
async function seal(
  engine: Engine,
  request: SessionRequest,
  claims: JWT,
  facts: SealedFacts,
  { sealedAt, expiresAt }: { readonly sealedAt: number; readonly expiresAt: number },
): Promise<string[]> {
  const iat = Math.floor(sealedAt / 1000)
  const exp = Math.floor(expiresAt / 1000)
  const token = await engine.sessions
    .own(sessionCookieName(engine, request))
    .seal(withFacts(claims, facts, { iat, exp }))
  const isKept = facts.remember !== false
  return writeSessionCookie(engine, request, token, isKept ? expiresAt : null)
}

/** The claims as text, without what the engine sets: to see whether a callback has changed them. */
function textOf({ iat: _iat, exp: _exp, jti: _jti, ...claims }: JWT): string {
  return JSON.stringify(claims)
}

/** Whether the request's session should be sealed anew, so that it slides, or moves into our cookie. */
function isSealOld(engine: Engine, found: OpenedSession, now: number): boolean {
  const { session: rules } = engine.config
  const { claims, facts } = found
  // A seal from the future is one of a server whose clock is wrong.
  const age = Math.abs(now - (claims.iat ?? 0) * 1000)
  const { idleTime } = lifetimeOf(rules, found, now)
  return (
    age >= Math.min(rules.sealMaxAge, idleTime / 60) ||
    claims.exp * 1000 > now + idleTime ||
    (facts?.checkedAt === undefined) !== (rules.maxStaleness === undefined) ||
    found.isForeign
  )
}

/** What was opened, if it is a session that has not expired. */
function current(
  { config }: Engine,
  opened: Record<string, unknown>,
  isForeign: boolean,
): OpenedSession | null {
  const { session: rules } = config
  const now = config.now()
  const found = partClaims(opened, isForeign)
  if (found === null || lastMoment(found.claims.exp) <= now) return null
  return rules.maxLifetime === Infinity || signedInAt(found, now) + rules.maxLifetime > now
    ? found
    : null
}

/** Until when a session counts that says that it ends at `exp`, in milliseconds since the epoch. */
function lastMoment(exp: number): number {
  return (Math.floor(exp) + clockTolerance) * 1000
}

function renewAt(
  { config }: Engine,
  found: OpenedSession,
  expiresAt: number,
  now: number,
): number | undefined {
  return renewAtOf(config.session, lifetimeOf(config.session, found, now), expiresAt)
}

function lifetimeOf(rules: SessionRules, found: OpenedSession, now: number): Lifetime {
  return {
    idleTime: found.facts?.remember === false ? rules.browserIdleTime : rules.idleTime,
    signedInAt: signedInAt(found, now),
  }
}

/**
 * What is known of how somebody has proven who they are. Of what another system has sealed, which it does anew
 * whenever it is asked, nothing; that does not change by moving it here.
 */
function authenticationOf({ facts }: OpenedSession): Authentication {
  if (facts === undefined) return { authenticatedAt: 0 }
  const { authenticatedAt, acr, amr } = facts
  return {
    ...(authenticatedAt !== undefined && { authenticatedAt }),
    ...(acr !== undefined && { acr }),
    ...(amr !== undefined && { amr }),
  }
}

/** Of a session that NextAuth sealed it is not known; when it was sealed is the nearest. */
function signedInAt({ claims: { iat }, facts }: OpenedSession, now: number): number {
  return facts?.signedInAt ?? (iat === undefined ? now : iat * 1000)
}
