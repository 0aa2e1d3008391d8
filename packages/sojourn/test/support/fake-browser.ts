/**
 * A browser for tests: tabs that share a clock and a channel, and do nothing until told to.
 *
 * @module
 */
import type { Channel, Environment } from '../../src/client/environment.ts'

/** A message on its way from one tab to another. */
interface Delivery {
  readonly message: string
  readonly receiver: Channel & { isOpen: boolean }
}

/** One tab: what the client sees of it, and what a test does to it. */
export interface FakeTab {
  readonly environment: Environment
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

  return {
    now: () => time,
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
      const listeners = { visibilitychange: new Set<() => void>(), online: new Set<() => void>() }
      let isVisible = true
      let isOnline = true
      const visited: string[] = []
      const emit = (event: keyof typeof listeners): void => {
        for (const run of listeners[event]) run()
      }
      const tab: FakeTab = {
        visited,
        environment: {
          isVisible: () => isVisible,
          isOnline: () => isOnline,
          listen(event, run) {
            listeners[event].add(run)
            return () => listeners[event].delete(run)
          },
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
          listeners: listeners.visibilitychange.size + listeners.online.size,
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
}
