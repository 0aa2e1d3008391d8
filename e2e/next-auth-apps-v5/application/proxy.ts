import {
  type NextFetchEvent,
  type NextMiddleware,
  type NextRequest,
  NextResponse,
} from 'next/server'
import { auth } from './auth'

/** The form with a function of the application's own. */
const wrapped = auth((request) => {
  const headers = new Headers(request.headers)
  headers.set('x-seen-by-proxy', request.auth?.user.name ?? 'nobody')
  if (request.nextUrl.pathname === '/wrapped/away' && !request.auth) {
    return NextResponse.redirect(new URL('/join', request.nextUrl))
  }
  return NextResponse.next({ request: { headers } })
}) as unknown as NextMiddleware

/** The other one: `auth` itself, with `callbacks.authorized`. What Next calls, it calls without asking for its type. */
const plain = auth as unknown as NextMiddleware

export function proxy(request: NextRequest, event: NextFetchEvent): ReturnType<NextMiddleware> {
  const { pathname } = request.nextUrl
  return pathname.startsWith('/wrapped') ? wrapped(request, event) : plain(request, event)
}

export const config = {
  matcher: ['/((?!api/auth|api/lazy|_next/static|_next/image|favicon.ico).*)'],
}
