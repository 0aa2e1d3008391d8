/**
 * Sojourn through `Request` and `Response`, as a web framework calls it.
 *
 * @module
 */
import { encode } from 'next-auth/jwt'
import { createAuth } from 'sojourn/server'
import type { Serve } from '../../src/row.ts'
import { claims, cookieHeader, secret } from '../../src/sealed-request.ts'
import { webListener } from '../../src/web-listener.ts'

export const serve: Serve = async () => ({
  path: '/api/auth/session',
  cookie: cookieHeader('next-auth.session-token', await encode({ token: claims, secret })),
  listener: webListener(createAuth({ secret, providers: [] }).handle),
})
