/**
 * `useAuth().fetch`: a request as the signed-in person. What does it is loaded by the first one.
 *
 * @module
 */
import type { $Fetch } from 'nitropack/types'
import type { NuxtApp } from 'nuxt/app'

/** `$fetch` with the token, refreshed and sent once more after a 401; see `auth-fetch.ts`. */
export type AuthFetch = <T = unknown>(
  request: Parameters<$Fetch>[0],
  options?: Parameters<$Fetch>[1],
) => Promise<T>

/** That of an application. */
export function authFetchOf(nuxtApp: NuxtApp): AuthFetch {
  return async <T>(...args: Parameters<AuthFetch>) => {
    const { useAuthorizedFetch } = await import('./auth-fetch.ts')
    const fetch = await nuxtApp.runWithContext(useAuthorizedFetch)
    return (await fetch(...args)) as T
  }
}
