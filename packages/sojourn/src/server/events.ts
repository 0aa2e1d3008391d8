/**
 * Events: what has happened, for an application to note. They decide nothing.
 *
 * Names and arguments are NextAuth's; each also gets the request. NextAuth tells of successes only, which
 * makes no audit log, so there is `failure`.
 *
 * @module
 */
import type { Account } from '../core/account.ts'
import type { AuthError } from '../core/errors.ts'
import type { JWT, Session } from '../core/session.ts'
import type { StoredUser } from '../core/storage.ts'
import type { User } from '../core/user.ts'
import type { SessionRequest } from './answer.ts'
import { describe } from './describe-error.ts'
import type { Engine } from './engine.ts'

/** What an application may listen to. A listener that throws is reported, and changes nothing. */
export interface Events {
  /** Somebody has signed in. */
  signIn?: (message: {
    user: User
    account: Account
    /** The provider's profile as a person of the application, as NextAuth has it. */
    profile?: User | undefined
    /** Whether this sign-in stored the person. */
    isNewUser?: boolean | undefined
    request: SessionRequest
  }) => unknown
  /** Somebody has signed out: with the claims of a sealed session, or what is known of a stored one. */
  signOut?: (message: {
    token?: JWT | undefined
    session?: { id: string | undefined; userId: string; expires: Date } | undefined
    request: SessionRequest
  }) => unknown
  /** A person was stored. */
  createUser?: (message: { user: StoredUser; request: SessionRequest }) => unknown
  /** A stored person has shown at a sign-in by e-mail that the address is theirs; also if it was known before. */
  updateUser?: (message: { user: StoredUser; request: SessionRequest }) => unknown
  /** An account was linked to a person. */
  linkAccount?: (message: {
    user: User
    account: Account
    /** The provider's profile as a person of the application, as NextAuth has it. */
    profile?: User | undefined
    request: SessionRequest
  }) => unknown
  /** A session was read by its browser. Often: keep it cheap. */
  session?: (message: {
    session: Session
    token?: JWT | undefined
    request: SessionRequest
  }) => unknown
  /**
   * Something was refused or failed: a sign-in, a form that was not from its browser, too many attempts.
   * `error.code` says what.
   */
  failure?: (message: {
    error: AuthError
    /** The first part of the path: `callback`, `signin`, `signout`, `session` … */
    action: string
    /** Id of the provider in the path; it may not exist. */
    provider?: string | undefined
    request: SessionRequest
  }) => unknown
}

/**
 * Tells the application, and waits for it: some hosts stop when the answer is out. Never fails: neither a
 * listener nor a logger has a say in what is answered.
 */
export async function emit<Name extends keyof Events>(
  { config }: Engine,
  name: Name,
  message: Parameters<NonNullable<Events[Name]>>[0],
): Promise<void> {
  const listener = config.events[name] as ((message: unknown) => unknown) | undefined
  if (listener === undefined) return
  try {
    await listener(message)
  } catch (error) {
    try {
      config.logger.error('event_failed', `${name}: ${describe(error)}`)
    } catch {
      // Nobody is left to tell.
    }
  }
}
