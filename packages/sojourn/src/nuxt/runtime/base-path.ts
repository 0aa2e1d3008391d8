/**
 * Where the endpoints are, out of `auth.baseURL` and `app.baseURL`.
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

function isAddress(baseURL: string): boolean {
  return /^https?:\/\//.test(baseURL)
}
