/**
 * Accounts as things: listing and unlinking those of a person, and deleting the person.
 *
 * @module
 */
import { normalizeEmail } from '../../core/email-address.ts'
import { authError } from '../../core/errors.ts'
import { type AtomicStorage, type AuthStorage, isAtomic } from '../../core/storage.ts'
import type { Engine } from '../engine.ts'
import { askStorage } from '../adapter/ask-storage.ts'
import { forgetChecked } from '../session/recorded-session.ts'

/** Which account: the provider, and the person's id there. */
export interface AccountKey {
  /** Id of the provider in the configuration. */
  readonly provider: string
  readonly providerAccountId: string
}

/** An account that is linked to a person. Safe to show to them: it has no tokens. */
export interface LinkedAccount extends AccountKey {
  /** Kind of the provider: `oauth`, or `credentials`. */
  readonly type: string
}

/**
 * The accounts that are linked to a person, without their tokens. A password or an address by which they can
 * sign in is no account.
 *
 * @throws {AuthError} `configuration_invalid` without a storage that lists accounts, `storage_unavailable`.
 */
export async function listAccounts(
  engine: Engine,
  userId: string,
): Promise<readonly LinkedAccount[]> {
  const storage = atomicStorageOf(engine)
  const accounts = await askStorage(() => storage.listAccounts(userId))
  return accounts.map(({ provider, type, providerAccountId }) => ({
    provider,
    type,
    providerAccountId,
  }))
}

/**
 * Unlinks an account of a person. Their sessions go on, also one that was begun with it.
 *
 * @throws {AuthError} `account_unknown` if it is not linked to this person; `account_last` if it is the last
 *   way in which they can sign in; `configuration_invalid` without a storage that can tell;
 *   `storage_unavailable`.
 */
export async function unlinkAccount(
  engine: Engine,
  userId: string,
  { provider, providerAccountId }: AccountKey,
): Promise<void> {
  const storage = atomicStorageOf(engine)
  const needsOther = !(await canUseMail(engine, storage, userId))
  const outcome = await askStorage(() =>
    storage.unlinkAccountOf(userId, { provider, providerAccountId }, { needsOther }),
  )
  if (outcome === 'unknown') throw authError('account_unknown')
  if (outcome === 'last') throw authError('account_last')
}

/**
 * Deletes a person with their accounts and password, and ends their sessions. Sealed sessions that have no
 * records (`session.maxStaleness`) live on in their browsers until they expire.
 *
 * @returns Whether there was such a person.
 * @throws {AuthError} `configuration_invalid` if people are not stored, `storage_unavailable`.
 */
export async function deleteUser(engine: Engine, userId: string): Promise<boolean> {
  const storage = storageOf(engine)
  const wasThere = await askStorage(() => storage.deleteUser(userId))
  // Afterwards, for what is asked meanwhile would be remembered as there. Whose they were is not known here.
  forgetChecked(engine)
  return wasThere
}

/** Whether the person can sign in by their address. */
async function canUseMail(
  { config }: Engine,
  storage: AtomicStorage,
  userId: string,
): Promise<boolean> {
  if (![...config.providers.values()].some(({ type }) => type === 'email')) return false
  const person = await askStorage(() => storage.readUser(userId))
  return normalizeEmail(person?.email) !== null
}

function storageOf({ config: { storage } }: Engine): AuthStorage {
  if (storage !== undefined) return storage
  throw authError('configuration_invalid', {
    cause: new TypeError('People are not stored here. Configure an `adapter`.'),
  })
}

function atomicStorageOf(engine: Engine): AtomicStorage {
  const storage = storageOf(engine)
  if (isAtomic(storage)) return storage
  throw authError('configuration_invalid', {
    cause: new TypeError(
      'Accounts can be listed and unlinked with a storage such as sqlStorage(…) as `adapter`. An adapter of Auth.js cannot list them.',
    ),
  })
}
