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
import type { PrivateAuthConfig, PublicAuthConfig, PublicLocal } from '../../options.ts'
import { tokenBaseOf } from '../base-path.ts'
import { type Authorized, createAuthorizedFetch } from './authorized-fetch.ts'
import { sojournOf, type SojournApp } from './sojourn-app.ts'

const made = new WeakMap<NuxtApp, $Fetch>()

/** `$fetch` as the signed-in person: the same function wherever it is asked for in an application. */
export function useAuthorizedFetch(): $Fetch {
  const nuxtApp = useNuxtApp()
  const known = made.get(nuxtApp)
  if (known) return known
  const { session, authorized = againIfSignedIn(session) } = sojournOf(nuxtApp)
  const { origin, href } = useRequestURL()
  const ours = [origin, backendOrigin(nuxtApp.$config)]
  const isOurs = (address: string): boolean => ours.includes(originOf(address, href))
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
export const useAuthFetch = ((request: string, ...[options, key]: KeyedArguments) => {
  // The key of the call, which Nuxt writes there as the last argument: calls with other options have data of their own.
  const [given, callKey] = typeof options === 'string' ? [undefined, options] : [options, key]
  return useFetch(request, { ...given, $fetch: useAuthorizedFetch() }, callKey)
}) as typeof useFetch

type KeyedArguments = [options?: object | string | undefined, key?: string | undefined]

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

/** The one other origin that may see the token; `undefined` if there is none, or the backend is below this application. */
function backendOrigin(config: NuxtApp['$config']): string | undefined {
  const options = config.public['auth'] as PublicAuthConfig
  if (options.provider.type !== 'local') return undefined
  // On the server there is also what browsers are not told.
  const hidden = config['sojourn'] as PrivateAuthConfig | undefined
  const { endpoints }: Pick<PublicLocal, 'endpoints'> = hidden?.provider || options.provider
  const base = tokenBaseOf(hidden?.baseURL ? { ...options, baseURL: hidden.baseURL } : options)
  const address = [endpoints.getSession.path, base].find((path) => /^https?:/.test(path))
  return address && new URL(address).origin
}

function originOf(address: string, base: string): string | undefined {
  try {
    return new URL(address, base).origin
  } catch {
    return undefined
  }
}
