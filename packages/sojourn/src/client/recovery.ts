/**
 * Recovery: asks a server again that could not be asked.
 *
 * At growing intervals, and only where somebody can see the page: the others ask when they are seen.
 *
 * @module
 */
import type { Environment } from './environment.ts'
import type { SessionCore } from './session-core.ts'

/** The first pause and the longest, in milliseconds. */
const [firstPause, lastPause] = [5000, 5 * 60_000]

/** A pause that is not the same in any two pages, so that a server which is back is not met by all at once. */
export function vary(pause: number): number {
  return pause * (0.75 + Math.random() / 2)
}

/** Begins to watch for failures. */
export function createRecovery(
  core: SessionCore,
  environment: Environment,
): { readonly notice: () => void } {
  let pause = firstPause
  let cancel: (() => void) | undefined

  function ask(): void {
    cancel = undefined
    pause = Math.min(pause * 2, lastPause)
    const mayAsk = core.options.refetchWhenOffline !== false || environment.isOnline()
    if (environment.isVisible() && mayAsk) void core.getSession(true)
    else notice()
  }

  function notice(): void {
    const { error } = core.store.get()
    if (!error) pause = firstPause
    if (!error || !core.isActive) {
      cancel?.()
      cancel = undefined
    } else cancel ??= environment.schedule(ask, vary(pause))
  }

  return { notice }
}
