import { withAuth } from 'next-auth/middleware'
import { NextResponse } from 'next/server'

export default withAuth(function middleware(request) {
  return NextResponse.rewrite(
    new URL(`/rewritten?for=${request.nextauth.token?.name}`, request.url),
  )
})
