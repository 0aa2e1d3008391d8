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

/** The same as the browser gives it: what can be done with it is loaded when it is needed, in `popup.ts`. */
export type OpenedWindow = Popup | Window

/** Where this browser keeps something for every tab of an origin: as much of a `Storage` as is needed. */
export interface KeptText {
  readonly getItem: (key: string) => string | null
  readonly setItem: (key: string, value: string) => void
  readonly removeItem: (key: string) => void
}

/** What is needed of a page to know that somebody is there, and which of its tabs speaks for all. */
export interface PresencePage {
  /** The locks of this browser; `undefined` where there are none, as on a page without TLS. */
  readonly locks: Pick<LockManager, 'request'> | undefined
  /** What outlives the page. Throws where scripts may not keep anything. */
  readonly storage: KeptText
  /** Calls `run` whenever the person does something in the page. Returns what takes the listeners away. */
  readonly onPerson: (run: () => void) => () => void
  /**
   * Calls `run` when the page is left or stopped and perhaps kept (`true`), and when it goes on (`false`). Returns what
   * takes the listeners away.
   */
  readonly onFrozen: (run: (isFrozen: boolean) => void) => () => void
}

/** What happens to a page. The last: it begins, or is taken back by the back button. */
export type PageEventName = 'visibilitychange' | 'online' | 'pageshow'

/** As much of such an event as is needed. */
export interface PageEvent {
  /** Of `pageshow`: whether the page is as it was left. */
  readonly persisted?: boolean
}

/** A page, as the client sees it. */
export interface Environment {
  readonly isVisible: () => boolean
  readonly isOnline: () => boolean
  /** Calls `run` at each such event. Returns what takes the listener away. */
  readonly listen: (name: PageEventName, run: (event: PageEvent) => void) => () => void
  /**
   * Calls `run` once after `delay` milliseconds, or earlier: a browser cannot wait for longer than
   * 2^31 - 1 ms, so whoever waits for an instant looks at the clock again. Returns what cancels it.
   */
  readonly schedule: (run: () => void, delay: number) => () => void
  /** Opens a channel to the other tabs; `undefined` where none can be reached. */
  readonly openChannel: (name: string) => Channel | undefined
  /** Address of the page. */
  readonly href: () => string
  /** Leaves the page. What differs by a `#` alone would not load anything, so it reloads. */
  readonly navigate: (url: string) => void
  /** Opens an empty window; `undefined` if the browser does not allow it. Only allowed while a click is handled. */
  readonly openPopup: () => OpenedWindow | undefined
  /**
   * Milliseconds since some instant, whole ones, whatever somebody does to the clock of the device. Default: what
   * `now` of the client's options says; without that, `performance.now()`.
   */
  readonly uptime?: (() => number) | undefined
  /** Default: the browser's, loaded when it is needed. */
  readonly presence?: PresencePage | undefined
}

const longestDelay = 2 ** 31 - 1

/** The page this code runs in; `undefined` on a server. */
export function browserEnvironment(): Environment | undefined {
  if (typeof document === 'undefined' || typeof location === 'undefined') return undefined
  return {
    isVisible: () => document.visibilityState === 'visible',
    isOnline: () => navigator.onLine,
    listen(name, run) {
      // Where each begins: tests of applications dispatch the first without bubbling.
      const target = name === 'visibilitychange' ? document : globalThis
      target.addEventListener(name, run as EventListener)
      return () => target.removeEventListener(name, run as EventListener)
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
      const [page] = location.href.split('#')
      location.href = url
      // A place within this page would load nothing.
      if (url.includes('#') && new URL(url, page).href.split('#')[0] === page) location.reload()
    },
    openPopup: () => open('about:blank', '_blank', 'popup,width=500,height=640') ?? undefined,
  }
}
