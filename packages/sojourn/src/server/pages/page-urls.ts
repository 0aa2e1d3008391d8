/**
 * Addresses of the pages: the application's own where it has them, else the built-in ones.
 *
 * @module
 */
import type { ResolvedConfig } from '../config.ts'

export function signInPageUrl(
  config: ResolvedConfig,
  origin: string,
  callbackUrl: string | undefined,
): string {
  return pageUrl(config.pages.signIn ?? `${config.basePath}/signin`, origin, callbackUrl)
}

export function signOutPageUrl(
  config: ResolvedConfig,
  origin: string,
  callbackUrl: string | undefined,
): string {
  return pageUrl(config.pages.signOut ?? `${config.basePath}/signout`, origin, callbackUrl)
}

export function errorPageUrl(config: ResolvedConfig, origin: string): string {
  return pageUrl(config.pages.error ?? `${config.basePath}/error`, origin, undefined)
}

function pageUrl(page: string, origin: string, callbackUrl: string | undefined): string {
  const url = new URL(page, origin)
  if (callbackUrl !== undefined) url.searchParams.set('callbackUrl', callbackUrl)
  return url.href
}

/** A page's address with what a query says of an error, and nothing else of that query. */
export function withError(page: string, query: URLSearchParams): string {
  const url = new URL(page)
  for (const name of ['error', 'code']) {
    const value = query.get(name)
    if (value !== null && value !== '') url.searchParams.set(name, value)
  }
  return url.href
}
