/**
 * People as rows: which columns are selected, and how a row is read and written.
 *
 * @module
 */
import { sql } from 'kysely'
import type { AliasedRawBuilder } from 'kysely'

import type { StoredUser } from '../../core/storage.ts'
import { columnValue } from './column-value.ts'
import type { Table } from './found-tables.ts'
import { isId } from './id-form.ts'
import { readVerified, selectInstant, writeInstant } from './instant-form.ts'
import { plainName } from './introspection.ts'
import type { Schema } from './schema.ts'

/** Columns to select; the row is read by their order. */
export type Selection = AliasedRawBuilder<unknown, string>[]

/** How rows of people are read and written. */
export interface UserRow {
  /** What to select. `prefix` is the table's name, where there are several tables. */
  readonly selection: (prefix?: string) => Selection
  /** Reads a row that was selected, from the place where its values begin. */
  readonly read: (values: ArrayLike<unknown>, offset: number) => StoredUser
  /** Columns and their values; what has no column is left out. */
  readonly write: (user: Readonly<Record<string, unknown>>) => Record<string, unknown>
}

const known = new Map(
  ['id', 'name', 'email', 'emailVerified', 'image'].map((name) => [plainName(name), name]),
)

/** Makes the mapper of a schema's people. */
export function userRow(schema: Schema, users: Table): UserRow {
  const form = schema.instants.emailVerified
  const columns = users.facts.columns.map(({ name }) => {
    const meaning = known.get(plainName(name))
    // Of two spellings of one name, the second is a column of the application's.
    const property = meaning !== undefined && users.column(meaning) === name ? meaning : name
    return { name, property, select: property === 'emailVerified' ? form : 'iso' } as const
  })
  const properties = columns.map((column) => column.property)
  const count = properties.length

  return {
    selection: (prefix) =>
      columns.map(({ name, select }, index) =>
        // Not `sql.ref`, which splits a name at its dots.
        selectInstant(select, prefix === undefined ? sql.id(name) : sql.id(prefix, name)).as(
          `u${index}`,
        ),
      ),
    read: (values, offset) => {
      const user: StoredUser = { id: '', name: null, email: null, image: null, emailVerified: null }
      for (let index = 0; index < count; index += 1) {
        const property = properties[index] ?? ''
        const value = values[offset + index]
        if (property === 'id') user.id = String(value)
        else if (property === 'emailVerified') {
          const at = readVerified(form, value)
          user.emailVerified = at === null ? null : new Date(at)
        } else user[property] = value
      }
      return user
    },
    write: (user) => {
      const row: Record<string, unknown> = {}
      for (const { name, property } of columns) {
        const value = user[property]
        if (value === undefined) continue
        if (property === 'id') {
          // An id that this column cannot keep, such as a UUID in a serial one: the database makes it.
          if (typeof value === 'string' && isId(schema.userId, value)) row[name] = value
        } else if (property === 'emailVerified') {
          const unverified = form === 'yes' ? false : null
          row[name] = value instanceof Date ? writeInstant(form, value.getTime()) : unverified
        } else row[name] = columnValue(schema.dialect, value)
      }
      return row
    },
  }
}

/** What the database returned under names, in the order of its selection. */
export function inOrder(row: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Object.values(row)
}

/** Selects that a row is there, and nothing of it. */
export const presence = sql<number>`1`.as('present')
