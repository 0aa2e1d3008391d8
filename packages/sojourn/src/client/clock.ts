/**
 * The server's clock, as far as it can be told from here.
 *
 * A session ends by the clock of the server, and clocks of devices are often wrong, some by hours. Each
 * answer that carries `timeHeader` corrects the estimate. Where it can only be rough, it errs to the
 * late side: showing somebody as signed in for a moment too long hurts less than signing them out.
 *
 * @module
 */
import type { Clock } from '../core/ports.ts'

/** The server's clock. */
export interface ServerClock {
  /**
   * The present by the server's clock, in milliseconds since the epoch. Setting the clock of the device does not move
   * it. Where a device does not count the time that it has slept, it is late by that much until the next answer.
   */
  readonly now: Clock
  /** The same by what the clock of the device shows: it counts sleep, and goes wrong with that clock. */
  readonly shown: Clock
  /** The server's clock when this device's showed `instant`. */
  readonly at: (instant: number) => number
  /**
   * Corrects the estimate by an answer: the server read its clock between the two instants, most
   * likely in the middle.
   *
   * @param startedAt When the request left, by this device.
   * @param endedAt When the answer was there, by this device.
   */
  readonly correct: (serverTime: number, startedAt: number, endedAt: number) => void
}

/**
 * Creates the estimate.
 *
 * @param now The device's clock.
 * @param serverTime The server's clock when it rendered this page. That was before now, so the estimate
 *   lags by the time that the page needed to get here. Default: the device is right.
 * @param uptime Counts milliseconds, and nobody sets it. Default: the device's clock.
 */
export function createServerClock(
  now: Clock,
  serverTime?: number,
  uptime: Clock = now,
): ServerClock {
  let offset = serverTime === undefined ? 0 : serverTime - now()
  let started = now() - uptime()
  return {
    now: () => started + uptime() + offset,
    shown: () => now() + offset,
    at: (instant) => instant + offset,
    correct(time, startedAt, endedAt) {
      offset = Math.round(time - (startedAt + endedAt) / 2)
      started = now() - uptime()
    },
  }
}
