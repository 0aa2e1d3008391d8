/**
 * People with passwords: signing up, signing in, changing the password.
 *
 * What must hold however many ask at once is the storage's to hold: one person for an address, and a
 * password that changes only from what it was.
 *
 * @module
 */
import { authError } from '../core/errors.ts'
import type { Clock } from '../core/ports.ts'
import type { CredentialsProvider } from '../core/provider.ts'
import { type AtomicStorage, isAtomic } from '../core/storage.ts'
import type { User } from '../core/user.ts'
import { normalizeEmail } from './email-address.ts'
import { decoyHash, hashPassword, verifyPassword } from './hash-password.ts'

/** What can be set where {@link createPasswords} is called. */
export interface PasswordsOptions {
  /** The present. Default: `Date.now`. */
  readonly now?: Clock | undefined
}

/** What a person enters to sign in. */
export interface EnteredPassword {
  readonly email: string
  readonly password: string
}

/**
 * Who signs up. Further properties are columns of the application's and are stored as they are: name
 * them, never pass on a whole form, or people will write what they like.
 */
export interface SignUp extends EnteredPassword {
  /** Name to show. */
  readonly name?: string | null | undefined
  readonly [column: string]: unknown
}

/** What a person enters to change the password. */
export interface ChangePassword {
  /** The password until now. */
  readonly current: string
  /** The password from now on. */
  readonly password: string
  /** Public id of the one session that goes on: that of the browser that asks. Default: none. */
  readonly keepSession?: string | undefined
}

/** Passwords of people in a storage. Its members may be passed on their own. */
export interface Passwords {
  /**
   * The way to sign in, for `providers` of the configuration.
   *
   * @param options.id Default: `credentials`.
   * @param options.name Shown on the button. Default: `Password`.
   */
  readonly provider: (options?: {
    readonly id?: string | undefined
    readonly name?: string | undefined
  }) => CredentialsProvider
  /**
   * Stores a person with a password of 8 to 1024 characters. The address is not verified by this.
   *
   * @throws {AuthError} `email_invalid`, `password_unacceptable`; `email_taken` if somebody has the
   *   address, as {@link normalizeEmail} spells it or as it was entered, also if they asked for it in the
   *   same moment; `passwords_busy` if a hundred wait already.
   */
  readonly signUp: (person: SignUp) => Promise<User>
  /**
   * The person of an address and a password; `null` if they do not belong together. Whom another system
   * stored in just the spelling that was entered is found, too, and comes first. It takes as long for an
   * address which nobody has. A hash that has become too weak is made anew.
   *
   * @throws {TypeError} If the stored hash cannot be verified here.
   * @throws {AuthError} `passwords_busy` if a hundred wait already.
   */
  readonly verify: (entered: EnteredPassword) => Promise<User | null>
  /**
   * Changes the password and ends the person's other sessions, in one step.
   *
   * @throws {AuthError} `password_unacceptable`; `credentials_rejected` if `current` is not the password,
   *   or is not any more, or the person has none; `passwords_busy` if a hundred wait already.
   */
  readonly change: (userId: string, change: ChangePassword) => Promise<void>
}

/** Characters, counted as Unicode's code points. Nothing else is asked of a password (ASVS 6.2.5). */
const length = { least: 8, most: 1024 }

/**
 * Makes what keeps passwords.
 *
 * @throws {TypeError} If the storage has only the tier `basic`.
 *
 * @example
 * ```ts
 * const passwords = createPasswords(storage)
 * const auth = createAuth({ adapter: storage, providers: [passwords.provider()] })
 * await passwords.signUp({ email: 'ada@example.com', password: 'correct horse', name: 'Ada' })
 * ```
 */
