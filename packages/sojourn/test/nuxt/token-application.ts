/**
 * A server with the parts of the provider `local`, put together as the Nitro plugin and the routes do it, on real h3
 * and real HTTP.
 *
 * @module
 */
import {
  createApp,
  createRouter,
  defineEventHandler,
  type EventHandler,
  getRouterParam,
  toNodeListener,
} from 'h3'
import { fetchNodeRequestHandler } from 'node-mock-http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createFetch } from 'ofetch'
import type { TokenHooks } from '../../src/client/index.ts'
import { type ProviderLocal, type PublicLocal, resolveOptions } from '../../src/nuxt/options.ts'
import { markOf } from '../../src/nuxt/runtime/server/asking.ts'
import {
  createEventTokens,
  type EventTokens,
} from '../../src/nuxt/runtime/server/tokens/event-tokens.ts'
import { answerTokenRequest } from '../../src/nuxt/runtime/server/tokens/token-endpoints.ts'

/** A running application. */
export interface TokenApplication {
  readonly url: string
  readonly close: () => Promise<void>
}

/** Options of {@link startApplication}. */
export interface ApplicationOptions {
  readonly baseURL: string
  readonly provider?: Omit<ProviderLocal, 'type'>
  readonly hooks?: TokenHooks
  /** Further routes, by path; each gets the tokens of its request. */
  readonly routes?: Record<
    string,
    (tokens: EventTokens, event: Parameters<EventHandler>[0]) => unknown
  >
}

/** Starts an application: `GET /page` asks for the session as a page does, `/api/_auth/**` are the token endpoints. */
export async function startApplication({
  baseURL,
  provider = {},
  hooks,
  routes = {},
}: ApplicationOptions): Promise<TokenApplication> {
  const resolved = resolveOptions({
    provider: {
      type: 'local',
      ...provider,
      refresh: { isEnabled: true, refreshOnlyToken: false, ...provider.refresh },
    },
  })
  const full = resolved.private.provider || (resolved.public.provider as PublicLocal)

  const app = createApp({
    onRequest(event) {
      // As Nitro does it, for requests within the process.
      const { __unenv__: context } = event.node.req as { __unenv__?: { _platform?: object } }
      event.context = { ...context?._platform, ...event.context, _platform: context?._platform }
    },
  })
  const listener = toNodeListener(app)
  const within = createFetch({
    fetch: (async (input: string, init?: object) =>
      input.startsWith('/')
        ? fetchNodeRequestHandler(listener, input, init)
        : fetch(input, init)) as typeof fetch,
  })
  const tokensOf = createEventTokens({
    baseURL,
    provider: full,
    hooks,
    mark: markOf({ buildId: 'test' }, baseURL),
    fetch: async (url, options) => within.raw<unknown>(url, options as object),
  })

  const router = createRouter()
  router.get(
    '/page',
    defineEventHandler(async (event) => {
      const { client } = tokensOf(event)
      const data = await client.getSession()
      const { error } = client.store.get()
      return { data, error: error?.code }
    }),
  )
  for (const [path, run] of Object.entries(routes)) {
    router.use(
      path,
      defineEventHandler(async (event) => run(tokensOf(event), event)),
    )
  }
  router.use(
    '/api/_auth/**',
    defineEventHandler(async (event) =>
      answerTokenRequest(event, getRouterParam(event, '_') ?? '', tokensOf, full),
    ),
  )
  app.use(router)

  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
