/**
 * Addresses of the application, when it lives below a base path.
 *
 * @module
 */

/**
 * A path of the application as the browser sees it: below the base, once. An absolute URL is left alone.
 *
 * @param base `app.baseURL`, such as `/` or `/shop/`.
 */
export function withinApp(path: string, base: string): string {
  const prefix = base.replace(/\/+$/, '')
  if (!path.startsWith('/') || path.startsWith('//')) return path
  const isBelow = path === prefix || ['/', '?', '#'].some((end) => path.startsWith(prefix + end))
  return isBelow ? path : prefix + path
}

/** Options of a sign-in or sign-out with `callbackUrl` below the base. */
export function withCallbackInApp<T extends { callbackUrl?: string | undefined } | undefined>(
  options: T,
  base: string,
): T {
  if (options?.callbackUrl === undefined) return options
  return { ...options, callbackUrl: withinApp(options.callbackUrl, base) }
}
