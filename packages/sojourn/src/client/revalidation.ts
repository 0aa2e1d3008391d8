/**
 * Revalidation: when to ask the server again without being told to.
 *
 * When somebody comes back to the tab, when the network comes back, and by interval. An answer in any
 * tab counts for all of them, so that a window full of tabs asks as often as one. A hidden tab does not
 * ask when the network is back: nobody looks at it, and it asks when somebody does.
 *
 * @module
 */
import type { Environment } from './environment.ts'

/** How often to ask again. */
export interface RevalidationOptions {
  /** Seconds without an answer after which to ask, while anybody is signed in; 0 for never. */
  readonly refetchInterval: number
  /** Whether to ask when the tab becomes visible. */
  readonly refetchOnWindowFocus: boolean
  /** `false`: do not ask by interval or on focus while the device is offline. */
  readonly refetchWhenOffline: boolean
  /** Not again within this many milliseconds of an answer, except for recovery. */
  readonly throttle: number
}

/** What the client tells this module, and what this module may ask it for. */
export interface RevalidationHost {
  /** When the server last answered in any tab, in milliseconds of time passed since. */
  readonly sinceAnswer: () => number
  /** Whether the last question went without an answer. */
  readonly hasFailed: () => boolean
  /** Whether it is known that nobody is signed in: then only another tab can change that, and tells. */
  readonly isSignedOut: () => boolean
  /** The tab is seen again; timers may have slept. */
  readonly wake: () => void
  /** Asks the server. */
  readonly refetch: () => void
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

/** Creates the rules for one page; listens to nothing yet. */
export function createRevalidation(
  environment: Environment,
  options: RevalidationOptions,
  host: RevalidationHost,
): Revalidation {
  const interval = options.refetchInterval * 1000
  let cleanups: (() => void)[] = []
  let cancelPoll: (() => void) | undefined

  function mayAsk(): boolean {
    return options.refetchWhenOffline || environment.isOnline()
  }

  function arm(own: boolean): void {
    cancelPoll?.()
    cancelPoll = undefined
    if (!interval || cleanups.length === 0 || host.isSignedOut()) return
    const stagger = own ? 0 : Math.random() * Math.min(interval / 10, 5000)
    cancelPoll = environment.schedule(() => {
      arm(true)
      if (mayAsk()) host.refetch()
    }, interval + stagger)
  }

  return {
    start() {
      cleanups = [
        environment.listen('visibilitychange', () => {
          if (!environment.isVisible()) return
          host.wake()
          if (!options.refetchOnWindowFocus || host.isSignedOut() || !mayAsk()) return
          const since = host.sinceAnswer()
          // Before the answer is no time: the clock of the device was set back.
          if (host.hasFailed() || since < 0 || since >= options.throttle) host.refetch()
        }),
        environment.listen('online', () => {
          if (environment.isVisible()) host.refetch()
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
