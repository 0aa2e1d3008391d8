/**
 * @auth/core 0.41 (Auth.js v5): `Auth()`.
 *
 * @module
 */
import { Auth } from '@auth/core'
import { encode } from '@auth/core/jwt'
import type { Serve } from '../../src/row.ts'
import { claims, cookieHeader, secret } from '../../src/sealed-request.ts'
import { webListener } from '../../src/web-listener.ts'

export const serve: Serve = async () => {
  const name = 'authjs.session-token'
  const config = { secret, providers: [], trustHost: true, basePath: '/api/auth' }
  return {
    path: '/api/auth/session',
    cookie: cookieHeader(name, await encode({ token: claims, secret, salt: name })),
    listener: webListener((request) => Auth(request, config)),
  }
}
