import NextAuth from 'next-auth'
import type { NextRequest } from 'next/server'
import { authOptions } from '../../../auth/options'

interface RouteContext {
  params: { nextauth: string[] }
}

/** Advanced initialization: the request decides. */
async function auth(request: NextRequest, context: RouteContext) {
  return await NextAuth(request, context, {
    ...authOptions,
    callbacks: {
      ...authOptions.callbacks,
      session({ session, token }) {
        session.provider = `${token.provider} by ${request.headers.get('x-brand') ?? 'nobody'}`
        return session
      },
    },
  })
}

export { auth as GET, auth as POST }
