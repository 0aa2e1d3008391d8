/**
 * The limit: `node:http` and a constant, as long as the real answer.
 *
 * @module
 */
import type { Serve } from '../../src/row.ts'
import { claims } from '../../src/sealed-request.ts'
import { answerHeaders } from '../../src/session-answer.ts'

export const serve: Serve = async () => {
  const user = { name: claims.name, email: claims.email, image: claims.picture }
  const body = JSON.stringify({ user, expires: new Date().toISOString() })
  return {
    path: '/api/auth/session',
    cookie: 'theme=dark',
    listener: (_, res) => {
      res.writeHead(200, { ...answerHeaders, 'content-length': body.length })
      res.end(body)
    },
  }
}
