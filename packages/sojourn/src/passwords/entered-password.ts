/**
 * Passwords as they are entered: acceptable or not, somebody's or not.
 *
 * @module
 */
import { normalizeEmail } from '../core/email-address.ts'
import { authError } from '../core/errors.ts'
import type { User } from '../core/user.ts'
import { hashPassword, verifyPassword } from './hash-password.ts'
import type { Keeper } from './keeper.ts'
import type { EnteredPassword } from './passwords.ts'
import { spellingsOf } from './spellings.ts'

/** Characters, counted as Unicode's code points. Nothing else is asked of a password (ASVS 6.2.5). */
const length = { least: 8, most: 1024 }

/**
 * @throws {AuthError} `password_unacceptable` if it is too short or too long, or no text.
 */
export function requireAcceptable(password: unknown): asserts password is string {
  if (!isAcceptable(password)) throw authError('password_unacceptable')
}

function isAcceptable(password: unknown): boolean {
  if (typeof password !== 'string' || password.length > 2 * length.most) return false
  const count = Array.from(password).length
  return count >= length.least && count <= length.most
}

/** See `Passwords.verify`. */
export async function verifyEntered(
  keeper: Keeper,
  { email, password }: EnteredPassword,
): Promise<User | null> {
  const { storage, decoy } = keeper
  const address = normalizeEmail(email)
  if (address === null || typeof password !== 'string') return null
  let person: { readonly user: User; readonly hash: string } | undefined
  // Each is looked for, also after one was found: time must not tell.
  for (const spelling of spellingsOf(email, address)) {
    const user = await storage.readUserByEmail(spelling)
    const hash = await readHashOf(keeper, user, spelling)
    if (user !== null && hash !== null) person ??= { user, hash }
  }
  if (person === undefined) {
    await verifyPassword(password, decoy)
    return null
  }
  const { user, hash } = person
  return (await presentHash(keeper, user.id, password, hash)) === null ? null : user
}

/**
 * The hash of a person's password, if what they entered is it.
 *
 * @throws {AuthError} `credentials_rejected` if it is not, or they have none; `passwords_busy`.
 */
export async function requirePassword(
  keeper: Keeper,
  userId: string,
  password: unknown,
): Promise<string> {
  const before = await keeper.storage.readPasswordHash(userId)
  const hash =
    typeof password === 'string' ? await presentHash(keeper, userId, password, before) : null
  if (hash === null) throw authError('credentials_rejected')
  return hash
}

async function readHashOf(
  { storage }: Keeper,
  user: User | null,
  address: string,
): Promise<string | null> {
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
  keeper: Keeper,
  userId: string,
  password: string,
  hash: string | null,
): Promise<string | null> {
  const { ok, isOutdated } = await verifyPassword(password, hash ?? keeper.decoy)
  if (!ok || hash === null) return null
  const renewed = isOutdated ? await renewHash(keeper, userId, password, hash) : hash
  const stored = await keeper.storage.readPasswordHash(userId)
  return renewed === stored ? renewed : presentHash(keeper, userId, password, stored)
}

/** The hash that is stored now, as far as this knows. */
async function renewHash(
  { storage }: Keeper,
  userId: string,
  password: string,
  expected: string,
): Promise<string> {
  // Where too many wait, the next sign-in does it.
  const hash = await hashPassword(password).catch(() => null)
  if (hash === null) return expected
  return (await storage.setPasswordHash(userId, { hash, expected, ends: null })) ? hash : expected
}
