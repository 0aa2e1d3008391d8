/**
 * iron-session 9 on `node:http`: opened, and not saved, as its users read a session.
 *
 * @module
 */
import { getIronSession, sealData } from 'iron-session'
import type { Serve } from '../../src/row.ts'
import { claims, cookieHeader, secret } from '../../src/sealed-request.ts'

export const serve: Serve = async () => {
  const options = { cookieName: 'iron', password: secret, cookieOptions: { secure: false } }
  const user = { name: claims.name, email: claims.email, image: claims.picture }
  return {
    path: '/session',
    cookie: cookieHeader('iron', await sealData({ user }, options)),
    listener: async (req, res) => {
      const session = await getIronSession<{ user?: typeof user }>(req, res, options)
      const body = JSON.stringify({ user: session.user })
      res.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      })
      res.end(body)
    },
  }
}
