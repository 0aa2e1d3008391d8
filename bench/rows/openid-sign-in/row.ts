/**
 * Signing in at an OpenID Provider: the CSRF token, the way there and back, and who is signed in then. In
 * process, through web requests; the provider is another process, whose metadata and keys are known by then.
 *
 * @module
 */
import { fakeProvider } from 'sojourn/testing'
import type { OperationRow } from '../../src/row.ts'
import { checkPerson } from '../../src/sign-in/visitor.ts'

export const row: OperationRow = {
  kind: 'operation',
  title: 'OpenID sign-in: there, back and session, in process, processor time per sign-in',
  operations: 400,
  limit: 'limit',
  claim: 1.5,
  check: checkPerson,
  async setUp() {
    const provider = await fakeProvider({ id: 'bench' })
    const { clientId = '' } = provider.config
    return {
      env: { BENCH_ISSUER: provider.issuer, BENCH_CLIENT_ID: clientId },
      tearDown: provider.close,
    }
  },
}
