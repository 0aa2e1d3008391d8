/**
 * Reading a stored session from SQLite: from a ready request with a token in its cookie to the session,
 * with its person, among a thousand and a million others.
 *
 * @module
 */
import type { OperationRow } from '../../src/row.ts'
import { fillSqlite } from '../../src/stored/sqlite.ts'

export const row: OperationRow = {
  kind: 'operation',
  title: 'Stored session read: SQLite (node:sqlite), in process, processor time per read',
  operations: 20_000,
  sizes: [1000, 1_000_000],
  limit: 'limit',
  claim: 2.5,
  // The bare join grows by more: its tables no longer fit into the processor's cache.
  growth: 2,
  setUp: fillSqlite,
  check(result) {
    const name = (result as { user?: { name?: unknown } } | null)?.user?.name
    if (name !== 'Ada Lovelace') throw new Error(`No session was read: ${JSON.stringify(result)}`)
  },
}
