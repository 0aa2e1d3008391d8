/**
 * What a database lacks, as statements that add it.
 *
 * Only adds: columns of sessions, tables, indexes. Each step is whole or not there, and the plan is made
 * from what is there, so a migration that was killed is done by the next one.
 *
 * @module
 */
import { sql } from 'kysely'

import type { Dialect, Script } from './database.ts'
import { tableNames } from './found-tables.ts'
import type { Table } from './found-tables.ts'
import { isIndexed, isUnique } from './introspection.ts'
import { detailType, newTable } from './new-tables.ts'
import { detectSchema, namingStyle, sessionDetails, styled } from './schema.ts'
import type { Schema } from './schema.ts'

/** One statement of a migration. */
export interface MigrationStep {
  /** What is run; without a semicolon. */
  readonly sql: string
  /** What it is for, in a sentence. */
  readonly purpose: string
}

/** Told of each step before it is run: which it is, from 0, of how many. */
export type OnStep = (step: MigrationStep, index: number, count: number) => void

/** An index that has to be there. */
interface WantedIndex {
  readonly table: string
  readonly columns: readonly string[]
  readonly unique: boolean
  /** Whether a new table declares it itself. */
  readonly isDeclared: boolean
  readonly purpose: string
}

const tablePurposes: { readonly [Name in keyof typeof tableNames]: string } = {
  users: 'Make the table of people.',
  accounts: 'Make the table of accounts: which person signs in through which provider.',
  sessions: 'Make the table of sessions.',
  verificationTokens: 'Make the table of one-time secrets that are sent by e-mail.',
  passwords: 'Make the table of password hashes.',
  claims: 'Make the table that lets one server of many take a key, and remembers what has ended.',
}

const detailPurposes: { readonly [Name in (typeof sessionDetails)[number]]: string } = {
  publicId: 'Give sessions an id that can be shown, so that they can be listed and ended.',
  signedInAt: 'Keep when somebody signed in, for the absolute limit.',
  renewedAt: 'Keep when a session was last renewed.',
  idleTime: 'Keep how long a session may be idle.',
  persistent: 'Keep whether the browser keeps a session when it is closed.',
  userAgent: 'Keep which browser a session is in.',
  ipAddress: 'Keep which address a session was begun from.',
}

/** Runs what is missing. */
export function* runMigration(dialect: Dialect, onStep: OnStep | undefined): Script<void> {
  const steps = yield* planMigration(yield* detectSchema(dialect))
  for (const [index, step] of steps.entries()) {
    onStep?.(step, index, steps.length)
    yield { sql: step.sql, parameters: [] }
  }
}

/**
 * Lists what is missing; nothing, if nothing is.
 *
 * @throws {Error} If rows or tables are in the way. It says which, how many, and what to do.
 */
export function* planMigration(schema: Schema): Script<readonly MigrationStep[]> {
  if (schema.unclear !== null) throw new Error(`${schema.unclear} Nothing was changed.`)
  refuseStrangers(schema)
  const steps: MigrationStep[] = []
  for (const what of missingTables(schema)) {
    steps.push({ sql: newTable(schema, what).compile().sql, purpose: tablePurposes[what] })
  }
  if (schema.tables.sessions !== null) steps.push(...addDetails(schema, schema.tables.sessions))
  for (const wanted of wantedIndexes(schema)) steps.push(...(yield* addIndex(schema, wanted)))
  return steps
}

/** Which tables are missing. */
export function missingTables({ tables, passwords, claims }: Schema): (keyof typeof tableNames)[] {
  const there: { readonly [Name in keyof typeof tableNames]: boolean } = {
    users: tables.users !== null,
    accounts: tables.accounts !== null,
    sessions: tables.sessions !== null,
    verificationTokens: tables.verificationTokens !== null,
    passwords,
    claims,
  }
  return (Object.keys(there) as (keyof typeof tableNames)[]).filter((name) => !there[name])
}

/** A table that has one of our names and is something else is in the way of the one that we would make. */
function refuseStrangers({ strangers, tables }: Schema): void {
  for (const { role, name, lacks } of strangers) {
    if (tables[role] === null && name === tableNames[role]) {
      throw new Error(
        `The table ${name} lacks ${lacks.join(', ')}, so it is not one of Auth.js, and it has the name of ` +
          'the one that has to be made. Rename it, or add these columns. Nothing was changed.',
      )
    }
  }
}

function addDetails({ dialect }: Schema, sessions: Table): MigrationStep[] {
  const style = namingStyle(sessions)
  return sessionDetails
    .filter((property) => !sessions.has(property))
    .map((property) => ({
      sql: dialect.builder.schema
        .alterTable(sessions.name)
        .addColumn(styled(style, property), detailType(dialect, property))
        .compile().sql,
      purpose: detailPurposes[property],
    }))
}

