/**
 * The hot read: a session by its token, with its person, in one statement that is compiled once.
 *
 * @module
 */
import { sql } from 'kysely'

import type { BasicStorage, ReadSession } from '../../core/storage.ts'
import type { Database, Statement } from './database.ts'
import type { Schema } from './schema.ts'
import type { Table } from './found-tables.ts'
import { sessionRow, sessionWidth } from './session-row.ts'
import { userRow } from './user-row.ts'

/** Makes the read of a schema. */
export function sessionReader(
  database: Database,
  schema: Schema,
  { users, sessions }: { readonly users: Table; readonly sessions: Table },
): BasicStorage['readSession'] {
  const session = sessionRow(schema, sessions)
  const user = userRow(schema, users)

  function statement(tokens: readonly string[]): Statement {
    return schema.dialect.builder
      .selectFrom(sessions.name)
      .innerJoin(
        users.name,
        `${users.name}.${users.column('id')}`,
        `${sessions.name}.${sessions.column('userId')}`,
      )
      .select([...session.selection(sessions.name), ...user.selection(users.name)])
      .where(sql.ref(`${sessions.name}.${sessions.column('sessionToken')}`), 'in', tokens)
      .compile()
  }

  return database.reader<ReadSession>(statement, (values) => ({
    session: session.read(values),
    user: user.read(values, sessionWidth),
  }))
}
