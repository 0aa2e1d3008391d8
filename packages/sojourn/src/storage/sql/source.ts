/**
 * Where the data is, as the application says it.
 *
 * @module
 */
import type { DatabaseSync } from 'node:sqlite'

import type { Database } from './database.ts'
import type { PostgresqlPool } from './postgresql.ts'

/**
 * An address, or a connection that the application has opened and closes itself:
 *
 * - `file:./data/app.db`, `./app.db`, `:memory:` SQLite, through `node:sqlite`
 * - `postgresql://…`, `postgres://…` PostgreSQL, through the package `pg`
 * - `{ sqlite }` a connection of `node:sqlite`, on which the application holds no transaction open
 *   across an `await`
 * - `{ pool }` a `Pool` of `pg`
 */
export type SqlSource =
  | string
  | { readonly sqlite: DatabaseSync }
  | { readonly pool: PostgresqlPool }

/**
 * Makes what opens the database.
 *
 * @throws {TypeError} If an address is of another kind.
 */
export function databaseOpener(source: SqlSource): () => Promise<Database> {
  if (typeof source !== 'string') {
    return 'sqlite' in source
      ? async () => (await import('./sqlite.ts')).givenSqlite(source.sqlite)
      : async () => (await import('./postgresql.ts')).givenPostgresql(source.pool)
  }
  if (/^postgres(?:ql)?:\/\//.test(source)) {
    return async () => (await import('./postgresql.ts')).openPostgresql(source)
  }
  const path = sqlitePath(source)
  return async () => (await import('./sqlite.ts')).openSqlite(path)
}

function sqlitePath(source: string): string {
  // `file:./app.db`, `file:/srv/app.db`, `file:///srv/app.db`; options such as Prisma's are not ours.
  const path = source.startsWith('file:')
    ? source.replace(/^file:(?:\/\/(?=\/))?/, '').replace(/\?.*$/, '')
    : source
  if (path === '' || /^[a-z][a-z\d+.-]+:\/\//i.test(path)) {
    const kind = /^[^:]*/.exec(source)?.[0]
    // Not the whole of it: an address may hold a password.
    throw new TypeError(
      `sqlStorage does not know the address ${kind}:…. Use a file, file:…, :memory: or postgresql://….`,
    )
  }
  return path
}
