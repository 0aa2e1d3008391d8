/**
 * What the storage asks of a database: to run scripts, and to know its own words.
 *
 * Kysely builds every statement, but does not run it. A script is a generator that yields statements
 * and is given their outcomes. So the same script runs in one go on SQLite, whose driver answers at
 * once, and step by step on PostgreSQL. A transaction on SQLite therefore never yields to the event
 * loop: no other request can see its uncommitted rows, although all share one connection. This holds
 * for `:memory:` too, which cannot have a second connection.
 *
 * @module
 */
import type { Kysely, RawBuilder } from 'kysely'

import type { Introspection } from './introspection.ts'

/** A row by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>

/** Builds statements on tables whose names are known when the program runs. */
export type Builder = Kysely<Record<string, Record<string, unknown>>>

/** SQL with its parameters, as Kysely compiles it. */
export interface Statement {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** What a statement did. */
export interface Outcome {
  /** What it read or returned. */
  readonly rows: readonly Row[]
  /** How many rows it inserted, updated or deleted. */
  readonly changes: number
}

/** Statements in an order that depends on their outcomes. */
export type Script<T> = Generator<Statement, T, Outcome>

/** Where a value violated a unique constraint. */
export interface UniqueViolation {
  /** Empty where the database names only the index. */
  readonly table: string
  /** The columns, as the database lists them. */
  readonly columns: string
  /** The index, where the database names only that. */
  readonly index: string | null
}

/** What differs between databases in the statements that are built. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgresql'
  readonly builder: Builder
  /** The function that returns the greatest of its arguments. */
  readonly greatest: 'max' | 'greatest'
  /** What finds a row at once within one statement. */
  readonly rowAddress: 'rowid' | 'ctid'
  /** Whether rows are locked by name. Elsewhere a writing transaction has the database for itself. */
  readonly rowLocks: boolean
  /** Makes the transaction wait for others that hold the same name. Nothing where all wait anyway. */
  readonly lockName: (name: string) => Statement | null
  /** SQL types and defaults of the tables that are created. */
  readonly types: {
    readonly instant: RawBuilder<unknown>
    readonly flag: RawBuilder<unknown>
    readonly randomId: RawBuilder<unknown>
  }
  /** Reads what tables there are. */
  readonly introspect: () => Script<Introspection>
  /** What a thrown error says about a unique constraint; `null` if it is about something else. */
  readonly uniqueViolation: (error: unknown) => UniqueViolation | null
  /** Whether a thrown error is about the values that were given, so that the schema is what it was. */
  readonly isAboutValues: (error: unknown) => boolean
  /** Whether a thrown error says that the row which a foreign key names is not there. */
  readonly isMissingParent: (error: unknown) => boolean
}

/** An opened database. */
export interface Database {
  readonly dialect: Dialect
  /**
   * Runs a script, each statement by itself. May begin it anew, so that it must be one statement, or do
   * no harm when it is done twice.
   */
  readonly run: <T>(script: () => Script<T>) => Promise<T>
  /** Runs a script as one transaction; all of it or nothing. May run it again after a deadlock. */
  readonly transaction: <T>(script: () => Script<T>) => Promise<T>
  /** Runs a migration, alone among all processes. */
  readonly migrate: <T>(script: () => Script<T>) => Promise<T>
  /**
   * Makes the hot read. It takes a statement with one token and, where a round trip costs more than a
   * second probe, one with two.
   */
  readonly reader: <T>(
    statement: (tokens: readonly string[]) => Statement,
    toResult: (values: ArrayLike<unknown>) => T,
  ) => (tokens: readonly string[]) => T | null | Promise<T | null>
  readonly close: () => Promise<void>
}
