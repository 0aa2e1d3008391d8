/**
 * From a checked identity to a person of the application: found, linked or stored.
 *
 * The identity is (`provider`, `providerAccountId`). An address alone makes nobody the same person: who
 * signs in another way than before, with an address that is known, is refused, unless the provider is
 * configured otherwise or they are signed in.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import type { Account } from '../../core/account.ts'
import type { AuthStorage, StoredUser } from '../../core/storage.ts'
import type { User } from '../../core/user.ts'
import type { SessionRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { askStorage } from '../adapter/ask-storage.ts'

/** A person of the application. */
export interface ResolvedPerson {
  readonly user: User
  /** Whether this sign-in has stored them. */
  readonly isNewUser: boolean
}

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
 * The stored person of an account, or who the application says it is; `null` if they are not known yet.
 *
 * @throws {AuthError} `configuration_invalid` if the account has no id, `storage_unavailable`.
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

/**
 * The person who signs in, stored if they were not.
 *
 * @param known What {@link findPerson} has found.
 * @throws {AuthError} `account_not_linked` if the account belongs to somebody else than is signed in, or
 *   the address to somebody who signs in another way; `storage_unavailable`.
 */
export async function resolvePerson(
  engine: Engine,
  storage: AuthStorage,
  request: SessionRequest,
  identity: { readonly user: User; readonly account: Account; readonly known: StoredUser | null },
): Promise<ResolvedPerson> {
  const { user, account, known } = identity
  const present =
    account.type === 'credentials' ? null : await presentUser(engine, storage, request)
  if (known !== null) {
    if (present !== null && present.id !== known.id) throw authError('account_not_linked')
    return { user: known, isNewUser: false }
  }
  const link = accountToLink(account)
  const owner = present ?? (await ownerByAddress(engine, storage, user, account))
  if (owner !== null) {
    const isLinked = await askStorage(() => storage.linkAccount({ ...link, userId: owner.id }))
    if (!isLinked) return afterAnother(storage, account)
    return { user: owner, isNewUser: false }
  }
  const { id, ...person } = user
  // The application's own ids are kept: it knows its people by them. A provider's are of another world.
  const own = account.type === 'credentials' && id !== '' && (await isFree(storage, id))
  const created = await askStorage(() =>
    storage.createUser({ ...person, ...(own && { id }), emailVerified: null }, { account: link }),
  )
  return created === null ? afterAnother(storage, account) : { user: created, isNewUser: true }
}

/** Who is signed in in this browser, and is still stored. */
async function presentUser(
  engine: Engine,
  storage: AuthStorage,
  request: SessionRequest,
): Promise<StoredUser | null> {
  const owner = await engine.strategy.readOwner(engine, request)
  return owner && askStorage(() => storage.readUser(owner.userId))
}

async function isFree(storage: AuthStorage, id: string): Promise<boolean> {
  return (await askStorage(() => storage.readUser(id))) === null
}

/** Whose account it becomes by the address alone: only where the configuration says so. */
async function ownerByAddress(
  { config }: Engine,
  storage: AuthStorage,
  { email }: User,
  { provider }: Account,
): Promise<StoredUser | null> {
  if (typeof email !== 'string' || email === '') return null
  const owner = await askStorage(() => storage.readUserByEmail(email))
  const entry = config.providers.get(provider)
  if (owner !== null && !(entry?.type === 'oauth' && entry.allowEmailLinking)) {
    throw authError('account_not_linked')
  }
  return owner
}

/** Another request was quicker, perhaps with the same account. */
async function afterAnother(storage: AuthStorage, account: Account): Promise<ResolvedPerson> {
  const { provider, providerAccountId } = account
  const user = await askStorage(() => storage.readUserByAccount(provider, providerAccountId))
  if (user === null) throw authError('account_not_linked')
  return { user, isNewUser: false }
}

/** What the schema of Auth.js has columns for; providers answer with more. */
const tokenColumns = [
  'access_token',
  'refresh_token',
  'id_token',
  'expires_at',
  'token_type',
  'scope',
  'session_state',
] as const

function accountToLink(account: Account): Account {
  const { provider, type, providerAccountId } = account
  const tokens = tokenColumns
    .filter((column) => account[column] !== undefined)
    .map((column) => [column, account[column]])
  return { provider, type, providerAccountId, ...Object.fromEntries(tokens) }
}
