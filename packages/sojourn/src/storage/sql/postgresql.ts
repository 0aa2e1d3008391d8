/**
 * PostgreSQL through `pg`.
 *
 * Correct under `READ COMMITTED`, the default: each statement sees what was committed when it began, so
 * what must be ordered locks a row first and then looks.
 *
 * @module
 */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely'

import type { Builder, Database, Dialect, Outcome, Row, Script, Statement } from './database.ts'
import { groupRows } from './introspection.ts'
import type { Introspection } from './introspection.ts'
import { lookedAt } from './schema.ts'

/** A query as `pg` takes it. */
interface PostgresqlQuery {
  name?: string
  text: string
  values: unknown[]
  rowMode?: 'array'
  query_timeout?: number
}

/** What `pg` answers. */
interface PostgresqlResult {
  rows: unknown[]
  rowCount: number | null
}

/** A connection of a pool. */
export interface PostgresqlClient {
  query: (query: PostgresqlQuery) => Promise<PostgresqlResult>
  release: (destroy?: boolean) => void
}

/** A `Pool` of `pg`, declared by shape, so that its types need not be installed. */
export interface PostgresqlPool {
  connect: () => Promise<PostgresqlClient>
  query: (query: PostgresqlQuery) => Promise<PostgresqlResult>
  on: (event: 'connect', listener: (client: PostgresqlConnection) => void) => unknown
  end: () => Promise<void>
}

/** A connection as a pool announces it. */
export interface PostgresqlConnection {
  on: (event: 'error', listener: () => void) => unknown
}

const timeout = 5000
// The server says first that a statement takes too long; this is for a server that says nothing.
const silence = 6000
const longest = 2 ** 31 - 1
const attempts = 3
const lockPause = 50

// SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
const uniqueViolation = '23505'
const foreignKeyViolation = '23503'
const conflicts = ['40001', '40P01']
// The server is going away, or the connection is broken.
const brokenClasses = /^(?:08|57P)/

const builder: Builder = new Kysely({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

const dialect: Dialect = {
  name: 'postgresql',
  builder,
  greatest: 'greatest',
  rowAddress: 'ctid',
  rowLocks: true,
  lockName: (name) =>
    sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.compile(builder),
  types: {
    instant: sql`timestamptz`,
    flag: sql`boolean`,
    randomId: sql`gen_random_uuid()::text`,
  },
  introspect,
  uniqueViolation: (error) => {
    if (stateOf(error) !== uniqueViolation) return null
    const { table, detail } = error as { table?: string; detail?: string }
    // `Key (email)=(ada@example.com) already exists.`, in the server's language.
    return { table: table ?? '', columns: detail?.split(')=(')[0] ?? '' }
  },
  isMissingParent: (error) => stateOf(error) === foreignKeyViolation,
}

/** Opens a pool on an address. */
export async function openPostgresql(url: string): Promise<Database> {
  const { default: pg } = await import(/* turbopackIgnore: true */ 'pg').catch((error: unknown) => {
    throw new Error('PostgreSQL needs the package `pg`. Install it: `npm install pg`.', {
      cause: error,
    })
  })
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: timeout,
    statement_timeout: timeout,
    query_timeout: silence,
    keepAlive: true,
    application_name: 'sojourn',
  })
  // An idle connection was lost. The pool has dropped it; who asks next gets another.
  pool.on('error', () => undefined)
  return postgresqlDatabase(pool, () => pool.end())
}

/** A pool that somebody else has opened, with the settings that they gave it. */
export function givenPostgresql(pool: PostgresqlPool): Database {
  return postgresqlDatabase(pool, async () => undefined)
}

function postgresqlDatabase(pool: PostgresqlPool, close: () => Promise<void>): Database {
  // A connection that breaks while it is lent says so twice: to whoever waits for an answer, and as an event
  // that would end the process if nobody listened.
  pool.on('connect', (client) => client.on('error', () => undefined))

  /** Lends a connection. One that may be broken, or amid something, does not come back. */
  async function lend<T>(use: (client: PostgresqlClient) => Promise<T>): Promise<T> {
    const client = await pool.connect()
    try {
      const result = await use(client)
      client.release()
      return result
    } catch (error) {
      client.release(isBroken(error))
      throw error
    }
  }

  async function together<T>(client: PostgresqlClient, script: () => Script<T>): Promise<T> {
    await client.query({ text: 'begin', values: [] })
    try {
      const result = await drive(script(), (statement) => execute(client, statement))
      await client.query({ text: 'commit', values: [] })
      return result
    } catch (error) {
      // A broken connection takes its transaction along.
      if (!isBroken(error)) await client.query({ text: 'rollback', values: [] })
      throw error
    }
  }

  return {
    dialect,
    run: (script) => lend((client) => drive(script(), (statement) => execute(client, statement))),
    transaction: async (script) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await lend((client) => together(client, script))
        } catch (error) {
          // The server has undone it to let another transaction pass.
          if (attempt === attempts || !conflicts.includes(stateOf(error) ?? '')) throw error
        }
      }
    },
    migrate: (script) => migrate(pool, script),
    reader: (statement, toResult) => {
      const queries = new Map<number, { name: string; text: string }>()
      return async (tokens) => {
        if (tokens.length === 0) return null
        let query = queries.get(tokens.length)
        if (query === undefined) {
          const { sql: text } = statement(tokens)
          // A name must mean one text on all connections, also where storages share a pool.
          const digest = createHash('sha256').update(text).digest('hex').slice(0, 16)
          query = { name: `sojourn_${digest}`, text }
          queries.set(tokens.length, query)
        }
        // PostgreSQL refuses text with a zero byte, and no stored token has one.
        const values = tokens.map((token) => (token.includes('\0') ? '' : token))
        const { rows } = await pool.query({ ...query, values, rowMode: 'array' })
        const row = rows[0]
        return row === undefined ? null : toResult(row as unknown[])
      }
    },
    close,
  }
}

