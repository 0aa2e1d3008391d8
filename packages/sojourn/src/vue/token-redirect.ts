/**
 * Where a sign-in or sign-out leads. Pure but for `go`.
 *
 * Paths are those of the application, without the base below which it lives. What comes from the query of the page can
 * be written by anybody, so it never leads to another site; an option can, if the caller says `external`.
 *
 * @module
 */
import type { TokenRedirect } from './token-composables.ts'

/** The application, as seen from a page of it. */
export interface TokenPlace {
  /** Origin of the application. */
  readonly origin: () => string
  /** The base path it lives below, such as `/` or `/shop/`. */
  readonly base: string
  /** The present page: path, query and fragment. */
  readonly current: () => string
  /** Whether the application has such a page; asked where a path begins with the base, which then may be its own. */
  readonly isPage: (path: string) => boolean
  /** Whether the sign-in page is there. */
  readonly isLogin: (path: string) => boolean
  /** Whether sign-in leads back to the page that asked for it, or where to. */
  readonly addDefaultCallbackUrl: boolean | string
  /** Goes to a path of the application, or with `isExternal` to an address, by a full load. */
  readonly go: (to: string, isExternal: boolean) => unknown
  /** Goes to sign-in, and from there back to this path. */
  readonly signInFirst: (back: string) => unknown
}

/** Makes the rules of one application. */
export function createTokenRedirect(place: TokenPlace): TokenRedirect {
  const { addDefaultCallbackUrl: configured } = place
  return async (cause, { callbackUrl, external = false }) => {
    const current = place.current()
    if (cause === 'required' && callbackUrl === undefined) {
      return place.isLogin(pathnameOf(current)) ? undefined : place.signInFirst(current)
    }
    if (external && callbackUrl !== undefined) {
      const address = otherSite(callbackUrl, place)
      if (address !== undefined) return place.go(address, true)
    }
    const asked =
      cause === 'signIn'
        ? new URLSearchParams(/\?([^#]*)/.exec(current)?.[1]).get('redirect')
        : undefined
    const usual =
      typeof configured === 'string'
        ? configured
        : (configured || cause === 'signOut') && !place.isLogin(pathnameOf(current))
          ? current
          : '/'
    const path = pathInApp(callbackUrl ?? (asked || usual), place) ?? '/'
    return place.go(external ? prefixOf(place.base) + path : path, external)
  }
}

/**
 * The path of the application that an address means: absolute, a path with the base or without it, or relative to the
 * page.
 *
 * @returns `undefined` if it is elsewhere, or no address.
 */
export function pathInApp(
  given: string,
  { origin, base, current, isPage }: Pick<TokenPlace, 'base' | 'current' | 'isPage' | 'origin'>,
): string | undefined {
  const prefix = prefixOf(base)
  const url = parse(given, origin() + prefix + current())
  if (url?.origin !== origin()) return undefined
  const path = url.pathname + url.search + url.hash
  const isBelow = ['', '/', '?', '#'].some((end) =>
    end ? path.startsWith(prefix + end) : path === prefix,
  )
  const isPath = given.startsWith('/')
  // A path is that of a page, if there is one; an address always begins with the base (and a blob's with neither).
  if (!isBelow && !isPath) return undefined
  const below = isBelow && !(isPath && isPage(path)) ? path.slice(prefix.length) : path
  // Two slashes would begin another site's address.
  return below.startsWith('//') ? undefined : below.replace(/^(?!\/)/, '/')
}

/** An address of http(s), spelled out. */
function otherSite(given: string, { origin }: TokenPlace): string | undefined {
  const url = parse(given)
  return url && url.origin !== origin() && /^https?:$/.test(url.protocol) ? url.href : undefined
}

function parse(address: string, base?: string): URL | undefined {
  try {
    return new URL(address, base)
  } catch {
    return undefined
  }
}

function prefixOf(base: string): string {
  return base.replace(/\/+$/, '')
}

function pathnameOf(path: string): string {
  return path.replace(/[?#].*/s, '')
}
