/**
 * A connection beside the storage's, for what the other program does.
 *
 * @module
 */
import { DatabaseSync } from 'node:sqlite'

import { Pool } from 'pg'

/** Runs statements on either database. */
export interface Connection {
  readonly ask: (statement: string) => Promise<Record<string, unknown>[]>
  readonly close: () => Promise<void>
  readonly sqlite?: DatabaseSync
  readonly pool?: Pool
}

/** Connects to a file or an address. */
export function connect(address: string): Connection {
  if (address.startsWith('postgres')) {
    const pool = new Pool({ connectionString: address, max: 2 })
    pool.on('error', () => undefined)
    return {
      pool,
      ask: async (statement) => (await pool.query(statement)).rows,
      close: () => pool.end(),
    }
  }
  const sqlite = new DatabaseSync(address, { timeout: 5000 })
  return {
    sqlite,
    ask: async (statement) => sqlite.prepare(statement).all(),
    close: async () => sqlite.close(),
  }
}
