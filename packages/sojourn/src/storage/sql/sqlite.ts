/**
 * SQLite through `node:sqlite`: one connection, whose scripts run without yielding.
 *
 * WAL, so that other processes read while one writes; `synchronous = FULL`, so that what was
 * acknowledged survives a power cut; writing transactions take the lock when they begin, because one
 * that read first could not wait for it.
 *
 * @module
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'

import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} from 'kysely'

import type { Builder, Database, Dialect, Outcome, Row, Script, Statement } from './database.ts'
import { lookedAt } from './found-tables.ts'
import { groupRows } from './introspection.ts'
import type { ColumnFacts, IndexFacts, Introspection } from './introspection.ts'
import { atOnce, errorCode, patiently, primaryCode, waitingLine } from './sqlite-waiting.ts'

// How long to wait on the spot for another process that writes, which stops this process: enough for a
// commit. `sqlite-waiting.ts` does the rest.
const spotTimeout = 50
// KiB, taken as they are needed. With the 2 MiB that SQLite would take, reads among a million sessions cost
// twice as much.
const cacheSize = 65_536
const openingPatience = 5000
// Building indexes on a large table holds the lock for long; a second migration waits for it.
const migrationPatience = 600_000

// Result codes: https://www.sqlite.org/rescode.html
const constraint = 19
const uniqueViolations = [2067, 1555]
const missingParent = 787

const builder: Builder = new Kysely({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

const dialect: Dialect = {
  name: 'sqlite',
  builder,
  greatest: 'max',
  rowAddress: 'rowid',
  rowLocks: false,
  lockName: () => null,
  types: {
    instant: sql`integer`,
    flag: sql`integer`,
    randomId: sql`(lower(hex(randomblob(16))))`,
  },
  introspect,
  uniqueViolation: (error) => {
    if (!uniqueViolations.includes(errorCode(error))) return null
    // `UNIQUE constraint failed: users.email`, or `index 'one'` for one on expressions.
    const columns = (error as Error).message.replace(/^.*failed: /, '')
    const index = /^index '(.*)'$/s.exec(columns)?.[1] ?? null
    return { table: index === null ? (columns.split('.')[0] ?? '') : '', columns, index }
  },
  isAboutValues: (error) => primaryCode(error) === constraint,
  isMissingParent: (error) => errorCode(error) === missingParent,
}

/** Opens a file, or `:memory:`. */
export async function openSqlite(path: string): Promise<Database> {
  // Not imported: bundlers have lists of what is Node's, and older ones do not know it.
  const sqlite: typeof import('node:sqlite') | undefined = process.getBuiltinModule('node:sqlite')
  if (sqlite === undefined) {
    const error = new Error('SQLite needs `node:sqlite`, which Node has from 22.13 on.')
    throw Object.assign(error, { code: 'ERR_UNKNOWN_BUILTIN_MODULE' })
  }
  const connection = new sqlite.DatabaseSync(path, { timeout: spotTimeout })
  // SQLite does not wait here, although the change wants the file for itself for a moment.
  await patiently(openingPatience, () => connection.exec('pragma journal_mode = wal'))
  connection.exec('pragma synchronous = full')
  connection.exec(`pragma cache_size = -${cacheSize}`)
  return sqliteDatabase(connection, () => connection.close())
}

/** A connection that somebody else has opened, with the settings that they gave it. */
export function givenSqlite(connection: DatabaseSync): Database {
  return sqliteDatabase(connection, () => undefined)
}

function sqliteDatabase(connection: DatabaseSync, close: () => void): Database {
  const execute = executor(connection)
  const whenFree = waitingLine(connection)

  function together<T>(script: () => Script<T>): T {
    connection.exec('begin immediate')
    try {
      const result = drive(script(), execute)
      connection.exec('commit')
      return result
    } catch (error) {
      if (connection.isTransaction) connection.exec('rollback')
      throw error
    }
  }

  return {
    dialect,
    // Begun anew where the database is busy in the middle: what runs like this is one statement, or can
    // be done twice.
    run: (script) => whenFree(() => drive(script(), execute)),
    transaction: (script) => whenFree(() => together(script)),
    migrate: (script) =>
      patiently(migrationPatience, () => atOnce(connection, () => together(script))),
    reader: (statement, toResult) => {
      const find = lookup(() => connection.prepare(statement(['']).sql))
      return (tokens) => {
        for (const token of tokens) {
          const values = find(token)
          if (values !== undefined) return toResult(values)
        }
        return null
      }
    },
    close: async () => close(),
  }
}

/** Runs a statement with one value and returns the first row as an array. */
function lookup(prepare: () => StatementSync): (value: string) => ArrayLike<unknown> | undefined {
  const statement = prepare()
  statement.setReadBigInts(false)
  const fast = values(statement)
  let exact: typeof fast | undefined
  return (value) => {
    try {
      return fast(value)
    } catch (error) {
      if (!isOutOfRange(error)) throw error
    }
    // Some column of the application's holds more than a number can.
    if (exact === undefined) {
      const bigints = prepare()
      bigints.setReadBigInts(true)
      exact = values(bigints)
    }
    const row = exact(value)
    return row === undefined ? undefined : Array.from(row, fromSqlite)
  }
}

