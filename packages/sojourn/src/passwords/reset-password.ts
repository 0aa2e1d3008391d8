/**
 * A forgotten password: a token to the person's address, and a new password for it.
 *
 * @module
 */
import { normalizeEmail } from '../core/email-address.ts'
import { authError } from '../core/errors.ts'
import { tellSessionNews } from '../core/session-news.ts'
import type { User } from '../core/user.ts'
import { mayMail } from './attempts.ts'
import { requireAcceptable } from './entered-password.ts'
import { hashPassword } from './hash-password.ts'
import type { Keeper } from './keeper.ts'
import { afterAnswer, notify, senderOf } from './mail.ts'
import { createToken, readToken, type TokenPurpose, useToken } from './one-time-token.ts'
import type { ResetPassword } from './passwords.ts'
import { spellingsOf } from './spellings.ts'

/** See `Passwords.requestReset`. */
export async function requestReset(keeper: Keeper, entered: string): Promise<void> {
  const send = senderOf(keeper)
  const address = normalizeEmail(entered)
  if (address === null) return
  afterAnswer(keeper, async () => {
    // By what was entered, so that the limit says nothing either.
    if (!(await mayMail(keeper, address))) return
    const person = await findPerson(keeper, spellingsOf(entered, address))
    // For nobody, too, as nobody's: what others ask meanwhile takes as long, whoever was asked about.
    const { id, email } = person?.user ?? { id: '', email: address }
    const purpose = purposeOf(id, email, person?.hash ?? null)
    const { token, expires } = await createToken(keeper, purpose, id)
    if (person === null) return
    // To the address as it is stored: what was entered may be another that is only spelt alike.
    await send({ kind: 'reset', email: email ?? address, token, expires, user: person.user })
  })
}

async function findPerson(
  { storage }: Keeper,
  spellings: readonly string[],
): Promise<{ readonly user: User; readonly hash: string | null } | null> {
  let found: User | null = null
  for (const spelling of spellings) {
    const user = await storage.readUserByEmail(spelling)
    found ??= user
  }
  if (found !== null) return { user: found, hash: await storage.readPasswordHash(found.id) }
  // A second read, as for a person.
  await storage.readUserByEmail(spellings[0] ?? '')
  return null
}

/** See `Passwords.reset`. */
export async function resetPassword(
  keeper: Keeper,
  { token, password }: ResetPassword,
): Promise<User> {
  const { storage, now } = keeper
  requireAcceptable(password)
  const { about: userId, secret } = readToken(token)
  const [person, before] = await Promise.all([
    storage.readUser(userId),
    storage.readPasswordHash(userId),
  ])
  const email = person?.email
  if (!email) throw authError('verification_invalid')
  const giveBack = await useToken(keeper, purposeOf(userId, email, before), secret)
  // Only now, for it costs much and anybody can bring what looks like a token.
  const hash = await hashPassword(password).catch(async (error: unknown) => {
    await giveBack()
    throw error
  })

  const proven = await storage.verifyEmail(userId, email, { now: now(), keepsAccountsOf: [] })
  if (proven === null) throw authError('verification_invalid')
  const expected = await storage.readPasswordHash(userId)
  const isSame = expected === before || expected === null
  const ends = { now: now() }
  // Another change since the token was used has made it worthless, too.
  if (!isSame || !(await storage.setPasswordHash(userId, { hash, expected, ends }))) {
    throw authError('verification_invalid')
  }
  tellSessionNews({ kind: 'doubtful', userId })
  // A change of the address that was under way may have come in between; see `changeAddress`.
  const stored = await storage.readUser(userId)
  if (stored !== null && stored.email !== email) {
    await storage.updateUser(userId, { email, emailVerified: proven.emailVerified })
  }
  notify(keeper, 'password-changed', email, proven)
  return proven
}

function purposeOf(
  userId: string,
  email: string | null | undefined,
  hash: string | null,
): TokenPurpose {
  return { kind: 'reset', userId, holds: [email ?? null, hash] }
}
