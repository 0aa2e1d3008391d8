import { shallowRef, type Ref } from 'vue'

/** Which of a component's actions is under way, so that its button can say so. */
export function usePending<Action extends string>(): {
  readonly pending: Readonly<Ref<Action | undefined>>
  /** Runs an action, unless one runs already. */
  readonly run: (name: Action, action: () => Promise<unknown>) => Promise<void>
} {
  const pending = shallowRef<Action>()

  async function run(name: Action, action: () => Promise<unknown>): Promise<void> {
    if (pending.value !== undefined) return
    pending.value = name
    try {
      await action()
    } finally {
      pending.value = undefined
    }
  }

  return { pending, run }
}
