/**
 * @auth/core 0.41 (Auth.js v5) with its PostgreSQL adapter, on the schema that its page documents.
 *
 * @module
 */
import type { Prepare } from '../../src/row.ts'
import { readWithAuthCore } from '../../src/stored/auth-js-on-postgresql.ts'

export const prepare: Prepare = async () => readWithAuthCore(process.env['BENCH_AUTH_JS'])
