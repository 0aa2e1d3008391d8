/** An adapter as NextAuth's documents describe one, with everything in memory. */
import { randomUUID } from 'node:crypto'
import type {
  Adapter,
  AdapterAccount,
  AdapterSession,
  AdapterUser,
  VerificationToken,
} from 'next-auth/adapters'

interface Tables {
  readonly users: Map<string, AdapterUser>
  readonly accounts: AdapterAccount[]
  readonly sessions: Map<string, AdapterSession>
  readonly tokens: VerificationToken[]
}

const shared = globalThis as { tables?: Tables }

export function tables(): Tables {
  shared.tables ??= { users: new Map(), accounts: [], sessions: new Map(), tokens: [] }
  return shared.tables
}

export function MemoryAdapter(): Adapter {
  const { users, accounts, sessions, tokens } = tables()
  return {
    async createUser(data: Omit<AdapterUser, 'id'>) {
      const user = { ...data, id: randomUUID() }
      users.set(user.id, user)
      return user
    },
    async getUser(id) {
      return users.get(id) ?? null
    },
    async getUserByEmail(email) {
      return [...users.values()].find((user) => user.email === email) ?? null
    },
    async getUserByAccount({ provider, providerAccountId }) {
      const account = accounts.find(
        (each) => each.provider === provider && each.providerAccountId === providerAccountId,
      )
      return (account && users.get(account.userId)) ?? null
    },
    async updateUser(data) {
      const user = { ...users.get(data.id), ...data } as AdapterUser
      users.set(user.id, user)
      return user
    },
    async deleteUser(id) {
      users.delete(id)
    },
    async linkAccount(account: AdapterAccount) {
      accounts.push(account)
      return account
    },
    async unlinkAccount({
      provider,
      providerAccountId,
    }: Pick<AdapterAccount, 'provider' | 'providerAccountId'>) {
      const index = accounts.findIndex(
        (each) => each.provider === provider && each.providerAccountId === providerAccountId,
      )
      return accounts.splice(index, index < 0 ? 0 : 1)[0]
    },
    async createSession(session) {
      sessions.set(session.sessionToken, session)
      return session
    },
    async getSessionAndUser(sessionToken) {
      const session = sessions.get(sessionToken)
      const user = session && users.get(session.userId)
      return session && user ? { session, user } : null
    },
    async updateSession(data) {
      const session = sessions.get(data.sessionToken)
      if (!session) return null
      const updated = { ...session, ...data }
      sessions.set(data.sessionToken, updated)
      return updated
    },
    async deleteSession(sessionToken) {
      const session = sessions.get(sessionToken)
      sessions.delete(sessionToken)
      return session
    },
    async createVerificationToken(token) {
      tokens.push(token)
      return token
    },
    async useVerificationToken({ identifier, token }) {
      const index = tokens.findIndex(
        (each) => each.identifier === identifier && each.token === token,
      )
      return index < 0 ? null : (tokens.splice(index, 1)[0] ?? null)
    },
  }
}
