/**
 * Storage: what the engine asks of a database, as one narrow port.
 *
 * There are two tiers. `basic` is what every adapter written for Auth.js can do. `atomic` adds what has
 * to be one step, however many servers ask at once: lists, revocation, single use, limits, passwords. A
 * feature that needs `atomic` refuses at start where the storage has only `basic`.
 *
 * No write here brings back what has ended: sessions are created once, and from then on only updated
 * while they are there. Instants are milliseconds since the epoch. The present is passed in, so that a
 * storage has no clock of its own to be wrong. What ends at this very instant has expired.
 *
 * A method rejects when the database could not do it; then nothing was changed, or it is not known.
 * `false` and `null` are answers.
 *
 * @module
 */
import type { TokenSet } from './account.ts'
import type { User } from './user.ts'

/** A person as stored, with every further column of the application's. */
export interface StoredUser extends User {
  /** When the address was verified; `null` if it was not. Some moment, where only a yes was stored. */
  emailVerified: Date | null
  [column: string]: unknown
}

/** A person to store. Without an `id` the storage makes one. */
export interface NewUser extends Partial<Omit<User, 'id'>> {
  id?: string | undefined
  emailVerified: Date | null
  [column: string]: unknown
}

/** What changes of a person; a column that is `undefined` stays as it is. */
export interface UserChanges extends Partial<Omit<User, 'id'>> {
  emailVerified?: Date | null | undefined
  [column: string]: unknown
}

/** A way to sign in, to be linked to a person. */
export interface NewAccount extends TokenSet {
  provider: string
  type: string
  providerAccountId: string
}

/** A link from a person to a way to sign in, as stored. */
export interface StoredAccount extends NewAccount {
  userId: string
}

/** The stored thing of one signed-in browser. Never holds its token. */
export interface SessionRecord {
  /** Public id; safe to show. `null` where the storage keeps none. */
  readonly id: string | null
  readonly userId: string
  /** When it ends unless it is renewed. */
  readonly expiresAt: number
  /** When its person signed in; `null` if it was begun by a system that did not say. */
  readonly signedInAt: number | null
  /** When it was last renewed: somebody was there then. */
  readonly renewedAt: number | null
  /** Milliseconds without a renewal after which it ends; `null` for what the configuration says. */
  readonly idleTime: number | null
  /** Whether the browser keeps it when it is closed. */
  readonly persistent: boolean
  /** `User-Agent` of the browser, at most 512 characters. */
  readonly userAgent: string | null
  /** Network address of the browser, if it is known from a source that can be trusted. */
  readonly address: string | null
}

/** A session to store. */
export interface NewSession extends SessionRecord {
  readonly id: string
  /** What stands for the browser's token: its digest `sha256:…`, or the token itself. Unique. */
  readonly token: string
}

/** What else becomes true in the moment that a session is created. */
export interface SessionEffects {
  /** The session that this browser had ends. */
  readonly replaces?: SessionKey | undefined
  /**
   * Of the person's sessions that are still good at `renewedAt` of this one, the newest so many stay (by
   * `signedInAt`, unknown being oldest), this one among them. Needs `atomic`.
   */
  readonly limit?: number | undefined
  /**
   * When the sign-in began that this session comes of. It is not created if the person's password was
   * changed after that and not after `renewedAt` of the session: who has just verified the old one does not
   * get in. (Later changes are those of a server whose clock is ahead.) Without effect where there is only
   * `basic`.
   */
  readonly begunAt?: number | undefined
  /**
   * The session comes from a cookie that was sealed at `issuedAt` and has no record yet. It is created
   * unless a session of its id was there before, however it ended, or all sessions of its person were
   * ended at `issuedAt` or later. That is remembered until its `expiresAt`, at least. If the person's
   * session of that id is there, nothing happens, and that is `true`: another server was quicker. Needs
   * `atomic`.
   */
  readonly adopts?: { readonly issuedAt: number } | undefined
}

/** What must not have happened for an account to be linked. */
export interface LinkEffects {
  /**
   * Since when it is known that the person wants it. The account is not linked if all sessions of the person
   * were ended at this instant or later, as they are by `endSessions`, by a change of the password and by the
   * first proof of the address: who was signed in then may be who has prepared the person. Without effect
   * where there is only `basic`.
   */
  readonly begunAt?: number | undefined
}

