/**
 * Another address for a person: asked for with the password, and finished by the same person with a token
 * that was mailed there.
 *
 * @module
 */
import { normalizeEmail } from '../core/email-address.ts'
import { authError } from '../core/errors.ts'
import { tellSessionNews } from '../core/session-news.ts'
import type { User } from '../core/user.ts'
import { requireAttempt } from './attempts.ts'
import { requirePassword } from './entered-password.ts'
import type { Keeper } from './keeper.ts'
import { notify, sendNow, senderOf } from './mail.ts'
import { createToken, readToken, type TokenPurpose, useToken } from './one-time-token.ts'
import type { EnteredPassword, KeepSession } from './passwords.ts'
import { requireFree } from './spellings.ts'

/** See `Passwords.requestAddressChange`. */
export async function requestAddressChange(
  keeper: Keeper,
  userId: string,
  { email: entered, password }: EnteredPassword,
): Promise<void> {
  senderOf(keeper)
  const address = normalizeEmail(entered)
  if (address === null) throw authError('email_invalid')
  await requireAttempt(keeper, 'person', userId)
  const hash = await requirePassword(keeper, userId, password)
  const user = await keeper.storage.readUser(userId)
  if (user === null) throw authError('credentials_rejected')
  await requireFree(keeper.storage, entered, address, userId)
  await requireAttempt(keeper, 'mail', address)
  const purpose = purposeOf(user, address, hash)
  const { token, expires } = await createToken(keeper, purpose, address)
  await sendNow(keeper, { kind: 'change', email: address, token, expires, user })
  notify(keeper, 'change-requested', user.email, user)
}

/** See `Passwords.changeAddress`. */
export async function changeAddress(
  keeper: Keeper,
  userId: string,
  token: string,
  { keepSession }: KeepSession = {},
): Promise<User> {
  const { storage, now } = keeper
  await requireAttempt(keeper, 'person', userId)
  const { about: address, secret } = readToken(token)
  const [user, hash] = await Promise.all([
    storage.readUser(userId),
    storage.readPasswordHash(userId),
  ])
  // Without a password it was not asked for; the one that it was asked with is gone.
  if (user === null || hash === null) throw authError('verification_invalid')
  await useToken(keeper, purposeOf(user, address, hash), secret)
  const changes = { email: address, emailVerified: new Date(now()) }
  const changed = await storage.updateUser(userId, changes)
  if (changed === null) throw authError('email_taken')
  // A reset that was under way takes the address for proven. Whichever of both comes second sees the other,
  // there or here, and the address stays what it was.
  if ((await storage.readPasswordHash(userId)) !== hash) {
    const { email, emailVerified } = user
    await storage.updateUser(userId, { email, emailVerified })
    throw authError('verification_invalid')
  }
  await storage.endSessions(userId, { now: now(), except: keepSession })
  tellSessionNews({ kind: 'doubtful', userId })
  if (user.email !== address) notify(keeper, 'address-changed', user.email, changed)
  return changed
}

function purposeOf(user: User, address: string, hash: string): TokenPurpose {
  return { kind: 'change', userId: user.id, holds: [user.email ?? null, address, hash] }
}
