/**
 * Addresses of the application, when it lives below a base path.
 *
 * @module
 */

/**
 * A path of the application as the browser sees it: below the base, once. An absolute URL is left alone.
 *
 * @param base Such as `/`, `/shop` or `/shop/`: `app.baseURL` of Nuxt, `basePath` of Next.
 */
export function withinBase(path: string, base: string): string {
  const prefix = base.replace(/\/+$/, '')
  if (!path.startsWith('/') || path.startsWith('//')) return path
  const isBelow = path === prefix || ['/', '?', '#'].some((end) => path.startsWith(prefix + end))
  return isBelow ? path : prefix + path
}
