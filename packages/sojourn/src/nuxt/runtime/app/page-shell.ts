/**
 * The answer to a request for a protected page that the server renders without looking who it is for
 * (`disableServerSideAuth`): the application without a page in it, which asks before it shows one.
 *
 * @module
 */
import { type NuxtApp, useRequestEvent, useRuntimeConfig } from 'nuxt/app'
import type { RouteLocationNormalized } from 'vue-router'
import type { PublicAuthConfig } from '../../options.ts'

/** Makes that of the rendering under way, if the page is such a one. Returns whether it is. */
export function renderShell(nuxtApp: NuxtApp, to: RouteLocationNormalized): boolean {
  const { ssrContext, payload, hooks } = nuxtApp
  if (ssrContext === undefined || !isServedUnseen()) return false
  // Nothing of the page runs here. The records are those of this request's router.
  for (const record of to.matched) record.components = { default: () => null }
  ssrContext.noSSR = true
  hooks.hookOnce('app:rendered', ({ renderResult }) => {
    // Only the root that the application is mounted into stays; there is nothing to hydrate.
    if (renderResult) {
      renderResult.html = renderResult.html.replace(/^(<[^>]*>).*(<\/[^<>]*>)\s*$/s, '$1$2')
    }
    Object.assign(payload, { serverRendered: false, data: {}, _errors: {} })
  })
  return true
}

/** Whether the options, or the rules of this route, say that the server does not look. */
function isServedUnseen(): boolean {
  const { disableServerSideAuth } = useRuntimeConfig().public['auth'] as PublicAuthConfig
  const { routeRules } = (useRequestEvent()?.context['_nitro'] ?? {}) as {
    routeRules?: { auth?: { disableServerSideAuth?: boolean } }
  }
  return routeRules?.auth?.disableServerSideAuth ?? disableServerSideAuth
}
