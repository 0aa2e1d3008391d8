/**
 * Adapters of Auth.js and NextAuth as storages of the `basic` tier.
 *
 * An adapter promises little: methods may be missing, ids and dates come in the types of its database,
 * and why a write failed cannot be told. So what is taken is looked up before a write, and again after
 * one that failed; what cannot be read counts as not there. What only one step could promise, such as
 * one person for one address, is as sure as the constraints of the adapter's database.
 *
 * Sessions have no public id here, no device and no time of sign-in: the adapter's tables keep none.
 *
 * @module
 */
import type { Adapter } from '../../core/adapter.ts'
import { isSameMailbox } from '../../core/email-address.ts'
import type { BasicStorage, ReadSession, SessionKey, StoredUser } from '../../core/storage.ts'
import { adapterCaller } from './adapter-methods.ts'
import { toId, toInstant, toStoredUser } from './adapter-values.ts'

export { type AdapterNeed, missingAdapterMethods } from './adapter-methods.ts'

/**
 * Makes a storage of an adapter.
 *
 * Its methods throw a `TypeError` if the adapter lacks what they need. `missingAdapterMethods` says so
 * beforehand.
 */
export function fromAdapter(adapter: Adapter): BasicStorage {
  const call = adapterCaller(adapter)

  async function readUser(id: string): Promise<StoredUser | null> {
    const user = toStoredUser(await call('readUser', 'getUser', id))
    // Some databases compare loosely; then it is somebody else.
    return user?.id === id ? user : null
  }

  async function readUserByEmail(email: string): Promise<StoredUser | null> {
    const user = toStoredUser(await call('readUserByEmail', 'getUserByEmail', email))
    const stored = user?.email
    // A row may have capitals that a database of addresses without case passes over. What it takes for the same
    // besides, such as letters with accents, may be another's.
    return typeof stored === 'string' && isSameMailbox(stored, email) ? user : null
  }

  async function readUserByAccount(
    provider: string,
    providerAccountId: string,
  ): Promise<StoredUser | null> {
    const key = { provider, providerAccountId }
    return toStoredUser(await call('readUserByAccount', 'getUserByAccount', key))
  }

  /** Whether an address is somebody else's than `id`, as the database compares addresses. */
  async function isTaken(email: unknown, id?: string): Promise<boolean> {
    if (typeof email !== 'string') return false
    const owner = toStoredUser(await call('createUser', 'getUserByEmail', email))
    return owner !== null && owner.id !== id
  }

  /** The first form of a token under which there is a row, and the row. */
  async function findRow(
    needed: 'readSession' | 'renewSession' | 'endSession',
    key: SessionKey,
  ): Promise<{ token: string; row: unknown } | null> {
    if ('id' in key) return null
    for (const token of key.tokens) {
      const row: unknown = await call(needed, 'getSessionAndUser', token)
      if (row !== null && row !== undefined && isOf(row, token)) return { token, row }
    }
    return null
  }

  async function endSession(key: SessionKey): Promise<boolean> {
    const found = await findRow('endSession', key)
    if (found === null) return false
    try {
      await call('endSession', 'deleteSession', found.token)
    } catch (error) {
      // Some adapters throw for what somebody else has just deleted.
      if ((await findRow('endSession', { tokens: [found.token] })) !== null) throw error
      return false
    }
    return true
  }

  /** Removes a person who was made for an account that could not be linked, if the adapter can. */
  async function takeBack(id: string): Promise<void> {
    if (adapter.deleteUser === undefined) return
    try {
      await call('createUser', 'deleteUser', id)
    } catch {
      // What went wrong before is what matters to whoever reads the log.
    }
  }

  return {
    tier: 'basic',

    async createUser(user, { account, passwordHash } = {}) {
      if (passwordHash !== undefined) throw needsAtomic('Keeping passwords')
      const provider = String(account?.provider)
      const providerAccountId = String(account?.providerAccountId)
      const readOwner = async (): Promise<StoredUser | null> =>
        account === undefined ? null : readUserByAccount(provider, providerAccountId)
      const isRefused = async (): Promise<boolean> =>
        (await isTaken(user.email)) || (await readOwner()) !== null

      if (user.id !== undefined && (await readUser(user.id)) !== null) return null
      if (await isRefused()) return null
      let made: unknown
      try {
        made = await call('createUser', 'createUser', {
          ...user,
          id: user.id ?? crypto.randomUUID(),
        })
      } catch (error) {
        if (await isRefused()) return null
        throw error
      }
      const created = toStoredUser(made)
      if (created === null) throw new TypeError('The adapter created a person and returned none.')
      if (account === undefined) return created

      try {
        await call('linkAccount', 'linkAccount', { ...account, userId: created.id })
      } catch (error) {
        const owner = await readOwner()
        if (owner?.id === created.id) return created
        await takeBack(created.id)
        if (owner !== null) return null
        throw error
      }
      return created
    },
    readUser,
    readUserByEmail,
    readUserByAccount,
    async updateUser(id, changes) {
      if ((await readUser(id)) === null || (await isTaken(changes.email, id))) return null
      const given = Object.entries(changes).filter(([, value]) => value !== undefined)
      try {
        const updates = { ...Object.fromEntries(given), id }
        const updated = toStoredUser(await call('updateUser', 'updateUser', updates))
        return updated ?? (await readUser(id))
      } catch (error) {
        if ((await readUser(id)) === null || (await isTaken(changes.email, id))) return null
        throw error
      }
    },
    async deleteUser(id) {
      if ((await readUser(id)) === null) return false
      try {
        await call('deleteUser', 'deleteUser', id)
      } catch (error) {
        if ((await readUser(id)) !== null) throw error
        return false
      }
      return true
    },

    async linkAccount(account) {
      const { provider, providerAccountId } = account
      if ((await readUserByAccount(provider, providerAccountId)) !== null) return false
      try {
        await call('linkAccount', 'linkAccount', { ...account })
      } catch (error) {
        if ((await readUserByAccount(provider, providerAccountId)) === null) throw error
        return false
      }
      return true
    },
    async unlinkAccount(provider, providerAccountId) {
      if ((await readUserByAccount(provider, providerAccountId)) === null) return false
      await call('unlinkAccount', 'unlinkAccount', { provider, providerAccountId })
      return true
    },

    async createSession(given, { replaces, limit, adopts } = {}) {
      const { token, userId, expiresAt, idleTime, persistent } = given
      if (idleTime !== null || !persistent) throw needsAtomic('A session of its own lifetime')
      if (limit !== undefined) throw needsAtomic('A limit of sessions')
      if (adopts !== undefined) throw needsAtomic('Adopting sessions')
      if (toStoredUser(await call('createSession', 'getUser', userId))?.id !== userId) return false
      const session = { sessionToken: token, userId, expires: new Date(expiresAt) }
      await call('createSession', 'createSession', session)
      if (replaces !== undefined) await endSession(replaces)
      return true
    },
    async readSession(tokens) {
      const found = await findRow('readSession', { tokens })
      return found === null ? null : toReadSession(found.row)
    },
    async renewSession(key, { expiresAt }) {
      const found = await findRow('renewSession', key)
      if (found === null) return false
      const present = toReadSession(found.row)
      if (present === null) return false
      if (present.session.expiresAt >= expiresAt) return true
      const update = { sessionToken: found.token, expires: new Date(expiresAt) }
      const updated: unknown = await call('renewSession', 'updateSession', update)
      // Nothing may mean that it was ended meanwhile, or that this adapter returns nothing.
      if (updated !== null && updated !== undefined) return true
      return (await findRow('renewSession', { tokens: [found.token] })) !== null
    },
    endSession,

    async createVerificationToken({ identifier, token, expiresAt }) {
      const stored = { identifier, token, expires: new Date(expiresAt) }
      await call('createVerificationToken', 'createVerificationToken', stored)
    },
    async useVerificationToken(identifier, token) {
      const key = { identifier, token }
      const taken: unknown = await call('useVerificationToken', 'useVerificationToken', key)
      if (typeof taken !== 'object' || taken === null) return null
      const stored: { identifier?: unknown; expires?: unknown } = taken
      const expiresAt = toInstant(stored.expires)
      // Some adapters leave the identifier out; one that differs was compared loosely.
      const isTheirs = stored.identifier === undefined || stored.identifier === identifier
      return expiresAt === null || !isTheirs ? null : { identifier, token, expiresAt }
    },
  }
}

