/**
 * Sojourn's `getSession` on `sqlStorage` with a SQLite file.
 *
 * @module
 */
import { createAuth } from 'sojourn/server'
import { sqlStorage } from 'sojourn/storage/sql'
import type { Prepare } from '../../src/row.ts'
import { secret } from '../../src/sealed-request.ts'
import { requestsInTurns } from '../../src/stored/asked-sessions.ts'

export const prepare: Prepare = async () => {
  const adapter = sqlStorage(process.env['BENCH_SOJOURN'] ?? '')
  const auth = createAuth({ secret, providers: [], adapter })
  const request = requestsInTurns('next-auth.session-token')
  return () => auth.getSession(request())
}
