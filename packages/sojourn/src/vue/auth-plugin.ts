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
import {
  bindSessionExpiry,
  type SessionExpiryControls,
  type UseSessionExpiryOptions,
} from './session-expiry.ts'
import { type StepUpControls, stepUpOf } from './step-up.ts'

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

/** What the plugin provides. */
interface Provided extends AuthComposables {
  readonly client: SessionClient
}

// Registered, so that two copies of this module in one page still meet.
const key: InjectionKey<Provided> = Symbol.for('sojourn.vue.auth')

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
      app.provide(key, { ...composables, client })
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

/**
 * When the session ends: to warn whoever would be signed out by it, and to let them stay. Sends nothing by itself. It
 * counts from when the component is mounted until it is unmounted.
 *
 * @throws TypeError if the plugin is not installed, or outside of a component's setup.
 *
 * @example
 * ```vue
 * <script setup>
 * const { isEnding, secondsLeft, stay } = useSessionExpiry({ warnBefore: 60 })
 * </script>
 * <template>
 *   <button v-if="isEnding" @click="stay()">Stay signed in ({{ secondsLeft }} s)</button>
 * </template>
 * ```
 */
export function useSessionExpiry(options?: UseSessionExpiryOptions): SessionExpiryControls {
  return bindSessionExpiry(injectAuth().client, options)
}

/**
 * Makes calls that a server may refuse until somebody has signed in once more; then they are made again. The same
 * object in every component of an application. On a server, where nobody can sign in, such a call is given up.
 *
 * @throws TypeError if the plugin is not installed, or outside of a component's setup.
 *
 * @example
 * ```ts
 * const { run, challenge, signIn, cancel } = useStepUp()
 * const receipt = await run(() => $fetch('/api/transfer', { method: 'POST' }))
 * ```
 */
export function useStepUp(): StepUpControls {
  return stepUpOf(injectAuth().client)
}

function injectAuth(): Provided {
  const provided = hasInjectionContext() ? inject(key, undefined) : undefined
  if (provided) return provided
  throw new TypeError(
    'There is no session here. Install the plugin with app.use(createAuth()), and call useAuth() in the setup of a component.',
  )
}
