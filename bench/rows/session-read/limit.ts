/**
 * The limit: the least that does it, with Node's own parts.
 *
 * @module
 */
import { encode } from 'next-auth/jwt'
import { readSealedSession } from '../../src/least-session.ts'
import type { Prepare } from '../../src/row.ts'
import { claims, requestWith, secret } from '../../src/sealed-request.ts'

export const prepare: Prepare = async () => {
  const request = requestWith('next-auth.session-token', await encode({ token: claims, secret }))
  return () => readSealedSession(request.headers.get('cookie') ?? '')
}