/** Which session: by the forms in which its token may be stored, or by its public id and its person. */
export type SessionKey =
  | { readonly tokens: readonly string[] }
  | { readonly id: string; readonly userId: string }

/** What a renewal changes. */
export interface SessionRenewal {
  /** Never makes a session end earlier than it would. */
  readonly expiresAt: number
  /** Never set back. */
  readonly renewedAt: number
  /** Stored only where it was not known. */
  readonly signedInAt: number
  /** The form of the token to keep from now on. Default: as it is. */
  readonly token?: string | undefined
}

/** A one-time secret that was sent to somebody. */
export interface VerificationToken {
  /** Whom it was sent to. */
  readonly identifier: string
  /** Digest of the secret. */
  readonly token: string
  readonly expiresAt: number
}

/** What every adapter written for Auth.js can do. */
export interface BasicStorage {
  readonly tier: 'basic' | 'atomic'

  /**
   * Stores a person, together with an account and a password's hash if they are given (the hash needs
   * `atomic`): all of it or nothing.
   *
   * @returns The person as stored; `null` if the address, the account or the id belongs to somebody already.
   */
  readonly createUser: (
    user: NewUser,
    parts?: {
      readonly account?: NewAccount | undefined
      readonly passwordHash?: string | undefined
    },
  ) => Promise<StoredUser | null>
  readonly readUser: (id: string) => Promise<StoredUser | null>
  /**
   * By the very address that was stored; where an adapter's database compares without case, also by one that differs
   * from it in the case of ASCII letters.
   */
  readonly readUserByEmail: (email: string) => Promise<StoredUser | null>
  readonly readUserByAccount: (
    provider: string,
    providerAccountId: string,
  ) => Promise<StoredUser | null>
  /** `null` if there is no such person, or the address belongs to somebody else. */
  readonly updateUser: (id: string, changes: UserChanges) => Promise<StoredUser | null>
  /** Also ends the person's sessions and removes the accounts. Whether there was such a person. */
  readonly deleteUser: (id: string) => Promise<boolean>

  /**
   * Links an account. `false` if it is linked already, to whomever, if there is no such person, or if it comes
   * too late (`begunAt`): that is found out in the same step.
   */
  readonly linkAccount: (account: StoredAccount, effects?: LinkEffects) => Promise<boolean>
  /** Whether it was linked. */
  readonly unlinkAccount: (provider: string, providerAccountId: string) => Promise<boolean>

  /**
   * `false` if there is no such person, or the session has come too late (`begunAt`, `adopts`). Rejects where
   * it cannot keep that a session is not `persistent` or has an `idleTime` of its own: it would become
   * another one at its renewal.
   */
  readonly createSession: (session: NewSession, effects?: SessionEffects) => Promise<boolean>
  /**
   * The session of a token and its person, also if it has expired. A value now, where the database can
   * say it at once.
   *
   * @param tokens The forms in which the token may be stored, of which at most one is.
   */
  readonly readSession: (
    tokens: readonly string[],
  ) => ReadSession | null | Promise<ReadSession | null>
  /** Updates a session that is there. Whether it was. */
  readonly renewSession: (key: SessionKey, renewal: SessionRenewal) => Promise<boolean>
  /** Ends a session. Whether it was there. */
  readonly endSession: (key: SessionKey) => Promise<boolean>

  readonly createVerificationToken: (token: VerificationToken) => Promise<void>
  /** Takes a token away: of all who ask, one gets it. Also if it has expired. */
  readonly useVerificationToken: (
    identifier: string,
    token: string,
  ) => Promise<VerificationToken | null>
}

/** How often something was tried since it was first tried. */
export interface Attempts {
  /** This one included. */
  readonly count: number
  /** When counting begins anew. */
  readonly endsAt: number
}

/** A session with its person. */
export interface ReadSession {
  readonly session: SessionRecord
  readonly user: StoredUser
}

/** What must be one step, however many servers ask at once. */
export interface AtomicStorage extends BasicStorage {
  readonly tier: 'atomic'

