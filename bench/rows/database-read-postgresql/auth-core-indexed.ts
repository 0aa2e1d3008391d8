/**
 * The same with an index on the token, which its users must think of themselves.
 *
 * @module
 */
import type { Prepare } from '../../src/row.ts'
import { readWithAuthCore } from '../../src/stored/auth-js-on-postgresql.ts'

export const prepare: Prepare = async () => readWithAuthCore(process.env['BENCH_AUTH_JS_INDEXED'])
