/**
 * One client for an application in the browser, and one for each request on the server, both beginning with the same
 * state. The tokens themselves are in neither the HTML nor the payload: each side reads its cookies.
 *
 * @module
 */
import { defineNuxtPlugin, type NuxtApp, onNuxtReady, useRequestEvent } from 'nuxt/app'
import { browserTokenJar } from '../../../../client/tokens/browser-jar.ts'
import { createTokenClient, createTokenPage } from '../../../../client/tokens/token-client.ts'
import type {
  TokenClient,
  TokenClientOptions,
  TokenPageOptions,
} from '../../../../client/tokens/token-client-types.ts'
import { createTokenComposables, type TokenAuth } from '../../../../vue/token-composables.ts'
import type { TokenAuthState } from '../../../../vue/token-state.ts'
import type { PublicAuthConfig, PublicLocal } from '../../../options.ts'
import { isLoginPath } from '../login-page.ts'
import { asRendered, readPageState, sharePageState } from '../page-state.ts'
import { revalidationIn, startRefreshHandler } from '../refresh-handler.ts'
import type { SojournApp } from '../sojourn-app.ts'
import { startHydrated } from './hydration.ts'
import { viewOnServer } from './server-view.ts'

/** `nuxtApp.$sojourn` of this provider. */
export interface TokenApp extends SojournApp {
  readonly auth: TokenAuth
  readonly state: TokenAuthState
  readonly client: TokenClient
}

export default defineNuxtPlugin({
  name: 'sojourn',
  enforce: 'pre',
  async setup(nuxtApp) {
    const options = nuxtApp.$config.public['auth'] as PublicAuthConfig<PublicLocal>
    const { provider, sessionRefresh } = options
    const common = { provider, logger: console, ...revalidationIn(sessionRefresh) }
    const seen = import.meta.server ? await lookOnServer(provider) : undefined
    const client = import.meta.server
      ? (seen ?? createTokenClient({ ...common, ...unseen }))
      : inBrowser(nuxtApp, common, provider.server)

    // Not needed by a page that sends nobody anywhere.
    const load = async (): Promise<typeof import('../callback-url.ts')> =>
      import('../callback-url.ts')
    const redirects = async (): ReturnType<typeof load> => load().catch(load)
    const shown = import.meta.server ? asRendered(client) : client
    const composables = createTokenComposables(shown, provider, async (...args) =>
      (await redirects()).redirectIn(nuxtApp, ...args),
    )
    sharePageState(nuxtApp, composables.state, shown.store.get, seen && Date.now())
    if (import.meta.client) {
      startRefreshHandler(nuxtApp)
      // Before a deployment takes it away.
      onNuxtReady(async () => Promise.allSettled([load(), composables.preload()]))
      nuxtApp.vueApp.onUnmount(() => {
        composables.unbind()
        client.dispose()
      })
    }
    const sojourn: TokenApp = {
      ...composables,
      async signInFirst({ fullPath }) {
        const { signInAndReturn } = await redirects()
        return nuxtApp.runWithContext(async () => signInAndReturn(nuxtApp, fullPath))
      },
      isLogin: ({ path }) => isLoginPath(nuxtApp, path),
      client,
      session: { get: client.store.get, ask: async () => client.getSession() },
      authorized: client.authorized,
    }
    return { provide: { sojourn } }
  },
})

/** The client of the visitor's request, after it has looked; `undefined` where the page is not for somebody. */
async function lookOnServer(provider: PublicLocal): Promise<TokenClient | undefined> {
  const client = useRequestEvent()?.context.sojournTokens?.()
  const view = client && viewOnServer(client, provider)
  await view?.getSession()
  return view
}

/** On a server that does not look nothing is known, and nothing is asked. */
const unseen: Pick<TokenClientOptions, 'baseURL' | 'jar' | 'send'> = {
  baseURL: '',
  jar: { read: () => null, write: () => undefined },
  send: async () => {
    throw new Error('This page is rendered for everybody, so nobody is asked for here.')
  },
}

function inBrowser(
  nuxtApp: NuxtApp,
  common: Omit<TokenPageOptions, 'jar'>,
  server: string,
): TokenClient {
  const client = createTokenPage(
    {
      ...common,
      jar: browserTokenJar(),
      // As the page sees it: below `app.baseURL`.
      server: server && (nuxtApp.$config.app.baseURL + server).replace('//', '/'),
      snapshot: readPageState(nuxtApp),
    },
    async () => (await import('./engine.ts')).engineIn(nuxtApp),
  )
  if (nuxtApp.payload.serverRendered) {
    return startHydrated(client, (run) => nuxtApp.hooks.hookOnce('app:suspense:resolve', run))
  }
  client.start()
  return client
}
