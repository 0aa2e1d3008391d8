/**
 * The engine's memory: what a process remembers from request to request.
 *
 * None of it is needed by another process: where several must agree, the storage does it.
 *
 * @module
 */
import type { Attempts } from '../core/storage.ts'
import type { Finish } from './oauth/finish-once.ts'
import type { Revocations } from './session/revocations.ts'
import type { WatchMemory } from './watch/watch-memory.ts'

/** Shared by the engines of configurations that are made anew for each request. */
export interface EngineMemory {
  /** States of finished sign-ins and when they may be forgotten, in milliseconds since the epoch. */
  readonly usedStates: Map<string, number>
  /** Sign-ins that are being finished or were, by their state. */
  readonly finishes: Map<string, Finish>
  /** Ids of sealed sessions on record and when this process last asked, in milliseconds since the epoch. */
  readonly checkedSessions: Map<string, number>
  /** What was revoked by these engines, if they have a clock of their own. */
  revocations: Revocations | undefined
  /** Sessions that somebody watches. */
  readonly watches: WatchMemory
  /** Counts of attempts, where no storage keeps them. */
  readonly attempts: Map<string, Attempts>
  /** When what has expired should next be removed from the storage, in milliseconds since the epoch. */
  readonly cleaning: { dueAt: number }
}

/** A memory that remembers nothing yet. */
export function createMemory(): EngineMemory {
  return {
    usedStates: new Map(),
    finishes: new Map(),
    checkedSessions: new Map(),
    revocations: undefined,
    watches: { sessions: new Map(), streams: 0, isFailing: false, stopHearing: undefined },
    attempts: new Map(),
    cleaning: { dueAt: 0 },
  }
}
