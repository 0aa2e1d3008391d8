/**
 * Where tokens are kept: cookies, of a page or of a request.
 *
 * @module
 */
import type { TokenCookie } from './token-provider.ts'

/** Cookies by name. */
export interface TokenJar {
  /** The present value, read anew at each call; `null` if there is none, or scripts cannot read it. */
  readonly read: (name: string) => string | null
  /** Keeps a value, or with `null` removes it. */
  readonly write: (cookie: TokenCookie, value: string | null) => void
}

/**
 * The value of a cookie as a token: text, whatever it looks like. Some backends quote it (RFC 6265, section 4.1.1).
 * Page and server must read it alike: one says to the other which token it has seen.
 */
export function decodeToken(value: string): string {
  const bare = value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
  try {
    return decodeURIComponent(bare)
  } catch {
    return bare
  }
}
