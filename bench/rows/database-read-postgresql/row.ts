/**
 * Reading a stored session from PostgreSQL on this machine, one at a time: from a ready request with a
 * token in its cookie to the session, with its person, among a thousand and a million others.
 *
 * @module
 */
import type { OperationRow } from '../../src/row.ts'
import { fillPostgresql } from '../../src/stored/postgresql.ts'

export const row: OperationRow = {
  kind: 'operation',
  title: 'Stored session read: PostgreSQL (pg), one at a time, time that passes per read',
  clock: 'wall',
  operations: 2000,
  sizes: [1000, 1_000_000],
  limit: 'limit',
  claim: 1.3,
  growth: 1.3,
  setUp: fillPostgresql,
  check(result) {
    const name = (result as { user?: { name?: unknown } } | null)?.user?.name
    if (name !== 'Ada Lovelace') throw new Error(`No session was read: ${JSON.stringify(result)}`)
  },
}
