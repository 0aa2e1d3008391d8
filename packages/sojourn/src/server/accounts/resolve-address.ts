/**
 * People by their address: who it is once somebody has shown that they read what is sent there.
 *
 * An address is looked for as it was given and as `normalizeEmail` spells it: another system may have stored
 * it in a spelling of its own. It is stored in the one of `normalizeEmail`.
 *
 * @module
 */
import { isSameMailbox, normalizeEmail } from '../../core/email-address.ts'
import { authError } from '../../core/errors.ts'
import { tellSessionNews } from '../../core/session-news.ts'
import { type AuthStorage, isAtomic, type StoredUser } from '../../core/storage.ts'
import type { SessionRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { emit } from '../events.ts'
import { askStorage } from '../adapter/ask-storage.ts'
import { forgetChecked } from '../session/recorded-session.ts'
import type { Identity, ResolvedPerson } from './identity.ts'

/**
 * The person of an address.
 *
 * @param spellings The first that somebody has counts; each is looked for normalised, too.
 */
export async function readByAddress(
  storage: AuthStorage,
  spellings: readonly string[],
): Promise<StoredUser | null> {
  const all = new Set([...spellings, ...spellings.map(spell)])
  for (const spelling of all) {
    const person = await askStorage(() => storage.readUserByEmail(spelling))
    if (person !== null) return person
  }
  return null
}

/** An address as it is stored. */
export function spell(address: string): string {
  // What is no address is left as it is: some providers call people by one that no mail would reach.
  return normalizeEmail(address) ?? address
}

/**
 * The person of a sign-in by e-mail, stored with a verified address if they were not known. They get no
 * account, as in NextAuth: the address is theirs already.
 */
export async function resolveAddress(
  engine: Engine,
  storage: AuthStorage,
  request: SessionRequest,
  { user, account, known }: Identity,
): Promise<ResolvedPerson> {
  const address = account.providerAccountId
  const verified = async (person: StoredUser): Promise<ResolvedPerson> => {
    const proven = await proveAddress(engine, storage, person)
    // NextAuth tells it at each sign-in by e-mail, also where the address was verified before.
    await emit(engine, 'updateUser', { user: proven.user, request })
    return { ...proven, isNewUser: false }
  }
  if (known !== null) return verified(known)
  const { id: _id, ...columns } = user
  const email = isSameMailbox(spell(address), address) ? spell(address) : address
  const emailVerified = new Date(engine.config.now())
  const created = await askStorage(() => storage.createUser({ ...columns, email, emailVerified }))
  if (created !== null) {
    await emit(engine, 'createUser', { user: created, request })
    return { user: created, isNewUser: true }
  }
  // Another request was quicker.
  const other = await readByAddress(storage, [address])
  if (other === null || !isSameMailbox(other.email ?? '', address))
    throw authError('verification_invalid')
  return verified(other)
}

/**
 * Keeps that the address is the person's. What was prepared for them while it was not goes: the password, all
 * sessions, all accounts.
 *
 * Accounts of providers that vouch for each address go, too. An account that was linked while signed in may
 * have any address, so it may be that of who prepared it; if it has this one, its next sign-in links it again.
 *
 * @throws {AuthError} `verification_invalid` if the person is gone, or has another address now.
 */
export async function proveAddress(
  engine: Engine,
  storage: AuthStorage,
  person: StoredUser,
): Promise<{ readonly user: StoredUser; readonly provenAt?: number | undefined }> {
  const now = engine.config.now()
  if (!isAtomic(storage)) {
    const changes = { emailVerified: new Date(now) }
    const updated = await askStorage(() => storage.updateUser(person.id, changes))
    if (updated === null) throw authError('verification_invalid')
    return { user: updated }
  }
  const verified = await askStorage(() =>
    storage.verifyEmail(person.id, person.email ?? '', { now, keepsAccountsOf: [] }),
  )
  if (verified === null) throw authError('verification_invalid')
  // Also where it was verified: by a proof of the same moment, perhaps, which this one would be older than.
  if (person.emailVerified === null) {
    forgetChecked(engine)
    tellSessionNews({ kind: 'doubtful', userId: person.id })
  }
  // In the very moment of the proof, somebody else may be signing in yet.
  return { user: verified, provenAt: now + 1 }
}
