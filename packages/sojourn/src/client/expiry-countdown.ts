/**
 * The countdown: tells that a session is about to end, while there is time to do something about it.
 *
 * It sends nothing by itself. That the end has come is told by the store, as always.
 *
 * @module
 */
import type { SessionClient } from './session-client.ts'
import type { ReadableStore } from './snapshot-store.ts'

/** Options of {@link createExpiryCountdown}. */
export interface ExpiryCountdownOptions {
  /** How long before the end to begin, in seconds. Default 120. */
  readonly warnBefore?: number | undefined
}

/** How long the session will last. A snapshot: the same object until something of it changes. */
export interface SessionExpiry {
  /** When it ends, by the server's clock, in milliseconds since the epoch; `undefined` without a session or an end. */
  readonly expiresAt: number | undefined
  /** Whole seconds until then; `undefined` unless it is about to end. */
  readonly secondsLeft: number | undefined
  /** Whether it is about to end. */
  readonly isEnding: boolean
}

/** The countdown of one client. */
export interface ExpiryCountdown extends ReadableStore<SessionExpiry> {
  /**
   * Asks the server, which renews the session if it can still be renewed.
   *
   * @returns Whether it lasts longer now.
   */
  readonly stay: () => Promise<boolean>
}

/** What it needs of a client. */
type CountedClient = Pick<SessionClient, 'store' | 'now' | 'getSession'>

/** The longest that a timer can wait, in milliseconds. */
const longestDelay = 2 ** 31 - 1

/**
 * Creates the countdown. Its listeners are called when the end comes near, each second from then on, and when another
 * end is known. While it has some, the client has one, too.
 *
 * @example
 * ```ts
 * const countdown = createExpiryCountdown(client, { warnBefore: 60 })
 * countdown.subscribe(() => dialog.toggleAttribute('open', countdown.get().isEnding))
 * button.onclick = () => countdown.stay()
 * ```
 */
export function createExpiryCountdown(
  { store, now, getSession }: CountedClient,
  { warnBefore = 120 }: ExpiryCountdownOptions = {},
): ExpiryCountdown {
  const listeners = new Set<{ readonly run: () => void }>()
  let shown: SessionExpiry = { expiresAt: undefined, secondsLeft: undefined, isEnding: false }
  let timer: ReturnType<typeof setTimeout> | undefined
  let leave: (() => void) | undefined

  function readEnd(): number | undefined {
    const instant = Date.parse(String(store.get().data?.expires))
    // What is over and still a session has something else in its place.
    return instant > now() ? instant : undefined
  }

  /** Reads the clock. Returns how long what it shows stays as it is, in milliseconds. */
  function read(): number {
    const expiresAt = readEnd()
    const left = expiresAt === undefined ? Infinity : expiresAt - now()
    const isEnding = left <= warnBefore * 1000
    const secondsLeft = isEnding ? Math.ceil(left / 1000) : undefined
    const isSame = expiresAt === shown.expiresAt && secondsLeft === shown.secondsLeft
    if (!isSame) shown = Object.freeze({ expiresAt, secondsLeft, isEnding })
    return isEnding ? left - (Math.ceil(left / 1000) - 1) * 1000 : left - warnBefore * 1000
  }

  function tick(): void {
    clearTimeout(timer)
    const before = shown
    const wait = read()
    // Before the listeners, who may leave.
    if (wait < Infinity) timer = setTimeout(tick, Math.min(Math.ceil(wait), longestDelay))
    if (shown !== before) for (const { run } of listeners) run()
  }

  return {
    get() {
      if (listeners.size === 0) read()
      return shown
    },
    subscribe(listener) {
      const entry = { run: listener }
      listeners.add(entry)
      if (listeners.size === 1) {
        leave = store.subscribe(tick)
        read()
        tick()
      }
      return () => {
        if (!listeners.delete(entry) || listeners.size > 0) return
        leave?.()
        clearTimeout(timer)
      }
    },
    async stay() {
      const before = readEnd() ?? Infinity
      await getSession()
      return (readEnd() ?? 0) > before
    },
  }
}
