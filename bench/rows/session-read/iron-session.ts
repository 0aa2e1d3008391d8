/**
 * iron-session 9 `getIronSession`.
 *
 * @module
 */
import { getIronSession, sealData } from 'iron-session'
import type { Prepare } from '../../src/row.ts'
import { claims, requestWith, secret } from '../../src/sealed-request.ts'

export const prepare: Prepare = async () => {
  const options = { cookieName: 'iron', password: secret }
  const user = { name: claims.name, email: claims.email, image: claims.picture }
  const request = requestWith('iron', await sealData({ user }, options))
  return async () => getIronSession(request, new Response(), options)
}
