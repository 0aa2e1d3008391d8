/**
 * One client for an application in the browser, and one for each request on the server, both beginning
 * with the same snapshot.
 *
 * @module
 */
import type { H3Event } from 'h3'
import {
  defineNuxtPlugin,
  navigateTo,
  type NuxtApp,
  useRequestEvent,
  useRuntimeConfig,
  useState,
} from 'nuxt/app'
import {
  createSessionClient,
  type SessionClient,
  type SessionClientOptions,
} from '../../../client/index.ts'
import { type AuthComposables, createAuthComposables } from '../../../vue/index.ts'
import type { PublicAuthConfig } from '../../options.ts'
import { basePathOf, withCallbackInApp } from '../base-path.ts'
import type { PageSnapshot } from '../snapshot.ts'
import { requestFetch } from './request-fetch.ts'
import { revalidationOf } from './revalidation.ts'

declare module 'nuxt/app' {
  interface NuxtApp {
    $sojourn: AuthComposables & { readonly client: SessionClient; readonly basePath: string }
  }
}

export default defineNuxtPlugin({
  name: 'sojourn',
  enforce: 'pre',
  async setup(nuxtApp) {
    const config = useRuntimeConfig()
    const options = config.public['auth'] as PublicAuthConfig
    const { baseURL } = config.app as { baseURL: string }
    const basePath = basePathOf(options.baseURL, baseURL)
    const snapshot = useState<PageSnapshot | undefined>('auth:snapshot')
    const event = useRequestEvent()
    if (event !== undefined) snapshot.value = await event.context.readSessionSnapshot?.()

    const { session, serverTime, version, refreshedAt } = snapshot.value ?? {}
    const client = createSessionClient({
      basePath,
      session,
      serverTime,
      version,
      refreshedAt,
      ...revalidationOf(options.sessionRefresh),
      ...(import.meta.server && event !== undefined ? onServer(nuxtApp, event) : {}),
    })
    const composables = createAuthComposables(inApp(client, baseURL))
    if (event === undefined) startInBrowser(nuxtApp, client)
    else passOn(nuxtApp, client, snapshot)
    return { provide: { sojourn: { ...composables, client, basePath } } }
  },
})

/** The client as the application uses it: its paths are those of the application. */
function inApp(client: SessionClient, base: string): SessionClient {
  return {
    ...client,
    signIn: (provider, options, params) =>
      typeof provider === 'object'
        ? client.signIn(withCallbackInApp(provider, base))
        : client.signIn(provider, withCallbackInApp(options, base), params),
    signOut: (options) => client.signOut(withCallbackInApp(options, base)),
  }
}

/** Gives the browser what the HTML was rendered with, should a component have changed it meanwhile. */
function passOn(
  nuxtApp: NuxtApp,
  client: SessionClient,
  snapshot: { value: PageSnapshot | undefined },
): void {
  nuxtApp.hooks.hookOnce('app:rendered', () => {
    const { data, version, refreshedAt } = client.store.get()
    if (snapshot.value === undefined || data === undefined) return
    snapshot.value = { ...snapshot.value, session: data, version, refreshedAt }
  })
}

/** Asks for the session if the page did not bring it, when that can no longer disturb hydration. */
function startInBrowser(nuxtApp: NuxtApp, client: SessionClient): void {
  if (nuxtApp.payload.serverRendered === true) {
    nuxtApp.hooks.hookOnce('app:suspense:resolve', client.start)
  } else {
    client.start()
  }
}

/** On a server the page is the request: it says where we are, and its answer sends the browser away. */
function onServer(nuxtApp: NuxtApp, event: H3Event): SessionClientOptions {
  return {
    fetch: requestFetch(event),
    href: () => event.node.req.originalUrl ?? event.path,
    navigate: (url) => {
      void nuxtApp.runWithContext(() => navigateTo(url, { external: true }))
    },
  }
}
