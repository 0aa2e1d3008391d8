/**
 * What there is to say about a database, for the doctor.
 *
 * @module
 */
import { sql } from 'kysely'

import { isMadeByProgram } from './column-value.ts'
import type { Script } from './database.ts'
import { expiring } from './expired.ts'
import { tableNames } from './found-tables.ts'
import type { Table, TableRole } from './found-tables.ts'
import { isIndexed, plainName } from './introspection.ts'
import { countDuplicates, duplicatesIn, missingTables } from './migration.ts'
import { isGuarded, namingStyle, sessionDetails } from './schema.ts'
import type { NamingStyle, Schema } from './schema.ts'

/** Something that is wrong with a database. */
export interface SchemaProblem {
  /** What is wrong, in a sentence. */
  readonly problem: string
  /** What to do about it, in a sentence. */
  readonly mend: string
}

/** What was found in a database. */
export interface SchemaReport {
  readonly dialect: 'sqlite' | 'postgresql'
  readonly serverVersion: string
  /** The names under which the tables were found; `null` for one that is not there. */
  readonly tables: { readonly [Role in TableRole]: string | null }
  /** How columns are named. */
  readonly namingStyle: NamingStyle
  /** Tables and columns that `migrate` would add. */
  readonly missing: readonly string[]
  readonly problems: readonly SchemaProblem[]
}

/** Expired rows below this number are the ordinary course of things. */
const notable = 1000

const migrate = 'Run `npx sojourn migrate`.'

/** Looks at everything. Counts rows, so it takes its time on a large database. */
export function* inspectSchema(schema: Schema, now: number): Script<SchemaReport> {
  const { dialect, serverVersion, tables } = schema
  const { users, accounts, sessions, verificationTokens } = tables
  const missing = [
    ...missingTables(schema).map((name) => tableNames[name]),
    ...(sessions === null
      ? []
      : sessionDetails
          .filter((property) => !sessions.has(property))
          .map((property) => `${sessions.name}.${property}`)),
  ]
  const problems: SchemaProblem[] = []
  // Where it is not clear which tables are ours, none is missing for certain.
  if (missing.length > 0 && schema.unclear === null) {
    problems.push({ problem: `The database lacks ${missing.join(', ')}.`, mend: migrate })
  }
  if (schema.unclear !== null) {
    problems.push({ problem: schema.unclear, mend: 'Until then, nothing is read or written.' })
  }
  findUnfilled(schema, problems)
  yield* findUnguarded(schema, problems)
  if (sessions !== null && !isIndexed(sessions.facts, sessions.column('userId'))) {
    problems.push({
      problem: 'Finding the sessions of a person reads all sessions.',
      mend: migrate,
    })
  }
  yield* countClear(schema, problems)
  yield* countExpired(schema, now, problems)
  for (const { role, name, lacks } of schema.strangers) {
    const used = tables[role]?.name
    // It could be ours, and is named above.
    if (used === undefined && lacks.length === 0) continue
    problems.push({
      problem:
        used === undefined
          ? `The table ${name} is not one of Auth.js: it lacks ${lacks.join(', ')}.`
          : `Beside ${used}, which is used, there is ${name}.`,
      mend: 'If it is not of another program, rename or remove the one that is not meant.',
    })
  }
  return {
    dialect: dialect.name,
    serverVersion,
    tables: {
      users: users?.name ?? null,
      accounts: accounts?.name ?? null,
      sessions: sessions?.name ?? null,
      verificationTokens: verificationTokens?.name ?? null,
    },
    namingStyle: namingStyle(sessions ?? accounts ?? users),
    missing,
    problems,
  }
}

/** Columns that are written, beside those that are added to sessions. */
const written: { readonly [Role in TableRole]: readonly string[] } = {
  users: ['id', 'name', 'email', 'emailVerified', 'image'],
  accounts: [
    'id',
    'userId',
    'type',
    'provider',
    'providerAccountId',
    'refresh_token',
    'access_token',
    'expires_at',
    'id_token',
    'scope',
    'session_state',
    'token_type',
  ],
  sessions: ['id', 'userId', 'sessionToken', 'expires', ...sessionDetails],
  verificationTokens: ['id', 'identifier', 'token', 'expires'],
}

/** Columns that must have a value, which neither the database nor this package makes. */
function findUnfilled({ tables }: Schema, problems: SchemaProblem[]): void {
  for (const [role, table] of Object.entries(tables) as [TableRole, Table | null][]) {
    const ours = new Set(written[role].map(plainName))
    const unfilled = (table?.facts.columns ?? []).filter(
      (column) =>
        !column.nullable &&
        !column.automatic &&
        !isMadeByProgram(column) &&
        !ours.has(plainName(column.name)),
    )
    if (table === null || unfilled.length === 0) continue
    const names = unfilled.map((column) => `${table.name}.${column.name}`).join(', ')
    problems.push({
      problem: `${names} must have a value, and nothing here gives it one: new rows are refused.`,
      mend: 'Give it a default or let it be null; a column of people can also be filled when a person is created.',
    })
  }
}

function* findUnguarded({ dialect, tables }: Schema, problems: SchemaProblem[]): Script<void> {
  const wanted = [
    { table: tables.users, properties: ['email'] },
    { table: tables.accounts, properties: ['provider', 'providerAccountId'] },
    { table: tables.sessions, properties: ['sessionToken'] },
  ]
  for (const { table, properties } of wanted) {
    if (table === null || isGuarded(table, properties)) continue
    const columns = properties.map(table.column)
    const names = columns.join(' and ')
    const count = yield* countDuplicates(dialect, table.name, columns)
    problems.push(
      count === 0
        ? {
            problem: `No index sees to it that ${names} of ${table.name} is unique.`,
            mend: migrate,
          }
        : {
            problem: `${duplicatesIn(table.name, columns, count)}.`,
            mend: 'Merge or remove the rows that are too many; then run `npx sojourn migrate`.',
          },
    )
  }
}

/** Sessions that others began, or that are kept in clear for a way back. */
function* countClear({ dialect, tables }: Schema, problems: SchemaProblem[]): Script<void> {
  if (tables.sessions === null) return
  const { rows } = yield dialect.builder
    .selectFrom(tables.sessions.name)
    .select(sql`count(*)`.as('count'))
    .where(tables.sessions.column('sessionToken'), 'not like', 'sha256:%')
    .compile()
  const count = Number(rows[0]?.['count'] ?? 0)
  if (count === 0) return
  problems.push({
    problem: `${count === 1 ? 'One session is' : `${count} sessions are`} stored in clear: who reads the database can take them over.`,
    mend: 'They become digests when they are renewed. Leave `storeTokens` at `digest` once no other program reads them.',
  })
}

function* countExpired(schema: Schema, now: number, problems: SchemaProblem[]): Script<void> {
  for (const { table, column, now: present } of expiring(schema, now)) {
    const { rows } = yield schema.dialect.builder
      .selectFrom(table)
      .select(sql`count(*)`.as('count'))
      .where(column, '<=', present)
      .compile()
    const count = Number(rows[0]?.['count'] ?? 0)
    if (count < notable) continue
    problems.push({
      problem: `${count} rows of ${table} have expired and wait to be removed.`,
      mend: 'Nothing has to be done: they are removed in small batches while the application runs.',
    })
  }
}
