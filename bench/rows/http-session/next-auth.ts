/**
 * next-auth 4 by its own API handler, with the little of Next's request and response that it uses.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import NextAuth from 'next-auth'
import { encode } from 'next-auth/jwt'
import type { Serve } from '../../src/row.ts'
import { claims, cookieHeader, secret } from '../../src/sealed-request.ts'

type ApiHandler = (req: IncomingMessage, res: ServerResponse, options: object) => Promise<unknown>

export const serve: Serve = async () => {
  process.env['NEXTAUTH_URL'] = 'http://localhost:3000'
  // A CommonJS module, whose default export Node and TypeScript see at different places.
  const { default: handler } = NextAuth as unknown as { default: ApiHandler }
  return {
    path: '/api/auth/session',
    cookie: cookieHeader('next-auth.session-token', await encode({ token: claims, secret })),
    listener: async (req, res) => {
      const pairs = (req.headers.cookie ?? '').split('; ').map((pair) => pair.split(/=(.*)/s))
      Object.assign(req, {
        query: { nextauth: ['session'] },
        cookies: Object.fromEntries(pairs),
      })
      Object.assign(res, {
        status(code: number) {
          res.statusCode = code
          return res
        },
        send(value: unknown) {
          const body = JSON.stringify(value)
          res.setHeader('content-length', Buffer.byteLength(body))
          res.end(body)
        },
      })
      await handler(req, res, { secret, providers: [] })
    },
  }
}
