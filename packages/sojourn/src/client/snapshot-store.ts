/**
 * A store of snapshots: one frozen state at a time, and those who want to know when it is another one.
 *
 * @module
 */

/** Read access, for one or more frameworks to subscribe to. */
export interface ReadableStore<S> {
  /** The present snapshot; the same object until something changes. */
  readonly get: () => S
  /** Calls `listener` after every change. Returns what ends the subscription. */
  readonly subscribe: (listener: () => void) => () => void
}

/** The store with the ways to change it. */
export interface SnapshotStore<S> extends ReadableStore<S> {
  /** Changes what is named, if that is a change. */
  readonly write: (change: Partial<S>) => void
  /** Forgets the listeners and refuses every later change. */
  readonly close: () => void
}

/**
 * Creates a store.
 *
 * @param statusOf Says what the state amounts to.
 * @param onActivity Called when the first listener has come and when the last has gone.
 */
export function createSnapshotStore<S extends { readonly status: unknown; readonly data: unknown }>(
  initial: Omit<S, 'status'>,
  statusOf: (state: Omit<S, 'status'>) => S['status'],
  onActivity: (active: boolean) => void,
): SnapshotStore<S> {
  const listeners = new Set<() => Promise<void>>()
  let state = {} as S
  let closed = false
  write(initial as Partial<S>)

  function write(change: Partial<S>): void {
    const next = { ...state, ...change }
    // Sessions come out of JSON, so equal ones have equal text.
    const isSame = JSON.stringify(next.data) === JSON.stringify(state.data)
    Object.assign(next, { status: statusOf(next) }, isSame && { data: state.data })
    const keys = Object.keys(next) as (keyof S)[]
    if (closed || keys.every((key) => next[key] === state[key])) return
    state = Object.freeze(next)
    for (const listener of listeners) void listener()
  }

  return {
    get: () => state,
    subscribe(listener) {
      // Its own identity, so that one function may subscribe twice and leave once. And `async`, so that what it throws
      // is reported as a rejection that nobody handles, and harms neither the others nor whoever made the change.
      const entry = async (): Promise<void> => listener()
      if (closed) return () => undefined
      listeners.add(entry)
      if (listeners.size === 1) onActivity(true)
      return () => {
        if (listeners.delete(entry) && listeners.size === 0) onActivity(false)
      }
    },
    write,
    close() {
      closed = true
      listeners.clear()
    },
  }
}
