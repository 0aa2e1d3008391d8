/**
 * One client for an application in the browser, and one for each request on the server, both beginning
 * with the same snapshot.
 *
 * @module
 */
import { defineNuxtPlugin, useRequestEvent, useRuntimeConfig } from 'nuxt/app'
import { createSessionParts, type SessionClient } from '../../../client/session-client.ts'
import type { Session } from '../../../core/session.ts'
import { type Auth, createAuthComposables } from '../../../vue/auth-composables.ts'
import type { AuthState } from '../../../vue/auth-state.ts'
import type { PublicAuthConfig, PublicAuthjs } from '../../options.ts'
import type { ReadSnapshot } from '../snapshot.ts'
import { asRendered, readPageState, type RenderedState, sharePageState } from './page-state.ts'
import { revalidationIn, startRefreshHandler } from './refresh-handler.ts'
import { requestFetch } from './request-fetch.ts'
import type { SojournApp } from './sojourn-app.ts'

/** `nuxtApp.$sojourn` of this provider. */
export interface AuthjsApp extends SojournApp {
  readonly auth: Auth
  readonly state: AuthState
  readonly client: SessionClient
}

export default defineNuxtPlugin({
  name: 'sojourn',
  enforce: 'pre',
  async setup(nuxtApp) {
    const options = useRuntimeConfig().public['auth'] as PublicAuthConfig<PublicAuthjs>
    const { push, offline } = options.provider
    const event = import.meta.server ? useRequestEvent() : undefined
    const known = import.meta.server
      ? await readOnServer(event?.context.readSessionSnapshot)
      : readPageState<Session | null>(nuxtApp)

    const importChanges = async (): Promise<typeof import('./changes.ts')> => import('./changes.ts')
    const { client } = createSessionParts(
      {
        // Complete by now: see the server plugin.
        basePath: options.baseURL,
        session: known?.data,
        ...known,
        ...revalidationIn(options.sessionRefresh),
        // NuxtAuth asks whenever somebody comes back.
        throttle: 0,
        ...(import.meta.client && { push, offline: offline.maxAge ? offline : undefined }),
        // Looked up anew, so that the panel in DevTools can have a session end.
        ...(import.meta.dev && { now: () => Date.now() }),
        ...(import.meta.server && event && { fetch: requestFetch(event) }),
      },
      async () => ({ createChanges: (await importChanges()).changesIn(nuxtApp) }),
    )
    const shown = import.meta.server ? asRendered(client) : client
    const { auth, state } = createAuthComposables(shown)
    sharePageState(
      nuxtApp,
      state,
      shown.store.get,
      import.meta.server ? known?.serverTime : undefined,
    )

    if (import.meta.client) {
      startRefreshHandler(nuxtApp)
      // Where the page did not bring the session it is asked for, when that can no longer disturb hydration.
      if (nuxtApp.payload.serverRendered) {
        nuxtApp.hooks.hookOnce('app:suspense:resolve', client.start)
      } else client.start()
    }
    const sojourn: AuthjsApp = {
      auth,
      state,
      client,
      session: { get: client.store.get, ask: client.getSession },
      async signInFirst({ fullPath }) {
        const { signInFirst } = await importChanges().catch(importChanges)
        return signInFirst(nuxtApp, auth, fullPath)
      },
    }
    return { provide: { sojourn } }
  },
})

async function readOnServer(
  read: ReadSnapshot | undefined,
): Promise<RenderedState<Session | null> | undefined> {
  const snapshot = await read?.()
  return snapshot && { data: snapshot.session, serverTime: snapshot.serverTime }
}
