/**
 * The limit: the bare join as a named prepared statement, with the token's digest made by Node.
 *
 * @module
 */
import { Pool } from 'pg'
import type { Prepare } from '../../src/row.ts'
import { digestOf, inTurns } from '../../src/stored/asked-sessions.ts'

const text = `select s.expires, u.id, u.name, u.email, u.image from sessions s join users u on u.id = s."userId" where s."sessionToken" = $1`

export const prepare: Prepare = async () => {
  const pool = new Pool({ connectionString: process.env['BENCH_SOJOURN'] })
  const digest = inTurns(digestOf)
  return async () => {
    const { rows } = await pool.query<Record<string, unknown>>({
      name: 'session',
      text,
      values: [digest()],
    })
    const { name, email, image, expires } = rows[0] ?? {}
    return { user: { name, email, image }, expires }
  }
}
