/** Each way to protect pages of NextAuth's documents, for the pages below a path of its own. */
import { getToken } from 'next-auth/jwt'
import { type NextRequestWithAuth, withAuth } from 'next-auth/middleware'
import { type NextFetchEvent, type NextRequest, NextResponse } from 'next/server'
import byFunction from './auth/guards/function'
import onlyFunction from './auth/guards/only-function'
import byOptions from './auth/guards/options'
import plain from './auth/guards/plain'

export default async function middleware(request: NextRequest, event: NextFetchEvent) {
  const withToken = request as NextRequestWithAuth
  const { pathname } = request.nextUrl
  if (pathname.startsWith('/guarded/plain')) return plain(withToken, event)
  if (pathname.startsWith('/guarded/request-only')) return withAuth(withToken)
  if (pathname.startsWith('/guarded/request-options')) {
    return withAuth(withToken, {
      callbacks: { authorized: ({ token }) => token?.role === 'admin' },
    })
  }
  if (pathname.startsWith('/guarded/token')) {
    const token = await getToken({ req: request })
    if (!token) return NextResponse.redirect(new URL('/auth/login', request.url))
    return NextResponse.next({ headers: { 'x-token-role': token.role ?? 'none' } })
  }
  if (pathname.startsWith('/guarded/function')) return byFunction(withToken, event)
  if (pathname.startsWith('/guarded/only-function')) return onlyFunction(withToken, event)
  return byOptions(withToken, event)
}

export const config = {
  matcher: ['/guarded/:path*', '/api/guarded/:path*', '/app/guarded/:path*'],
}
