/**
 * What a process remembers of the sessions that are watched in it.
 *
 * @module
 */
import type { WatchedSession } from './watched-session.ts'

/** What a process watches. */
export interface WatchMemory {
  /** By their first names. */
  readonly sessions: Map<string, WatchedSession>
  /** Streams that are open. */
  streams: number
  /** Whether the storage did not answer when it was last asked: that is said once. */
  isFailing: boolean
  /** Stops listening to what the process does. `undefined` while nothing is watched. */
  stopHearing: (() => void) | undefined
}
