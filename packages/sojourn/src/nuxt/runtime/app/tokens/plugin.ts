/**
 * One client for an application in the browser, and one for each request on the server, both beginning with the same
 * state. The tokens themselves are in neither the HTML nor the payload: each side reads its cookies.
 *
 * @module
 */
import {
  defineNuxtPlugin,
  type NuxtApp,
  onNuxtReady,
  useRequestEvent,
  useRuntimeConfig,
} from 'nuxt/app'
import { browserTokenJar } from '../../../../client/tokens/browser-jar.ts'
import {
  createTokenClient,
  type TokenClient,
  type TokenClientOptions,
  type TokenState,
} from '../../../../client/tokens/token-client.ts'
import type { SendTokenRequest } from '../../../../client/tokens/token-request.ts'
import {
  createTokenComposables,
  type TokenAuth,
  type TokenComposables,
} from '../../../../vue/token-composables.ts'
import hooks from '#build/sojourn-hooks.mjs'
import type { PublicAuthConfig, PublicLocal } from '../../../options.ts'
import { tokenBaseOf } from '../../base-path.ts'
import { type AuthFetch, authFetchOf } from '../lazy-fetch.ts'
import { isLoginPath } from '../login-page.ts'
import { readPageState, sharePageState } from '../page-state.ts'
import { revalidationIn, startRefreshHandler } from '../refresh-handler.ts'
import type { SojournApp } from '../sojourn-app.ts'

/** `nuxtApp.$sojourn` of this provider. */
export interface TokenApp extends SojournApp, TokenComposables {
  readonly auth: TokenAuth & { readonly fetch: AuthFetch }
  readonly client: TokenClient
}

export default defineNuxtPlugin({
  name: 'sojourn',
  enforce: 'pre',
  async setup(nuxtApp) {
    const options = useRuntimeConfig().public['auth'] as PublicAuthConfig<PublicLocal>
    const { provider, sessionRefresh } = options
    const common = {
      baseURL: tokenBaseOf(options),
      provider,
      hooks,
      logger: console,
      ...revalidationIn(sessionRefresh),
    }
    const origin = originOf(common)
    const seen = import.meta.server ? await lookOnServer(provider) : undefined
    const client = import.meta.server
      ? (seen ?? createTokenClient({ ...common, ...unseen }))
      : inBrowser(nuxtApp, common, provider.server)

    // Not needed by a page that sends nobody anywhere.
    const redirects = async (): Promise<typeof import('../callback-url.ts')> =>
      import('../callback-url.ts')
    const composables = createTokenComposables(client, provider, async (...args) =>
      (await redirects()).redirectIn(nuxtApp, ...args),
    )
    sharePageState(nuxtApp, composables.state, client.store.get, seen && Date.now())
    if (import.meta.client) {
      startRefreshHandler(nuxtApp)
      // Before a deployment takes it away.
      onNuxtReady(redirects)
      nuxtApp.vueApp.onUnmount(() => {
        composables.unbind()
        client.dispose()
      })
    }
    const sojourn: TokenApp = {
      ...composables,
      auth: { ...composables.auth, fetch: authFetchOf(nuxtApp) },
      async signInFirst({ fullPath }) {
        const { signInAndReturn } = await redirects()
        return nuxtApp.runWithContext(async () => signInAndReturn(nuxtApp, fullPath))
      },
      isLogin: ({ path }) => isLoginPath(nuxtApp, path),
      client,
      session: { get: client.store.get, ask: async () => client.getSession() },
      tokens: { authorized: client.authorized, origin },
    }
    return { provide: { sojourn } }
  },
})

/** The client of the visitor's request, after it has looked; `undefined` where the page is not for somebody. */
async function lookOnServer({ isHidden, token }: PublicLocal): Promise<TokenClient | undefined> {
  const client = useRequestEvent()?.context.sojournTokens?.()
  await client?.getSession()
  if (client === undefined || !isHidden) return client
  // What scripts cannot read in the browser, components do not see here: they would put it into the HTML.
  const get = (): TokenState => {
    const state = client.store.get()
    return {
      ...state,
      token: token.httpOnlyCookieAttribute ? null : state.token,
      refreshToken: null,
    }
  }
  return { ...client, store: { ...client.store, get } }
}

/** On a server that does not look nothing is known, and nothing is asked. */
const unseen: Pick<TokenClientOptions, 'jar' | 'send'> = {
  jar: { read: () => null, write: () => undefined },
  send: async () => {
    throw new Error('This page is rendered for everybody, so nobody is asked for here.')
  },
}

function inBrowser(
  nuxtApp: NuxtApp,
  common: Omit<TokenClientOptions, 'jar' | 'send'>,
  server: string,
): TokenClient {
  const client = createTokenClient({
    ...common,
    jar: browserTokenJar(),
    send,
    server: server || undefined,
    snapshot: readPageState(nuxtApp),
  })
  // Where the page did not bring the session it is asked for, when that can no longer disturb hydration.
  if (nuxtApp.payload.serverRendered === true) {
    nuxtApp.hooks.hookOnce('app:suspense:resolve', client.start)
  } else {
    client.start()
  }
  return client
}

/** By Nuxt's `$fetch`: its errors are what applications of NuxtAuth expect, and it knows `app.baseURL`. */
const send: SendTokenRequest = async ({ url, ...request }) => {
  const { status, headers, _data } = await $fetch.raw<unknown>(url, {
    ...request,
    retry: false,
    credentials: 'include',
  } as object)
  return { status, headers, body: _data }
}

/** Origin of the backend; this application's, if it is a path. */
function originOf({
  baseURL,
  provider,
}: Pick<TokenClientOptions, 'baseURL' | 'provider'>): string | undefined {
  const address = [provider.endpoints.getSession.path, baseURL].find((path) =>
    /^https?:/.test(path),
  )
  return address && new URL(address).origin
}