/**
 * Whether a row is of this very token. A database that compares without case would take what is stored, a
 * digest, for the token of which it is one, if only its case is changed.
 */
function isOf(row: unknown, token: string): boolean {
  const { session }: { session?: unknown } = Object(row)
  const { sessionToken }: { sessionToken?: unknown } = Object(session)
  return typeof sessionToken !== 'string' || sessionToken === token
}

function toReadSession(row: unknown): ReadSession | null {
  if (typeof row !== 'object' || row === null) return null
  const { session, user: owner }: { session?: unknown; user?: unknown } = row
  const user = toStoredUser(owner)
  if (typeof session !== 'object' || session === null || user === null) return null
  const { expires, userId }: { expires?: unknown; userId?: unknown } = session
  const expiresAt = toInstant(expires)
  // A session of one person with another is nobody's.
  if (expiresAt === null || (userId !== undefined && toId(userId) !== user.id)) return null
  return {
    session: {
      id: null,
      userId: user.id,
      expiresAt,
      signedInAt: null,
      renewedAt: null,
      idleTime: null,
      persistent: true,
      userAgent: null,
      address: null,
    },
    user,
  }
}

function needsAtomic(what: string): TypeError {
  return new TypeError(
    `${what} needs a storage of the tier "atomic", which an adapter is not. Use sojourn/storage/sql.`,
  )
}
