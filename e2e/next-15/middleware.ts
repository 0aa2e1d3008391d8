import type { NextFetchEvent, NextRequest } from 'next/server'
import { withAuth } from 'sojourn/next'
import { auth, storedOptions } from './app/stored/options'

const { callbacks: _, ...options } = storedOptions
const strict = withAuth(options)

export function middleware(request: NextRequest, event: NextFetchEvent) {
  return request.nextUrl.searchParams.has('strict') ? strict(request, event) : auth(request, event)
}

export const config = { matcher: ['/stored/:path*'], runtime: 'nodejs' }
