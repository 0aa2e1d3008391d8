/**
 * Sessions in the storage, with a random token in the browser's cookie: the strategy `database`.
 *
 * The storage keeps the token's digest. A renewal only updates what is there, so one that is under way
 * while the session ends cannot bring it back.
 *
 * @module
 */
import { crypto as primitives } from '#crypto'
import { authError } from '../../core/errors.ts'
import { tellSessionNews } from '../../core/session-news.ts'
import {
  type AuthStorage,
  isAtomic,
  type ReadSession,
  type SessionRecord,
} from '../../core/storage.ts'
import type { SessionRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { askStorage } from '../adapter/ask-storage.ts'
import { describeBrowser } from './browser.ts'
import { expiryOf, isRenewalDue, type Lifetime, renewAtOf, updateAgeOf } from './lifetime.ts'
import { notBegun } from './recorded-session.ts'
import { removeExpired } from './remove-expired.ts'
import {
  clearSession,
  presentedTokens,
  presentedElsewhere,
  writeSessionCookie,
} from './session-cookie.ts'
import type {
  Renewal,
  RenewedSession,
  SessionClaims,
  SessionState,
  SessionStrategy,
} from './session-strategy.ts'
import { viewStoredSession } from './session-view.ts'

/** Characters of a token. Longer ones are not looked up. */
const maxTokenLength = 512

/** How digests begin. */
const digestPrefix = 'sha256:'

/**
 * What a browser presents in the form of a digest was read in a database, and is never looked up. In either
 * case, for there are databases that compare without it.
 */
const digestForm = /^sha256:/i

/** A session that was found, and by which token. */
interface FoundSession extends ReadSession {
  readonly token: string
  /** The forms in which the storage may keep the token. */
  readonly tokens: readonly [digest: string, clear: string]
}

export const storedSessions: SessionStrategy = {
  async read(engine, request) {
    const found = await find(engine, request)
    return found && viewStoredSession(engine, request, found.user, found.session.expiresAt)
  },

  async snapshot(engine, request) {
    const serverTime = engine.config.now()
    const found = await find(engine, request)
    if (found === null) return { session: null, serverTime }
    const { expiresAt } = found.session
    const session = await viewStoredSession(engine, request, found.user, expiresAt)
    return { session, serverTime, renewAt: renewAt(engine, found, expiresAt, serverTime) }
  },

  async renew(engine, request, { update, slides = true } = {}) {
    const { now, session: rules } = engine.config
    const serverTime = now()
    const found = await find(engine, request)
    const none = { session: null, claims: null, serverTime }
    const unknown = (): RenewedSession => ({
      ...none,
      cookies: mayClear(engine, request, { update, slides }) ? clearSession(engine, request) : [],
    })
    if (found === null) return unknown()
    const { user, token, tokens } = found
    const lifetime = lifetimeOf(engine, found, serverTime)
    let { expiresAt } = found.session
    const isDue = slides && isRenewalDue(rules, lifetime, expiresAt, serverTime)
    if (isDue) {
      expiresAt = expiryOf(rules, lifetime, serverTime)
      const renewal = {
        expiresAt,
        renewedAt: serverTime,
        signedInAt: lifetime.signedInAt,
        token: rules.storeTokens === 'digest' ? tokens[0] : undefined,
      }
      const isThere = await askStorage(() => storageOf(engine).renewSession({ tokens }, renewal))
      if (!isThere) return unknown()
    }
    const moves = slides && presentedElsewhere(engine, request).includes(token)
    const cookies =
      isDue || moves
        ? writeCookieOf(engine, request, token, found.session.persistent ? expiresAt : null)
        : []
    const session = await viewStoredSession(engine, request, user, expiresAt, update)
    if (update !== undefined) {
      tellSessionNews({ kind: 'changed', userId: user.id, except: tokens[0] })
    }
    return {
      session,
      claims: claimsOf(found, expiresAt),
      cookies,
      serverTime,
      renewAt: renewAt(engine, found, expiresAt, serverTime),
    }
  },

  async readClaims(engine, request) {
    const found = await find(engine, request)
    return found && claimsOf(found, found.session.expiresAt)
  },

  async readOwner(engine, request) {
    // Before it is asked for: what happens meanwhile may come after the answer.
    const since = engine.config.now()
    const found = await find(engine, request)
    if (found === null) return null
    const { session, user } = found
    return { userId: user.id, sessionId: session.id ?? undefined, isStored: true, since }
  },

  async locate(engine, request) {
    const found = await find(engine, request)
    if (found === null) return null
    const { tokens, session, user } = found
    return {
      names: session.id === null ? [tokens[0]] : [tokens[0], session.id],
      userId: user.id,
      lastAt: lastOf(engine, session),
      ...stateOf(engine, found),
      async ask() {
        const again = await askStorage(() => storageOf(engine).readSession(tokens))
        return again && stateOf(engine, again)
      },
    }
  },

  async readAuthentication(engine, request) {
    const found = await find(engine, request)
    if (found === null) return null
    const { id, expiresAt, signedInAt } = found.session
    return {
      claims: claimsOf(found, expiresAt),
      // Of what another system began there is the moment of its first renewal here, which is no proof of anything.
      authenticatedAt: isOwnId(id) ? (signedInAt ?? undefined) : undefined,
      keepsLevels: false,
      keepsTime: isAtomic(storageOf(engine)),
    }
  },

  async begin(engine, request, { user, remember, begunAt }) {
    const { now, session: rules } = engine.config
    const signedInAt = now()
    const token = await rules.generateToken()
    if (!isPossible(token)) {
      throw misconfigured(
        `session.generateSessionToken must return a text of 1 to ${maxTokenLength} characters that does not begin with "sha256:".`,
      )
    }
    if (!remember && !isAtomic(storageOf(engine))) {
      throw misconfigured(
        'A session that is not to be remembered needs a storage that keeps how long it lives, such as sqlStorage(…). Adapters of Auth.js do not.',
      )
    }
    const idleTime = remember ? rules.idleTime : rules.browserIdleTime
    const expiresAt = expiryOf(rules, { idleTime, signedInAt }, signedInAt)
    const former = await find(engine, request)
    const isBegun = await askStorage(async () =>
      storageOf(engine).createSession(
        {
          id: ownId(),
          userId: user.id,
          token: rules.storeTokens === 'digest' ? await digest(token) : token,
          expiresAt,
          signedInAt,
          renewedAt: signedInAt,
          // Also where an absolute limit is: a storage that cannot keep it must say so.
          idleTime: remember && rules.maxLifetime === Infinity ? null : idleTime,
          persistent: remember,
          ...describeBrowser(engine, request),
        },
        {
          replaces: former ? { tokens: former.tokens } : undefined,
          limit: rules.limit,
          begunAt,
        },
      ),
    )
    if (!isBegun) throw notBegun()
    if (former !== null) tellEnded(former.tokens[0])
    if (rules.limit !== undefined) tellSessionNews({ kind: 'doubtful', userId: user.id })
    for (const other of candidates(engine, request)) {
      if (other !== former?.token) await endByToken(engine, other)
    }
    removeExpired(engine)
    return writeCookieOf(engine, request, token, remember ? expiresAt : null)
  },

  clear: async (engine, request) => clearSession(engine, request),

  async end(engine, request) {
    for (const token of candidates(engine, request)) await endByToken(engine, token)
    return clearSession(engine, request)
  },
}

async function endByToken(engine: Engine, token: string): Promise<void> {
  const tokens = [await digest(token), token] as const
  await askStorage(() => storageOf(engine).endSession({ tokens }))
  tellEnded(tokens[0])
}

function tellEnded(name: string): void {
  tellSessionNews({ kind: 'ended', names: [name], cause: 'signed-out' })
}

function misconfigured(reason: string): Error {
  return authError('configuration_invalid', { cause: new TypeError(reason) })
}

/** The request's session, if it has one that counts. */
async function find(engine: Engine, request: SessionRequest): Promise<FoundSession | null> {
  const storage = storageOf(engine)
  for (const token of candidates(engine, request)) {
    const tokens = [await digest(token), token] as const
    const found = await askStorage(() => storage.readSession(tokens))
    if (found === null) continue
    const { session, user } = found
    if (isCurrent(engine, found)) return { session, user, token, tokens }
    // Where nothing else removes what has expired.
    if (!isAtomic(storage)) await askStorage(() => storage.endSession({ tokens }))
  }
  return null
}

function isCurrent(engine: Engine, { session }: ReadSession): boolean {
  const { now, session: rules } = engine.config
  const { expiresAt, signedInAt } = session
  const time = now()
  return expiresAt > time && (signedInAt === null || signedInAt + rules.maxLifetime > time)
}

function lifetimeOf(engine: Engine, { session }: ReadSession, now: number): Lifetime {
  return {
    idleTime: session.idleTime ?? engine.config.session.idleTime,
    // Of a session that another system began it is not known; from now on it is.
    signedInAt: session.signedInAt ?? now,
  }
}

function renewAt(
  engine: Engine,
  found: ReadSession,
  expiresAt: number,
  now: number,
): number | undefined {
  const { session: rules } = engine.config
  const lifetime = lifetimeOf(engine, found, now)
  return renewAtOf(rules, lifetime, expiresAt, updateAgeOf(rules, lifetime))
}

/** What those who watch a session go by. */
function stateOf(engine: Engine, { session, user }: ReadSession): SessionState {
  return {
    expiresAt: Math.min(session.expiresAt, lastOf(engine, session)),
    version: JSON.stringify(user, asText),
  }
}

/** When a session ends however often it is renewed. */
function lastOf({ config }: Engine, { signedInAt }: SessionRecord): number {
  return (signedInAt ?? Infinity) + config.session.maxLifetime
}

/**
 * The public id of a session that is begun here: a random UUID of version 8 (RFC 9562, section 5.8). By it the sessions
 * are told from those that another system has begun, to which the storage gives ids of version 4.
 */
function ownId(): string {
  const id = crypto.randomUUID()
  return `${id.slice(0, 14)}8${id.slice(15)}`
}

const ownIdForm = /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-/

function isOwnId(id: string | null): boolean {
  return id !== null && ownIdForm.test(id)
}

/**
 * Whether an answer that found no session may clear the cookie: if its browser has asked for a change, and if no storage
 * could ever know what it presents. A session that is not there may have been replaced while the answer was under way.
 */
function mayClear(
  engine: Engine,
  request: SessionRequest,
  { update, slides = true }: Renewal,
): boolean {
  return update !== undefined || (slides && candidates(engine, request).length === 0)
}

/** Databases have numbers that JSON has not. */
function asText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

/** `Set-Cookie` values that hold a token; one of the application's making may have any characters. */
function writeCookieOf(
  engine: Engine,
  request: SessionRequest,
  token: string,
  expiresAt: number | null,
): string[] {
  return writeSessionCookie(engine, request, encodeURIComponent(token), expiresAt)
}

/** The tokens that are worth a question. */
function candidates(engine: Engine, request: SessionRequest): string[] {
  const presented = presentedTokens(engine, request)
  const others = presentedElsewhere(engine, request)
  return (others.length === 0 ? presented : [...presented, ...others]).filter(isPossible)
}

/** Whether a token may be one of ours. */
function isPossible(token: string): boolean {
  return token !== '' && token.length <= maxTokenLength && !digestForm.test(token)
}

async function digest(token: string): Promise<string> {
  return digestPrefix + (await primitives.sha256(token))
}

/** What the claims of a sealed session would be. */
function claimsOf({ user, session }: ReadSession, expiresAt: number): SessionClaims {
  return {
    name: user.name,
    email: user.email,
    picture: user.image,
    sub: user.id,
    exp: Math.floor(expiresAt / 1000),
    ...(session.id !== null && { jti: session.id }),
  }
}

/** Checked at start: the strategy needs a storage. */
function storageOf({ config: { storage } }: Engine): AuthStorage {
  if (storage !== undefined) return storage
  throw new TypeError('Stored sessions need a storage.')
}
