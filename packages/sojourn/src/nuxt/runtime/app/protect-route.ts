/**
 * Acts on the verdict about a navigation.
 *
 * @module
 */
import {
  abortNavigation,
  createError,
  navigateTo,
  type RouteMiddleware,
  showError,
  useNuxtApp,
  useRouter,
  useRuntimeConfig,
} from 'nuxt/app'
import type { RouteLocationNormalized } from 'vue-router'
import { withinBase } from '../../../core/base-path.ts'
import type { PublicAuthConfig } from '../../options.ts'
import { judge, type PageAuth, type Verdict } from './guard.ts'

type Outcome = ReturnType<RouteMiddleware>

/**
 * Lets a navigation pass, or says where it goes instead.
 *
 * @param isNamed Whether the page asked for protection by naming the middleware.
 */
export async function protectRoute(
  to: RouteLocationNormalized,
  isNamed: boolean,
): Promise<Awaited<Outcome>> {
  // A page made for everybody is judged in the browser, where there is a person.
  if (import.meta.prerender) return undefined
  const nuxtApp = useNuxtApp()
  const { globalAppMiddleware } = useRuntimeConfig().public['auth'] as PublicAuthConfig
  const { client } = nuxtApp.$sojourn

  const judgeNow = (): Verdict =>
    judge(to.meta['auth'] as PageAuth | undefined, client.store.get(), {
      isGuarded: isNamed || globalAppMiddleware.isEnabled,
      isFound: to.matched.length > 0 || !globalAppMiddleware.allow404WithoutAuth,
    })
  const judgeAnew = async (): Promise<Verdict> => {
    await client.getSession()
    return judgeNow()
  }

  const verdict = judgeNow()
  const isUnknown = verdict.act === 'ask' || verdict.act === 'refuse'
  if (isUnknown && import.meta.client) {
    if (nuxtApp.isHydrating !== true || nuxtApp.payload.serverRendered !== true) {
      const asked = await judgeAnew()
      return nuxtApp.runWithContext(() => carryOut(asked, to))
    }
    // The page is here already, without anybody in it. To hydrate it as somebody would not match.
    nuxtApp.hooks.hookOnce('app:suspense:resolve', async () => {
      const asked = await judgeAnew()
      await nuxtApp.runWithContext(() =>
        asked.act === 'refuse' ? showError(unavailable()) : carryOut(asked, to),
      )
    })
    return undefined
  }
  if (isUnknown) {
    console.error(
      `[sojourn] ${to.path} is protected, but whose session to look at is not known. Either the session could not be read (see above), or the page is cached for everybody: then take it out of swr, isr, cache and public cache-control.`,
    )
  }
  return carryOut(verdict, to)
}

function carryOut(verdict: Verdict, to: RouteLocationNormalized): Outcome {
  switch (verdict.act) {
    case 'pass':
      return undefined
    case 'redirect':
      return redirectTo(verdict.to, to)
    case 'sign-in':
      return signInFirst(to)
    case 'ask':
    case 'refuse':
      return abortNavigation(unavailable())
  }
}

function redirectTo(path: string, to: RouteLocationNormalized): Outcome {
  const target = useRouter().resolve(path)
  // To itself, or to where it was sent from, it would never end.
  if (target.path === to.path) return undefined
  if (target.path === to.redirectedFrom?.path) return abortNavigation(unavailable())
  // By the browser, which counts redirects; within the server they would go round without end.
  return import.meta.server ? navigateTo(target.href, { external: true }) : navigateTo(path)
}

function signInFirst(to: RouteLocationNormalized): Outcome {
  const config = useRuntimeConfig()
  const { addDefaultCallbackUrl } = (config.public['auth'] as PublicAuthConfig).globalAppMiddleware
  const { basePath } = useNuxtApp().$sojourn
  const back =
    typeof addDefaultCallbackUrl === 'string'
      ? withinBase(addDefaultCallbackUrl, (config.app as { baseURL: string }).baseURL)
      : useRouter().resolve(to.fullPath).href
  const query = addDefaultCallbackUrl === false ? '' : `?callbackUrl=${encodeURIComponent(back)}`
  return navigateTo(`${basePath}/signin${query}`, { external: true })
}

function unavailable(): ReturnType<typeof createError> {
  return createError({
    statusCode: 503,
    statusMessage: 'Session unavailable',
    message:
      'It could not be found out whether you are signed in, because the server did not answer. Try again in a moment.',
  })
}
