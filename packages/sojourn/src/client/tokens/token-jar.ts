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
