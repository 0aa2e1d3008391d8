/**
 * Sessions as rows: which columns are selected, and how a row is read and written.
 *
 * @module
 */
import type { RawBuilder } from 'kysely'
import { sql } from 'kysely'

import type { NewSession, SessionRecord } from '../../core/storage.ts'
import { programDefaults } from './column-value.ts'
import type { Table } from './found-tables.ts'
import { readInstant, selectInstant, writeInstant } from './instant-form.ts'
import { sessionDetails } from './schema.ts'
import type { Schema } from './schema.ts'
import type { Selection } from './user-row.ts'

/** How many values {@link SessionRow.selection} selects. */
export const sessionWidth = 9

/** How rows of sessions are read and written. */
export interface SessionRow {
  /** What to select. `prefix` is the table's name, where there are several tables. */
  readonly selection: (prefix?: string) => Selection
  /** Reads a row that was selected. */
  readonly read: (values: ArrayLike<unknown>) => SessionRecord
  /** Columns and their values; what has no column yet is left out. */
  readonly write: (session: NewSession) => Record<string, unknown>
}

/** Makes the mapper of a schema's sessions. */
export function sessionRow(schema: Schema, sessions: Table): SessionRow {
  const form = schema.instants.sessionExpires

  function details(
    session: NewSession,
  ): Readonly<Record<(typeof sessionDetails)[number], unknown>> {
    return {
      publicId: session.id,
      signedInAt: session.signedInAt,
      renewedAt: session.renewedAt,
      idleTime: session.idleTime,
      persistent: session.persistent,
      userAgent: session.userAgent,
      ipAddress: session.address,
    }
  }

  return {
    selection: (prefix) => {
      const place = (column: string): RawBuilder<unknown> =>
        prefix === undefined ? sql.id(column) : sql.id(prefix, column)
      const detail = (property: string): RawBuilder<unknown> =>
        sessions.has(property) ? place(sessions.column(property)) : sql`null`
      return [
        detail('publicId').as('s0'),
        detail('userId').as('s1'),
        selectInstant(form, place(sessions.column('expires'))).as('s2'),
        detail('signedInAt').as('s3'),
        detail('renewedAt').as('s4'),
        detail('idleTime').as('s5'),
        detail('persistent').as('s6'),
        detail('userAgent').as('s7'),
        detail('ipAddress').as('s8'),
      ]
    },
    read: (values) => ({
      id: text(values[0]),
      userId: String(values[1]),
      expiresAt: readInstant(form, values[2]) ?? 0,
      signedInAt: number(values[3]),
      renewedAt: number(values[4]),
      idleTime: number(values[5]),
      // What others began, they keep.
      persistent: values[6] !== false && values[6] !== 0,
      userAgent: text(values[7]),
      address: text(values[8]),
    }),
    write: (session) => {
      const row = programDefaults(sessions)
      row[sessions.column('sessionToken')] = session.token
      row[sessions.column('userId')] = session.userId
      row[sessions.column('expires')] = writeInstant(form, session.expiresAt)
      for (const [property, value] of Object.entries(details(session))) {
        if (sessions.has(property)) row[sessions.column(property)] = value
      }
      return row
    },
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

// PostgreSQL's driver gives a bigint as text.
function number(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value)
}
