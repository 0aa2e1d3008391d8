/**
 * Removes what has expired, a batch at a time.
 *
 * @module
 */
import { sql } from 'kysely'

import type { Dialect, Script, Statement } from './database.ts'
import { writeInstant } from './instant-form.ts'
import { tableNames } from './found-tables.ts'
import type { Schema } from './schema.ts'

/** One table that has rows which expire. */
export interface Expiring {
  readonly table: string
  readonly column: string
  /** The present, in the form of the column. */
  readonly now: string | number | boolean
}

/** The tables that have rows which expire. */
export function expiring({ tables, claims, instants }: Schema, now: number): readonly Expiring[] {
  const { sessions, verificationTokens } = tables
  const found: Expiring[] = []
  if (sessions !== null) {
    const column = sessions.column('expires')
    found.push({ table: sessions.name, column, now: writeInstant(instants.sessionExpires, now) })
  }
  if (verificationTokens !== null) {
    const column = verificationTokens.column('expires')
    found.push({
      table: verificationTokens.name,
      column,
      now: writeInstant(instants.tokenExpires, now),
    })
  }
  if (claims) found.push({ table: tableNames.claims, column: 'expiresAt', now })
  return found
}

/** Deletes at most so many expired rows of each table. How many of the one of which there were most. */
export function* removeExpired(schema: Schema, now: number, limit: number): Script<number> {
  let most = 0
  for (const each of expiring(schema, now)) {
    const { changes } = yield removeBatch(schema.dialect, each, limit)
    most = Math.max(most, changes)
  }
  return most
}

function removeBatch(
  { builder, rowAddress, rowLocks }: Dialect,
  each: Expiring,
  limit: number,
): Statement {
  const address = sql.ref(rowAddress)
  const batch = builder
    .selectFrom(each.table)
    .select(address.as('address'))
    .where(each.column, '<=', each.now)
    .limit(limit)
  // Rows that somebody is writing are left for the next time. An array, because for a
  // join the planner may read the whole table.
  const removal = builder.deleteFrom(each.table)
  return rowLocks
    ? removal.where(address, '=', sql`any(array(${batch.forUpdate().skipLocked()}))`).compile()
    : removal.where(address, 'in', batch).compile()
}
