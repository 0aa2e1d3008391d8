/**
 * A browser for tests: tabs that share a clock and a channel, and do nothing until told to.
 *
 * @module
 */
import type {
  Channel,
  Environment,
  KeptText,
  PageEvent,
  PageEventName,
  Popup,
} from '../../src/client/environment.ts'

/** A message on its way from one tab to another. */
interface Delivery {
  readonly message: string
  readonly receiver: Channel & { isOpen: boolean }
}

/** A window that a tab has opened, and what a test does to it. */
export interface FakePopup extends Popup {
  /** Addresses that it was led to. */
  readonly visited: string[]
  /** It shows a page of this site; `undefined`: one of another site, which cannot be read. */
  readonly show: (href: string | undefined) => void
}

/** Events of a page that a test makes happen. */
const events = ['visibilitychange', 'online', 'pageshow', 'person', 'frozen', 'awake'] as const

/** One tab: what the client sees of it, and what a test does to it. */
export interface FakeTab {
  readonly environment: Environment
  /** Windows that the tab has opened. */
  readonly popups: FakePopup[]
  /** From now on the browser opens no windows. */
  readonly blockPopups: () => void
  /** The person does something in the page. */
  readonly touch: () => void
  /** The browser stops the page, keeps it, and lets it go on. */
  readonly freeze: () => void
  readonly thaw: () => void
  /** The person goes on to another page, and comes back by the back button: the browser has kept this one. */
  readonly goAway: () => void
  readonly comeBack: () => void
  /** An event of the page. */
  readonly emit: (name: PageEventName, event?: PageEvent) => void
  /** Addresses that the tab was sent to. */
  readonly visited: string[]
  readonly show: () => void
  readonly hide: () => void
  readonly goOnline: () => void
  readonly goOffline: () => void
  /** What is alive in this tab: listeners, timers, channels. */
  readonly live: () => { listeners: number; timers: number; channels: number }
}

/** The browser. */
export interface FakeBrowser {
  readonly now: () => number
  /** Lets time pass, with the timers that fall due meanwhile, in their order. */
  readonly advance: (ms: number) => void
  /** Lets time pass while every tab is suspended: no timer runs. */
  readonly suspend: (ms: number) => void
  /** The same while the whole device sleeps: what counts the time since the start does not count it. */
  readonly sleep: (ms: number) => void
  /** Sets the clock of the device, forward or back; no time passes. */
  readonly setClock: (ms: number) => void
  /** What this origin keeps. */
  readonly kept: Map<string, string>
  /** Whether tabs can take locks. */
  hasLocks: boolean
  /** Whether scripts may keep anything. */
  hasStorage: boolean
  readonly openTab: () => FakeTab
  /** Messages that were sent and not delivered. */
  readonly deliveries: Delivery[]
  /** Delivers the message at `index`, or all until none is left. */
  readonly deliver: (index?: number) => void
  /** Sends a message as any script of the origin could. */
  readonly inject: (name: string, message: unknown) => void
}

