/**
 * Recovery: asks a server again that could not be asked.
 *
 * At growing intervals, not before the server wants it (RFC 9110, 10.2.3), and only where somebody can see the page:
 * the others ask when they are seen. As long as it lasts nobody asks by interval.
 *
 * @module
 */
import type { Environment } from './environment.ts'
import type { SessionCore } from './session-core.ts'

/** The first pause and the longest, in milliseconds. */
const [firstPause, lastPause] = [5000, 5 * 60_000]

/** The longest pause that a server can ask for, in milliseconds. */
const longestWish = 3_600_000

/** A pause that is not the same in any two pages, so that a server which is back is not met by all at once. */
export function vary(pause: number): number {
  return pause * (0.75 + Math.random() / 2)
}

/** What is to be told of failures. */
export interface Recovery {
  /** Something is different. */
  readonly notice: () => void
  /** The server could not be asked, and why: an error whose cause is the response, if there was one. */
  readonly failed: (cause: unknown) => void
}

/** Begins to watch for failures. */
export function createRecovery(core: SessionCore, environment: Environment): Recovery {
  const { options } = core
  let pause = firstPause
  let cancel: (() => void) | undefined
  /** How long the server wants to be left alone, in milliseconds. */
  let wish = 0
  /** Whether the interval rests because of this. */
  let isResting = false

  function ask(): void {
    cancel = undefined
    pause = Math.min(pause * 2, lastPause)
    const mayAsk = options.refetchWhenOffline !== false || environment.isOnline()
    if (environment.isVisible() && mayAsk) void core.getSession(true)
    else notice()
  }

  function notice(): void {
    const mustWait = !!core.store.get().error && core.isActive
    if (mustWait ? options.pollInterval !== 0 : isResting) {
      isResting = mustWait
      options.pollInterval = mustWait ? 0 : undefined
      core.rearm()
    }
    if (mustWait) {
      cancel ??= environment.schedule(ask, wish + vary(pause))
      return
    }
    if (!core.store.get().error) pause = firstPause
    wish = 0
    cancel?.()
    cancel = undefined
  }

  return {
    notice,
    failed(cause) {
      wish = readWish(cause, core.now())
      if (wish === 0) return
      // Also if it was asked by somebody else, while this was waiting.
      cancel?.()
      cancel = undefined
    },
  }
}

/** `Retry-After` of the response in a cause, in milliseconds from now; 0 if there is none. */
function readWish(cause: unknown, now: number): number {
  const { cause: response } = Object(cause) as { readonly cause?: unknown }
  const wish = response instanceof Response ? response.headers.get('retry-after') : null
  if (!wish) return 0
  const time = Number.isNaN(Number(wish)) ? Date.parse(wish) - now : Number(wish) * 1000
  return Math.min(Math.max(time, 0), longestWish) || 0
}