export function createPasswords(storage: AtomicStorage, options: PasswordsOptions = {}): Passwords {
  if (!isAtomic(storage)) {
    throw new TypeError(
      'Passwords need a storage of the tier "atomic", such as sqlStorage(). An adapter of Auth.js has only "basic".',
    )
  }
  const now = options.now ?? Date.now
  const decoy = decoyHash()

  async function signUp({ email, password, id: _id, ...columns }: SignUp): Promise<User> {
    const address = normalizeEmail(email)
    if (address === null) throw authError('email_invalid')
    if (!isAcceptable(password)) throw authError('password_unacceptable')
    // Another system may have stored the address in this spelling; no index sees that it is the same.
    for (const spelling of spellingsOf(email, address)) {
      if ((await storage.readUserByEmail(spelling)) !== null) throw authError('email_taken')
    }
    const passwordHash = await hashPassword(password)
    const user = await storage.createUser(
      // No column says who this is, or that the address was verified.
      { ...columns, email: address, emailVerified: null },
      { passwordHash },
    )
    if (user === null) throw authError('email_taken')
    return user
  }

  async function verify({ email, password }: EnteredPassword): Promise<User | null> {
    const address = normalizeEmail(email)
    if (address === null || typeof password !== 'string') return null
    let person: { readonly user: User; readonly hash: string } | undefined
    // Each is looked for, also after one was found: time must not tell.
    for (const spelling of spellingsOf(email, address)) {
      const user = await storage.readUserByEmail(spelling)
      const hash = await readHashOf(user, spelling)
      if (user !== null && hash !== null) person ??= { user, hash }
    }
    if (person === undefined) {
      await verifyPassword(password, decoy)
      return null
    }
    const { user, hash } = person
    return (await presentHash(user.id, password, hash)) === null ? null : user
  }

  async function readHashOf(user: User | null, address: string): Promise<string | null> {
    if (user !== null) return storage.readPasswordHash(user.id)
    // A second read, as for a person; it tells an address that nobody has from a wrong password.
    await storage.readUserByEmail(address)
    return null
  }

  /**
   * The person's hash, if the password is theirs, and still is now that it was verified: that takes a
   * while, in which it may be changed.
   *
   * @param hash As it was read.
   */
  async function presentHash(
    userId: string,
    password: string,
    hash: string | null,
  ): Promise<string | null> {
    const { ok, isOutdated } = await verifyPassword(password, hash ?? decoy)
    if (!ok || hash === null) return null
    const renewed = isOutdated ? await renewHash(userId, password, hash) : hash
    const stored = await storage.readPasswordHash(userId)
    return renewed === stored ? renewed : presentHash(userId, password, stored)
  }

  /** The hash that is stored now, as far as this knows. */
  async function renewHash(userId: string, password: string, expected: string): Promise<string> {
    // Where too many wait, the next sign-in does it.
    const hash = await hashPassword(password).catch(() => null)
    if (hash === null) return expected
    return (await storage.setPasswordHash(userId, { hash, expected, ends: null })) ? hash : expected
  }

  async function change(
    userId: string,
    { current, password, keepSession }: ChangePassword,
  ): Promise<void> {
    if (!isAcceptable(password)) throw authError('password_unacceptable')
    const hashBefore = await storage.readPasswordHash(userId)
    const expected = await presentHash(userId, current, hashBefore)
    if (expected === null) throw authError('credentials_rejected')
    const hash = await hashPassword(password)
    const ends = { now: now(), except: keepSession }
    const isSet = await storage.setPasswordHash(userId, { hash, expected, ends })
    // Somebody was faster. If it was a sign-in that made the hash anew, the password is still the same.
    if (!isSet) await change(userId, { current, password, keepSession })
  }

  return {
    provider: ({ id = 'credentials', name = 'Password' } = {}) => ({
      id,
      name,
      type: 'credentials',
      credentials: {
        email: { label: 'E-mail address', type: 'email', autocomplete: 'username' },
        password: { label: 'Password', type: 'password', autocomplete: 'current-password' },
      },
      authorize: ({ email = '', password = '' }) => verify({ email, password }),
    }),
    signUp,
    verify,
    change,
  }
}

/** As somebody else may have stored it, which is the one that was meant, and as it is stored here. */
function spellingsOf(entered: string, address: string): readonly string[] {
  return [...new Set([entered.trim(), address])]
}

function isAcceptable(password: unknown): password is string {
  if (typeof password !== 'string' || password.length > 2 * length.most) return false
  const count = Array.from(password).length
  return count >= length.least && count <= length.most
}
