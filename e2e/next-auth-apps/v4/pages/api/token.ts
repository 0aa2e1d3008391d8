import type { NextApiRequest, NextApiResponse } from 'next'
import { decode, encode, getToken } from 'next-auth/jwt'

const secret = process.env.NEXTAUTH_SECRET ?? ''

export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  const raw = await getToken({ req, raw: true })
  const text = await encode({ token: { sub: '7', name: 'Ada' }, secret, maxAge: 60 })
  const salted = await encode({ token: { sub: '8' }, secret, salt: 'letters' })
  res.json({
    token: await getToken({ req }),
    withSecret: await getToken({
      req,
      secret,
      secureCookie: false,
      cookieName: 'next-auth.session-token',
    }),
    otherSecret: await getToken({ req, secret: 'another' }),
    otherName: await getToken({ req, cookieName: 'nothing' }),
    raw,
    decoded: await decode({ token: raw, secret }).catch(() => null),
    around: await decode({ token: text, secret }),
    salted: await decode({ token: salted, secret, salt: 'letters' }),
  })
}
