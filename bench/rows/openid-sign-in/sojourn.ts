/**
 * Sojourn's `handle`.
 *
 * @module
 */
import { oidc } from 'sojourn/providers/oidc'
import { createAuth } from 'sojourn/server'
import type { Prepare } from '../../src/row.ts'
import { secret } from '../../src/sealed-request.ts'
import { signInByProvider } from '../../src/sign-in/visitor.ts'

export const prepare: Prepare = async () => {
  const { BENCH_ISSUER: issuer = '', BENCH_CLIENT_ID: clientId = '' } = process.env
  const client = { token_endpoint_auth_method: 'none' } as const
  const auth = createAuth({ secret, providers: [oidc({ id: 'bench', issuer, clientId, client })] })
  return () => signInByProvider(auth.handle)
}
