/**
 * One client for an application in the browser, and one for each request on the server, both beginning
 * with the same snapshot.
 *
 * @module
 */
import { defineNuxtPlugin, navigateTo, useRequestEvent, useRuntimeConfig } from 'nuxt/app'
import type { Router } from 'vue-router'
import { createSessionClient, type SessionClient } from '../../../client/session-client.ts'
import { isAllowed, type Needs } from '../../../core/permissions.ts'
import type { Session } from '../../../core/session.ts'
import {
  type Auth,
  type AuthComposables,
  createAuthComposables,
} from '../../../vue/auth-composables.ts'
import type { PublicAuthConfig, PublicAuthjs } from '../../options.ts'
import type { ReadSnapshot } from '../snapshot.ts'
import { readPageState, type RenderedState, sharePageState } from './page-state.ts'
import { revalidationIn, startRefreshHandler } from './refresh-handler.ts'
import { requestFetch } from './request-fetch.ts'
import type { SojournApp } from './sojourn-app.ts'

/** What `useAuth()` returns. */
export interface AuthjsAuth extends Auth {
  /** Whether the person has one of the roles and all of the permissions. Reactive. */
  readonly can: (needs: Needs) => boolean
}

/** `nuxtApp.$sojourn` of this provider. */
export interface AuthjsApp extends SojournApp, Pick<AuthComposables, 'state'> {
  readonly auth: AuthjsAuth
  readonly client: SessionClient
}

export default defineNuxtPlugin({
  name: 'sojourn',
  enforce: 'pre',
  async setup(nuxtApp) {
    const options = useRuntimeConfig().public['auth'] as PublicAuthConfig<PublicAuthjs>
    const event = import.meta.server ? useRequestEvent() : undefined
    const known = import.meta.server
      ? await readOnServer(event?.context.readSessionSnapshot)
      : readPageState<Session | null>(nuxtApp)

    const client = createSessionClient(
      {
        // Complete by now: see the server plugin.
        basePath: options.baseURL,
        session: known?.data,
        ...known,
        ...revalidationIn(options.sessionRefresh),
        // NuxtAuth asks whenever somebody comes back.
        throttle: 0,
        // Looked up anew, so that the panel in DevTools can have a session end.
        ...(import.meta.dev && { now: () => Date.now() }),
        ...(import.meta.server && event && { fetch: requestFetch(event) }),
      },
      async () => ({ createChanges: (await import('./changes.ts')).changesIn(nuxtApp) }),
    )
    const { auth, state } = createAuthComposables(client)
    sharePageState(
      nuxtApp,
      state,
      client.store.get,
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
      auth: { ...auth, can: (needs) => isAllowed(auth.data.value, needs) },
      state,
      client,
      session: { get: client.store.get, ask: client.getSession },
      async signInFirst({ fullPath }) {
        const callbackUrl = (nuxtApp.$router as Router).resolve(fullPath).href
        const { navigationResult } = await auth.signIn(undefined, { callbackUrl })
        if (import.meta.server && navigationResult === undefined) {
          // The default provider could not be had. The sign-in page says more, and offers others.
          const query = new URLSearchParams({ callbackUrl }).toString()
          const page = `${options.baseURL}/signin?${query}`
          return nuxtApp.runWithContext(() => navigateTo(page, { external: true }))
        }
        // Whatever came of it, this navigation has ended.
        return (navigationResult as false | undefined) ?? false
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
