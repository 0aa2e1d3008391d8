/**
 * Judges a navigation. Most just pass; what else there is to do is loaded then.
 *
 * @module
 */
import { useNuxtApp } from 'nuxt/app'
import type { RouteLocationNormalized } from 'vue-router'
import type { PublicAuthConfig } from '../../options.ts'
import { judge, type PageAuth, type Verdict } from './guard.ts'
import { type Outcome, sojournOf } from './sojourn-app.ts'

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
  const { globalAppMiddleware } = nuxtApp.$config.public['auth'] as PublicAuthConfig
  const { session, isLogin } = sojournOf(nuxtApp)
  const judgeNow = (): Verdict =>
    judge(to.meta['auth'] as PageAuth | undefined, session.get(), {
      isGuarded: isNamed || globalAppMiddleware.isEnabled,
      isFound: to.matched.length > 0 || !globalAppMiddleware.allow404WithoutAuth,
      isLogin: isLogin?.(to) === true,
    })
  if (judgeNow().act === 'pass') return undefined
  const { carryOut } = await import('./carry-out.ts')
  return carryOut(nuxtApp, to, judgeNow)
}
