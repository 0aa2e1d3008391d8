/**
 * A storage in the memory of one process, for tests and small demos: gone when the process ends.
 *
 * Each method does its work in one synchronous step, so nothing can come in between. It keeps and
 * returns copies: whoever changes an object that was returned changes nothing stored.
 *
 * @module
 */
import type {
  AtomicStorage,
  Attempts,
  NewSession,
  SessionKey,
  SessionRecord,
  StoredAccount,
  StoredUser,
  VerificationToken,
} from '../core/storage.ts'

interface Person {
  user: StoredUser
  passwordHash: string | null
  /** When the password was last changed; `null` if it never was. */
  passwordChangedAt: number | null
  /** When it was taken away because it was somebody else's, perhaps; `null` if it never was. */
  passwordGoneAt: number | null
  /** When all sessions were last ended: what was sealed until then is not adopted. */
  sessionsEndedAt: number
}

/**
 * Makes an empty storage.
 *
 * @example
 * ```ts
 * createAuth({ storage: memoryStorage(), providers })
 * ```
 */
export function memoryStorage(): AtomicStorage {
  const people = new Map<string, Person>()
  /** By provider and the person's id there. */
  const accounts = new Map<string, StoredAccount>()
  const sessions = new Map<string, NewSession>()
  const sessionIds = new Map<string, string>()
  /** Sessions that were ended, with the instant from which no cookie of theirs is good any more. */
  const ended = new Map<string, number>()
  /** When people were deleted: what was sealed until then is not of a later person with the same id. */
  const deletedAt = new Map<string, number>()
  const verificationTokens = new Map<string, VerificationToken>()
  const claims = new Map<string, number>()
  const attempts = new Map<string, Attempts>()

  function findByEmail(email: string): Person | undefined {
    for (const person of people.values()) if (person.user.email === email) return person
    return undefined
  }

  /** Whether an address is that of somebody else than `id`. */
  function isTaken(email: unknown, id?: string): boolean {
    if (typeof email !== 'string') return false
    const owner = findByEmail(email)
    return owner !== undefined && owner.user.id !== id
  }

  function copyOf(id: string | undefined): StoredUser | null {
    const person = id === undefined ? undefined : people.get(id)
    return person === undefined ? null : structuredClone(person.user)
  }

  function accountsOf(userId: string): StoredAccount[] {
    return [...accounts.values()].filter((account) => account.userId === userId)
  }

  function find(key: SessionKey): NewSession | undefined {
    if ('id' in key) {
      const session = sessions.get(key.id)
      return session?.userId === key.userId ? session : undefined
    }
    for (const token of key.tokens) {
      const id = sessionIds.get(token)
      if (id !== undefined) return sessions.get(id)
    }
    return undefined
  }

  function sessionsOf(userId: string): NewSession[] {
    return [...sessions.values()].filter((session) => session.userId === userId)
  }

  function keep(session: NewSession): void {
    sessions.set(session.id, session)
    sessionIds.set(session.token, session.id)
  }

  function remove(session: NewSession): void {
    sessions.delete(session.id)
    sessionIds.delete(session.token)
  }

  function end(session: NewSession): void {
    remove(session)
    ended.set(session.id, session.expiresAt)
  }

  function endSessionsOf(
    person: Person,
    { now, except }: { readonly now: number; readonly except?: string | undefined },
  ): number {
    person.sessionsEndedAt = Math.max(person.sessionsEndedAt, now)
    const ending = sessionsOf(person.user.id).filter((session) => session.id !== except)
    for (const session of ending) end(session)
    return ending.length
  }

  return {
    tier: 'atomic',

    async createUser(user, { account, passwordHash } = {}) {
      const id = user.id ?? crypto.randomUUID()
      const link = account && keyOf(account.provider, account.providerAccountId)
      if (people.has(id) || isTaken(user.email) || (link !== undefined && accounts.has(link))) {
        return null
      }
      people.set(id, {
        user: { ...structuredClone(user), id },
        passwordHash: passwordHash ?? null,
        passwordChangedAt: null,
        passwordGoneAt: null,
        sessionsEndedAt: deletedAt.get(id) ?? Number.NEGATIVE_INFINITY,
      })
      if (account !== undefined && link !== undefined) {
        accounts.set(link, { ...known(account), userId: id })
      }
      return copyOf(id)
    },
    readUser: async (id) => copyOf(id),
    readUserByEmail: async (email) => copyOf(findByEmail(email)?.user.id),
    readUserByAccount: async (provider, id) => copyOf(accounts.get(keyOf(provider, id))?.userId),
    async updateUser(id, changes) {
      const person = people.get(id)
      if (person === undefined || isTaken(changes.email, id)) return null
      person.user = { ...person.user, ...known<object>(changes), id }
      return copyOf(id)
    },
    async deleteUser(id) {
      for (const session of sessionsOf(id)) end(session)
      for (const [key, { userId }] of accounts) if (userId === id) accounts.delete(key)
      if (!people.delete(id)) return false
      deletedAt.set(id, Date.now())
      return true
    },

    async linkAccount(account, { begunAt } = {}) {
      const key = keyOf(account.provider, account.providerAccountId)
      const person = people.get(account.userId)
      if (accounts.has(key) || person === undefined) return false
      if (begunAt !== undefined && begunAt <= person.sessionsEndedAt) return false
      accounts.set(key, known(account))
      return true
    },
    unlinkAccount: async (provider, id) => accounts.delete(keyOf(provider, id)),

    async createSession(session, { replaces, limit, begunAt, adopts } = {}) {
      const person = people.get(session.userId)
      if (person === undefined) return false
      const now = session.renewedAt ?? Number.POSITIVE_INFINITY
      const changes = [person.passwordChangedAt, person.passwordGoneAt]
      const isLate = (at: number | null): boolean =>
        begunAt !== undefined && at !== null && begunAt < at && at <= now
      if (changes.some(isLate)) return false
      const present = sessions.get(session.id)
      if (adopts !== undefined) {
        if (present !== undefined) return present.userId === session.userId
        if (ended.has(session.id) || adopts.issuedAt <= person.sessionsEndedAt) return false
      }
      if (present !== undefined || sessionIds.has(session.token)) {
        throw new Error('A session of this id or token is there already.')
      }
      const replaced = replaces && find(replaces)
      if (replaced !== undefined) end(replaced)
      if (limit !== undefined) {
        const others = sessionsOf(session.userId)
          .filter(({ expiresAt }) => expiresAt > (session.renewedAt ?? -Infinity))
          .toSorted(newestFirst)
        for (const surplus of others.slice(Math.max(limit - 1, 0))) end(surplus)
      }
      keep({ ...session })
      return true
    },
    readSession(tokens) {
      const session = find({ tokens })
      const user = copyOf(session?.userId)
      return session === undefined || user === null ? null : { session: toRecord(session), user }
    },
    async renewSession(key, { expiresAt, renewedAt, signedInAt, token }) {
      const session = find(key)
      if (session === undefined) return false
      if (token !== undefined && token !== session.token && sessionIds.has(token)) {
        throw new Error('A session of this token is there already.')
      }
      remove(session)
      keep({
        ...session,
        expiresAt: Math.max(session.expiresAt, expiresAt),
        renewedAt: Math.max(session.renewedAt ?? renewedAt, renewedAt),
        signedInAt: session.signedInAt ?? signedInAt,
        token: token ?? session.token,
      })
      return true
    },
    async endSession(key) {
      const session = find(key)
      if (session !== undefined) end(session)
      return session !== undefined
    },

    async createVerificationToken(token) {
      verificationTokens.set(keyOf(token.identifier, token.token), { ...token })
    },
    async useVerificationToken(identifier, token) {
      const key = keyOf(identifier, token)
      const found = verificationTokens.get(key) ?? null
      verificationTokens.delete(key)
      return found
    },

    async findSession(id, userId) {
      const session = find({ id, userId })
      return session === undefined ? null : toRecord(session)
    },
    async listSessions(userId, now) {
      return sessionsOf(userId)
        .filter((session) => session.expiresAt > now)
        .toSorted(newestFirst)
        .map(toRecord)
    },
    async endSessions(userId, options) {
      const person = people.get(userId)
      return person === undefined ? 0 : endSessionsOf(person, options)
    },

    listAccounts: async (userId) => structuredClone(accountsOf(userId)),
    async updateAccount(account) {
      const key = keyOf(account.provider, account.providerAccountId)
      const linked = accounts.get(key)
      if (linked === undefined) return false
      const { userId, type } = linked
      accounts.set(key, { ...linked, ...known(account), userId, type })
      return true
    },
    async unlinkAccountOf(userId, { provider, providerAccountId }, { needsOther }) {
      const key = keyOf(provider, providerAccountId)
      if (accounts.get(key)?.userId !== userId) return 'unknown'
      const hasPassword = typeof people.get(userId)?.passwordHash === 'string'
      if (needsOther && !hasPassword && accountsOf(userId).length === 1) return 'last'
      accounts.delete(key)
      return 'unlinked'
    },

    async verifyEmail(userId, email, { now, keepsAccountsOf }) {
      const person = people.get(userId)
      if (person === undefined || person.user.email !== email) return null
      if (person.user.emailVerified !== null) return copyOf(userId)
      person.user.emailVerified = new Date(now)
      person.passwordHash = null
      person.passwordGoneAt = Math.max(person.passwordGoneAt ?? now, now)
      endSessionsOf(person, { now })
      for (const [key, account] of accounts) {
        const isPrepared = account.userId === userId && !keepsAccountsOf.includes(account.provider)
        if (isPrepared) accounts.delete(key)
      }
      return copyOf(userId)
    },

    async countAttempt(key, { now, endsAt }) {
      const open = attempts.get(key)
      const counted =
        open === undefined || open.endsAt <= now
          ? { count: 1, endsAt }
          : { count: open.count + 1, endsAt: open.endsAt }
      attempts.set(key, counted)
      return { ...counted }
    },
    async takeBackAttempt(key) {
      const open = attempts.get(key)
      if (open !== undefined) attempts.set(key, { ...open, count: Math.max(0, open.count - 1) })
    },
    async forgetAttempts(keys) {
      for (const key of keys) attempts.delete(key)
    },

    async claim(key, expiresAt, now) {
      const takenUntil = claims.get(key)
      if (takenUntil !== undefined && takenUntil > now) return false
      claims.set(key, expiresAt)
      return true
    },

    readPasswordHash: async (userId) => people.get(userId)?.passwordHash ?? null,
    async setPasswordHash(userId, { hash, expected, ends }) {
      const person = people.get(userId)
      if (person === undefined || person.passwordHash !== expected) return false
      person.passwordHash = hash
      if (ends !== null) {
        person.passwordChangedAt = ends.now
        endSessionsOf(person, ends)
      }
      return true
    },

    async removeExpired(now, limit) {
      const expired = [...sessions.values()]
        .filter((session) => session.expiresAt <= now)
        .slice(0, limit)
      for (const session of expired) remove(session)
      return Math.max(
        expired.length,
        removeWhere(ended, (expiresAt) => expiresAt <= now, limit),
        removeWhere(verificationTokens, ({ expiresAt }) => expiresAt <= now, limit),
        removeWhere(claims, (expiresAt) => expiresAt <= now, limit),
        removeWhere(attempts, ({ endsAt }) => endsAt <= now, limit),
      )
    },
  }
}

/** One key of two parts, so that no other two parts make the same. */
function keyOf(first: string, second: string): string {
  return JSON.stringify([first, second])
}

/** A copy without what is not known. */
function known<Columns extends object>(columns: Columns): Columns {
  const given = Object.entries(structuredClone(columns)).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as Columns
}

function toRecord({ token: _token, ...record }: NewSession): SessionRecord {
  return record
}

function newestFirst(a: SessionRecord, b: SessionRecord): number {
  if (a.signedInAt === b.signedInAt) return 0
  if (a.signedInAt === null) return 1
  return b.signedInAt === null ? -1 : b.signedInAt - a.signedInAt
}

function removeWhere<Value>(
  entries: Map<string, Value>,
  isOver: (value: Value) => boolean,
  limit: number,
): number {
  let removed = 0
  for (const [key, value] of entries) {
    if (removed >= limit) break
    if (!isOver(value)) continue
    entries.delete(key)
    removed += 1
  }
  return removed
}
