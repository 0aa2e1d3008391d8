/**
 * `@auth/drizzle-adapter` on SQLite.
 *
 * @module
 */
import { DatabaseSync } from 'node:sqlite'
import { DrizzleAdapter } from '@auth/drizzle-adapter'
import { drizzle } from 'drizzle-orm/sqlite-proxy'
import type { Adapter } from '../../src/core/adapter.ts'

/** As the adapter documents its tables. */
export const drizzleTables = `
  CREATE TABLE user (
    id text PRIMARY KEY, name text, email text UNIQUE, emailVerified integer, image text
  );
  CREATE TABLE account (
    userId text NOT NULL REFERENCES user(id) ON DELETE CASCADE,
    type text NOT NULL, provider text NOT NULL, providerAccountId text NOT NULL,
    refresh_token text, access_token text, expires_at integer, token_type text, scope text,
    id_token text, session_state text, PRIMARY KEY (provider, providerAccountId)
  );
  CREATE TABLE session (
    sessionToken text PRIMARY KEY, userId text NOT NULL REFERENCES user(id) ON DELETE CASCADE,
    expires integer NOT NULL
  );
  CREATE TABLE verificationToken (
    identifier text NOT NULL, token text NOT NULL, expires integer NOT NULL,
    PRIMARY KEY (identifier, token)
  );
`

/** An adapter on a database in memory. */
export function drizzleAdapter(tables = drizzleTables): Adapter {
  const database = new DatabaseSync(':memory:')
  database.exec(tables)
  const client = drizzle(async (sql, parameters: (string | number | null)[], method) => {
    const statement = database.prepare(sql)
    statement.setReturnArrays(true)
    const rows: unknown[] = statement.all(...parameters)
    return { rows: method === 'get' ? (rows[0] as unknown[]) : rows }
  })
  return DrizzleAdapter(client)
}
