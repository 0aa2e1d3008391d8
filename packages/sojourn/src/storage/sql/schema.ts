/**
 * Which tables and columns are ours, under the names and in the forms that this database has.
 *
 * @module
 */
import { sql } from 'kysely'

import type { Database, Dialect, Script } from './database.ts'
import { idForm } from './id-form.ts'
import type { IdForm } from './id-form.ts'
import { instantForm } from './instant-form.ts'
import type { InstantForm } from './instant-form.ts'
import { isUnique, plainName } from './introspection.ts'
import type { ColumnFacts, Introspection, TableFacts } from './introspection.ts'

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

/** What was found. */
export interface Schema {
  readonly dialect: Dialect
  readonly serverVersion: string
  /** `null` if a table is not there. */
  readonly tables: { readonly [Role in TableRole]: Table | null }
  /** Tables of fitting names that lack the columns of their role, or come second to another. */
  readonly strangers: readonly {
    readonly role: TableRole
    readonly name: string
    readonly lacks: readonly string[]
  }[]
  /** How ids of users are kept. */
  readonly userId: IdForm
  /** How `users.emailVerified`, `sessions.expires` and `verificationTokens.expires` are kept. */
  readonly instants: {
    readonly emailVerified: InstantForm
    readonly sessionExpires: InstantForm
    readonly tokenExpires: InstantForm
  }
  /** Whether the table of passwords is there. */
  readonly passwords: boolean
  /** Whether the table of claims is there. */
  readonly claims: boolean
  /** Whether sessions have all the columns that are added. */
  readonly sessionDetails: boolean
  /** Tables by their names, ours among them. */
  readonly byName: ReadonlyMap<string, TableFacts>
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

/** Columns that are added to sessions. */
export const sessionDetails = [
  'publicId',
  'signedInAt',
  'renewedAt',
  'idleTime',
  'persistent',
  'userAgent',
  'ipAddress',
] as const

const roles = Object.keys(knownNames) as TableRole[]

/** Plain names of all tables that are looked at. */
export const lookedAt: readonly string[] = [
  ...Object.values(knownNames).flat(),
  plainName(tableNames.passwords),
  plainName(tableNames.claims),
]

/** Reads which tables there are, and looks at one value of each column whose form its type leaves open. */
export function* detectSchema(dialect: Dialect): Script<Schema> {
  const { serverVersion, tables: found } = yield* dialect.introspect()
  const { tables, strangers } = assign(found)

  const byName = new Map(found.map((table) => [table.name, table]))
  const sessions = tables.sessions
  const userId = tables.users === null ? undefined : facts(tables.users, 'id')
  return {
    dialect,
    serverVersion,
    tables,
    strangers,
    userId: userId === undefined ? 'text' : idForm(dialect.name, userId.type),
    instants: {
      emailVerified: yield* detectForm(dialect, tables.users, 'emailVerified'),
      sessionExpires: yield* detectForm(dialect, sessions, 'expires'),
      tokenExpires: yield* detectForm(dialect, tables.verificationTokens, 'expires'),
    },
    passwords: byName.has(tableNames.passwords),
    claims: byName.has(tableNames.claims),
    sessionDetails: sessions !== null && sessionDetails.every((column) => sessions.has(column)),
    byName,
  }
}

/** Detects on an opened database. */
export function readSchema(database: Database): Promise<Schema> {
  return database.run(() => detectSchema(database.dialect))
}

function assign(found: Introspection['tables']): Pick<Schema, 'tables' | 'strangers'> {
  const tables: { [Role in TableRole]: Table | null } = {
    users: null,
    accounts: null,
    sessions: null,
    verificationTokens: null,
  }
  const strangers: { role: TableRole; name: string; lacks: readonly string[] }[] = []
  for (const role of roles) {
    const candidates = found
      .filter(({ name }) => knownNames[role].includes(plainName(name)))
      .toSorted((a, b) => rank(role, a.name) - rank(role, b.name))
    for (const candidate of candidates) {
      const table = toTable(candidate)
      const lacks = required[role].filter((property) => !table.has(property))
      if (lacks.length === 0 && tables[role] === null) tables[role] = table
      else strangers.push({ role, name: candidate.name, lacks })
    }
  }
  return { tables, strangers }
}

/** The name that we would give comes first, then the others in their order. */
function rank(role: TableRole, name: string): number {
  return name === tableNames[role] ? -1 : knownNames[role].indexOf(plainName(name))
}

function toTable(table: TableFacts): Table {
  const columns = new Map(table.columns.map((column) => [plainName(column.name), column.name]))
  return {
    name: table.name,
    facts: table,
    has: (property) => columns.has(plainName(property)),
    column: (property) => {
      const column = columns.get(plainName(property))
      if (column === undefined) throw new Error(`Table ${table.name} has no column ${property}.`)
      return column
    },
  }
}

/** What the database says about a column, if there is one of this meaning. */
export function facts(table: Table, property: string): ColumnFacts | undefined {
  return table.facts.columns.find((column) => plainName(column.name) === plainName(property))
}

/** Whether values of these columns are unique by an index. */
export function isGuarded(table: Table, properties: readonly string[]): boolean {
  return isUnique(table.facts, properties.map(table.column))
}

function* detectForm(dialect: Dialect, table: Table | null, property: string): Script<InstantForm> {
  const column = table === null ? undefined : facts(table, property)
  if (table === null || column === undefined) {
    return dialect.name === 'sqlite' ? 'milliseconds' : 'moment'
  }
  if (dialect.name === 'postgresql' && /^(?:timestamp|date)/.test(column.type)) return 'moment'
  const { rows } = yield dialect.builder
    .selectFrom(table.name)
    .select(sql.ref(column.name).as('sample'))
    .where(column.name, 'is not', null)
    .limit(1)
    .compile()
  return instantForm(column.type, table.facts.definition, rows[0]?.['sample'])
}

/** How new columns are named: as those that are there. */
export type NamingStyle = 'camelCase' | 'snake_case' | 'lowercase'

/** The style of a table's columns. */
export function namingStyle(table: Table | null): NamingStyle {
  const names = table?.facts.columns.map((column) => column.name) ?? []
  const name = names.find((column) =>
    ['sessiontoken', 'emailverified', 'userid'].includes(plainName(column)),
  )
  if (name === undefined) return 'camelCase'
  if (name.includes('_')) return 'snake_case'
  return name === name.toLowerCase() ? 'lowercase' : 'camelCase'
}

/** A column's name in a style. */
export function styled(style: NamingStyle, property: string): string {
  if (style === 'camelCase') return property
  return style === 'lowercase'
    ? property.toLowerCase()
    : property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
