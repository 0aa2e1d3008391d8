/**
 * Decides which of the tables that are there are ours.
 *
 * A name alone does not say so: a table `users` of another program may stand beside `user` of Auth.js, and
 * the person 1 of the one is not the person 1 of the other. Where it is not clear, nothing is chosen.
 *
 * @module
 */
import { plainName } from './introspection.ts'
import type { Introspection, TableFacts } from './introspection.ts'

/** What a table is for. */
export type TableRole = 'users' | 'accounts' | 'sessions' | 'verificationTokens'

/** A table of the Auth.js schema, as this database has it. */
export interface Table {
  /** Its name here. */
  readonly name: string
  readonly facts: TableFacts
  /** Whether there is a column of this meaning. */
  readonly has: (property: string) => boolean
  /** The name of a column here, by its meaning: `session_token` of `sessionToken`. */
  readonly column: (property: string) => string
}

/** A table of a fitting name that lacks the columns of its role, or comes second to another. */
export interface Stranger {
  readonly role: TableRole
  readonly name: string
  readonly lacks: readonly string[]
}

/** What was decided. */
export interface FoundTables {
  /** `null` if a table is not there. */
  readonly tables: { readonly [Role in TableRole]: Table | null }
  readonly strangers: readonly Stranger[]
  /** Why it is not clear which tables are ours, in a sentence that says what to do; `null` if it is clear. */
  readonly unclear: string | null
}

/** Names of the tables that are made where they are missing. */
export const tableNames = {
  users: 'users',
  accounts: 'accounts',
  sessions: 'sessions',
  verificationTokens: 'verification_token',
  passwords: 'sojourn_password',
  claims: 'sojourn_claim',
} as const

/** Plain names by which each table is known; see {@link plainName}. */
const knownNames: { readonly [Role in TableRole]: readonly string[] } = {
  users: ['users', 'user'],
  accounts: ['accounts', 'account'],
  sessions: ['sessions', 'session'],
  verificationTokens: ['verificationtoken', 'verificationtokens'],
}

/** Columns without which a table of such a name is something else. */
const required: { readonly [Role in TableRole]: readonly string[] } = {
  users: ['id', 'email'],
  accounts: ['userId', 'provider', 'providerAccountId'],
  sessions: ['sessionToken', 'userId', 'expires'],
  verificationTokens: ['identifier', 'token', 'expires'],
}

const roles = Object.keys(knownNames) as TableRole[]

/** Plain names of all tables that are looked at. */
export const lookedAt: readonly string[] = [
  ...Object.values(knownNames).flat(),
  plainName(tableNames.passwords),
  plainName(tableNames.claims),
]

/** Decides it. */
export function findTables({ tables: found, hiddenSchema }: Introspection): FoundTables {
  const fitting = (role: TableRole): Table[] =>
    found
      .filter(({ name }) => knownNames[role].includes(plainName(name)))
      .map(toTable)
      .filter((table) => lacksOf(role, table).length === 0)
      .toSorted((a, b) => rank(role, a.name) - rank(role, b.name))

  const sessions = single(fitting('sessions'))
  const users = findUsers(fitting('users'), fitting('accounts'), sessions)
  const accounts = findAccounts(fitting('accounts'), users.table, sessions.table)
  const isHidden = hiddenSchema !== null && sessions.table === null && sessions.unclear === null
  const tables = {
    users: users.table,
    accounts: accounts.table,
    sessions: sessions.table,
    verificationTokens: fitting('verificationTokens')[0] ?? null,
  }
  return {
    tables,
    strangers: found.flatMap((table) => {
      const role = roles.find((each) => knownNames[each].includes(plainName(table.name)))
      if (role === undefined || tables[role]?.name === table.name) return []
      return [{ role, name: table.name, lacks: lacksOf(role, toTable(table)) }]
    }),
    unclear: isHidden
      ? `The tables of Auth.js are in the schema ${hiddenSchema}, in which this connection does not search. ` +
        `Add ?options=-c%20search_path%3D${hiddenSchema}%2Cpublic to the address, or set search_path in another way.`
      : (sessions.unclear ?? users.unclear ?? accounts.unclear),
  }
}

/** A table, or why none was chosen although some are there. */
interface Choice {
  readonly table: Table | null
  readonly unclear: string | null
}

function single(tables: readonly Table[]): Choice {
  if (tables.length < 2) return { table: tables[0] ?? null, unclear: null }
  const names = tables.map(({ name }) => name).toSorted()
  return {
    table: null,
    unclear: `It is not clear which of the tables ${names.join(' and ')} is meant. Rename the one that is of another program.`,
  }
}

/** Those to whom sessions and accounts refer; else those whose table looks as if it were theirs. */
function findUsers(
  candidates: readonly Table[],
  accounts: readonly Table[],
  sessions: Choice,
): Choice {
  const referring = sessions.table === null ? accounts : [sessions.table, ...accounts]
  const named = new Set(referring.flatMap((table) => referenceOf(table) ?? []))
  if (sessions.table !== null) {
    const own = referenceOf(sessions.table)
    // Of two tables of accounts, one may be of another program.
    if (own !== null && accounts.length > 1) {
      named.clear()
      named.add(own)
    }
  }
  if (named.size > 0) {
    const meant = candidates.filter((table) => named.has(table.name))
    if (meant.length === named.size) return single(meant)
    return {
      table: null,
      unclear: `${referring.map(({ name }) => name).join(' and ')} refer to ${[...named].toSorted().join(' and ')}, which is not a table of people under a name that is known (users or user, with id and email). Rename it, or put the tables of Auth.js where no others are.`,
    }
  }
  const alike =
    sessions.table === null
      ? []
      : candidates.filter((table) => isPlural(table) === isPlural(sessions.table))
  const verified = candidates.filter((table) => table.has('emailVerified'))
  const sets = [alike, verified].filter((set) => set.length > 0)
  const left = candidates.filter((table) => sets.every((set) => set.includes(table)))
  // Where the two signs point at different tables, neither is to be trusted.
  return single(left.length === 0 ? candidates : left)
}

function findAccounts(
  candidates: readonly Table[],
  users: Table | null,
  sessions: Table | null,
): Choice {
  const referring = candidates.filter((table) => referenceOf(table) === users?.name)
  if (referring.length > 0) return single(referring)
  const alike = candidates.filter((table) => isPlural(table) === isPlural(sessions ?? users))
  return single(alike.length === 0 ? candidates : alike)
}

/** The table to which `userId` refers. */
function referenceOf(table: Table): string | null {
  const column = table.column('userId')
  return table.facts.foreignKeys.find((key) => key.column === column)?.table ?? null
}

function isPlural(table: Table | null): boolean {
  return table !== null && plainName(table.name).endsWith('s')
}

function lacksOf(role: TableRole, table: Table): string[] {
  return required[role].filter((property) => !table.has(property))
}

/** The name that we would give comes first, then the others in their order. */
function rank(role: TableRole, name: string): number {
  return name === tableNames[role] ? -1 : knownNames[role].indexOf(plainName(name))
}

function toTable(table: TableFacts): Table {
  const columns = new Map<string, string>()
  for (const { name } of table.columns) {
    if (!columns.has(plainName(name))) columns.set(plainName(name), name)
  }
  const exact = new Set(table.columns.map((column) => column.name))
  const find = (property: string): string | undefined =>
    exact.has(property) ? property : columns.get(plainName(property))
  return {
    name: table.name,
    facts: table,
    has: (property) => find(property) !== undefined,
    column: (property) => {
      const column = find(property)
      if (column === undefined) throw new Error(`Table ${table.name} has no column ${property}.`)
      return column
    },
  }
}
