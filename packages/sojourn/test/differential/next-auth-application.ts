/**
 * An application built on real NextAuth v4, behind Next's app router: `NextAuth(options)` as a route handler,
 * with the request scope that Next gives it.
 *
 * @module
 */
import { createRequire } from 'node:module'

/** Options of NextAuth, as far as a test does not look into them. */
export type NextAuthOptions = Readonly<Record<string, unknown>>

type RouteHandler = (
  request: Request,
  context: { readonly params: { readonly nextauth: readonly string[] } },
) => Promise<Response>

/** Next's storage of what `headers()` and `cookies()` of `next/headers` answer. */
interface Scope {
  readonly run: <T>(store: object, task: () => T) => T
}

// By `require`, so that they are the very modules that NextAuth itself requires.
const load = createRequire(import.meta.url)
// What Next's server loads before anything else: the scope below needs it.
load('next/dist/server/node-environment-baseline.js')
const { default: createHandler } = load('next-auth') as {
  default: (options: NextAuthOptions) => RouteHandler
}
const { NextRequest } = load('next/server') as { NextRequest: typeof Request }
const { workAsyncStorage } = load('next/dist/server/app-render/work-async-storage.external.js') as {
  workAsyncStorage: Scope
}
const { workUnitAsyncStorage } = load(
  'next/dist/server/app-render/work-unit-async-storage.external.js',
) as { workUnitAsyncStorage: Scope }
const { RequestCookies } = load('next/dist/server/web/spec-extension/cookies.js') as {
  RequestCookies: new (headers: Headers) => object
}

/**
 * Makes the application.
 *
 * @param basePath Where its catch-all route lies, without a trailing slash.
 * @returns What answers a request. What NextAuth throws becomes the 500 that Next makes of it.
 */
export function nextAuthApplication(
  options: NextAuthOptions,
  basePath: string,
): (request: Request) => Promise<Response> {
  const handler = createHandler(options)
  return async (given) => {
    const request = new NextRequest(given)
    const nextauth = segments(new URL(request.url).pathname, basePath)
    if (nextauth === undefined || nextauth.length === 0) return new Response(null, { status: 404 })
    const { headers } = request
    const cookies = new RequestCookies(headers)
    const unit = { type: 'request', phase: 'render', headers, cookies }
    try {
      return await workAsyncStorage.run({ route: '/api/auth/[...nextauth]' }, () =>
        workUnitAsyncStorage.run(unit, () => handler(request, { params: { nextauth } })),
      )
    } catch {
      return new Response(null, { status: 500 })
    }
  }
}

/** The segments of a path below the route, decoded as Next does; `undefined` if it is of another route. */
function segments(pathname: string, basePath: string): string[] | undefined {
  if (!pathname.startsWith(`${basePath}/`)) return undefined
  const rest = pathname.slice(basePath.length).split('/').filter(Boolean)
  return rest.map((segment) => decodeURIComponent(segment))
}
