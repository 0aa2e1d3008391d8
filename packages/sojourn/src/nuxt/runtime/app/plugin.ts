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
import { basePathOf } from '../base-path.ts'
import type { SessionSnapshot } from '../snapshot.ts'
import { requestFetch } from './request-fetch.ts'

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
    const basePath = basePathOf(options.baseURL, (config.app as { baseURL: string }).baseURL)
    const snapshot = useState<SessionSnapshot | undefined>('auth:snapshot')
    const event = useRequestEvent()
    if (event !== undefined) snapshot.value = await event.context.readSessionSnapshot?.()

    const client = createSessionClient({
      basePath,
      session: snapshot.value?.session,
      serverTime: snapshot.value?.serverTime,
      refetchInterval: options.refetchInterval,
      refetchOnWindowFocus: options.refetchOnWindowFocus,
      ...(event === undefined ? {} : onServer(nuxtApp, event)),
    })
    const composables = createAuthComposables(client)
    if (event === undefined) startInBrowser(nuxtApp, client)
    return { provide: { sojourn: { ...composables, client, basePath } } }
  },
})

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
