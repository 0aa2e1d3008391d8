/**
 * The application's own refresh handler (`auth.sessionRefresh.handler`), in place of ours.
 *
 * @module
 */
import type { NuxtApp } from 'nuxt/app'
import handler from '#build/sojourn-refresh-handler.mjs'
import type { PublicAuthConfig } from '../../options.ts'
import { revalidationOf } from './revalidation.ts'

/** When to ask again by ourselves: as configured, and never where the application has a handler. */
export function revalidationIn(
  options: PublicAuthConfig['sessionRefresh'],
): ReturnType<typeof revalidationOf> {
  return handler ? { refetchInterval: 0, refetchOnWindowFocus: false } : revalidationOf(options)
}

/** Starts the handler once the application is there, in a browser, and ends it with the application. */
export function startRefreshHandler({ hooks, vueApp }: NuxtApp): void {
  if (!import.meta.client || !handler) return
  // By the object, since its methods may be those of a class.
  const own = handler
  hooks.hookOnce('app:mounted', () => {
    own.init()
    vueApp.onUnmount(() => own.destroy())
  })
}
