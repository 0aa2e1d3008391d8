/**
 * What `createPasswords` makes: its shape, and what is given to it.
 *
 * @module
 */
import type { CredentialsProvider } from '../core/provider.ts'
import type { User } from '../core/user.ts'

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
export interface ChangePassword extends KeepSession {
  /** The password until now. */
  readonly current: string
  /** The password from now on. */
  readonly password: string
}

/** What a person enters who has forgotten the password. */
export interface ResetPassword {
  /** The token of the mail. */
  readonly token: string
  /** The password from now on. */
  readonly password: string
}

/** Which session stays when the others end. */
export interface KeepSession {
  /** Public id of the one session that goes on: that of the browser that asks. Default: none. */
  readonly keepSession?: string | undefined
}

/**
 * Passwords of people in a storage, and what people do with them. Its members may be passed on their own.
 *
 * Where an id of a person is asked for, it is that of who is signed in: take it from the session, never from
 * the request. What is mailed is a token; the application makes a link of it, to a page of its own that does
 * nothing but show a form, whose `POST` hands the token back. So a mail scanner that follows links uses up
 * nothing.
 */
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
   *   address, as `normalizeEmail` spells it or as it was entered, also if they asked for it in the
   *   same moment; `passwords_busy` if a hundred wait already.
   */
  readonly signUp: (person: SignUp) => Promise<User>
  /**
   * The person of an address and a password; `null` if they do not belong together. Whom another system
   * stored in just the spelling that was entered is found, too, and comes first. A hash that has become too
   * weak is made anew.
   *
   * A `null` takes as long for an address which nobody has as for a wrong password, whatever the hash of the
   * person: as long as one hash of each kind and cost that this process has read from the storage, the last four
   * of them. Of hashes that cost something else than new ones, the first that a process reads can be told by
   * time; and so can a hash that cannot be verified here, which throws. A password that is right waits for its
   * own hash only.
   *
   * @throws {TypeError} If the stored hash cannot be verified here.
   * @throws {AuthError} `passwords_busy` if a hundred wait already.
   */
  readonly verify: (entered: EnteredPassword) => Promise<User | null>
  /**
   * Changes the password and ends the person's other sessions, in one step. They are told by mail.
   *
   * @throws {AuthError} `password_unacceptable`; `credentials_rejected` if `current` is not the password,
   *   or is not any more, or the person has none; `attempts_exceeded`; `passwords_busy` if a hundred wait
   *   already.
   */
  readonly change: (userId: string, change: ChangePassword) => Promise<void>
  /**
   * Mails a token by which the password can be set anew, if somebody has the address. It is good for 30
   * minutes, once, and until the password changes. Nobody can tell by the answer whether there is such a
   * person: the work begins after it. The sixth mail to an address in 15 minutes is not sent.
   *
   * @throws {TypeError} Without `send`.
   */
  readonly requestReset: (email: string) => Promise<void>
  /**
   * Sets the password of whom a token was mailed to, and ends all their sessions. It shows that they read
   * what is sent to their address, so the address is verified from then on, and what somebody else may have
   * prepared before goes: accounts that were linked. They are told by mail.
   *
   * @returns Whose password it is. They are not signed in by this.
   * @throws {AuthError} `password_unacceptable`, or `passwords_busy` if a hundred wait already, by which the
   *   token is not used up; `verification_invalid`.
   */
  readonly reset: (reset: ResetPassword) => Promise<User>
  /**
   * Mails a token that verifies the address of a person. It is good for a day. Does nothing if the address
   * is verified.
   *
   * @throws {AuthError} `email_invalid` if there is no address, or no such person; `attempts_exceeded` at the
   *   sixth mail in 15 minutes; `email_not_sent`.
   * @throws {TypeError} Without `send`.
   */
  readonly requestVerification: (userId: string) => Promise<void>
  /**
   * Verifies the address that a token was mailed to.
   *
   * Who set the password need not be who reads the mail. Where the same person is signed in, both are one, and
   * nothing else changes. Without that, the password, all sessions and all accounts go, and the way in is a
   * reset. So let people sign in before they confirm.
   *
   * @param options.signedInAs Id of the person who is signed in in the browser that brings the token.
   * @throws {AuthError} `verification_invalid`.
   */
  readonly verifyAddress: (
    token: string,
    options?: { readonly signedInAs?: string | undefined },
  ) => Promise<User>
  /**
   * Mails a token to an address that is to become the person's. It is good for 30 minutes, and until the
   * password or the address changes. Who reads the present address is told.
   *
   * @throws {AuthError} `email_invalid`; `credentials_rejected` if it is not the password, or they have none;
   *   `email_taken`; `attempts_exceeded` at the eleventh attempt of a person or the sixth mail to an address
   *   in 15 minutes; `email_not_sent`; `passwords_busy` if a hundred wait already.
   * @throws {TypeError} Without `send`.
   */
  readonly requestAddressChange: (userId: string, wanted: EnteredPassword) => Promise<void>
  /**
   * Gives the person who asked for it the new address, verified, and ends their other sessions. Who reads the
   * former address is told.
   *
   * @throws {AuthError} `verification_invalid`, also for a token that another person asked for; `email_taken`
   *   if somebody has the address by now; `attempts_exceeded`.
   */
  readonly changeAddress: (userId: string, token: string, options?: KeepSession) => Promise<User>
  /**
   * Deletes the person with all that is stored of them here, and ends their sessions. A person without a
   * password cannot be asked for it: make sure who it is in another way, and call `deleteUser` of the engine.
   *
   * @throws {AuthError} `credentials_rejected` if it is not the password, or they have none;
   *   `attempts_exceeded`; `passwords_busy` if a hundred wait already.
   */
  readonly remove: (userId: string, entered: { readonly password: string }) => Promise<void>
}
