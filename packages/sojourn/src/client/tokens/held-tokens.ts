/**
 * The tokens that are held: read from the jar, kept in it, and how long they last.
 *
 * The jar is the truth: other tabs and servers write into the same cookies, so nothing is remembered here that it
 * could tell.
 *
 * @module
 */
import type { Clock, Logger } from '../../core/ports.ts'
import { createServerClock, type ServerClock } from '../clock.ts'
import { readAccessExpiry } from './access-expiry.ts'
import type { TokenJar } from './token-jar.ts'
import type { TokenProvider } from './token-provider.ts'

/** The tokens of one visitor. */
export interface HeldTokens {
  readonly token: string | null
  readonly refreshToken: string | null
}

/** The tokens, and what is known of their time. */
export interface TokenKeeper {
  /** Whether scripts of this page cannot read the access token, and its server can. */
  readonly isTokenHidden: boolean
  /** Likewise the refresh token. */
  readonly isRefreshTokenHidden: boolean
  /** What the jar holds now. */
  readonly held: () => HeldTokens
  /** Keeps a token, or with `null` removes it. One that scripts cannot see stays as it is. */
  readonly put: (which: keyof HeldTokens, value: string | null) => void
  /** The clock of the backend. */
  readonly clock: ServerClock
  /** A token that seems over although it has just come: the clock or the token is wrong, and a newer one is no help. */
  enduring: string | null
  /** When the access token should be renewed, in milliseconds from now; not above 0 if it is time. */
  readonly dueIn: () => number
}

/**
 * Creates the keeper.
 *
 * @param isServed Whether requests can go through this application's server.
 * @param serverTime The server's clock when it rendered this page.
 */
export function createTokenKeeper(
  provider: TokenProvider,
  jar: TokenJar,
  isServed: boolean,
  now: Clock,
  serverTime: number | undefined,
  logger: Logger | undefined,
): TokenKeeper {
  const { token: access, refresh } = provider
  const cookies = { token: access, refreshToken: refresh.token }
  const isTokenHidden = isServed && access.httpOnlyCookieAttribute
  const isRefreshTokenHidden = isServed && refresh.token.httpOnlyCookieAttribute
  const clock = createServerClock(now, serverTime)
  /** When the cookie of the access token goes, by this device, if it was written here. */
  let keptUntil = Infinity
  const isSeen = {
    token: !isTokenHidden,
    refreshToken: refresh.isEnabled && !isRefreshTokenHidden,
  }

  function read(which: keyof HeldTokens): string | null {
    return isSeen[which] ? jar.read(cookies[which].cookieName) : null
  }

  function dueIn(): number {
    const token = read('token')
    if (token === null) return isTokenHidden ? Infinity : 0
    if (token === keeper.enduring) return Infinity
    const renewAt = readAccessExpiry(token)?.renewAt ?? Infinity
    return Math.min(renewAt - clock.now(), Math.max(keptUntil - now(), 0))
  }

  const keeper: TokenKeeper = {
    clock,
    enduring: null,
    isTokenHidden,
    isRefreshTokenHidden,
    held: () => ({ token: read('token'), refreshToken: read('refreshToken') }),
    put(which, value) {
      if (!isSeen[which] || (value === null && read(which) === null)) return
      const cookie = cookies[which]
      jar.write(cookie, value)
      if (which === 'token')
        keptUntil = now() + (value === null ? Infinity : cookie.maxAgeInSeconds * 1000)
      // Too long, or Secure on a page without TLS.
      if (read(which) !== value)
        logger?.error('token_cookie_refused', { cookie: cookie.cookieName })
    },
    dueIn,
  }
  return keeper
}