  /** The session of a public id, also if it has expired. */
  readonly findSession: (id: string, userId: string) => Promise<SessionRecord | null>
  /** The person's sessions that end after `now`, newest first. Each has an id. */
  readonly listSessions: (userId: string, now: number) => Promise<readonly SessionRecord[]>
  /**
   * Ends all sessions of a person, or all but one that is there; also those that are sealed in cookies and
   * would be adopted later.
   *
   * @returns How many there were.
   */
  readonly endSessions: (
    userId: string,
    options: { readonly now: number; readonly except?: string | undefined },
  ) => Promise<number>

  /** The accounts that are linked to a person, with their tokens. */
  readonly listAccounts: (userId: string) => Promise<readonly StoredAccount[]>
  /**
   * Keeps the tokens of a sign-in with an account that is linked; a column that is `undefined` stays as it is.
   * Whether the account is linked.
   */
  readonly updateAccount: (account: NewAccount) => Promise<boolean>
  /**
   * Unlinks an account of a person, unless it is the last way in which they can sign in: without a password
   * another account must be left.
   *
   * @param options.needsOther `false` where they can sign in by their address, so that none must be left.
   * @returns `unknown` if it is not linked to this person.
   */
  readonly unlinkAccountOf: (
    userId: string,
    account: { readonly provider: string; readonly providerAccountId: string },
    options: { readonly needsOther: boolean },
  ) => Promise<'unlinked' | 'last' | 'unknown'>

  /**
   * Somebody has shown that they read what is sent to this address. If it is the person's and was not verified
   * yet, it is from now on, and what somebody else may have prepared goes in the same step: the password, all
   * sessions (as in {@link AtomicStorage.endSessions}), and the accounts of all providers but those named. If
   * it was verified before, nothing changes.
   *
   * @param options.keepsAccountsOf Providers that vouch for the address of each of their accounts.
   * @returns The person as they are now; `null` if there is none, or the address is not theirs any more.
   */
  readonly verifyEmail: (
    userId: string,
    email: string,
    options: { readonly now: number; readonly keepsAccountsOf: readonly string[] },
  ) => Promise<StoredUser | null>

  /**
   * Counts an attempt. The first one under a key, and the first after `endsAt`, begins a new count that lasts
   * until `endsAt`; of all who ask at once, each gets a number of its own.
   */
  readonly countAttempt: (
    key: string,
    window: { readonly now: number; readonly endsAt: number },
  ) => Promise<Attempts>
  /** Takes one attempt back, which was none; never below 0. Nothing happens where nothing is counted. */
  readonly takeBackAttempt: (key: string) => Promise<void>
  /** Forgets the counts of these keys. */
  readonly forgetAttempts: (keys: readonly string[]) => Promise<void>

  /** Takes a key until `expiresAt`: of all who ask, one gets it. An expired key can be taken again. */
  readonly claim: (key: string, expiresAt: number, now: number) => Promise<boolean>

  /** The hash of the person's password, if they have one. */
  readonly readPasswordHash: (userId: string) => Promise<string | null>
  /**
   * Sets a password's hash if the present one is still `expected` (`null`: if there is none), and ends
   * the person's sessions as {@link AtomicStorage.endSessions} does.
   *
   * @returns Whether it was set.
   */
  readonly setPasswordHash: (
    userId: string,
    change: {
      readonly hash: string
      readonly expected: string | null
      /** Which sessions end. `null`: none, because the password is the same, hashed anew. */
      readonly ends: { readonly now: number; readonly except?: string | undefined } | null
    },
  ) => Promise<boolean>

  /**
   * Removes what has expired, in one short step that blocks nobody: sessions, one-time secrets, claims, counts.
   *
   * @param limit At most so many of each.
   * @returns How many of the kind of which there were most; below `limit`, nothing is left.
   */
  readonly removeExpired: (now: number, limit: number) => Promise<number>
}

/** A storage of either tier. */
export type AuthStorage = BasicStorage | AtomicStorage

/** Whether a storage has the `atomic` tier. */
export function isAtomic(storage: AuthStorage): storage is AtomicStorage {
  return storage.tier === 'atomic'
}
