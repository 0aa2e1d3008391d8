/**
 * PostgreSQL through `pg`.
 *
 * Correct under `READ COMMITTED`, the default: each statement sees what was committed when it began, so
 * what must be ordered locks a row first and then looks.
 *
 * @module
 */
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely'

import type { Builder, Database, Dialect, Outcome, Row, Script, Statement } from './database.ts'
import { lookedAt } from './found-tables.ts'
import { groupRows } from './introspection.ts'
import type { Introspection } from './introspection.ts'
import { sleep } from './sleep.ts'

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
  on: (event: 'error', listener: () => void) => unknown
  off: (event: 'error', listener: () => void) => unknown
}

/** A `Pool` of `pg`, declared by shape, so that its types need not be installed. */
export interface PostgresqlPool {
  connect: () => Promise<PostgresqlClient>
  query: (query: PostgresqlQuery) => Promise<PostgresqlResult>
  end: () => Promise<void>
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
// A value that its column cannot hold, and one that a constraint refuses.
const valueClasses = /^2[23]/
// `cached plan must not change result type`
const planOutdated = '0A000'
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
    return { table: table ?? '', columns: detail?.split(')=(')[0] ?? '', index: null }
  },
  isAboutValues: (error) => valueClasses.test(stateOf(error) ?? ''),
  isMissingParent: (error) => stateOf(error) === foreignKeyViolation,
}

/** Opens a pool on an address. */
export async function openPostgresql(url: string): Promise<Database> {
  // Left to Node by Turbopack, which else refuses to build where the package is not installed.
  const { default: pg } = await import(/* turbopackIgnore: true */ 'pg').catch((error: unknown) => {
    throw new Error(
      'PostgreSQL needs the package `pg`. Install it: `npm install pg`. Where a bundler leaves it behind, pass `{ pool }` in place of the address.',
      {
        cause: error,
      },
    )
  })
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: timeout,
    // Not `statement_timeout`: it would be sent as the connection begins, which PgBouncer refuses.
    query_timeout: silence,
    keepAlive: true,
    application_name: 'sojourn',
  })
  // An idle connection was lost. The pool has dropped it; who asks next gets another.
  pool.on('error', () => undefined)
  return postgresqlDatabase(pool, {
    begin: `${begin}; set local statement_timeout = ${timeout}`,
    close: () => pool.end(),
  })
}

/** A pool that somebody else has opened, with the settings that they gave it. */
export function givenPostgresql(pool: PostgresqlPool): Database {
  return postgresqlDatabase(pool, { begin, close: async () => undefined })
}

// Said, because the default of the database may be another.
const begin = 'begin isolation level read committed'

/**
 * Lends a connection. One that breaks meanwhile says so twice: to whoever waits for an answer, and as an
 * event that would end the process if nobody listened. The pool itself listens only while nobody has it.
 */
async function connect(pool: PostgresqlPool): Promise<PostgresqlClient> {
  const client = await pool.connect()
  client.on('error', ignore)
  return client
}

/** Gives it back, or ends it: one that ends may still say that it has broken. */
function release(client: PostgresqlClient, destroy: boolean): void {
  if (!destroy) client.off('error', ignore)
  client.release(destroy)
}

function ignore(): void {}

function postgresqlDatabase(
  pool: PostgresqlPool,
  how: { readonly begin: string; readonly close: () => Promise<void> },
): Database {
  // Prepared statements whose result has another type since get a new name.
  let generation = 0

  /** Lends a connection. One that may be broken, or amid something, does not come back. */
  async function lend<T>(use: (client: PostgresqlClient) => Promise<T>): Promise<T> {
    const client = await connect(pool)
    try {
      const result = await use(client)
      release(client, false)
      return result
    } catch (error) {
      release(client, isBroken(error))
      throw error
    }
  }

  /** Tries again what the server has undone to let another transaction pass. */
  async function againstConflicts<T>(attempt: () => Promise<T>): Promise<T> {
    for (let number = 1; ; number += 1) {
      try {
        return await attempt()
      } catch (error) {
        if (number === attempts || !conflicts.includes(stateOf(error) ?? '')) throw error
      }
    }
  }

  async function together<T>(client: PostgresqlClient, script: () => Script<T>): Promise<T> {
    await client.query({ text: how.begin, values: [] })
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
    run: (script) =>
      againstConflicts(() =>
        lend((client) => drive(script(), (statement) => execute(client, statement))),
      ),
    transaction: (script) => againstConflicts(() => lend((client) => together(client, script))),
    migrate: (script) => migrate(pool, script),
    reader: (statement, toResult) => {
      const queries = new Map<number, { name: string; text: string }>()
      return async (tokens) => {
        if (tokens.length === 0) return null
        let query = queries.get(tokens.length)
        if (query === undefined) {
          const { sql: text } = statement(tokens)
          query = { name: await nameOf(text), text }
          queries.set(tokens.length, query)
        }
        const { name, text } = query
        // PostgreSQL refuses text with a zero byte, and no stored token has one.
        const values = tokens.map((token) => (token.includes('\0') ? '' : token))
        const ask = (): Promise<PostgresqlResult> =>
          pool.query({ name: `${name}_${generation}`, text, values, rowMode: 'array' })
        const asked = generation
        let answer: PostgresqlResult
        try {
          answer = await ask()
        } catch (error) {
          const state = stateOf(error) ?? ''
          // The table was altered since the statement was prepared.
          if (state === planOutdated) generation = asked + 1
          else if (!conflicts.includes(state)) throw error
          answer = await ask()
        }
        const row = answer.rows[0]
        return row === undefined ? null : toResult(row as unknown[])
      }
    },
    close: how.close,
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
  const client = await connect(pool)
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
    release(client, true)
  }
}

/** A name must mean one text on all connections, also where storages share a pool. */
async function nameOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  const half = Array.from(new Uint8Array(digest, 0, 8), (byte) =>
    byte.toString(16).padStart(2, '0'),
  )
  return `sojourn_${half.join('')}`
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
  const references = yield sql`
    select t.relname as "table", a.attname as "column",
      case when pg_table_is_visible(o.oid) then o.relname else n.nspname || '.' || o.relname end as parent
    from pg_constraint k join pg_class t on t.oid = k.conrelid join pg_class o on o.oid = k.confrelid
      join pg_namespace n on n.oid = o.relnamespace
      join pg_attribute a on a.attrelid = t.oid and a.attnum = k.conkey[1]
    where ${fitting} and k.contype = 'f' and cardinality(k.conkey) = 1
  `.compile(builder)
  const hidden = yield sql`
    select n.nspname as name from pg_class t join pg_namespace n on n.oid = t.relnamespace
    where n.nspname = 'next_auth' and t.relname = 'sessions' and not pg_table_is_visible(t.oid)
  `.compile(builder)
  const indexes = yield sql`
    select t.relname as "table", i.relname as name, x.indisunique as "unique", x.indisvalid as valid,
      x.indpred is null and x.indexprs is null as whole, pg_get_indexdef(i.oid) as definition,
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
    hiddenSchema: hidden.rows.length === 0 ? null : String(hidden.rows[0]?.['name']),
    tables: [...groupRows(columns.rows, 'table')].map(([name, own]) => ({
      name,
      definition: '',
      foreignKeys: references.rows
        .filter((key) => key['table'] === name)
        .map((key) => ({ column: String(key['column']), table: String(key['parent']) })),
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
          definition: String(index['definition']).replace(/^[^(]*/, ''),
        })),
    })),
  }
}
