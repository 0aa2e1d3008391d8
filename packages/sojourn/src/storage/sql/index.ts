/**
 * `sojourn/storage/sql`: sessions and people in SQLite or PostgreSQL.
 *
 * @module
 */
export { sqlStorage } from './sql-storage.ts'
export type { SqlStorage } from './sql-storage.ts'
export type { SqlSource } from './source.ts'
export type { PostgresqlClient, PostgresqlPool } from './postgresql.ts'
export type { MigrationStep, OnStep } from './migration.ts'
export type { SchemaProblem, SchemaReport } from './report.ts'
