/**
 * What goes into finding a person, and what comes out.
 *
 * @module
 */
import type { Account } from '../../core/account.ts'
import type { StoredUser } from '../../core/storage.ts'
import type { Profile, User } from '../../core/user.ts'

/** A person of the application. */
export interface ResolvedPerson {
  readonly user: User
  /** Whether this sign-in has stored them. */
  readonly isNewUser: boolean
  /**
   * The first moment after the storage was told that the address is theirs, and dropped what somebody else may
   * have prepared, in milliseconds since the epoch. The session of this sign-in begins then, so this is its
   * `begunAt`: by that of the request it would be dropped, too. `undefined` if nothing was proven.
   */
  readonly provenAt?: number | undefined
}

/** Who signs in, checked. */
export interface Identity {
  readonly user: User
  readonly account: Account
  readonly profile?: Profile | undefined
  /** What `findPerson` has found. */
  readonly known: StoredUser | null
  /** Whether this sign-in shows that they read what is sent to the user's `email`. */
  readonly provesEmail: boolean
  /** Id of the person who was signed in when the sign-in began, and will have a new account linked. */
  readonly linkTo?: string | undefined
}
