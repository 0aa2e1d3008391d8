/**
 * @auth/core with its PostgreSQL adapter: `Auth()` for its session address.
 *
 * @module
 */
import { Auth } from '@auth/core'
import PostgresAdapter from '@auth/pg-adapter'
import { Pool } from 'pg'
import { secret } from '../sealed-request.ts'
import { requestsInTurns } from './asked-sessions.ts'

/** Reads a session at each call. */
export function readWithAuthCore(connectionString: string | undefined): () => Promise<unknown> {
  const adapter = PostgresAdapter(new Pool({ connectionString }))
  const request = requestsInTurns('authjs.session-token', '/auth/session')
  const config = { secret, providers: [], trustHost: true, basePath: '/auth', adapter }
  return async () => (await Auth(request(), config)).json()
}
