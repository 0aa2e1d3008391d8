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
  const { storage } = keeper
  const address = normalizeEmail(email)
  if (address === null || typeof password !== 'string') return null
  let person: { readonly user: User; readonly hash: string } | undefined
  // Each is looked for, also after one was found: time must not tell.
  for (const spelling of spellingsOf(email, address)) {
    const user = await storage.readUserByEmail(spelling)
    const hash = await readHashOf(keeper, user, spelling)
    if (user !== null && hash !== null) person ??= { user, hash }
  }
  if (person === undefined) return refuse(keeper, password, null)
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
  const before = await readHash(keeper, userId)
  const hash =
    typeof password === 'string' ? await presentHash(keeper, userId, password, before) : null
  if (hash === null) throw authError('credentials_rejected')
  return hash
}

async function readHashOf(
  keeper: Keeper,
  user: User | null,
  address: string,
): Promise<string | null> {
  if (user !== null) return readHash(keeper, user.id)
  // A second read, as for a person; it tells an address that nobody has from a wrong password.
  await keeper.storage.readUserByEmail(address)
  return null
}

async function readHash({ storage, decoys }: Keeper, userId: string): Promise<string | null> {
  const hash = await storage.readPasswordHash(userId)
  if (hash !== null) decoys.notice(hash)
  return hash
}

/**
 * Answers as for a wrong password, after the time that a refusal takes, whoever is refused.
 *
 * @param hash What the password was verified against already; `null` if against nothing.
 */
async function refuse({ decoys }: Keeper, password: string, hash: string | null): Promise<null> {
  for (const decoy of decoys.besides(hash)) await verifyPassword(password, decoy)
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
  if (hash === null) return refuse(keeper, password, null)
  const { ok, isOutdated } = await verifyPassword(password, hash)
  if (!ok) return refuse(keeper, password, hash)
  const renewed = isOutdated ? await renewHash(keeper, userId, password, hash) : hash
  const stored = await readHash(keeper, userId)
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
