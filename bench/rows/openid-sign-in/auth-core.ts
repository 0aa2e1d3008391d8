/**
 * @auth/core 0.41 (Auth.js v5): `Auth()`.
 *
 * @module
 */
import { Auth } from '@auth/core'
import type { Prepare } from '../../src/row.ts'
import { secret } from '../../src/sealed-request.ts'
import { signInByProvider } from '../../src/sign-in/visitor.ts'

export const prepare: Prepare = async () => {
  const { BENCH_ISSUER: issuer = '', BENCH_CLIENT_ID: clientId = '' } = process.env
  const config: Parameters<typeof Auth>[1] = {
    secret,
    trustHost: true,
    basePath: '/api/auth',
    providers: [
      {
        id: 'bench',
        name: 'Bench',
        type: 'oidc',
        issuer,
        clientId,
        checks: ['pkce', 'state', 'nonce'],
        client: { token_endpoint_auth_method: 'none' },
      },
    ],
  }
  return () => signInByProvider((request) => Auth(request, config))
}
