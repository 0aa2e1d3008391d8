/**
 * Expiry: notices, without a request, that the session has ended.
 *
 * The end is judged by the server's clock. It counts only if it was still to come when the server said
 * it: some applications and many test fixtures put something else into `expires`, and a server that
 * hands out a session means somebody to be signed in.
 *
 * @module
 */
import type { Session } from '../core/session.ts'
import type { ServerClock } from './clock.ts'
import type { Environment } from './environment.ts'

/** The watch over one session at a time. */
export interface ExpiryWatch {
  /**
   * Watches this session from now on, in place of any other.
   *
   * @param learnedAt The server's clock when it said so, in milliseconds since the epoch.
   */
  readonly watch: (data: Pick<Session, 'expires'> | null | undefined, learnedAt: number) => void
  /**
   * Looks at the clock. Timers sleep in a suspended tab, so this is called when it wakes, too.
   *
   * @returns Whether the end has passed by the clock that this device shows, and not by the time that it has counted:
   *   it has slept, or somebody has set its clock. Only the server can tell.
   */
  readonly check: () => boolean
  /** Sets timers from now on. */
  readonly start: () => void
  /** Sets no timer until started again. */
  readonly stop: () => void
}

/**
 * Creates the watch.
 *
 * @param onExpired Called once when the session that is watched has ended.
 */
export function createExpiryWatch(
  environment: Environment | undefined,
  clock: ServerClock,
  onExpired: () => void,
): ExpiryWatch {
  // NaN compares as false with everything: no end, no timer.
  let endsAt = NaN
  let isActive = false
  let cancel: (() => void) | undefined

  function check(): boolean {
    cancel?.()
    cancel = undefined
    const left = endsAt - clock.now()
    if (left <= 0) {
      endsAt = NaN
      onExpired()
    } else if (left > 0 && isActive) {
      cancel = environment?.schedule(check, left)
    }
    return endsAt <= clock.shown()
  }

  return {
    watch(data, learnedAt) {
      const expires: unknown = data?.expires
      const instant = typeof expires === 'string' ? Date.parse(expires) : NaN
      endsAt = instant > learnedAt ? instant : NaN
      check()
    },
    check,
    start() {
      isActive = true
      check()
    },
    stop() {
      isActive = false
      cancel?.()
    },
  }
}
