import type {
  Adapter,
  AdapterAccount,
  AdapterSession,
  AdapterUser,
  VerificationToken,
} from 'next-auth/adapters'

interface Tables {
  users: Map<string, AdapterUser>
  accounts: AdapterAccount[]
  sessions: Map<string, AdapterSession>
  tokens: VerificationToken[]
}

const holder = globalThis as typeof globalThis & { applicationTables?: Tables }
const tables: Tables = (holder.applicationTables ??= {
  users: new Map(),
  accounts: [],
  sessions: new Map(),
  tokens: [],
})

/** Keeps everything in memory. */
export function createAdapter(): Adapter {
  return {
    async createUser(user) {
      const created = { ...user, id: user.id ?? crypto.randomUUID(), role: 'member' }
      tables.users.set(created.id, created)
      return created
    },
    async getUser(id) {
      return tables.users.get(id) ?? null
    },
    async getUserByEmail(email) {
      return [...tables.users.values()].find((user) => user.email === email) ?? null
    },
    async getUserByAccount({ provider, providerAccountId }) {
      const account = tables.accounts.find(
        (one) => one.provider === provider && one.providerAccountId === providerAccountId,
      )
      return (account && tables.users.get(account.userId)) ?? null
    },
    async updateUser(user) {
      const updated = { ...tables.users.get(user.id), ...user } as AdapterUser
      tables.users.set(user.id, updated)
      return updated
    },
    async linkAccount(account) {
      tables.accounts.push(account)
      return account
    },
    async createSession(session) {
      tables.sessions.set(session.sessionToken, session)
      return session
    },
    async getSessionAndUser(sessionToken) {
      const session = tables.sessions.get(sessionToken)
      const user = session && tables.users.get(session.userId)
      return session && user ? { session: { ...session }, user: { ...user } } : null
    },
    async updateSession(session) {
      const known = tables.sessions.get(session.sessionToken)
      if (known === undefined) return null
      const updated = { ...known, ...session }
      tables.sessions.set(session.sessionToken, updated)
      return updated
    },
    async deleteSession(sessionToken) {
      tables.sessions.delete(sessionToken)
    },
    async createVerificationToken(token) {
      tables.tokens.push(token)
      return token
    },
    async useVerificationToken({ identifier, token }) {
      const index = tables.tokens.findIndex(
        (one) => one.identifier === identifier && one.token === token,
      )
      return tables.tokens.splice(index, index < 0 ? 0 : 1)[0] ?? null
    },
  }
}
