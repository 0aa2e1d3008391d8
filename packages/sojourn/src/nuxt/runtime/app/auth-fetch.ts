/**
 * Requests of the application as the signed-in person: with the token, refreshed and sent once more after a 401.
 *
 * The token goes to paths of this application and to the backend's origin, and nowhere else, whatever interceptors make
 * of the address. On the server a path is answered within the process, with the visitor's cookies.
 *
 * @module
 */
import type { $Fetch } from 'nitropack/types'
import { type NuxtApp, useFetch, useNuxtApp, useRequestEvent, useRequestURL } from 'nuxt/app'
import { type Authorized, createAuthorizedFetch } from './authorized-fetch.ts'
import { sojournOf, type SojournApp } from './sojourn-app.ts'

const made = new WeakMap<NuxtApp, $Fetch>()

/** `$fetch` as the signed-in person: the same function wherever it is asked for in an application. */
export function useAuthorizedFetch(): $Fetch {
  const nuxtApp = useNuxtApp()
  const known = made.get(nuxtApp)
  if (known) return known
  const { tokens, session } = sojournOf(nuxtApp)
  const authorized = tokens?.authorized ?? againIfSignedIn(session)
  const { origin, href } = useRequestURL()
  const isOurs = (address: string): boolean =>
    [origin, tokens?.origin].includes(originOf(address, href))
  const fetch = createAuthorizedFetch($fetch, authorized, isOurs, useRequestEvent())
  made.set(nuxtApp, fetch)
  return fetch
}

/**
 * `useFetch` as the signed-in person: the same options, types and payload.
 *
 * @example
 * ```ts
 * const { data } = await useAuthFetch('/api/orders')
 * ```
 */
export const useAuthFetch = ((request: string, options: object | undefined) =>
  // A key of our own, since the place of this call says nothing: Nuxt adds the request and its options.
  useFetch(request, { ...options, $fetch: useAuthorizedFetch() }, 'sojourn')) as typeof useFetch

/** With cookies: after a 401 the session is asked for, which renews it, and if somebody is signed in it goes once more. */
function againIfSignedIn(session: SojournApp['session']): Authorized {
  return async (run) => {
    try {
      return await run({})
    } catch (error) {
      if ((error as { status?: number }).status !== 401) throw error
      await session.ask()
      if (!session.get().data) throw error
      return run({})
    }
  }
}

function originOf(address: string, base: string): string | undefined {
  try {
    return new URL(address, base).origin
  } catch {
    return undefined
  }
}
