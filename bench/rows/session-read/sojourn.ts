/**
 * Sojourn's `getSession`, default callbacks.
 *
 * @module
 */
import { encode } from 'next-auth/jwt'
import { createAuth } from 'sojourn/server'
import type { Prepare } from '../../src/row.ts'
import { claims, requestWith, secret } from '../../src/sealed-request.ts'

export const prepare: Prepare = async () => {
  const auth = createAuth({ secret, providers: [] })
  const request = requestWith('next-auth.session-token', await encode({ token: claims, secret }))
  return () => auth.getSession(request)
}
