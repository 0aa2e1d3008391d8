/**
 * Revalidation: when to ask the server again without being told to.
 *
 * When somebody comes back to the tab, when the network comes back, and by interval. An answer in any
 * tab counts for all of them, so that a window full of tabs asks as often as one. A hidden tab does not
 * ask when the network is back: nobody looks at it, and it asks when somebody does. A page that was put away and is
 * taken back by the back button has heard nothing meanwhile, and asks whenever it was last answered.
 *
 * @module
 */
import type { Environment } from './environment.ts'

/** How often to ask again. */
export interface RevalidationOptions {
  /** Seconds without an answer after which to ask again while signed in. Default 0: never. */
  readonly refetchInterval?: number | undefined
  /** Whether to ask again when the tab becomes visible. Default `true`. */
  readonly refetchOnWindowFocus?: boolean | undefined
  /** `false`: do not ask by interval or on focus while the device is offline. Default `true`. */
  readonly refetchWhenOffline?: boolean | undefined
}

/** The same, and what the client makes of it. */
export interface PollingOptions extends RevalidationOptions {
  /** Goes before `refetchInterval`, where the server tells of changes by itself. */
  pollInterval?: number | undefined
}

/** What the client tells this module, and what this module may ask it for. */
export interface RevalidationHost {
  /** What is known. Of nobody signed in only another tab can know better, and tells. */
  readonly get: () => { readonly data: unknown; readonly error: unknown }
  /** Whether the server has answered, in any tab, so lately that neither focus nor the network is a reason to ask. */
  readonly isFresh: () => boolean
  /** The tab is seen again; timers may have slept. */
  readonly wake: () => void
  /**
   * Asks the server.
   *
   * @param isUnattended Whether no person has caused it, nor wants the application the session to be renewed by it.
   */
  readonly refetch: (isUnattended?: boolean) => void
}

/** The listeners and the timer. */
export interface Revalidation {
  readonly start: () => void
  readonly stop: () => void
  /**
   * The server has answered: the interval begins anew.
   *
   * @param own Whether this tab had asked. The others wait a little longer, each at random, so that
   *   one tab goes on asking and the rest only take over when it is gone.
   */
  readonly answered: (own: boolean) => void
}

/** Creates the rules for one page; listens to nothing yet. Of `options` the present values count. */
export function createRevalidation(
  environment: Environment,
  options: PollingOptions,
  host: RevalidationHost,
): Revalidation {
  let cleanups: (() => void)[] = []
  let cancelPoll: (() => void) | undefined

  function mayAsk(): boolean {
    return options.refetchWhenOffline !== false || environment.isOnline()
  }

  function isSignedOut(): boolean {
    const { data, error } = host.get()
    return data === null && !error
  }

  function arm(own: boolean): void {
    const interval = (options.pollInterval ?? options.refetchInterval ?? 0) * 1000
    cancelPoll?.()
    cancelPoll = undefined
    if (!interval || cleanups.length === 0 || isSignedOut()) return
    const stagger = own
      ? 0
      : (0.5 + Math.random() / 2) * Math.min(Math.max(interval / 10, 500), 5000)
    cancelPoll = environment.schedule(() => {
      arm(true)
      if (mayAsk()) host.refetch(options.pollInterval !== undefined)
    }, interval + stagger)
  }

  function ask(): void {
    if (host.get().error || !host.isFresh()) host.refetch()
  }

  return {
    start() {
      const { listen } = environment
      cleanups = [
        listen('visibilitychange', () => {
          if (!environment.isVisible()) return
          host.wake()
          if (options.refetchOnWindowFocus !== false && !isSignedOut() && mayAsk()) ask()
        }),
        listen('online', () => {
          if (environment.isVisible()) ask()
        }),
        listen('pageshow', ({ persisted }) => {
          if (persisted) host.refetch()
        }),
      ]
      arm(true)
    },
    stop() {
      for (const cleanup of cleanups) cleanup()
      cleanups = []
      cancelPoll?.()
    },
    answered: arm,
  }
}
