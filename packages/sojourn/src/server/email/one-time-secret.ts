/**
 * One-time secrets: stored as digests, taken once.
 *
 * @module
 */
import { crypto as primitives } from '#crypto'
import { authError } from '../../core/errors.ts'
import type { AuthStorage } from '../../core/storage.ts'
import { askStorage } from '../adapter/ask-storage.ts'
import type { Engine } from '../engine.ts'
import type { EmailEntry } from './resolve-email-provider.ts'

/** A secret, and under what it is stored. */
export interface OneTimeSecret {
  /** An address, for a link; what cannot be one, for every other kind. */
  readonly identifier: string
  readonly secret: string
}

/**
 * Stores the digest of a secret that is about to be mailed.
 *
 * @throws {AuthError} `storage_unavailable`.
 */
export async function keepSecret(
  engine: Engine,
  provider: EmailEntry,
  { identifier, secret }: OneTimeSecret,
  expiresAt: number,
): Promise<void> {
  const storage = storageOf(engine)
  const [salt = ''] = saltsOf(engine, provider)
  const token = await digestOf(secret, salt)
  await askStorage(() => storage.createVerificationToken({ identifier, token, expiresAt }))
}

/**
 * Takes a secret, so that it is good no more. Of all who come with it, one gets past this.
 *
 * @throws {AuthError} `verification_invalid` if it is wrong, was taken already or is too old,
 *   `storage_unavailable`.
 */
export async function takeSecret(
  engine: Engine,
  provider: EmailEntry,
  { identifier, secret }: OneTimeSecret,
): Promise<void> {
  const storage = storageOf(engine)
  // What was mailed under an older secret of the configuration is still good.
  for (const salt of saltsOf(engine, provider)) {
    const token = await digestOf(secret, salt)
    const taken = await askStorage(() => storage.useVerificationToken(identifier, token))
    if (taken === null) continue
    if (taken.expiresAt > engine.config.now()) return
    break
  }
  throw authError('verification_invalid')
}

/** The storage, which `createAuth` has asked for. */
export function storageOf({ config: { storage } }: Engine): AuthStorage {
  if (storage !== undefined) return storage
  throw authError('configuration_invalid', {
    cause: new TypeError(
      'Sign-in by e-mail needs an `adapter`, to keep people and their links in.',
    ),
  })
}

function saltsOf({ config }: Engine, { declared }: EmailEntry): readonly string[] {
  return declared.secret === undefined ? config.secrets : [declared.secret]
}

/** In NextAuth's form, so that links that it has mailed are good. */
async function digestOf(secret: string, salt: string): Promise<string> {
  return primitives.sha256(secret + salt)
}
