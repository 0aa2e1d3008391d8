/**
 * @auth/core 0.41 (Auth.js v5): `Auth()` for its session address, as `auth()` of next-auth 5 reads it.
 *
 * @module
 */
import { Auth } from '@auth/core'
import { encode } from '@auth/core/jwt'
import type { Prepare } from '../../src/row.ts'
import { claims, requestWith, secret } from '../../src/sealed-request.ts'

export const prepare: Prepare = async () => {
  const name = 'authjs.session-token'
  const { headers } = requestWith(name, await encode({ token: claims, secret, salt: name }))
  const request = new Request('http://localhost:3000/auth/session', { headers })
  const config = { secret, providers: [], trustHost: true, basePath: '/auth' }
  return async () => (await Auth(request, config)).json()
}
