/**
 * The plugin for plain Vue, and the composables that read what it provides.
 *
 * @module
 */
import { hasInjectionContext, inject, type App, type InjectionKey } from 'vue'
import {
  createSessionClient,
  type SessionClient,
  type SessionClientOptions,
} from '../client/session-client.ts'
import { createAuthComposables, type Auth, type AuthComposables } from './auth-composables.ts'
import type { AuthState } from './auth-state.ts'

/** Options of {@link createAuth}: those of the client, or a client. */
export interface AuthPluginOptions extends SessionClientOptions {
  /** A client that exists already; the other options are then its owner's matter. */
  readonly client?: SessionClient | undefined
}

/** The plugin for `app.use()`. */
export interface AuthPlugin {
  readonly client: SessionClient
  readonly install: (app: App) => void
}

// Registered, so that two copies of this module in one page still meet.
const key: InjectionKey<AuthComposables> = Symbol.for('sojourn.vue.auth')

/**
 * Creates the plugin. Once installed it asks for the session, unless that is known, and keeps it true
 * until the application is unmounted.
 *
 * @example
 * ```ts
 * createApp(Root).use(createAuth({ basePath: '/api/auth' })).mount('#app')
 * ```
 */
export function createAuth(options: AuthPluginOptions = {}): AuthPlugin {
  const client = options.client ?? createSessionClient(options)
  return {
    client,
    install(app) {
      const composables = createAuthComposables(client)
      app.provide(key, composables)
      app.onUnmount(() => {
        composables.unbind()
        if (!options.client) client.dispose()
      })
      client.start()
    },
  }
}

/**
 * The session, and the ways to change it. The same object in every component of an application.
 *
 * @throws TypeError if the plugin is not installed, or outside of a component's setup.
 */
export function useAuth(): Auth {
  return injectAuth().auth
}

/**
 * The state of the session. The same object in every component of an application.
 *
 * @throws TypeError if the plugin is not installed, or outside of a component's setup.
 */
export function useAuthState(): AuthState {
  return injectAuth().state
}

function injectAuth(): AuthComposables {
  const composables = hasInjectionContext() ? inject(key, undefined) : undefined
  if (composables) return composables
  throw new TypeError(
    'There is no session here. Install the plugin with app.use(createAuth()), and call useAuth() in the setup of a component.',
  )
}
