/**
 * What must be reachable for anybody, to sign in and to load a page at all, and where everybody else is led.
 *
 * @module
 */
import { type NextRequest, NextResponse } from 'next/server.js'
import { withinBase } from '../core/base-path.ts'
import { readEnvironment } from '../server/environment.ts'
import type { AuthConfig } from '../server/index.ts'

/** What of the configuration says which paths are whose. */
export interface Paths extends Pick<AuthConfig, 'pages' | 'url'> {
  /** Where the endpoints are. */
  readonly basePath: string
}

/** What is below the endpoints' path, as far as it is an endpoint. */
const action =
  /^(?:callback|csrf|error|events|_log|providers|sessions?|signin|signout|verify-request)(?:\/|$)/

/** Whether a request is for an endpoint: that says itself who may do what, and sets its own cookies. */
export function isEndpoint({ nextUrl }: NextRequest, { basePath }: Paths): boolean {
  const path = fullPath(nextUrl)
  const base = withinBase(basePath, nextUrl.basePath)
  return path.startsWith(`${base}/`) && action.test(path.slice(base.length + 1))
}

/** Whether a request is for what Next serves of its own, the same to everybody. */
export function isAsset(request: NextRequest): boolean {
  // A request that an application has made itself has none.
  const { pathname } = (request.nextUrl as NextRequest['nextUrl'] | undefined) ?? { pathname: '' }
  return (
    // Props of a protected page are none of Next's own; it asks for them by the page's path, or by this.
    (pathname.startsWith('/_next/') && !pathname.startsWith('/_next/data/')) ||
    pathname === '/favicon.ico'
  )
}

/** Whether a path must be reachable for anybody: to sign in, and to load a page at all. */
export function isOpen(request: NextRequest, paths: Paths): boolean {
  const { basePath } = request.nextUrl
  const { pages, url = readEnvironment().url } = paths
  return (
    isEndpoint(request, paths) ||
    isAsset(request) ||
    [pages?.signIn, pages?.signOut, pages?.error, pages?.verifyRequest].some(
      (page) => pathOf(page, basePath, url) === fullPath(request.nextUrl),
    )
  )
}

/**
 * Leads to the sign-in page, and from there back.
 *
 * @param callbackUrl What is asked for now.
 */
export function toSignIn(request: NextRequest, paths: Paths, callbackUrl: string): Response {
  const { basePath, origin } = request.nextUrl
  const signIn = paths.pages?.signIn || `${paths.basePath}/signin`
  const target = new URL(withinBase(signIn, basePath), origin)
  target.searchParams.set('callbackUrl', callbackUrl)
  // What was posted here is not for the sign-in page (RFC 9700, section 4.12).
  return NextResponse.redirect(target, request.method === 'GET' ? 307 : 303)
}

function fullPath({ basePath, pathname }: NextRequest['nextUrl']): string {
  return withoutSlash(basePath + pathname)
}

/**
 * The path of a page of this site; `undefined` for any other. Never by the address that is asked for: what is empty
 * or a query alone would be every page then, and a `Host` that anybody can send would make another site this one.
 */
function pathOf(
  page: string | undefined,
  basePath: string,
  address: string | undefined,
): string | undefined {
  if (page?.startsWith('/')) {
    const target = URL.parse(withinBase(page, basePath), nowhere)
    return target?.origin === nowhere ? withoutSlash(target.pathname) : undefined
  }
  const target = page === undefined ? null : URL.parse(page)
  const own = address === undefined ? null : URL.parse(address)
  return target !== null && target.origin === own?.origin
    ? withoutSlash(target.pathname)
    : undefined
}

/** An origin to read paths by. */
const nowhere = 'http://nowhere.invalid'

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, '')
}
