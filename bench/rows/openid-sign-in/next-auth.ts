/**
 * next-auth 4 by its own API handler.
 *
 * @module
 */
import type { Prepare } from '../../src/row.ts'
import { secret } from '../../src/sealed-request.ts'
import { nextAuthSite } from '../../src/sign-in/next-auth-site.ts'
import { signInByProvider } from '../../src/sign-in/visitor.ts'

export const prepare: Prepare = async () => {
  const { BENCH_ISSUER: issuer = '', BENCH_CLIENT_ID: clientId = '' } = process.env
  const site = nextAuthSite({
    secret,
    providers: [
      {
        id: 'bench',
        name: 'Bench',
        type: 'oauth',
        wellKnown: `${issuer}/.well-known/openid-configuration`,
        authorization: { params: { scope: 'openid email profile' } },
        idToken: true,
        checks: ['pkce', 'state', 'nonce'],
        clientId,
        client: { token_endpoint_auth_method: 'none' },
        profile: ({ sub, name, email }: Record<string, string>) => ({ id: sub, name, email }),
      },
    ],
  })
  return () => signInByProvider(site)
}
