/**
 * next-auth 4 `getServerSession(req, res, options)`, as an API route calls it.
 *
 * @module
 */
import { getServerSession } from 'next-auth'
import { encode } from 'next-auth/jwt'
import type { Prepare } from '../../src/row.ts'
import { claims, requestWith, secret } from '../../src/sealed-request.ts'

export const prepare: Prepare = async () => {
  process.env['NEXTAUTH_URL'] = 'http://localhost:3000'
  const value = await encode({ token: claims, secret })
  const headers = Object.fromEntries(requestWith('next-auth.session-token', value).headers)
  const cookies = { 'next-auth.session-token': value }
  const response = { getHeader: () => undefined, setHeader: () => undefined }
  type Arguments = Parameters<typeof getServerSession>
  return () =>
    getServerSession(
      ...([{ headers, cookies }, response, { secret, providers: [] }] as unknown as Arguments),
    )
}
