/**
 * The limit: the bare join, prepared once, with the token's digest made by Node.
 *
 * @module
 */
import { DatabaseSync } from 'node:sqlite'
import type { Prepare } from '../../src/row.ts'
import { digestOf, inTurns } from '../../src/stored/asked-sessions.ts'

export const prepare: Prepare = async () => {
  const database = new DatabaseSync(process.env['BENCH_SOJOURN'] ?? '')
  database.exec('pragma journal_mode = wal')
  const statement = database.prepare(
    `select s.expires, u.id, u.name, u.email, u.image from sessions s join users u on u.id = s."userId" where s."sessionToken" = ?`,
  )
  const digest = inTurns(digestOf)
  return () => {
    const { name, email, image, expires } = statement.get(digest()) ?? {}
    return { user: { name, email, image }, expires }
  }
}
