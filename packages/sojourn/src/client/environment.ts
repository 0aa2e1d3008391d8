/**
 * Environment: what the client needs from a page, as one replaceable object.
 *
 * On a server there is no page, so there is no environment: nothing listens, nothing is scheduled and
 * no channel is opened. Tests pass one of their own, so no other file asks where it runs.
 *
 * @module
 */

/** A way to reach the other tabs: as much of a `BroadcastChannel` as is needed. */
export interface Channel {
  onmessage: ((event: { readonly data: unknown }) => void) | null
  postMessage: (message: string) => void
  close: () => void
}

/** A window that this page has opened. */
export interface Popup {
  /** Leads it to an address. */
  readonly navigate: (url: string) => void
  /** Where it is; `undefined` while that is a page of another site. */
  readonly href: () => string | undefined
  /** Whether it is gone, or cannot be told from one that is. */
  readonly isClosed: () => boolean
  readonly close: () => void
}

/** A page, as the client sees it. */
export interface Environment {
  readonly isVisible: () => boolean
  readonly isOnline: () => boolean
  /** Calls `run` at each such event. Returns what takes the listener away. */
  readonly listen: (event: 'visibilitychange' | 'online', run: () => void) => () => void
  /**
   * Calls `run` once after `delay` milliseconds, or earlier: a browser cannot wait for longer than
   * 2^31 - 1 ms, so whoever waits for an instant looks at the clock again. Returns what cancels it.
   */
  readonly schedule: (run: () => void, delay: number) => () => void
  /** Opens a channel to the other tabs; `undefined` where none can be reached. */
  readonly openChannel: (name: string) => Channel | undefined
  /** Address of the page. */
  readonly href: () => string
  /** Leaves the page. A `#` in the address alone would not load anything, so it reloads as well. */
  readonly navigate: (url: string) => void
  /** Opens an empty window; `undefined` if the browser does not allow it. Only allowed while a click is handled. */
  readonly openPopup: () => Popup | undefined
}

const longestDelay = 2 ** 31 - 1

/** The page this code runs in; `undefined` on a server. */
export function browserEnvironment(): Environment | undefined {
  if (typeof document === 'undefined' || typeof location === 'undefined') return undefined
  return {
    isVisible: () => document.visibilityState === 'visible',
    isOnline: () => navigator.onLine,
    listen(event, run) {
      // Where each begins: tests of applications dispatch the former without bubbling.
      const target = event === 'online' ? globalThis : document
      target.addEventListener(event, run)
      return () => target.removeEventListener(event, run)
    },
    schedule(run, delay) {
      const timer = setTimeout(run, Math.min(delay, longestDelay))
      return () => clearTimeout(timer)
    },
    openChannel(name) {
      try {
        return new BroadcastChannel(name) as Channel
      } catch {
        // Absent, or forbidden in a sandboxed frame: this tab then lives for itself.
        return undefined
      }
    },
    href: () => location.href,
    navigate(url) {
      location.href = url
      if (url.includes('#')) location.reload()
    },
    openPopup() {
      const opened = open('about:blank', '_blank', 'popup,width=500,height=640')
      if (!opened) return undefined
      return {
        navigate: (url) => {
          opened.location.href = url
        },
        href() {
          try {
            return opened.location.href
          } catch {
            return undefined
          }
        },
        isClosed: () => opened.closed,
        close: () => opened.close(),
      }
    },
  }
}
