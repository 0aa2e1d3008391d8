/**
 * Sojourn behind `node:http` with a `jwt` callback that changes the claims, so that each answer seals the
 * session anew.
 *
 * @module
 */
import { encode } from 'next-auth/jwt'
import { createNodeHandler } from 'sojourn/node'
import { createAuth } from 'sojourn/server'
import type { Serve } from '../../src/row.ts'
import { claims, cookieHeader, secret } from '../../src/sealed-request.ts'

export const serve: Serve = async () => ({
  path: '/api/auth/session',
  cookie: cookieHeader('next-auth.session-token', await encode({ token: claims, secret })),
  listener: createNodeHandler(
    createAuth({
      secret,
      providers: [],
      callbacks: { jwt: ({ token }) => ({ ...token, reads: Number(token['reads'] ?? 0) + 1 }) },
    }),
  ),
})
