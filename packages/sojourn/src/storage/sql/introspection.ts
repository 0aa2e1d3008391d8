/**
 * What a database says about the tables that could be ours.
 *
 * @module
 */
import type { Row } from './database.ts'

/** A column as the database describes it. */
export interface ColumnFacts {
  readonly name: string
  /** Declared type, in lower case. */
  readonly type: string
  readonly nullable: boolean
  /** Whether the database fills it in where an insert leaves it out. */
  readonly automatic: boolean
}

/** An index as the database describes it. */
export interface IndexFacts {
  readonly name: string
  /** Its columns in order; empty if it is on expressions. */
  readonly columns: readonly string[]
  /** What it is on, as the database writes it; empty for one that a table has declared. */
  readonly definition: string
  readonly unique: boolean
  /** Whether it is on all rows. */
  readonly whole: boolean
  /** `false` for what a build that was killed has left behind. */
  readonly valid: boolean
}

/** A foreign key of one column. */
export interface ForeignKey {
  readonly column: string
  /** The table that it refers to; with its schema, if it is in none that is searched. */
  readonly table: string
}

/** A table as the database describes it. */
export interface TableFacts {
  readonly name: string
  readonly foreignKeys: readonly ForeignKey[]
  readonly columns: readonly ColumnFacts[]
  readonly indexes: readonly IndexFacts[]
  /** The statement that made it, where the database keeps it. */
  readonly definition: string
}

/** What is there. */
export interface Introspection {
  readonly serverVersion: string
  readonly tables: readonly TableFacts[]
  /** The schema in which Supabase keeps tables of Auth.js, if they are there and it is not searched. */
  readonly hiddenSchema: string | null
}

/** A name without what naming styles differ in: `session_token` and `sessionToken` are one. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll('_', '')
}

/** Whether a unique index is on exactly these columns, in any order. */
export function isUnique(table: TableFacts, columns: readonly string[]): boolean {
  return table.indexes.some(
    (index) =>
      index.unique &&
      index.whole &&
      index.valid &&
      index.columns.length === columns.length &&
      columns.every((column) => index.columns.includes(column)),
  )
}

/** Whether an index finds rows by this column. */
export function isIndexed(table: TableFacts, column: string): boolean {
  return table.indexes.some((index) => index.whole && index.valid && index.columns[0] === column)
}

/** Rows by what a column says, in the order in which they came. */
export function groupRows(rows: readonly Row[], column: string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const key = String(row[column])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return groups
}
