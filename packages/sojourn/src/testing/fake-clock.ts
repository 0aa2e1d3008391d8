/**
 * A clock that stands still until a test moves it.
 *
 * @module
 */

/** A clock that tests move. */
export interface FakeClock {
  /** The present, in milliseconds since the epoch. Detached from its object it still works. */
  readonly now: () => number
  /** Lets time pass. All parts are added up; negative ones go back. */
  readonly advance: (by: {
    readonly days?: number
    readonly hours?: number
    readonly minutes?: number
    readonly seconds?: number
  }) => void
}

/**
 * Makes a clock.
 *
 * @param start Where it stands: a date, or a text that `Date.parse` reads.
 * @throws {TypeError} If `start` is no date.
 *
 * @example
 * ```ts
 * const clock = fakeClock()
 * const auth = createAuth({ now: clock.now, … })
 * clock.advance({ days: 31 })
 * ```
 */
export function fakeClock(start: string | Date = '2026-11-21T12:00:00Z'): FakeClock {
  let present = new Date(start).getTime()
  if (Number.isNaN(present)) throw new TypeError(`A clock cannot start at "${start}".`)
  return {
    now: () => present,
    advance: ({ days = 0, hours = 0, minutes = 0, seconds = 0 }) => {
      present += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
    },
  }
}
