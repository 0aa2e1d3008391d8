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

/** How the data is reached. */
export interface DatabaseSource {
  readonly open: () => Promise<Database>
  /** Path of the SQLite file that is opened; `undefined` for anything else. */
  readonly file: string | undefined
}

/**
 * Makes what opens the database.
 *
 * @throws {TypeError} If an address is of another kind.
 */
export function databaseSource(source: SqlSource): DatabaseSource {
  if (typeof source !== 'string') {
    const open =
      'sqlite' in source
        ? async () => (await import('./sqlite.ts')).givenSqlite(source.sqlite)
        : async () => (await import('./postgresql.ts')).givenPostgresql(source.pool)
    return { open, file: undefined }
  }
  if (/^postgres(?:ql)?:\/\//.test(source)) {
    const open = async (): Promise<Database> =>
      (await import('./postgresql.ts')).openPostgresql(source)
    return { open, file: undefined }
  }
  const path = sqlitePath(source)
  const open = async (): Promise<Database> => (await import('./sqlite.ts')).openSqlite(path)
  return { open, file: path === ':memory:' ? undefined : path }
}

function sqlitePath(source: string): string {
  if (source === ':memory:') return source
  // `file:./app.db`, `file:/srv/app.db`, `file:///srv/app.db`; options such as Prisma's are not ours.
  const path = source.startsWith('file:')
    ? source.replace(/^file:(?:\/\/(?=\/))?/, '').replace(/\?.*$/, '')
    : source
  // `C:` is a drive; anything else before a `:` or `=` is an address of another kind, and so is what has a
  // user and a password.
  const isOther = /^[^/\\]*[=:]/.test(path.replace(/^[a-z]:/i, '')) || /:.*@/s.test(path)
  if (path === '' || isOther) {
    // Nothing of it is repeated: it may hold a password.
    throw new TypeError(
      'sqlStorage does not know this kind of address. Use a file, file:…, :memory: or postgresql://….',
    )
  }
  return path
}
