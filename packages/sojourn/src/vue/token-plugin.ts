/**
 * The plugin for plain Vue where a backend hands out tokens, and the composables that read what it provides.
 *
 * @module
 */
import { type App, hasInjectionContext, inject, type InjectionKey } from 'vue'
import { browserTokenJar } from '../client/tokens/browser-jar.ts'
import { sendWithFetch } from '../client/tokens/send-with-fetch.ts'
import { createTokenClient } from '../client/tokens/token-client.ts'
import type { TokenClient, TokenClientOptions } from '../client/tokens/token-client-types.ts'
import {
  createTokenComposables,
  type TokenAuth,
  type TokenComposables,
} from './token-composables.ts'
import { createTokenRedirect } from './token-redirect.ts'
import type { TokenAuthState } from './token-state.ts'

/** Options of {@link createTokenAuth}: those of the client, and where redirects lead. */
export interface TokenAuthPluginOptions extends Omit<TokenClientOptions, 'jar' | 'send'> {
  /** Default: the cookies of the page. */
  readonly jar?: TokenClientOptions['jar'] | undefined
  /** Default: `fetch`. */
  readonly send?: TokenClientOptions['send'] | undefined
  /** A client that exists already; the options of one are then its owner's matter. */
  readonly client?: TokenClient | undefined
  /** Path of the sign-in page, or an absolute http(s) address. Default `/login`. */
  readonly login?: string | undefined
  /** The base path of the application, as its router has it. Default `/`. */
  readonly base?: string | undefined
  /** Whether sign-in leads back to the page that asked for it, or where to. Default `true`. */
  readonly addDefaultCallbackUrl?: boolean | string | undefined
  /**
   * Goes to a path of the application: `router.push`. Default: the browser loads the page.
   *
   * @param to Path without the base, with query and fragment.
   */
  readonly navigate?: ((to: string) => unknown) | undefined
}

/** The plugin for `app.use()`. */
export interface TokenAuthPlugin {
  readonly client: TokenClient
  readonly install: (app: App) => void
}

// Registered, so that two copies of this module in one page still meet.
const key: InjectionKey<TokenComposables> = Symbol.for('sojourn.vue.tokens')

/**
 * Creates the plugin. Once installed it asks for the session if there is a token, and keeps it true until the
 * application is unmounted.
 *
 * @example
 * ```ts
 * createApp(Root)
 *   .use(createTokenAuth({ baseURL: '/api/auth', provider, navigate: (to) => router.push(to) }))
 *   .mount('#app')
 * ```
 */
export function createTokenAuth(options: TokenAuthPluginOptions): TokenAuthPlugin {
  const client =
    options.client ??
    createTokenClient({
      ...options,
      jar: options.jar ?? browserTokenJar(),
      send: options.send ?? sendWithFetch,
      logger: options.logger ?? console,
    })
  return {
    client,
    install(app) {
      const composables = createTokenComposables(client, options.provider, redirectBy(options))
      app.provide(key, composables)
      app.onUnmount(() => {
        composables.unbind()
        if (!options.client) client.dispose()
      })
      client.start()
    },
  }
}

function redirectBy(options: TokenAuthPluginOptions): ReturnType<typeof createTokenRedirect> {
  const { login = '/login', base = '/', addDefaultCallbackUrl = true, navigate } = options
  const prefix = base.replace(/\/+$/, '')
  const load = (to: string): void => location.assign(to)
  const goInside = (to: string): unknown => (navigate ? navigate(to) : load(prefix + to))
  return createTokenRedirect({
    origin: () => location.origin,
    base,
    current() {
      const { pathname, search, hash } = location
      const path = pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : '/'
      return path + search + hash
    },
    isPage: () => false,
    isLogin: (path) => path === login,
    addDefaultCallbackUrl,
    go: (to, isExternal) => (isExternal ? load(to) : goInside(to)),
    signInFirst(back) {
      const to = typeof addDefaultCallbackUrl === 'string' ? addDefaultCallbackUrl : back
      const query = addDefaultCallbackUrl === false ? '' : `?redirect=${encodeURIComponent(to)}`
      return /^https?:/.test(login) ? load(login + query) : goInside(login + query)
    },
  })
}

/**
 * The session, and the ways to change it. The same object in every component of an application.
 *
 * @throws TypeError if the plugin is not installed, or outside of a component's setup.
 */
export function useTokenAuth(): TokenAuth {
  return injectTokens().auth
}

/**
 * The state of the session and its tokens. The same object in every component of an application.
 *
 * @throws TypeError if the plugin is not installed, or outside of a component's setup.
 */
export function useTokenAuthState(): TokenAuthState {
  return injectTokens().state
}

function injectTokens(): TokenComposables {
  const composables = hasInjectionContext() ? inject(key, undefined) : undefined
  if (composables) return composables
  throw new TypeError(
    'There is no session here. Install the plugin with app.use(createTokenAuth({ … })), and call useTokenAuth() in the setup of a component.',
  )
}
