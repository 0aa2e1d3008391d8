/**
 * Where a sign-in or sign-out leads in a Nuxt application: the rules of `vue/token-redirect.ts`, with Nuxt's router.
 * Loaded when somebody is sent somewhere.
 *
 * @module
 */
import { navigateTo, type NuxtApp, useRequestURL, useRouter, useRuntimeConfig } from 'nuxt/app'
import type { TokenRedirect } from '../../../vue/token-composables.ts'
import { createTokenRedirect } from '../../../vue/token-redirect.ts'
import type { PublicAuthConfig, PublicLocal } from '../../options.ts'
import { type Localised, isLoginPath } from './login-page.ts'
import type { Outcome } from './sojourn-app.ts'

/** Goes where the options say, or where it is usual. */
export async function redirectIn(
  nuxtApp: NuxtApp,
  ...[cause, options]: Parameters<TokenRedirect>
): Promise<unknown> {
  return nuxtApp.runWithContext(async () => {
    const config = useRuntimeConfig()
    const router = useRouter()
    const { globalAppMiddleware } = config.public['auth'] as PublicAuthConfig
    return createTokenRedirect({
      origin: () => useRequestURL().origin,
      base: (config.app as { baseURL: string }).baseURL,
      current: () => router.currentRoute.value.fullPath,
      isPage: (path) => router.resolve(path).matched.length > 0,
      isLogin: (path) => isLoginPath(nuxtApp, path),
      addDefaultCallbackUrl: globalAppMiddleware.addDefaultCallbackUrl,
      go(to, isExternal) {
        if (isExternal) return navigateTo(to, { external: true })
        const { path, query, hash, fullPath } = router.resolve(to)
        // To this very page too: its guard must look at who is here now.
        const replace = fullPath === router.currentRoute.value.fullPath
        return navigateTo({ path, query, hash, replace, force: true })
      },
      signInFirst: (back) => signInAndReturn(nuxtApp, back),
    })(cause, options)
  })
}

/**
 * Goes to the sign-in page, which leads back by its query `redirect`.
 *
 * @param back Path of the application to come back to.
 */
export function signInAndReturn(nuxtApp: NuxtApp, back: string): Outcome {
  const { globalAppMiddleware, provider } = useRuntimeConfig().public[
    'auth'
  ] as PublicAuthConfig<PublicLocal>
  const { addDefaultCallbackUrl } = globalAppMiddleware
  const { login } = provider.pages
  const redirect = typeof addDefaultCallbackUrl === 'string' ? addDefaultCallbackUrl : back
  const query = addDefaultCallbackUrl === false ? {} : { redirect }
  if (!/^https?:/.test(login)) {
    return navigateTo({ path: (nuxtApp as Localised).$localePath?.(login) ?? login, query })
  }
  const address = new URL(login)
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value)
  return navigateTo(address.href, { external: true })
}
