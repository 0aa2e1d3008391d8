/**
 * Reading a session: from a ready request with a `Cookie` header to the session object, in process.
 *
 * @module
 */
import type { OperationRow } from '../../src/row.ts'

export const row: OperationRow = {
  kind: 'operation',
  title: 'Session read: sealed cookie, in process, processor time per read',
  operations: 20_000,
  limit: 'limit',
  claim: 1.5,
  check(result) {
    const name = (result as { user?: { name?: unknown } } | null)?.user?.name
    if (name !== 'Ada Lovelace') throw new Error(`No session was read: ${JSON.stringify(result)}`)
  },
}
