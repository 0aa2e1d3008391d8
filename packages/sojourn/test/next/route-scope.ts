/**
 * Next's own scope of a request, without a server: what it runs route handlers in, with `headers()`, `cookies()` that
 * can be set, and `redirect()`.
 *
 * @module
 */
// Before anything of Next: it brings what its scopes are made with.
import 'next/dist/server/node-environment-baseline.js'
import { AppRouteRouteModule } from 'next/dist/server/route-modules/app-route/module.js'
import { NextRequest } from 'next/server.js'
import type { TestBrowser } from '../support/browser.ts'

type Handler = (request: NextRequest) => unknown

type Options = ConstructorParameters<typeof AppRouteRouteModule>[0]

/**
 * Calls a handler as Next calls it, with the cookies of a browser, which gets those of the answer.
 *
 * @param handler What it returns other than a `Response` is answered as JSON.
 */
export async function inRoute(
  browser: TestBrowser,
  handler: Handler,
  headers: Record<string, string> = {},
  method: 'GET' | 'POST' = 'POST',
): Promise<Response> {
  const sent = browser.request('/action', { method, headers })
  sent.headers.set('host', 'localhost:3000')
  const route = new AppRouteRouteModule({
    definition: {
      kind: 'APP_ROUTE' as never,
      page: '/action/route',
      pathname: '/action',
      filename: 'route',
      bundlePath: 'app/action/route',
    },
    resolvedPagePath: '/action/route.ts',
    distDir: '',
    relativeProjectDir: '',
    nextConfigOutput: undefined,
    userland: (() => ({
      [method]: async (request: NextRequest) => {
        const answer = await handler(request)
        return answer instanceof Response ? answer : Response.json(answer ?? null)
      },
    })) as unknown as Options['userland'],
  })
  await route.ensureUserland()
  const context = {
    params: Promise.resolve({}),
    previewProps: {
      previewModeId: 'none',
      previewModeEncryptionKey: '',
      previewModeSigningKey: '',
    },
    sharedContext: { buildId: 'test', deploymentId: '' },
    renderOpts: { experimental: {}, cacheComponents: false, cacheLifeProfiles: {} },
  }
  const response = await route.handle(new NextRequest(sent), context as never)
  browser.receive(response)
  return response
}
