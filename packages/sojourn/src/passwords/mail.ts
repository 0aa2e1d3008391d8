/**
 * Mails: what an application sends for `sojourn/passwords`, and when.
 *
 * @module
 */
import { authError } from '../core/errors.ts'
import type { User } from '../core/user.ts'
import type { Keeper } from './keeper.ts'

/** A token to be mailed. Whoever reads it can use it, so it goes to this one address and into no log. */
export interface MailedToken {
  /** What it is good for: a new password, to verify an address, to change to this one. */
  readonly kind: 'reset' | 'verify' | 'change'
  /** Where to. */
  readonly email: string
  /** Letters, digits, `-`, `_` and a dot, so that it can stand in a link as it is. */
  readonly token: string
  readonly expires: Date
  /** Whose it is, as stored. */
  readonly user: User
}

/** News that a person should know, in case that it was not they (ASVS 6.3.7). */
export interface MailedNotice {
  /** `change-requested`: another address is to become theirs. `address-changed`: it did. */
  readonly kind: 'password-changed' | 'change-requested' | 'address-changed'
  /** Where to: of an address, the former one. */
  readonly email: string
  /** Whom it is about, as stored. */
  readonly user: User
}

/** A mail to be sent. */
export type PasswordMail = MailedToken | MailedNotice

/** Sends a mail. What it throws is reported; in a mail that somebody waits for, as `email_not_sent`. */
export type SendMail = (mail: PasswordMail) => unknown

/**
 * How mails are sent.
 *
 * @throws {TypeError} If the application did not say.
 */
export function senderOf({ send }: Keeper): SendMail {
  if (send !== undefined) return send
  throw new TypeError('Nothing can be mailed: pass `send` to createPasswords.')
}

/**
 * Sends a mail that somebody waits for.
 *
 * @throws {AuthError} `email_not_sent`.
 */
export async function sendNow(keeper: Keeper, mail: PasswordMail): Promise<void> {
  try {
    await senderOf(keeper)(mail)
  } catch (cause) {
    throw authError('email_not_sent', { cause })
  }
}

/** Tells a person, if they have an address and mails can be sent. Nobody waits for it. */
export function notify(
  keeper: Keeper,
  kind: MailedNotice['kind'],
  email: string | null | undefined,
  user: User,
): void {
  const { send } = keeper
  if (send === undefined || !email) return
  afterAnswer(keeper, async () => {
    await send({ kind, email, user })
  })
}

/** Begins a work when the answer is out, so that its time says nothing, and reports how it fails. */
export function afterAnswer({ logger, waitUntil }: Keeper, work: () => Promise<void>): void {
  const done = new Promise<void>((resolve) => {
    setImmediate(resolve)
  })
    .then(work)
    .catch((error: unknown) => logger.error('email_not_sent', nameOf(error)))
  waitUntil?.(done)
}

/** What a log may say: the message of a mail service may quote the mail, and the token in it. */
function nameOf(error: unknown): string {
  const { name, code }: { name?: unknown; code?: unknown } = Object(error)
  return [name, code].filter((part) => typeof part === 'string').join(' ')
}
