/**
 * The tables that a migration makes where they are missing.
 *
 * People, accounts, sessions and one-time secrets are those that `@auth/pg-adapter` documents, with text
 * ids, so that there is a way back. Where some tables are there, the others take their style and types.
 *
 * @module
 */
import { sql } from 'kysely'
import type { ColumnDefinitionBuilder, CreateTableBuilder, RawBuilder } from 'kysely'

import type { Dialect } from './database.ts'
import { tableNames } from './found-tables.ts'
import type { Table } from './found-tables.ts'
import { facts, isGuarded, namingStyle, sessionDetails, styled } from './schema.ts'
import type { Schema } from './schema.ts'

type NewTable = CreateTableBuilder<string, string>
type Change = (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder

/** Makes a table that is missing. */
export function newTable(schema: Schema, what: keyof typeof tableNames): NewTable {
  const { dialect, tables } = schema
  const { builder, types } = dialect
  const style = namingStyle(tables.sessions ?? tables.accounts ?? tables.users)
  const name = (property: string): string => styled(style, property)
  const table = builder.schema.createTable(tableNames[what])
  const required: Change = (column) => column.notNull()
  const key: Change = (column) => column.primaryKey().defaultTo(types.randomId)

  const definitions: { readonly [Name in keyof typeof tableNames]: () => NewTable } = {
    users: () =>
      table
        .addColumn('id', 'text', (column) => key(column).notNull())
        .addColumn('name', 'text')
        .addColumn('email', 'text', (column) => column.unique())
        .addColumn(name('emailVerified'), types.instant)
        .addColumn('image', 'text'),
    accounts: () =>
      table
        .addColumn('id', 'text', (column) => key(column).notNull())
        .addColumn(name('userId'), userIdType(tables.users), ofUser(tables.users))
        .addColumn('type', 'text', required)
        .addColumn('provider', 'text', required)
        .addColumn(name('providerAccountId'), 'text', required)
        .addColumn('refresh_token', 'text')
        .addColumn('access_token', 'text')
        .addColumn('expires_at', 'bigint')
        .addColumn('id_token', 'text')
        .addColumn('scope', 'text')
        .addColumn('session_state', 'text')
        .addColumn('token_type', 'text')
        .addUniqueConstraint('sojourn_accounts_account', ['provider', name('providerAccountId')]),
    sessions: () =>
      sessionDetails.reduce<NewTable>(
        (made, property) => made.addColumn(name(property), detailType(dialect, property)),
        table
          .addColumn('id', 'text', (column) => key(column).notNull())
          .addColumn(name('userId'), userIdType(tables.users), ofUser(tables.users))
          .addColumn('expires', types.instant, required)
          .addColumn(name('sessionToken'), 'text', (column) => column.notNull().unique()),
      ),
    verificationTokens: () =>
      table
        .addColumn('identifier', 'text', required)
        .addColumn('expires', types.instant, required)
        .addColumn('token', 'text', required)
        .addPrimaryKeyConstraint('sojourn_verification_token', ['identifier', 'token']),
    passwords: () =>
      table
        .addColumn('userId', userIdType(tables.users), (column) =>
          ofUser(tables.users)(column).primaryKey(),
        )
        .addColumn('hash', 'text', required)
        .addColumn('changedAt', 'bigint'),
    claims: () =>
      table
        .addColumn('key', 'text', (column) => column.notNull().primaryKey())
        .addColumn('value', 'bigint')
        .addColumn('expiresAt', 'bigint', required),
  }
  return definitions[what]()
}

/** The type of a column that is added to sessions. */
export function detailType(
  { types }: Dialect,
  property: (typeof sessionDetails)[number],
): RawBuilder<unknown> {
  if (property === 'persistent') return types.flag
  const isNumber = ['signedInAt', 'renewedAt', 'idleTime'].includes(property)
  return isNumber ? sql`bigint` : sql`text`
}

/** The type of people's ids, which is that of all columns that hold one. */
function userIdType(users: Table | null): RawBuilder<unknown> {
  const type = users === null ? undefined : facts(users, 'id')?.type
  // SQLite has tables without types.
  return sql.raw(type === undefined || type === '' ? 'text' : type)
}

function ofUser(users: Table | null): Change {
  return (column) => {
    // A foreign key needs a unique column to point at.
    if (users !== null && !isGuarded(users, ['id'])) return column.notNull()
    const id = users === null ? `${tableNames.users}.id` : `${users.name}.${users.column('id')}`
    return column.notNull().references(id).onDelete('cascade')
  }
}
