/**
 * Better Auth 1.7 `auth.api.getSession({ headers })` on its own schema, without its cookie cache.
 *
 * @module
 */
import { betterAuth } from 'better-auth'
import { Pool } from 'pg'
import type { Prepare } from '../../src/row.ts'
import { requestWith, secret } from '../../src/sealed-request.ts'
import { inTurns, signed } from '../../src/stored/asked-sessions.ts'

export const prepare: Prepare = async () => {
  const auth = betterAuth({
    secret,
    baseURL: 'http://localhost:3000',
    database: new Pool({ connectionString: process.env['BENCH_BETTER_AUTH'] }),
  })
  const headers = inTurns(
    (token) => requestWith('better-auth.session_token', signed(token)).headers,
  )
  return () => auth.api.getSession({ headers: headers() })
}
