/**
 * Where the endpoints and the pages are, out of `auth.baseURL` and `app.baseURL`.
 *
 * @module
 */

/** Path of the endpoints as the browser sees it: below `app.baseURL`, without a trailing slash. */
export function basePathOf(baseURL: string, appBaseURL: string): string {
  const path = isAddress(baseURL) ? new URL(baseURL).pathname : baseURL
  return [appBaseURL, path]
    .flatMap((part) => part.split('/'))
    .filter((segment) => segment !== '')
    .map((segment) => `/${segment}`)
    .join('')
}

/** Origin that `auth.baseURL` names, if it is more than a path. */
export function originOf(baseURL: string): string | undefined {
  return isAddress(baseURL) ? new URL(baseURL).origin : undefined
}

/**
 * Where the endpoints of a token backend are, as Nuxt's `$fetch` takes it: an address, or a path below
 * `app.baseURL`, which `$fetch` adds where it is not there yet.
 *
 * @param options.disableInternalRouting `false`: of an address only the path counts.
 * @param address What the environment says in place of `baseURL`; on the server only. Empty: nothing.
 * @returns Without a trailing slash.
 */
export function tokenBaseOf(
  { baseURL, disableInternalRouting }: { baseURL: string; disableInternalRouting: boolean },
  address = '',
): string {
  const base = address === '' ? baseURL : address
  return disableInternalRouting && isAddress(base)
    ? base.replace(/\/+$/, '')
    : basePathOf(base, '/')
}

function isAddress(baseURL: string): boolean {
  return /^https?:\/\//.test(baseURL)
}
