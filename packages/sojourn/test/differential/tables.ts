/**
 * A database in memory behind an adapter of NextAuth v4, one for each side.
 *
 * @module
 */

type Row = Record<string, unknown>

/** What adapters of NextAuth are called with and answer is theirs to know. */
export interface Tables {
  readonly adapter: Record<string, (argument: never) => Promise<unknown>>
  readonly users: Row[]
  readonly accounts: Row[]
  readonly sessions: Row[]
}

/** Makes an empty database. */
export function createTables(): Tables {
  const [users, accounts, sessions, tokens]: [Row[], Row[], Row[], Row[]] = [[], [], [], []]
  const find = (rows: Row[], key: Row): Row | undefined =>
    rows.find((row) => Object.entries(key).every(([name, value]) => row[name] === value))
  const take = (rows: Row[], key: Row): Row | null => {
    const row = find(rows, key)
    if (row !== undefined) rows.splice(rows.indexOf(row), 1)
    return row ?? null
  }
  const insert = (rows: Row[], row: Row): Row => {
    rows.push({ ...row })
    return { ...row }
  }
  const copy = (row: Row | undefined): Row | null => (row === undefined ? null : { ...row })
  let nextId = 1
  const adapter = {
    createUser: async (user: Row) => insert(users, { ...user, id: String(nextId++) }),
    getUser: async (id: string) => copy(find(users, { id })),
    getUserByEmail: async (email: string) => copy(find(users, { email })),
    getUserByAccount: async ({ provider, providerAccountId }: Row) => {
      const account = find(accounts, { provider, providerAccountId })
      return account === undefined ? null : copy(find(users, { id: account['userId'] }))
    },
    updateUser: async (user: Row) => {
      const row = find(users, { id: user['id'] })
      return row === undefined ? null : { ...Object.assign(row, user) }
    },
    linkAccount: async (account: Row) => insert(accounts, account),
    unlinkAccount: async ({ provider, providerAccountId }: Row) =>
      take(accounts, { provider, providerAccountId }),
    createSession: async (session: Row) => insert(sessions, session),
    getSessionAndUser: async (sessionToken: string) => {
      const session = find(sessions, { sessionToken })
      const user = session && find(users, { id: session['userId'] })
      return session === undefined || user === undefined
        ? null
        : { session: { ...session }, user: { ...user } }
    },
    updateSession: async ({ sessionToken, expires }: Row) => {
      const session = find(sessions, { sessionToken })
      return session === undefined ? null : { ...Object.assign(session, { expires }) }
    },
    deleteSession: async (sessionToken: string) => take(sessions, { sessionToken }),
    createVerificationToken: async (token: Row) => insert(tokens, token),
    useVerificationToken: async ({ identifier, token }: Row) => take(tokens, { identifier, token }),
  }
  return { adapter, users, accounts, sessions }
}
