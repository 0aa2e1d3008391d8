/**
 * The tokens that are held: read from the jar, and kept in it.
 *
 * The jar is the truth: other tabs and servers write into the same cookies, so nothing is remembered here that it
 * could tell. How long tokens last is in `token-watch.ts`.
 *
 * @module
 */
import type { Clock } from '../../core/ports.ts'
import type { TokenPageOptions } from './token-client-types.ts'
import type { TokenCookie } from './token-provider.ts'

/** The tokens of one visitor. */
export interface HeldTokens {
  readonly token: string | null
  readonly refreshToken: string | null
}

/** The tokens and their cookies. */
export interface TokenKeeper {
  /** Whether scripts of this page cannot read one of the tokens, and its server can. */
  readonly isHidden: boolean
  /** What the jar holds now. */
  readonly held: () => HeldTokens
  /** Keeps a token, or with `null` removes it. One that scripts cannot see stays as it is. */
  readonly put: (which: keyof HeldTokens, value: string | null) => void
  /** When the cookie of this access token goes, by this device; `Infinity` if it was not written here. */
  readonly keptUntil: (token: string) => number
}

/** Creates the keeper for a client with these options. */
export function createTokenKeeper(
  { provider: { token: access, refresh }, jar, server, logger }: TokenPageOptions,
  now: Clock,
): TokenKeeper {
  const isSeen = (cookie: TokenCookie): boolean => !server || !cookie.httpOnlyCookieAttribute
  const cookies = {
    token: isSeen(access) && access,
    refreshToken: refresh.isEnabled && isSeen(refresh.token) && refresh.token,
  }

  /** The access token that was written here last. */
  let own: { token: string | null; until: number } = { token: null, until: 0 }

  function read(which: keyof HeldTokens): string | null {
    const cookie = cookies[which]
    return cookie ? jar.read(cookie.cookieName) : null
  }

  return {
    isHidden: !isSeen(access) || !isSeen(refresh.token),
    keptUntil: (token) => (token === own.token ? own.until : Infinity),
    held: () => ({ token: read('token'), refreshToken: read('refreshToken') }),
    put(which, value) {
      const cookie = cookies[which]
      if (!cookie || (value === null && read(which) === null)) return
      jar.write(cookie, value)
      if (cookie === access) {
        own = { token: value, until: now() + cookie.maxAgeInSeconds * 1000 }
      }
      // Too long, or Secure on a page without TLS.
      if (read(which) !== value)
        logger?.error('token_cookie_refused', { cookie: cookie.cookieName })
    },
  }
}
