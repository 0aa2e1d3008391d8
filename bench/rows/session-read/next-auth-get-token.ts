/**
 * next-auth 4 `getToken`: opens the cookie, makes no session of it.
 *
 * @module
 */
import { encode, getToken } from 'next-auth/jwt'
import type { Prepare } from '../../src/row.ts'
import { claims, requestWith, secret } from '../../src/sealed-request.ts'

export const prepare: Prepare = async () => {
  const value = await encode({ token: claims, secret })
  const { headers } = requestWith('next-auth.session-token', value)
  const cookies = Object.fromEntries(
    (headers.get('cookie') ?? '').split('; ').map((pair) => pair.split(/=(.*)/s).slice(0, 2)),
  ) as Record<string, string>
  const req = { headers: Object.fromEntries(headers), cookies } as Parameters<
    typeof getToken
  >[0]['req']
  return async () => {
    const token = await getToken({ req, secret })
    return { user: { name: token?.name } }
  }
}
