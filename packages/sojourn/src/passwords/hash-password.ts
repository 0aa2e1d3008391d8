/**
 * Hashing passwords, and verifying them.
 *
 * A password counts exactly as it was received: nothing is trimmed, folded, normalised or cut off (OWASP
 * ASVS 6.2.8). It is hashed in Node's thread pool, two at once and a hundred more waiting, for each
 * process: a flood of sign-ins then takes 256 MiB at most, leaves threads to files and names, and is told
 * to come again later.
 *
 * @module
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { authError } from '../core/errors.ts'
import { argon2id } from './argon2id.ts'
import {
  formatPhc,
  type HashKind,
  hashLength,
  parsePhc,
  type PasswordDigest,
  saltLength,
} from './phc.ts'
import { scrypt } from './scrypt.ts'
import { createWorkQueue } from './work-queue.ts'

/** What {@link verifyPassword} found out. */
export interface VerifiedPassword {
  /** Whether it is the password. */
  readonly ok: boolean
  /** Whether {@link hashPassword} would make a stronger hash now. Store one while the password is known. */
  readonly isOutdated: boolean
}

const inTurn = createWorkQueue({ atWork: 2, waiting: 100 })

/**
 * Hashes a password: with argon2id (19 MiB, two passes), or where Node has none, before 24.7, with scrypt
 * (128 MiB).
 *
 * @param password Of any length and any characters.
 * @returns A PHC string, at most 128 characters. The same password gives another one each time.
 * @throws {AuthError} `password_unacceptable` if it is not well-formed text (half of a surrogate pair),
 *   because it would be stored as another one. `passwords_busy` if a hundred wait already.
 *
 * @example
 * ```ts
 * await hashPassword('correct horse') // '$argon2id$v=19$m=19456,t=2,p=1$…$…'
 * ```
 */
export async function hashPassword(password: string): Promise<string> {
  const bytes = toBytes(password)
  if (bytes === null) throw authError('password_unacceptable')
  return argon2id.isAvailable ? makeHash(argon2id, bytes) : makeHash(scrypt, bytes)
}

/**
 * Verifies a password against a hash of {@link hashPassword}, of whichever kind.
 *
 * @param password As entered.
 * @param hash PHC string of argon2id or scrypt, which may ask for 128 MiB and about two seconds at most.
 * @throws {TypeError} If this cannot be verified: it is no such string, it asks for more, or this
 *   platform lacks the kind. The message says which; it does not hold the hash.
 * @throws {AuthError} `passwords_busy` if a hundred wait already.
 */
export async function verifyPassword(password: string, hash: string): Promise<VerifiedPassword> {
  const phc = parsePhc(hash)
  const bytes = toBytes(password)
  if (phc?.id === argon2id.id) return verifyHash(argon2id, bytes, phc.cost, phc.digest)
  if (phc?.id === scrypt.id) return verifyHash(scrypt, bytes, phc.cost, phc.digest)
  throw new TypeError(
    phc
      ? `A stored password is hashed with "${phc.id}", which cannot be verified here. Known are argon2id and scrypt.`
      : 'A stored password hash is not a PHC string ("$argon2id$…" or "$scrypt$…"), or has a salt or hash of no sensible length.',
  )
}

/**
 * What it costs to verify a password against a hash: the kind and the parameters, the same text for the same
 * cost.
 *
 * @returns `null` if it cannot be verified here at all.
 */
export function costOf(hash: string): string | null {
  const phc = parsePhc(hash)
  if (phc?.id === argon2id.id) return acceptedCost(argon2id, phc.cost)
  if (phc?.id === scrypt.id) return acceptedCost(scrypt, phc.cost)
  return null
}

/**
 * A hash that no password has. To verify against it takes as long as against a real one.
 *
 * @param cost As {@link costOf} says it. Default: that of new hashes.
 */
export function decoyHash(cost?: string): string {
  const newCost = argon2id.isAvailable ? format(argon2id) : format(scrypt)
  const digest = { salt: randomBytes(saltLength), hash: randomBytes(hashLength) }
  return formatPhc(cost ?? newCost, digest)
}

function acceptedCost<Cost>(kind: HashKind<Cost>, text: string): string | null {
  const cost = kind.isAvailable ? kind.parseCost(text) : null
  return cost === null ? null : format(kind, cost)
}

async function makeHash<Cost>(kind: HashKind<Cost>, password: Uint8Array): Promise<string> {
  const salt = randomBytes(saltLength)
  const hash = await inTurn(() => kind.derive(password, salt, hashLength, kind.cost))
  return formatPhc(format(kind), { salt, hash })
}

async function verifyHash<Cost>(
  kind: HashKind<Cost>,
  password: Uint8Array | null,
  costText: string,
  { salt, hash }: PasswordDigest,
): Promise<VerifiedPassword> {
  const cost = kind.parseCost(costText)
  if (cost === null) {
    throw new TypeError(`A stored ${kind.id} hash has parameters that are not accepted here.`)
  }
  if (!kind.isAvailable) {
    throw new TypeError(
      `A stored password is hashed with ${kind.id}, which needs ${kind.needs} or later.`,
    )
  }
  if (password === null) return { ok: false, isOutdated: false }
  const derived = await inTurn(() => kind.derive(password, salt, hash.length, cost))
  const isOutdated =
    kind.isBelow(cost) ||
    hash.length < hashLength ||
    salt.length < saltLength ||
    (kind.id !== argon2id.id && argon2id.isAvailable)
  return { ok: timingSafeEqual(derived, hash), isOutdated }
}

/** What a hash says before its salt. */
function format<Cost>(kind: HashKind<Cost>, cost: Cost = kind.cost): string {
  return `$${kind.id}${kind.formatCost(cost)}`
}

/** UTF-8; `null` for text that has none, which would be taken for other text. */
function toBytes(password: string): Uint8Array | null {
  return /\p{Surrogate}/u.test(password) ? null : new TextEncoder().encode(password)
}
