import { useRef, useState } from 'react'

/** Which of a component's actions is under way, so that its button can say so. */
export function usePending<Action extends string>(): {
  readonly pending: Action | undefined
  /** Runs an action, unless one runs already. */
  readonly run: (name: Action, action: () => Promise<unknown>) => Promise<void>
} {
  const [pending, setPending] = useState<Action>()
  // Two clicks can come before React has rendered the first.
  const busy = useRef(false)

  async function run(name: Action, action: () => Promise<unknown>): Promise<void> {
    if (busy.current) return
    busy.current = true
    setPending(name)
    try {
      await action()
    } finally {
      busy.current = false
      setPending(undefined)
    }
  }

  return { pending, run }
}
