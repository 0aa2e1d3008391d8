/**
 * From a checked identity to a person of the application: found, linked or stored.
 *
 * The identity is (`provider`, `providerAccountId`); of a sign-in by e-mail it is the address. How an account
 * that nobody has yet finds its person is in `resolve-account.ts`, how a proven address does in
 * `resolve-address.ts`. Here is who is asked.
 *
 * @module
 */
import { isSameMailbox } from '../../core/email-address.ts'
import { authError } from '../../core/errors.ts'
import type { Account } from '../../core/account.ts'
import type { AuthStorage, StoredUser } from '../../core/storage.ts'
import type { User } from '../../core/user.ts'
import type { SessionRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { askStorage } from '../adapter/ask-storage.ts'
import type { Identity, ResolvedPerson } from './identity.ts'
import { resolveAccount } from './resolve-account.ts'
import { readByAddress, resolveAddress } from './resolve-address.ts'

/** Whether people who sign in this way are looked up in the storage, and stored. */
export function storesPeople({ config: { storage, session } }: Engine, account: Account): boolean {
  if (storage === undefined) return false
  // As in NextAuth, credentials with sealed sessions are between the application and its own database.
  return (
    account.type !== 'credentials' ||
    session.strategy === 'database' ||
    session.maxStaleness !== undefined
  )
}

/**
 * The stored person of an account or an address, or who the application says it is; `null` if they are not
 * known yet.
 *
 * @throws {AuthError} `configuration_invalid` if the account has no id; `account_not_linked` if an address is
 *   another's in all but its spelling; `storage_unavailable`.
 */
export async function findPerson(
  storage: AuthStorage,
  user: User,
  account: Account,
): Promise<StoredUser | null> {
  const { provider, providerAccountId, type } = account
  // Without it everybody who signs in this way would be one person.
  if (providerAccountId === '') {
    throw authError('configuration_invalid', {
      cause: new TypeError(
        `The provider "${provider}" says who somebody is without an id. Have \`authorize\` or \`profile\` return one.`,
      ),
    })
  }
  if (type === 'email') return findByProvenAddress(storage, providerAccountId)
  const linked = await askStorage(() => storage.readUserByAccount(provider, providerAccountId))
  if (linked !== null || type !== 'credentials' || user.id === '') return linked
  const named = await askStorage(() => storage.readUser(user.id))
  if (named === null) return null
  // An id of another system may be somebody else's here, so the address must say the same.
  if (user.email && named.email) {
    return user.email.toLowerCase() === named.email.toLowerCase() ? named : null
  }
  throw authError('configuration_invalid', {
    cause: new TypeError(
      `The credentials of "${provider}" name the id of a stored person, and without an address on both sides nobody can tell whether it is the same. Have \`authorize\` return the stored person's \`email\` too.`,
    ),
  })
}

async function findByProvenAddress(
  storage: AuthStorage,
  address: string,
): Promise<StoredUser | null> {
  const person = await readByAddress(storage, [address])
  // Where the application spells addresses itself, the mail may have gone to another mailbox.
  if (person !== null && !isSameMailbox(person.email ?? '', address)) {
    throw authError('account_not_linked')
  }
  return person
}

/**
 * The person who signs in, stored if they were not.
 *
 * @param identity Its `known` is what {@link findPerson} has found.
 * @throws {AuthError} `account_not_linked` if the account belongs to somebody else than was signed in, the
 *   address to somebody who signs in another way, or who began to link is not who finishes;
 *   `verification_invalid` if the address of a sign-in by e-mail became another's meanwhile;
 *   `storage_unavailable`.
 */
export async function resolvePerson(
  engine: Engine,
  storage: AuthStorage,
  request: SessionRequest,
  identity: Identity,
): Promise<ResolvedPerson> {
  return identity.account.type === 'email'
    ? resolveAddress(engine, storage, request, identity)
    : resolveAccount(engine, storage, request, identity)
}
