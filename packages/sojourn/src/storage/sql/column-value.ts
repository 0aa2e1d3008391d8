/**
 * Values of columns that are not ours, as each database takes them.
 *
 * @module
 */
import type { Dialect } from './database.ts'
import type { ColumnFacts } from './introspection.ts'
import type { Table } from './found-tables.ts'
import { instantForm, writeInstant } from './instant-form.ts'
import { plainName } from './introspection.ts'

/** A value as the driver takes it. SQLite has no type for time or structure. */
export function columnValue(dialect: Dialect, value: unknown): unknown {
  if (dialect.name === 'postgresql' || typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return value.toISOString()
  return ArrayBuffer.isView(value) ? value : JSON.stringify(value)
}

/**
 * What an insert must say about columns that nobody mentioned: ids and moments that Prisma and others
 * make in the program, not in the database.
 */
export function programDefaults(table: Table): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const column of table.facts.columns) {
    if (column.automatic || column.nullable) continue
    const made = madeByProgram(column, table)
    if (made !== undefined) values[column.name] = made
  }
  return values
}

/** Whether {@link programDefaults} knows what to write into a column. */
export function isMadeByProgram(column: ColumnFacts): boolean {
  return ['id', 'createdat', 'updatedat'].includes(plainName(column.name))
}

function madeByProgram(column: ColumnFacts, table: Table): unknown {
  switch (plainName(column.name)) {
    case 'id':
      return crypto.randomUUID()
    case 'createdat':
    case 'updatedat':
      return momentNow(column, table)
    default:
      return undefined
  }
}

/** The present in a column that is somebody else's, such as `updatedAt`; nothing here depends on it. */
function momentNow(column: ColumnFacts, { facts }: Table): string | number | boolean {
  return writeInstant(instantForm(column.type, facts.definition, []), Date.now())
}