async function execute(client: PostgresqlClient, statement: Statement): Promise<Outcome> {
  const { rows, rowCount } = await client.query({
    text: statement.sql,
    values: [...statement.parameters],
  })
  return { rows: rows as Row[], changes: rowCount ?? 0 }
}

async function drive<T>(
  script: Script<T>,
  execute: (statement: Statement) => Promise<Outcome>,
): Promise<T> {
  let step = script.next()
  while (step.done !== true) step = script.next(await execute(step.value))
  return step.value
}

/**
 * Migrates step by step, not in a transaction, which indexes that are built concurrently forbid. A step
 * is whole or not there; the next migration does the rest.
 */
async function migrate<T>(pool: PostgresqlPool, script: () => Script<T>): Promise<T> {
  const client = await pool.connect()
  const say = (text: string): Promise<PostgresqlResult> => client.query({ text, values: [] })
  try {
    await say('set statement_timeout = 0')
    // Asked for again and again: who waits for a lock within a statement holds a snapshot, and an index
    // that is built concurrently waits for all snapshots, so both would wait for ever.
    const tryLock = `select pg_try_advisory_lock(hashtextextended('sojourn:migrate', 0)) as taken`
    while (!(await say(tryLock)).rows.some((row) => (row as Row)['taken'])) await sleep(lockPause)
    return await drive(script(), async ({ sql: text, parameters }) => {
      // Elsewhere a step that waits for a long transaction makes every request wait behind it.
      await say(`set lock_timeout = ${/ concurrently /.test(text) ? 0 : timeout}`)
      const query = { text, values: [...parameters], query_timeout: longest }
      const { rows, rowCount } = await client.query(query)
      return { rows: rows as Row[], changes: rowCount ?? 0 }
    })
  } finally {
    // With the connection go its lock and its settings.
    client.release(true)
  }
}

function stateOf(error: unknown): string | undefined {
  const isOfServer = error instanceof Error && 'severity' in error && 'code' in error
  return isOfServer && typeof error.code === 'string' ? error.code : undefined
}

function isBroken(error: unknown): boolean {
  const state = stateOf(error)
  return state === undefined || brokenClasses.test(state)
}

function* introspect(): Script<Introspection> {
  const fitting = sql`
    t.relkind in ('r', 'p') and pg_table_is_visible(t.oid)
    and replace(lower(t.relname), '_', '') in (${sql.join(lookedAt)})
  `
  const version = yield sql`show server_version`.compile(builder)
  const columns = yield sql`
    select t.relname as "table", a.attname as name, format_type(a.atttypid, null) as type,
      not a.attnotnull as nullable, a.atthasdef or a.attidentity <> '' as automatic
    from pg_class t join pg_attribute a on a.attrelid = t.oid
    where ${fitting} and a.attnum > 0 and not a.attisdropped
    order by t.relname, a.attnum
  `.compile(builder)
  const indexes = yield sql`
    select t.relname as "table", i.relname as name, x.indisunique as "unique", x.indisvalid as valid,
      x.indpred is null and x.indexprs is null as whole,
      array(
        select a.attname::text
        from unnest(x.indkey::int2[]) with ordinality as k(number, place)
        join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number
        where k.place <= x.indnkeyatts
        order by k.place
      ) as columns
    from pg_class t join pg_index x on x.indrelid = t.oid join pg_class i on i.oid = x.indexrelid
    where ${fitting}
    order by i.relname
  `.compile(builder)

  return {
    serverVersion: String(version.rows[0]?.['server_version']),
    tables: [...groupRows(columns.rows, 'table')].map(([name, own]) => ({
      name,
      definition: '',
      columns: own.map((column) => ({
        name: String(column['name']),
        type: String(column['type']),
        nullable: column['nullable'] === true,
        automatic: column['automatic'] === true,
      })),
      indexes: indexes.rows
        .filter((index) => index['table'] === name)
        .map((index) => ({
          name: String(index['name']),
          columns: index['columns'] as string[],
          unique: index['unique'] === true,
          whole: index['whole'] === true,
          valid: index['valid'] === true,
        })),
    })),
  }
}
