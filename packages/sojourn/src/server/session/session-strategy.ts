/**
 * Where a session is kept, and what follows from it: sealed in the browser's cookie, or in the storage.
 *
 * The rest of the engine does not ask which.
 *
 * @module
 */
import type { Account } from '../../core/account.ts'
import type { JWT, Session, SessionSnapshot } from '../../core/session.ts'
import type { Profile, User } from '../../core/user.ts'
import type { SessionRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import type { Authentication } from './authentication.ts'
import type { UpdateTrigger } from './session-view.ts'

/**
 * What a session says of its person, checked: made by us, not expired, not ended. Of a stored session
 * these are the standard ones.
 */
export interface SessionClaims extends JWT {
  exp: number
}

/** A session with the `Set-Cookie` values that must reach the browser with it. */
export interface RenewedSession extends SessionSnapshot {
  readonly cookies: readonly string[]
  /** What the session carries, for the server's eyes. `null` with `session`. */
  readonly claims: SessionClaims | null
}

/** How a session is renewed. */
export interface RenewalOptions {
  /**
   * `false`: the session ends when it would have ended, for a request that no person has caused, or that does not show
   * that one is there. Only what the `jwt` callback has changed is kept. Default `true`.
   */
  readonly slides?: boolean | undefined
}

/** How a session is renewed, and by what it is changed. */
export interface Renewal extends RenewalOptions {
  /** What its client has posted. */
  readonly update?: UpdateTrigger | undefined
  /** Whether its record is asked for now, whatever `maxStaleness` allows. Default `false`. */
  readonly isFresh?: boolean | undefined
}

/** Whose a session is. */
export interface SessionOwner {
  /** Id of the person in the storage; of one who is not stored, the subject of the claims. */
  readonly userId: string
  /** Public id of the session, if it has one. */
  readonly sessionId: string | undefined
  /**
   * Whether `userId` names a person in the storage. Of one who is not stored it is the application's own id,
   * which may by accident be somebody else's there: nothing may be looked up by it.
   */
  readonly isStored: boolean
  /**
   * What this session says counts only as long as nothing has happened since then that ends all sessions of
   * its person; in milliseconds since the epoch. Of a session with a record, which was found just now: when it
   * was asked for. Of one that is only sealed, which nobody can end: when its sign-in began.
   */
  readonly since: number
}

/** A session with what is known of how its person has proven who they are. */
export interface SessionAuthentication extends Authentication {
  readonly claims: SessionClaims
  /** Whether a session of this kind keeps `acr`. */
  readonly keepsLevels: boolean
  /** Whether it keeps when its person signed in. */
  readonly keepsTime: boolean
}

/** What is known of a session that is watched. */
export interface SessionState {
  /** When it ends unless it is renewed, in milliseconds since the epoch. */
  readonly expiresAt: number
  /** Differs when what is stored of its person does; `undefined` where that is not known. */
  readonly version: string | undefined
}

/** A session to be watched. */
export interface LocatedSession extends SessionState {
  /** What this process calls it: its public id, the digest of its token. At least one. */
  readonly names: readonly [string, ...string[]]
  readonly userId: string | undefined
  /** When it ends however often it is renewed, in milliseconds since the epoch; `Infinity` without such a limit. */
  readonly lastAt: number
  /**
   * Asks the storage what has become of it; `null`: it has ended. `undefined` where nobody can be asked.
   *
   * Rejects with `storage_unavailable`.
   */
  readonly ask: (() => Promise<SessionState | null>) | undefined
}

/** Who begins a session. */
export interface Beginning {
  readonly user: User
  readonly account: Account
  readonly profile?: Profile | undefined
  /** Whether the person was stored by this very sign-in. */
  readonly isNewUser: boolean
  /** Whether the person is in the storage, by the id of `user`. */
  readonly isStored: boolean
  /** How they have proven it, if a provider has said. */
  readonly authentication?: Authentication | undefined
  /** Whether the browser keeps the session when it is closed. */
  readonly remember: boolean
  /** When the request came that signs them in, before anything was verified; in milliseconds since the epoch. */
  readonly begunAt: number
}

/** One way to keep sessions. */
export interface SessionStrategy {
  /** The session of a request, or `null`. Writes nothing to the browser, so the session does not slide. */
  readonly read: (engine: Engine, request: SessionRequest) => Promise<Session | null>
  /** {@link SessionStrategy.read} with the time of reading, and when the session should be renewed. */
  readonly snapshot: (engine: Engine, request: SessionRequest) => Promise<SessionSnapshot>
  /**
   * The session of a request, sliding: it ends `session.maxAge` from now, if nobody asks again.
   *
   * Without an update the cookie of a session that the storage does not know is left to its browser, where it does no
   * harm: the answer may be late, and clear the cookie of the sign-in that came next.
   */
  readonly renew: (
    engine: Engine,
    request: SessionRequest,
    renewal?: Renewal,
  ) => Promise<RenewedSession>
  /** What the request's session carries, or `null`. */
  readonly readClaims: (engine: Engine, request: SessionRequest) => Promise<SessionClaims | null>
  /**
   * Whose the request's session is, or `null`. The storage is asked now, whatever `maxStaleness` allows, for
   * what is decided by it is not to be decided by somebody whose session has ended.
   */
  readonly readOwner: (engine: Engine, request: SessionRequest) => Promise<SessionOwner | null>
  /**
   * The request's session, to be watched, or `null`. As careful as `readOwner`. The `jwt` callback is not asked: what it
   * changes could not be kept.
   */
  readonly locate: (engine: Engine, request: SessionRequest) => Promise<LocatedSession | null>
  /**
   * How the request's person has proven who they are, or `null`. As careful as `readOwner`, and the `jwt` callback
   * is asked, too: it may have ended the session.
   */
  readonly readAuthentication: (
    engine: Engine,
    request: SessionRequest,
  ) => Promise<SessionAuthentication | null>
  /**
   * Begins a session, always a new one: an earlier one of this browser ends.
   *
   * @returns The `Set-Cookie` values that hold it.
   * @throws {AuthError} `access_denied` if the `jwt` callback returns `null`, `request_failed` if it
   *   throws, `session_too_large`, `storage_unavailable`.
   */
  readonly begin: (
    engine: Engine,
    request: SessionRequest,
    beginning: Beginning,
  ) => Promise<readonly string[]>
  /** `Set-Cookie` values that remove the request's sessions, which have ended already. Asks nobody. */
  readonly clear: (engine: Engine, request: SessionRequest) => Promise<readonly string[]>
  /**
   * Ends the request's session for certain.
   *
   * @returns The `Set-Cookie` values that remove it.
   * @throws {AuthError} `storage_unavailable`: then it may still be there.
   */
  readonly end: (engine: Engine, request: SessionRequest) => Promise<readonly string[]>
}