/** Indexes that have to be there once the tables and columns are. */
function wantedIndexes({ tables }: Schema): readonly WantedIndex[] {
  const { users, accounts, sessions } = tables
  const newStyle = namingStyle(sessions ?? accounts ?? users)
  const column = (table: Table | null, property: string): string =>
    table?.has(property) === true
      ? table.column(property)
      : styled(table === null ? newStyle : namingStyle(table), property)
  const sessionsName = sessions?.name ?? tableNames.sessions

  return [
    {
      table: users?.name ?? tableNames.users,
      columns: [column(users, 'email')],
      unique: true,
      isDeclared: true,
      purpose: 'See to it that an address belongs to one person.',
    },
    {
      table: accounts?.name ?? tableNames.accounts,
      columns: [column(accounts, 'provider'), column(accounts, 'providerAccountId')],
      unique: true,
      isDeclared: true,
      purpose: 'See to it that an account belongs to one person.',
    },
    {
      table: sessionsName,
      columns: [column(sessions, 'sessionToken')],
      unique: true,
      isDeclared: true,
      purpose: 'Find a session by its token at once, however many there are.',
    },
    {
      table: sessionsName,
      columns: [column(sessions, 'publicId')],
      unique: true,
      isDeclared: false,
      purpose: 'Find a session by its public id.',
    },
    {
      table: sessionsName,
      columns: [column(sessions, 'userId')],
      unique: false,
      isDeclared: false,
      purpose: 'Find the sessions of a person.',
    },
    {
      table: sessionsName,
      columns: [column(sessions, 'expires')],
      unique: false,
      isDeclared: false,
      purpose: 'Find the sessions that have expired.',
    },
    {
      table: tableNames.claims,
      columns: ['expiresAt'],
      unique: false,
      isDeclared: false,
      purpose: 'Find the claims that have expired.',
    },
  ]
}

function* addIndex(schema: Schema, wanted: WantedIndex): Script<MigrationStep[]> {
  const { dialect, byName } = schema
  const { table, columns, unique, isDeclared, purpose } = wanted
  const there = byName.get(table)
  const name = `sojourn_${[table, ...columns].join('_')}`
  const list = sql.join(columns.map((column) => sql.ref(column)))
  const create = sql`create ${sql.raw(unique ? 'unique index' : 'index')}`
  if (there === undefined) {
    // A new table has its own constraints; the rest is made at once while it is empty.
    if (isDeclared) return []
    return [
      { sql: compile(sql`${create} ${sql.id(name)} on ${sql.table(table)} (${list})`), purpose },
    ]
  }

  const isThere = unique ? isUnique(there, columns) : isIndexed(there, columns[0] ?? '')
  if (isThere) return []
  const isNewColumn = columns.some((column) => !there.columns.some((each) => each.name === column))
  if (unique && !isNewColumn) yield* refuseDuplicates(dialect, table, columns)

  // Existing tables are in use: PostgreSQL builds the index while others write.
  const concurrently = sql.raw(dialect.rowLocks ? 'concurrently ' : '')
  const steps: MigrationStep[] = []
  if (there.indexes.some((index) => index.name === name && !index.valid)) {
    steps.push({
      sql: compile(sql`drop index ${concurrently}${sql.id(name)}`),
      purpose: 'Remove what an earlier migration that was interrupted has left behind.',
    })
  }
  steps.push({
    sql: compile(sql`${create} ${concurrently}${sql.id(name)} on ${sql.table(table)} (${list})`),
    purpose,
  })
  return steps

  function compile(statement: ReturnType<typeof sql>): string {
    return statement.compile(dialect.builder).sql
  }
}

/** How many values occur more than once. */
export function* countDuplicates(
  { builder }: Dialect,
  table: string,
  columns: readonly string[],
): Script<number> {
  const repeated = columns
    .reduce((query, column) => query.where(column, 'is not', null), builder.selectFrom(table))
    .select(columns[0] ?? '')
    .groupBy([...columns])
    .having(sql`count(*)`, '>', 1)
  const { rows } = yield builder
    .selectFrom(repeated.as('repeated'))
    .select(sql`count(*)`.as('count'))
    .compile()
  return Number(rows[0]?.['count'] ?? 0)
}

/** What was counted, as the beginning of a sentence. */
export function duplicatesIn(table: string, columns: readonly string[], count: number): string {
  const values = count === 1 ? '1 value' : `${count} values`
  const occur = count === 1 ? 'occurs' : 'occur'
  return `In ${table}, ${values} of ${columns.join(' and ')} ${occur} more than once`
}

function* refuseDuplicates(
  dialect: Dialect,
  table: string,
  columns: readonly string[],
): Script<void> {
  const count = yield* countDuplicates(dialect, table, columns)
  if (count === 0) return
  throw new Error(
    `${duplicatesIn(table, columns, count)}, which must not be. Merge or remove the rows ` +
      `that are too many (select ${columns.join(', ')}, count(*) from ${table} group by ` +
      `${columns.join(', ')} having count(*) > 1), then migrate again. Nothing was changed.`,
  )
}
