/**
 * What becomes true when somebody shows that they read what is sent to their address.
 *
 * Whoever has prepared the person (with a password, an account of theirs, a session) may be somebody else, so
 * all of that goes in the same transaction. It locks the person's row first, against whatever creates a
 * session, a password or an account for them: what was begun before is there to be removed, what comes
 * later finds the mark.
 *
 * @module
 */
import type { AtomicStorage, StoredUser } from '../../core/storage.ts'
import type { Accounts } from './accounts.ts'
import type { Claims } from './claims.ts'
import type { Script } from './database.ts'
import type { Passwords } from './passwords.ts'
import type { Sessions } from './sessions.ts'
import type { Users } from './users.ts'

/** The transaction; {@link AtomicStorage.verifyEmail}. */
export type VerifyEmail = (
  ...parameters: Parameters<AtomicStorage['verifyEmail']>
) => Script<StoredUser | null>

/** Makes it of the statements of a schema. */
export function verification(parts: {
  readonly users: Users
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly passwords: Passwords
  readonly claims: Claims
}): VerifyEmail {
  const { users, accounts, sessions, passwords, claims } = parts
  return function* verifyEmail(userId, email, { now, keepsAccountsOf }) {
    if (!(yield* users.lock(userId))) return null
    const user = yield* users.read('id', userId)
    if (user === null || user.email !== email) return null
    if (user.emailVerified !== null) return user
    yield passwords.forget(userId)
    yield claims.markPasswordGone(userId, now)
    yield* sessions.endAll(userId, { now })
    yield accounts.forget(userId, keepsAccountsOf)
    return yield* users.update(userId, { emailVerified: new Date(now) })
  }
}
