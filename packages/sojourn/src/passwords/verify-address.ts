/**
 * The address of a person: verified by a token that was mailed to it.
 *
 * @module
 */
import { normalizeEmail } from '../core/email-address.ts'
import { authError } from '../core/errors.ts'
import { tellSessionNews } from '../core/session-news.ts'
import type { User } from '../core/user.ts'
import { requireAttempt } from './attempts.ts'
import type { Keeper } from './keeper.ts'
import { sendNow, senderOf } from './mail.ts'
import { createToken, readToken, type TokenPurpose, useToken } from './one-time-token.ts'

/** See `Passwords.requestVerification`. */
export async function requestVerification(keeper: Keeper, userId: string): Promise<void> {
  senderOf(keeper)
  const user = await keeper.storage.readUser(userId)
  const address = normalizeEmail(user?.email)
  if (!user?.email || address === null) throw authError('email_invalid')
  if (user.emailVerified !== null) return
  await requireAttempt(keeper, 'mail', address)
  const { email } = user
  const { token, expires } = await createToken(keeper, purposeOf(userId, email), userId)
  await sendNow(keeper, { kind: 'verify', email, token, expires, user })
}

/** See `Passwords.verifyAddress`. */
export async function verifyAddress(
  keeper: Keeper,
  token: string,
  { signedInAs }: { readonly signedInAs?: string | undefined } = {},
): Promise<User> {
  const { storage, now } = keeper
  const { about: userId, secret } = readToken(token)
  const user = await storage.readUser(userId)
  if (!user?.email) throw authError('verification_invalid')
  const { email } = user
  await useToken(keeper, purposeOf(userId, email), secret)
  const isTheirs = signedInAs === userId && user.emailVerified === null
  const verified = isTheirs
    ? // Together with the address, so that none is called verified which came in between.
      await storage.updateUser(userId, { email, emailVerified: new Date(now()) })
    : await storage.verifyEmail(userId, email, { now: now(), keepsAccountsOf: [] })
  if (verified === null) throw authError('verification_invalid')
  if (!isTheirs) tellSessionNews({ kind: 'doubtful', userId })
  return verified
}

function purposeOf(userId: string, email: string): TokenPurpose {
  return { kind: 'verify', userId, holds: [email] }
}
