import type { NextApiRequest, NextApiResponse } from 'next'
import NextAuth from 'next-auth'
import { authOptions } from '../../../auth/options'

/** Advanced initialization: the request decides. */
export default async function auth(req: NextApiRequest, res: NextApiResponse) {
  const isDefaultSigninPage = req.method === 'GET' && req.query.nextauth?.includes('signin')
  const providers = [...authOptions.providers]
  // Hides the PIN from the built-in sign-in page.
  if (isDefaultSigninPage) providers.pop()
  return await NextAuth(req, res, {
    ...authOptions,
    pages: {},
    providers,
    callbacks: {
      ...authOptions.callbacks,
      session({ session, token }) {
        session.provider = `${token.provider} by ${String(req.headers['x-brand'] ?? 'nobody')}`
        return session
      },
    },
  })
}
