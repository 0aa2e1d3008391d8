/**
 * Signing in by a name and a password: the CSRF token, the form, and who is signed in then. In process, through
 * web requests, without hashing a password, which would be nearly all of it.
 *
 * @module
 */
import type { OperationRow } from '../../src/row.ts'
import { checkPerson } from '../../src/sign-in/visitor.ts'

export const row: OperationRow = {
  kind: 'operation',
  title: 'Credentials sign-in: token, form and session, in process, processor time per sign-in',
  operations: 3000,
  limit: 'limit',
  claim: 2,
  check: checkPerson,
}
