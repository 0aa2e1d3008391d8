/**
 * Shows the session of this tab to the panel in Nuxt DevTools. Added by the module in development only.
 *
 * @module
 */
import { defineNuxtPlugin, useRuntimeConfig } from 'nuxt/app'
import type { PublicAuthConfig, PublicLocal } from '../options.ts'
import { observe, type Watched } from './observer.ts'

/** What both providers have at `nuxtApp.$sojourn`. */
interface Sojourn {
  readonly auth: Record<string, unknown>
  readonly state: { readonly rawToken?: { value: string | null } }
  readonly client: { readonly store: Pick<Watched, 'get' | 'subscribe'> }
}

export default defineNuxtPlugin({
  name: 'sojourn:devtools',
  dependsOn: ['sojourn'],
  setup(nuxtApp) {
    const { auth, state, client } = nuxtApp['$sojourn'] as Sojourn
    const config = useRuntimeConfig()
    const { provider, baseURL } = config.public['auth'] as PublicAuthConfig
    const here = new URL((config.app as { baseURL: string }).baseURL, location.href)
    const bases = [baseURL, ...(provider.type === 'local' ? [provider.server] : [])].filter(Boolean)
    const stop = observe({
      provider: provider.type,
      get: client.store.get,
      subscribe: client.store.subscribe,
      auth,
      token: () => state.rawToken?.value ?? null,
      endToken() {
        if (state.rawToken) state.rawToken.value = null
      },
      isOurs: ({ href }) =>
        [...bases, ...endpointsOf(provider)].some((base) =>
          [location.href, here.href].some((start) => {
            const address = URL.parse(base.replace(/^\/+/, start === here.href ? '' : '/'), start)
            return address !== null && href.startsWith(address.href)
          }),
        ),
    })
    nuxtApp.vueApp.onUnmount(stop)
  },
})

/** Endpoints that are elsewhere than the base says. */
function endpointsOf(provider: PublicAuthConfig['provider']): string[] {
  if (provider.type !== 'local') return []
  const { endpoints, refresh }: PublicLocal = provider
  return [...Object.values(endpoints), refresh.endpoint]
    .flatMap((endpoint) => (endpoint === false ? [] : [endpoint.path]))
    .filter((path) => /^https?:/.test(path))
}
