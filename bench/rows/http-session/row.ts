/**
 * Reading a session over HTTP: `GET /api/auth/session` with a sealed cookie, answered with the session as
 * JSON. Who renews the cookie, and when, is the contender's own: the client keeps what it is given.
 *
 * @module
 */
import type { ServerRow } from '../../src/row.ts'

export const row: ServerRow = {
  kind: 'server',
  title: 'GET session: sealed cookie, over HTTP, processor time of the server per request',
  operations: 10_000,
  limit: 'limit',
  claim: 3,
  check(result) {
    const name = (result as { user?: { name?: unknown } } | null)?.user?.name
    if (name !== 'Ada Lovelace') throw new Error(`No session was read: ${JSON.stringify(result)}`)
  },
}
