/**
 * People by their accounts: whose an account is, and whose it becomes if it is nobody's.
 *
 * An address alone makes nobody the same person. An account becomes a known person's where that person, signed
 * in, has begun to link it and finishes it; or where the provider asserts the address and ours was verified;
 * or where the configuration says that it may.
 *
 * @module
 */
import { isRedirected } from '../../core/account.ts'
import { isSameMailbox } from '../../core/email-address.ts'
import { authError } from '../../core/errors.ts'
import type { AuthStorage, StoredUser } from '../../core/storage.ts'
import type { SessionRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { emit } from '../events.ts'
import { askStorage } from '../adapter/ask-storage.ts'
import { accountToLink, keepTokens } from './account-tokens.ts'
import { proveAddress, readByAddress, spell } from './resolve-address.ts'
import type { Identity, ResolvedPerson } from './identity.ts'

/** The person of an account, who is stored if nobody is known. */
export async function resolveAccount(
  engine: Engine,
  storage: AuthStorage,
  request: SessionRequest,
  identity: Identity,
): Promise<ResolvedPerson> {
  const { account, known } = identity
  const beginner = await beginnerOf(engine, storage, request, identity)
  if (known !== null) {
    if (beginner !== null && beginner.user.id !== known.id) throw authError('account_not_linked')
    await keepTokens(storage, account)
    return { user: known, isNewUser: false }
  }
  if (beginner !== null) {
    return link(engine, storage, request, identity, beginner.user, beginner.since)
  }
  const owner = await ownerByAddress(engine, storage, identity)
  if (owner === null) return create(engine, storage, request, identity)
  if (owner.emailVerified !== null || !provesAddress(identity)) {
    return link(engine, storage, request, identity, owner)
  }
  // Whoever stored the address may have been another, and must not stay in.
  const { user, provenAt } = await proveAddress(engine, storage, owner)
  await emit(engine, 'updateUser', { user, request })
  return { ...(await link(engine, storage, request, identity, user)), provenAt }
}

/** The stored person who was signed in when it began, and since when their session says so. */
interface Beginner {
  readonly user: StoredUser
  readonly since: number
}

/**
 * The stored person who was signed in when it began; `null` if nobody was, or somebody who is not stored.
 *
 * A sign-in that was begun by somebody is finished in their session, or it would make an account of whoever
 * is there now theirs. Only who owns the account already has shown by it who they are, so their session may
 * have ended meanwhile.
 *
 * @throws {AuthError} `account_not_linked` if somebody else is there now, or nobody.
 */
async function beginnerOf(
  engine: Engine,
  storage: AuthStorage,
  request: SessionRequest,
  { known, linkTo }: Identity,
): Promise<Beginner | null> {
  if (linkTo === undefined) return null
  const present = await engine.strategy.readOwner(engine, request)
  const isTheirs = present === null ? known?.id === linkTo : present.userId === linkTo
  if (!isTheirs) throw authError('account_not_linked')
  // Only to be compared with the account's owner: it is not their session that has it linked.
  const since = present?.since ?? Number.NEGATIVE_INFINITY
  // By credentials somebody may have signed in who is not stored here, with an id that somebody else has.
  if (present?.isStored === false) return null
  const user = await askStorage(() => storage.readUser(linkTo))
  return user && { user, since }
}

/**
 * Links the account to a person.
 *
 * @param begunAt Since when it is known that they want it, if it is their session that says so. What ends all
 *   sessions has ended that, too; also while this is under way.
 * @throws {AuthError} `account_not_linked` if the account is another's, or something of the kind has happened.
 */
async function link(
  engine: Engine,
  storage: AuthStorage,
  request: SessionRequest,
  identity: Identity,
  owner: StoredUser,
  begunAt?: number,
): Promise<ResolvedPerson> {
  const { account } = identity
  const linked = { ...accountToLink(account), userId: owner.id }
  const isLinked = await askStorage(() => storage.linkAccount(linked, { begunAt }))
  if (!isLinked) return afterAnother(storage, identity, owner.id)
  await tellLinked(engine, request, identity, owner)
  return { user: owner, isNewUser: false }
}

/** Stores a person with the account. */
async function create(
  engine: Engine,
  storage: AuthStorage,
  request: SessionRequest,
  identity: Identity,
): Promise<ResolvedPerson> {
  const { user, account } = identity
  const { id, ...columns } = user
  // The application's own ids are kept: it knows its people by them. A provider's are of another world.
  const own = account.type === 'credentials' && id !== '' && (await isFree(storage, id))
  // What credentials say is the application's word, to be found again as it was said.
  const email = isRedirected(account) && columns.email ? spell(columns.email) : columns.email
  const emailVerified = provesAddress(identity) ? new Date(engine.config.now()) : null
  const created = await askStorage(() =>
    storage.createUser(
      { ...columns, ...(own && { id }), email, emailVerified },
      { account: accountToLink(account) },
    ),
  )
  if (created === null) return afterAnother(storage, identity)
  await emit(engine, 'createUser', { user: created, request })
  await tellLinked(engine, request, identity, created)
  return { user: created, isNewUser: true }
}

async function tellLinked(
  engine: Engine,
  request: SessionRequest,
  { user, account }: Identity,
  owner: StoredUser,
): Promise<void> {
  // In NextAuth this profile is what the `profile` function has made of it.
  await emit(engine, 'linkAccount', {
    user: owner,
    account,
    profile: user,
    request,
  })
}

async function isFree(storage: AuthStorage, id: string): Promise<boolean> {
  return (await askStorage(() => storage.readUser(id))) === null
}

/**
 * Whose the account becomes by its address.
 *
 * @throws {AuthError} `account_not_linked` if the address is somebody's and that is not enough.
 */
async function ownerByAddress(
  { config }: Engine,
  storage: AuthStorage,
  identity: Identity,
): Promise<StoredUser | null> {
  const { user, account, profile } = identity
  if (!user.email) return null
  const said = profile?.email
  const isSpelling = typeof said === 'string' && isSameMailbox(said, user.email)
  const owner = await readByAddress(storage, isSpelling ? [user.email, said] : [user.email])
  if (owner === null) return null
  const entry = config.providers.get(account.provider)
  const isAllowed = entry?.type === 'oauth' && entry.allowEmailLinking
  const isProven = provesAddress(identity) && owner.emailVerified !== null
  // Normalising finds more than the one mailbox that was meant: enough to refuse, not to link.
  const isSame = isSameMailbox(owner.email ?? '', user.email)
  if (!isSame || !(isAllowed || isProven)) throw authError('account_not_linked')
  return owner
}

/** Whether the provider asserts the very address that is stored, in the letters that it said. */
function provesAddress({ user, account, profile, provesEmail }: Identity): boolean {
  if (!provesEmail || !isRedirected(account) || !user.email) return false
  const said = profile?.email
  return typeof said === 'string' && isSameMailbox(said, spell(user.email))
}

/**
 * Another request was quicker, perhaps with the same account.
 *
 * @param ownerId Whose it must be; whosever, if it was to be a new person's.
 */
async function afterAnother(
  storage: AuthStorage,
  { account }: Identity,
  ownerId?: string,
): Promise<ResolvedPerson> {
  const { provider, providerAccountId } = account
  const user = await askStorage(() => storage.readUserByAccount(provider, providerAccountId))
  if (user === null || (ownerId !== undefined && user.id !== ownerId)) {
    throw authError('account_not_linked')
  }
  return { user, isNewUser: false }
}
