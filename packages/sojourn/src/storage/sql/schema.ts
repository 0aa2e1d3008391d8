/**
 * Which tables and columns are ours, under the names and in the forms that this database has.
 *
 * @module
 */
import { sql } from 'kysely'

import type { Database, Dialect, Script } from './database.ts'
import { idForm } from './id-form.ts'
import type { IdForm } from './id-form.ts'
import { findTables, tableNames } from './found-tables.ts'
import type { FoundTables, Table } from './found-tables.ts'
import { instantForm, tokenExpiryForm, verifiedForm } from './instant-form.ts'
import type { InstantForm } from './instant-form.ts'
import { isUnique, plainName } from './introspection.ts'
import type { ColumnFacts, TableFacts } from './introspection.ts'

/** What was found. */
export interface Schema extends FoundTables {
  readonly dialect: Dialect
  readonly serverVersion: string
  /** How ids of users are kept. */
  readonly userId: IdForm
  /**
   * How `users.emailVerified`, `sessions.expires`, `verificationTokens.expires` and `accounts.expires_at`
   * are kept.
   */
  readonly instants: {
    readonly emailVerified: InstantForm
    readonly sessionExpires: InstantForm
    readonly tokenExpires: InstantForm
    readonly accountExpires: InstantForm
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

/** Reads which tables there are, and looks at values of each column whose form its type leaves open. */
export function* detectSchema(dialect: Dialect): Script<Schema> {
  const introspection = yield* dialect.introspect()
  const { tables, strangers, unclear } = findTables(introspection)

  const byName = new Map(introspection.tables.map((table) => [table.name, table]))
  const sessions = tables.sessions
  const userId = tables.users === null ? undefined : facts(tables.users, 'id')
  return {
    dialect,
    serverVersion: introspection.serverVersion,
    tables,
    strangers,
    unclear,
    userId: userId === undefined ? 'text' : idForm(dialect.name, userId.type),
    instants: {
      emailVerified: yield* detectForm(dialect, tables.users, 'emailVerified'),
      sessionExpires: yield* detectForm(dialect, sessions, 'expires'),
      tokenExpires: yield* detectForm(dialect, tables.verificationTokens, 'expires'),
      accountExpires: yield* detectAccountExpiry(dialect, tables.accounts),
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

/** What the database says about a column, if there is one of this meaning. */
export function facts(table: Table, property: string): ColumnFacts | undefined {
  if (!table.has(property)) return undefined
  const name = table.column(property)
  return table.facts.columns.find((column) => column.name === name)
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
  if (column.type.startsWith('bool')) return 'yes'
  const stored = sql.id(column.name)
  // The greatest is of a session that is good, if there is one.
  const greatest = yield dialect.builder
    .selectFrom(table.name)
    .select(sql`max(${stored})`.as('sample'))
    .compile()
  const some = yield dialect.builder
    .selectFrom(table.name)
    .select(stored.as('sample'))
    .where(stored, 'is not', null)
    .limit(enoughSamples)
    .compile()
  const samples = [...greatest.rows, ...some.rows]
    .map((row) => row['sample'])
    .filter((sample) => sample !== null)
  const detect = property === 'emailVerified' ? verifiedForm : instantForm
  return detect(column.type, table.facts.definition, samples)
}

/** Looks at some rows only: no index is on this column, and every account would be read. */
function* detectAccountExpiry(dialect: Dialect, accounts: Table | null): Script<InstantForm> {
  const column = accounts === null ? undefined : facts(accounts, 'expires_at')
  if (accounts === null || column === undefined) return 'seconds'
  if (dialect.name === 'postgresql' && /^(?:timestamp|date)/.test(column.type)) return 'moment'
  const { rows } = yield dialect.builder
    .selectFrom(accounts.name)
    .select(sql.id(column.name).as('sample'))
    .limit(enoughSamples)
    .compile()
  return tokenExpiryForm(
    column.type,
    accounts.facts.definition,
    rows.map((row) => row['sample']),
  )
}

const enoughSamples = 50

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
