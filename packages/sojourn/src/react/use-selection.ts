'use client'
/**
 * What a component reads of the session: all of it, or what a function makes of it.
 *
 * The function is called when the session has changed, and when it is another function itself, as one that is
 * written into the component always is. What it returns then is the same object as before, as long as it says
 * the same: so the component renders again for nothing else, and may pass it on to effects and memos.
 *
 * @module
 */
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'

/** Where the states come from. */
export interface Selectable<S> {
  readonly subscribe: (listener: () => void) => () => void
  /** What is known now; the same object until something changes. */
  readonly read: () => S
  /** What the server rendered. */
  readonly initial: S
}

/** Subscribes the component to a source. Without a function it gets the states as they are. */
export function useSelection<S extends object>(
  { subscribe, read, initial }: Selectable<S>,
  select: false | ((state: S) => unknown),
): unknown {
  const shown = useRef<unknown>(undefined)
  const [present, first] = useMemo(() => {
    let state: S | undefined
    let selected: unknown

    function choose(next: S): unknown {
      if (!select) return next
      if (next !== state) {
        const made = select(next)
        const before = state ? selected : shown.current
        selected = isSame(made, before) ? before : made
        state = next
      }
      return selected
    }
    return [() => choose(read()), () => choose(initial)]
  }, [select, read, initial])

  const selection = useSyncExternalStore(subscribe, present, first)
  useEffect(() => {
    shown.current = selection
  }, [selection])
  return selection
}

/** Whether two values say the same. Of objects that are more than data (a `Map`, a class) each is another one. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (!isData(one) || !isData(other) || one.constructor !== other.constructor) return false
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]))
  )
}

/** Whether its keys are all that there is to it. */
function isData(value: unknown): value is Record<string, unknown> {
  const kind = (value as object | null | undefined)?.constructor
  return kind === Object || kind === Array
}
