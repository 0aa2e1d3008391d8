/**
 * Acts on the verdict about a navigation.
 *
 * @module
 */
import {
  type RouteMiddleware,
  abortNavigation,
  createError,
  navigateTo,
  useNuxtApp,
  useRouter,
  useRuntimeConfig,
} from 'nuxt/app'
import type { RouteLocationNormalized } from 'vue-router'
import type { PublicAuthConfig } from '../../options.ts'
import { judge, type PageAuth } from './guard.ts'

/**
 * Lets a navigation pass, or says where it goes instead.
 *
 * @param isNamed Whether the page asked for protection by naming the middleware.
 */
export async function protectRoute(
  to: RouteLocationNormalized,
  isNamed: boolean,
): Promise<ReturnType<RouteMiddleware>> {
  const nuxtApp = useNuxtApp()
  const router = useRouter()
  const options = useRuntimeConfig().public['auth'] as PublicAuthConfig
  const { client, basePath } = nuxtApp.$sojourn
  // A page made for everybody is judged in the browser, where there is a person.
  if (import.meta.server && nuxtApp.ssrContext?.event.headers.has('x-nitro-prerender')) return

  const isFound = to.matched.length > 0 || !options.allow404WithoutAuth
  const judgeNow = (): ReturnType<typeof judge> =>
    judge(to.meta['auth'] as PageAuth | undefined, client.store.get(), {
      isGuarded: isNamed || options.globalAppMiddleware,
      isFound,
    })
  let verdict = judgeNow()
  if (verdict.act === 'ask' && import.meta.client) {
    await client.getSession()
    verdict = judgeNow()
  }

  return nuxtApp.runWithContext(() => {
    switch (verdict.act) {
      case 'pass':
        return undefined
      case 'redirect':
        // To itself it would never end.
        return verdict.to === to.path ? undefined : navigateTo(verdict.to)
      case 'sign-in': {
        const { addDefaultCallbackUrl } = options
        const back =
          typeof addDefaultCallbackUrl === 'string'
            ? addDefaultCallbackUrl
            : router.resolve(to.fullPath).href
        const query =
          addDefaultCallbackUrl === false ? '' : `?callbackUrl=${encodeURIComponent(back)}`
        return navigateTo(`${basePath}/signin${query}`, { external: true })
      }
      case 'ask':
      case 'refuse':
        return abortNavigation(
          createError({
            statusCode: 503,
            statusMessage: 'Session unavailable',
            message:
              'It could not be found out whether you are signed in, because the server did not answer. Try again in a moment.',
          }),
        )
    }
  })
}