function values(statement: StatementSync): (value: string) => ArrayLike<unknown> | undefined {
  if ('setReturnArrays' in statement) {
    statement.setReturnArrays(true)
    return (value) => statement.get(value) as unknown as unknown[] | undefined
  }
  // Node 22 has only objects; the names of the selection keep their order in them.
  const objects: StatementSync = statement
  return (value) => {
    const row = objects.get(value)
    return row === undefined ? undefined : Object.values(row)
  }
}

function isOutOfRange(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_OUT_OF_RANGE'
}

function drive<T>(script: Script<T>, execute: (statement: Statement) => Outcome): T {
  let step = script.next()
  while (step.done !== true) step = script.next(execute(step.value))
  return step.value
}

/** Keeps compiled statements; what the storage says is a small number of texts. */
function executor(connection: DatabaseSync): (statement: Statement) => Outcome {
  const kept = new Map<string, { compiled: StatementSync; returns: boolean }>()
  const mostKept = 200

  return ({ sql: text, parameters }) => {
    let entry = kept.get(text)
    if (entry === undefined) {
      const compiled = connection.prepare(text)
      // A number that does not fit would be thrown after the statement has done its work.
      compiled.setReadBigInts(true)
      entry = { compiled, returns: compiled.columns().length > 0 }
      if (kept.size === mostKept) kept.clear()
      kept.set(text, entry)
    }
    const values = parameters.map(toSqlite)
    if (entry.returns) {
      const rows = entry.compiled.all(...values)
      for (const row of rows) {
        for (const name in row) {
          if (typeof row[name] === 'bigint')
            (row as Record<string, unknown>)[name] = fromSqlite(row[name])
        }
      }
      return { rows, changes: rows.length }
    }
    return { rows: [], changes: Number(entry.compiled.run(...values).changes) }
  }
}

function toSqlite(value: unknown): SQLInputValue {
  return typeof value === 'boolean' ? Number(value) : (value as SQLInputValue)
}

/** An integer as everywhere else: a number, or text if it is more than a number can hold. */
function fromSqlite(value: unknown): unknown {
  if (typeof value !== 'bigint') return value
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : String(value)
}

function* introspect(): Script<Introspection> {
  const names = sql.join(lookedAt)
  const fitting = sql`m.type = 'table' and replace(lower(m.name), '_', '') in (${names})`
  const version = yield sql`select sqlite_version() as version`.compile(builder)
  const tables =
    yield sql`select m.name, m.sql from sqlite_master m where ${fitting} order by m.name`.compile(
      builder,
    )
  const columns = yield sql`
    select m.name as "table", c.name, lower(c.type) as type, c."notnull", c.dflt_value, c.pk
    from sqlite_master m join pragma_table_info(m.name) c where ${fitting} order by c.cid
  `.compile(builder)
  const indexed = yield sql`
    select m.name as "table", l.name, l."unique", l.partial, i.name as "column",
      (select x.sql from sqlite_master x where x.type = 'index' and x.name = l.name) as definition
    from sqlite_master m join pragma_index_list(m.name) l join pragma_index_info(l.name) i
    where ${fitting} order by l.name, i.seqno
  `.compile(builder)
  const references = yield sql`
    select m.name as "table", k."from" as "column",
      coalesce((select o.name from sqlite_master o where lower(o.name) = lower(k."table")), k."table") as parent
    from sqlite_master m join pragma_foreign_key_list(m.name) k
    where ${fitting} and k.seq = 0
  `.compile(builder)

  return {
    serverVersion: String(version.rows[0]?.['version']),
    hiddenSchema: null,
    tables: tables.rows.map((table) => {
      const name = String(table['name'])
      const own = columns.rows.filter((column) => column['table'] === name)
      const keys = own.filter((column) => Number(column['pk']) > 0)
      return {
        name,
        definition: String(table['sql']),
        columns: own.map((column) => toColumn(column, keys.length)),
        foreignKeys: references.rows
          .filter((key) => key['table'] === name)
          .map((key) => ({ column: String(key['column']), table: String(key['parent']) })),
        indexes: [
          ...toIndexes(indexed.rows.filter((index) => index['table'] === name)),
          // A key of one integer column is the table itself and has no index in the list.
          ...(keys.length === 1
            ? [
                {
                  ...wholeIndex,
                  name: 'primary key',
                  columns: keys.map((key) => String(key['name'])),
                },
              ]
            : []),
        ],
      }
    }),
  }
}

const wholeIndex = { unique: true, whole: true, valid: true, definition: '' }

function toColumn(column: Row, keys: number): ColumnFacts {
  const isRowId = Number(column['pk']) > 0 && keys === 1 && column['type'] === 'integer'
  return {
    name: String(column['name']),
    type: String(column['type']),
    // A primary key may be null here unless it says otherwise, which nobody means.
    nullable: column['notnull'] === 0 && column['pk'] === 0,
    automatic: isRowId || column['dflt_value'] !== null,
  }
}

// What a table has declared itself has no statement.
function textOf(definition: unknown): string {
  return typeof definition === 'string' ? definition : ''
}

function toIndexes(rows: readonly Row[]): IndexFacts[] {
  return [...groupRows(rows, 'name')].map(([name, parts]) => ({
    name,
    columns: parts.some((part) => part['column'] === null)
      ? []
      : parts.map((part) => String(part['column'])),
    unique: parts[0]?.['unique'] === 1,
    whole: parts[0]?.['partial'] === 0,
    // Behind the names of the index and its table.
    definition: textOf(parts[0]?.['definition']).replace(/^[^(]*/, ''),
    valid: true,
  }))
}