/** Creates a browser without tabs. */
export function createFakeBrowser(startAt = Date.parse('2026-11-21T12:00:00Z')): FakeBrowser {
  let time = startAt
  /** How far the clock shows something else than what has passed since the start. */
  let jumped = 0
  const queues = new Map<string, (() => void)[]>()
  const kept = new Map<string, string>()
  const timers = new Set<{ at: number; run: () => void; tab: FakeTab }>()
  const receivers = new Set<Delivery['receiver'] & { name: string; tab: FakeTab }>()
  const deliveries: Delivery[] = []

  function send(name: string, message: string, sender?: Channel): void {
    for (const receiver of receivers) {
      if (receiver.name === name && receiver !== sender) deliveries.push({ message, receiver })
    }
  }

  function deliver(index?: number): void {
    if (index === undefined) {
      while (deliveries.length > 0) deliver(0)
      return
    }
    const [delivery] = deliveries.splice(index, 1)
    if (delivery?.receiver.isOpen) delivery.receiver.onmessage?.({ data: delivery.message })
  }

  /** Runs a task while no other runs under the same name, as `navigator.locks` does. */
  async function requestLock<T>(
    name: string,
    { signal }: LockOptions,
    task: LockGrantedCallback<T>,
  ): Promise<Awaited<T>> {
    const queue = queues.get(name)
    if (!queue) queues.set(name, [])
    else {
      await new Promise<void>((resolve, reject) => {
        queue.push(resolve)
        signal?.addEventListener('abort', () => {
          const place = queue.indexOf(resolve)
          if (place >= 0) queue.splice(place, 1)
          reject(signal.reason as Error)
        })
      })
    }
    try {
      return await task(null)
    } finally {
      const next = queues.get(name)?.shift()
      if (next) next()
      else queues.delete(name)
    }
  }

  const browser: FakeBrowser = {
    kept,
    hasLocks: true,
    hasStorage: true,
    now: () => time + jumped,
    sleep(ms) {
      jumped += ms
    },
    setClock(ms) {
      jumped += ms
    },
    advance(ms) {
      const end = time + ms
      for (;;) {
        const due = [...timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]
        if (!due) break
        timers.delete(due)
        time = Math.max(time, due.at)
        due.run()
      }
      time = end
    },
    suspend(ms) {
      time += ms
    },
    openTab() {
      const listeners = Object.fromEntries(
        events.map((event) => [event, new Set<(event: PageEvent) => void>()]),
      ) as Record<(typeof events)[number], Set<(event: PageEvent) => void>>
      let isVisible = true
      let isOnline = true
      const visited: string[] = []
      const popups: FakePopup[] = []
      let mayOpen = true
      const emit = (name: keyof typeof listeners, event: PageEvent = {}): void => {
        for (const run of listeners[name]) run(event)
      }
      const listen = (
        name: keyof typeof listeners,
        run: (event: PageEvent) => void,
      ): (() => void) => {
        const own = (event: PageEvent): void => run(event)
        listeners[name].add(own)
        return () => listeners[name].delete(own)
      }
      const tab: FakeTab = {
        visited,
        environment: {
          isVisible: () => isVisible,
          isOnline: () => isOnline,
          uptime: () => time - startAt,
          listen,
          schedule(run, delay) {
            const timer = { at: time + Math.min(delay, 2 ** 31 - 1), run, tab }
            timers.add(timer)
            return () => timers.delete(timer)
          },
          openChannel(name) {
            const channel: Channel & { isOpen: boolean; name: string; tab: FakeTab } = {
              name,
              tab,
              isOpen: true,
              onmessage: null,
              postMessage: (message) => send(name, message, channel),
              close() {
                channel.isOpen = false
                receivers.delete(channel)
              },
            }
            receivers.add(channel)
            return channel
          },
          href: () => 'https://app.example.com/inbox?unread=1',
          navigate: (url) => void visited.push(url),
          openPopup() {
            if (!mayOpen) return undefined
            const visited: string[] = []
            let isClosed = false
            let href: string | undefined = 'about:blank'
            const popup: FakePopup = {
              visited,
              navigate(url) {
                visited.push(url)
                href = undefined
              },
              href: () => href,
              isClosed: () => isClosed,
              close() {
                isClosed = true
              },
              show(url) {
                href = url
              },
            }
            popups.push(popup)
            return popup
          },
          presence: {
            get locks() {
              return browser.hasLocks
                ? { request: requestLock as LockManager['request'] }
                : undefined
            },
            get storage(): KeptText {
              if (!browser.hasStorage) throw new DOMException('denied', 'SecurityError')
              return {
                getItem: (key) => kept.get(key) ?? null,
                setItem: (key, value) => void kept.set(key, value),
                removeItem: (key) => void kept.delete(key),
              }
            },
            onPerson: (run) => listen('person', run),
            onFrozen(run) {
              const leave = [listen('frozen', () => run(true)), listen('awake', () => run(false))]
              return () => {
                for (const end of leave) end()
              }
            },
          },
        },
        popups,
        blockPopups() {
          mayOpen = false
        },
        touch: () => emit('person'),
        emit,
        freeze() {
          emit('frozen')
        },
        thaw() {
          emit('awake')
        },
        goAway() {
          emit('frozen')
          tab.hide()
          tab.freeze()
        },
        comeBack() {
          tab.thaw()
          tab.show()
          emit('pageshow', { persisted: true })
          emit('awake')
        },
        show() {
          isVisible = true
          emit('visibilitychange')
        },
        hide() {
          isVisible = false
          emit('visibilitychange')
        },
        goOnline() {
          isOnline = true
          emit('online')
        },
        goOffline() {
          isOnline = false
        },
        live: () => ({
          listeners: events.reduce((count, event) => count + listeners[event].size, 0),
          timers: [...timers].filter((timer) => timer.tab === tab).length,
          channels: [...receivers].filter((receiver) => receiver.tab === tab).length,
        }),
      }
      return tab
    },
    deliveries,
    deliver,
    inject: (name, message) => send(name, message as string),
  }
  return browser
}
