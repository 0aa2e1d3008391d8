/**
 * The limit with a session: opens the cookie with synchronous `node:crypto`. The cookie that it answers
 * with is a constant, so it renews nothing.
 *
 * @module
 */
import { encode } from 'next-auth/jwt'
import { readSealedSession } from '../../src/least-session.ts'
import type { Serve } from '../../src/row.ts'
import { claims, cookieHeader, secret } from '../../src/sealed-request.ts'
import { answerHeaders } from '../../src/session-answer.ts'

export const serve: Serve = async () => ({
  path: '/api/auth/session',
  cookie: cookieHeader('next-auth.session-token', await encode({ token: claims, secret })),
  listener: (req, res) => {
    const body = JSON.stringify(readSealedSession(req.headers.cookie ?? ''))
    res.writeHead(200, { ...answerHeaders, 'content-length': Buffer.byteLength(body) })
    res.end(body)
  },
})
