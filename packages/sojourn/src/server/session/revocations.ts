/**
 * Revocations: which sessions this process has ended, or found to be over.
 *
 * A seal, and an answer of the storage that is remembered, may be older than the end of their session. Whoever
 * believes one looks here first. One process may hold several engines, as in Next, where each bundle has its own copy
 * of every module: what was revoked through one of them no other believes either. So they share this, by a symbol. Ids of
 * sessions are random, and mean the same to everybody.
 *
 * @module
 */

/** What was revoked. */
export interface Revocations {
  /** How often. An answer to a question that was asked at another count may be from before. */
  readonly count: number
  /**
   * The last moment at which this session may have been revoked, in milliseconds since the epoch; `-Infinity` if it
   * was not, as far as is known.
   */
  readonly lastOf: (id: string) => number
  /**
   * Notes that a session was ended.
   *
   * @param id `undefined`: it is not said which, so it may be any.
   */
  readonly note: (at: number, id?: string) => void
  /** Notes that a session was found to be over: what is being asked about others may still be believed. */
  readonly noteFound: (at: number, id: string) => void
}

/** Sessions that are remembered; of more the oldest are taken as any. */
const mostRemembered = 10_000

const key = Symbol.for('sojourn.revocations')
const shared = globalThis as { [key]?: Revocations }

/** Those of this process, by the clock that its engines have in common. */
export function processRevocations(): Revocations {
  return (shared[key] ??= createRevocations())
}

/** None yet: for engines with a clock of their own, by which nobody else can compare. */
export function createRevocations(): Revocations {
  const instants = new Map<string, number>()
  let count = 0
  /** When anything may have been revoked. */
  let anyAt = -Infinity

  function remember(id: string, at: number): void {
    // At the end, so that the first is the one that goes.
    instants.delete(id)
    instants.set(id, at)
    if (instants.size <= mostRemembered) return
    for (const [oldest, instant] of instants) {
      instants.delete(oldest)
      anyAt = Math.max(anyAt, instant)
      break
    }
  }

  return {
    get count() {
      return count
    },
    lastOf: (id) => Math.max(anyAt, instants.get(id) ?? -Infinity),
    note(at, id) {
      count++
      // Not the earlier one, where the clock was set back.
      if (id === undefined) anyAt = Math.max(anyAt, at)
      else remember(id, at)
    },
    noteFound: (at, id) => remember(id, at),
  }
}
