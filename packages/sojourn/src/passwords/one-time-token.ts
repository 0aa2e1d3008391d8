/**
 * Tokens that are mailed: 256 random bits with the name of whom or what they are about.
 *
 * The storage keeps a digest of the secret together with all that must still be so when it is used, under an
 * identifier of its kind and person. So no token is good in the place of another, neither here nor as a link
 * to sign in, whose identifiers are addresses; and what changes the password or the address makes those from
 * before useless, without anybody looking for them.
 *
 * @module
 */
import { createHash, randomBytes } from 'node:crypto'
import { authError } from '../core/errors.ts'
import type { Keeper } from './keeper.ts'
import type { MailedToken } from './mail.ts'

/** What a token is good for, and what must still be so. */
export interface TokenPurpose {
  readonly kind: MailedToken['kind']
  readonly userId: string
  /** What must not have changed: addresses, the password's hash. */
  readonly holds: readonly (string | null)[]
}

/** A token in its parts. */
export interface ReadToken {
  /** Whom or what it is about. Anybody can write it; what makes it true is the secret. */
  readonly about: string
  readonly secret: string
}

/** A new token and its end. */
export interface NewToken {
  readonly token: string
  readonly expires: Date
}

/** Milliseconds. */
const lifetimes: Readonly<Record<TokenPurpose['kind'], number>> = {
  reset: 30 * 60_000,
  verify: 24 * 60 * 60_000,
  change: 30 * 60_000,
}

/** Octets of what a token may be about: an id, or an address. */
const maxAbout = 512

const form = /^([\w-]{1,1024})\.([\w-]{43})$/

/**
 * Makes a token and stores its digest.
 *
 * @param about What the token itself says, for {@link readToken}.
 */
export async function createToken(
  { storage, now }: Keeper,
  purpose: TokenPurpose,
  about: string,
): Promise<NewToken> {
  const secret = randomBytes(32).toString('base64url')
  const expiresAt = now() + lifetimes[purpose.kind]
  await storage.createVerificationToken({
    identifier: identifierOf(purpose),
    token: digestOf(purpose, secret),
    expiresAt,
  })
  const token = `${Buffer.from(about).toString('base64url')}.${secret}`
  return { token, expires: new Date(expiresAt) }
}

/**
 * Parts a token.
 *
 * @throws {AuthError} `verification_invalid` if it has not the form of one.
 */
export function readToken(token: unknown): ReadToken {
  const [, encoded = '', secret = ''] = (typeof token === 'string' && form.exec(token)) || []
  const about = Buffer.from(encoded, 'base64url')
  if (secret === '' || about.length === 0 || about.length > maxAbout) {
    throw authError('verification_invalid')
  }
  return { about: about.toString(), secret }
}

/**
 * Uses a token up.
 *
 * @returns What gives it back, where nothing could be made of it.
 * @throws {AuthError} `verification_invalid` unless there is such a token for just this purpose, and of all who
 *   bring it this is the first.
 */
export async function useToken(
  { storage, now }: Keeper,
  purpose: TokenPurpose,
  secret: string,
): Promise<() => Promise<void>> {
  const digest = digestOf(purpose, secret)
  const found = await storage.useVerificationToken(identifierOf(purpose), digest)
  if (found === null || found.expiresAt <= now()) throw authError('verification_invalid')
  return () => storage.createVerificationToken(found)
}

function identifierOf({ kind, userId }: TokenPurpose): string {
  return `sojourn:${kind}:${userId}`
}

function digestOf({ kind, userId, holds }: TokenPurpose, secret: string): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, userId, ...holds, secret]))
    .digest('hex')
}
