/**
 * The adapters of Auth.js that are installed, on a connection of their own.
 *
 * @module
 */
import { DrizzleAdapter } from '@auth/drizzle-adapter'
import PostgresAdapter from '@auth/pg-adapter'
import { drizzle as drizzlePostgresql } from 'drizzle-orm/node-postgres'
import { drizzle as drizzleSqlite } from 'drizzle-orm/sqlite-proxy'
import type { SQLInputValue } from 'node:sqlite'

import type { Adapter } from '../../../../src/core/adapter.ts'
import type { Connection } from './connection.ts'
import type { PublishedSchema } from './published-schemas.ts'

/** The adapter of a schema, if it is installed. */
export function installedAdapter(
  { adapter }: PublishedSchema,
  { pool, sqlite }: Connection,
): Adapter | undefined {
  if (adapter === 'pg' && pool !== undefined) return PostgresAdapter(pool)
  if (adapter === 'drizzle-pg' && pool !== undefined) return DrizzleAdapter(drizzlePostgresql(pool))
  if (adapter !== 'drizzle-sqlite' || sqlite === undefined) return undefined
  return DrizzleAdapter(
    drizzleSqlite(async (text, values, method) => {
      const rows = sqlite.prepare(text).all(...(values as SQLInputValue[]))
      const arrays = rows.map((row) => Object.values(row))
      // A missing row is said without one, which its types do not know.
      return { rows: method === 'get' ? (arrays[0] as unknown[]) : arrays }
    }),
  )
}
