/**
 * The watch over a session: how long the access token lasts, and when to ask again without being told to.
 *
 * @module
 */
import { createRevalidation } from '../revalidation.ts'
import { readAccessExpiry } from './access-expiry.ts'
import type { TokenCore } from './token-core.ts'

/** Within this time after an answer, in any tab, focus is no reason to ask again; in milliseconds. */
const freshFor = 5000

/** Bounds of the time after which a refresh that was no help is tried again, in milliseconds. */
const firstRetry = 5000
const lastRetry = 300_000

/** The watch. */
export interface TokenWatch {
  /** Whether there is, or may be, something to renew the access token by. */
  readonly canRenew: () => boolean
  /** When the access token should be renewed, in milliseconds from now; not above 0 if it is time. */
  readonly dueIn: () => number
  /** Whether an access token has ended, as far as that can be told. */
  readonly isOver: (token: string) => boolean
  /**
   * The access token that is held has just come from the backend, so that its clock can be told by when it was issued.
   * If it is the one that was there before, that says nothing.
   *
   * @param before The access token that was there before.
   * @param startedAt When it was asked for, by this device.
   */
  readonly noteReceipt: (before: string | null, startedAt: number) => void
  /** A refresh has ended, well or not. */
  readonly noteRenewal: () => void
  /**
   * The backend has answered: the interval begins anew.
   *
   * @param own Whether this tab had asked.
   */
  readonly answered: (own: boolean) => void
  /** Looks at the clock and the cookies, and sets the timer. Timers sleep in a suspended tab. */
  readonly check: () => void
  /** Begins to watch while somebody listens, or ends it if nobody does any more. */
  readonly attend: () => void
}

/**
 * Creates the watch of one client.
 *
 * @param freshen Renews the tokens, since it is time. Never rejects.
 */
export function createTokenWatch(core: TokenCore, freshen: () => Promise<unknown>): TokenWatch {
  const { options, environment, now, clock, keeper, get, sync } = core
  const { provider, server } = options
  const { held } = keeper
  /** A token that seems over although it has just come: the clock or the token is wrong, and a newer one is no help. */
  let enduring: string | null = null
  /** When a refresh that was no help is tried again, by this device. */
  let retryAt = 0
  /** Refreshes in a row that were no help. */
  let failures = 0
  let isWatching = false
  let cancelTimer: (() => void) | undefined

  const revalidation =
    environment &&
    createRevalidation(environment, options, {
      get: () => ({ data: get().data ?? null, error: get().error }),
      isFresh,
      wake: check,
      refetch() {
        if (get().data || get().error) void core.getSession()
      },
    })

  function isFresh(): boolean {
    const age = now() - (get().refreshedAt ?? -Infinity)
    // Before it is no time: the clock of the device was set back.
    return age >= 0 && age < freshFor
  }

  function canRenew(): boolean {
    const { token, refreshToken } = held()
    const { isEnabled, token: cookie } = provider.refresh
    const isHidden = server && cookie.httpOnlyCookieAttribute
    return isEnabled && (refreshToken !== null || !!(isHidden && (token !== null || get().data)))
  }

  function dueIn(): number {
    const { token } = held()
    if (token === null) {
      return server && provider.token.httpOnlyCookieAttribute ? Infinity : 0
    }
    if (token === enduring) return Infinity
    const renewAt = readAccessExpiry(token)?.renewAt ?? Infinity
    return Math.min(renewAt - clock.now(), Math.max(keeper.keptUntil(token) - now(), 0))
  }

  function check(): void {
    cancelTimer?.()
    sync()
    if (!core.isActive || !get().data || !canRenew()) return
    const wait = Math.max(dueIn(), retryAt - now())
    if (wait > 0) cancelTimer = wait < Infinity ? environment?.schedule(check, wait) : undefined
    else if (environment?.isVisible()) void freshen()
  }

  return {
    canRenew,
    dueIn,
    isOver: (token) =>
      token !== enduring && (readAccessExpiry(token)?.endsAt ?? Infinity) <= clock.now(),
    noteReceipt(before, startedAt) {
      const { token } = held()
      if (token === null || token === before) return
      const issuedAt = readAccessExpiry(token)?.issuedAt
      if (issuedAt !== undefined) clock.correct(issuedAt, startedAt, now())
      enduring = null
      if (dueIn() <= 0) enduring = token
    },
    noteRenewal() {
      // Also where it went well and was no help.
      if (dueIn() > 0) failures = 0
      else retryAt = now() + Math.min(firstRetry * 2 ** failures++, lastRetry)
      check()
    },
    answered(own) {
      revalidation?.answered(own)
      check()
    },
    check,
    attend() {
      if (core.isActive === isWatching) return
      isWatching = core.isActive
      if (isWatching) {
        revalidation?.start()
        // Messages were missed.
        if (core.arrivals > 1 && !isFresh()) void core.getSession()
        check()
      } else {
        revalidation?.stop()
        cancelTimer?.()
      }
    },
  }
}
