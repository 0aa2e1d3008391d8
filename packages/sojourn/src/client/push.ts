/**
 * Push: the server tells of changes, to one tab for all.
 *
 * The tab that holds the lock leads: it listens to the stream, asks when it is told to, and its answers reach the others
 * as always. While the stream is down it asks by interval. The others do neither, and one of them takes over as soon as
 * the leader is closed, stopped or put away. Without locks, each tab that is seen leads for itself.
 *
 * @module
 */
import type { Environment, PresencePage } from './environment.ts'
import { followEvents } from './event-stream.ts'
import { personOf } from './person.ts'
import { vary } from './recovery.ts'
import type { SessionCore } from './session-core.ts'

/** How often to ask while the stream is down, in seconds, if the options do not say. */
const fallbackInterval = 60

/** Pauses before the stream is tried again, in milliseconds: the first, and the longest. */
const [firstPause, lastPause] = [4000, 5 * 60_000]

/** The shortest of them, whoever comes back meanwhile, in milliseconds: streams may end as soon as they begin. */
const leastPause = 3000

/** Between two questions that the server has caused, in milliseconds: the first pause, and the longest. */
const [firstRest, lastRest] = [1000, 30_000]

/** How long a tab that takes over waits to hear why the one before it has stopped, in milliseconds. */
const succession = 200

/** A session that runs out within so many milliseconds is not worth a stream. */
const ending = 5000

/** A stream that has lasted for so long, in milliseconds, was none of those that never last. */
const lasting = 60_000

/** Between the rendering of a page and its first stream, in milliseconds, nobody need ask what has happened. */
const pageTime = 5000

/** Begins to listen for one client, whenever there is a reason to. */
export function createPush(
  core: SessionCore,
  environment: Environment,
  page: PresencePage,
): { readonly notice: () => void } {
  const { store, options, now } = core
  let { locks } = page
  let isFrozen = false
  /** Who is signed in, of those for whom this tab leads or waits to lead. */
  let person: string | undefined
  let lead: AbortController | undefined
  let unlisten: (() => void) | undefined
  /** Whether the stream is up, of the tab that leads; `undefined` in the others. */
  let isUp: boolean | undefined
  /** Whether this page has listened before, or tried to. */
  let hasTried = false
  let isAsking = false
  let mustAsk = false
  /** When the last event was asked about, and how long to rest since. */
  let askedAt = -Infinity
  let rest = firstRest

  function notice(): void {
    const { data, error } = store.get()
    const isWanted = !!options.push && core.isActive && !!data
    if (isWanted) unlisten ??= listen()
    else {
      unlisten?.()
      unlisten = undefined
      isFrozen = false
    }
    const mayLead = isWanted && !isFrozen && (locks || environment.isVisible())
    const next = mayLead ? personOf(data) : undefined
    if (next !== person) {
      person = next
      lead?.abort()
      isUp = undefined
      lead = next === undefined ? undefined : new AbortController()
      if (lead) begin(lead.signal)
    }
    const interval =
      isUp === false && !error
        ? (options.refetchInterval ?? 0) || fallbackInterval
        : isWanted || error
          ? 0
          : undefined
    if (options.pollInterval !== interval) {
      options.pollInterval = interval
      core.rearm()
    }
  }

  function listen(): () => void {
    const cleanups = [
      environment.listen('visibilitychange', notice),
      page.onFrozen((frozen) => {
        isFrozen = frozen
        notice()
      }),
    ]
    return () => {
      for (const cleanup of cleanups) cleanup()
    }
  }

  function begin(signal: AbortSignal): void {
    if (!locks) return void follow(signal)
    const name = `sojourn:${core.endpoints.basePath}`
    locks
      .request(name, { signal }, () => follow(signal))
      .catch(() => {
        // No longer wanted while it was waiting; or forbidden, as in a sandboxed frame.
        if (signal.aborted) return
        locks = undefined
        person = undefined
        notice()
      })
  }

  function set(up: boolean): void {
    isUp = up
    notice()
  }

  /** Listens, and tries again, until somebody else leads or nobody is to. */
  async function follow(signal: AbortSignal): Promise<void> {
    let pause = firstPause
    // If nobody is signed in any more, that is on its way; or the session has run out by the clock of the tab before.
    const left = Date.parse(String(store.get().data?.expires)) - core.clock.now()
    await wait(signal, left < ending ? Math.max(left, 0) + succession : succession)
    if (signal.aborted) return
    set(false)
    while (!signal.aborted) {
      const startedAt = now()
      const status = await followEvents({
        url: `${core.endpoints.basePath}/events`,
        fetch: (...args) => (options.fetch ?? fetch)(...args),
        signal,
        schedule: environment.schedule,
        onOpen() {
          set(true)
          // What happened in between was told to nobody.
          const age = now() - Number(store.get().refreshedAt)
          if (hasTried || !(age >= 0 && age < pageTime)) void ask()
        },
        onSession: () => void ask(),
      })
      hasTried = true
      if (signal.aborted) return
      set(false)
      if (status === 204 || status === 401) void ask()
      const isRefused = status > 200 && status < 500 && status !== 408 && status !== 429
      if (now() - startedAt > lasting) pause = firstPause
      await wait(signal, isRefused ? undefined : vary(pause), leastPause)
      pause = Math.min(pause * 2, lastPause)
    }
  }

  /**
   * Waits; without a time until the signal only, and else no longer than until the network or the person is back.
   *
   * @param least How long to wait although somebody is back.
   */
  function wait(signal: AbortSignal, time: number | undefined, least = time): Promise<void> {
    return new Promise((resolve) => {
      let isBack = false
      let isRested = false
      const hurry = (): void => {
        isBack = true
        if (isRested) done()
      }
      const done = (): void => {
        for (const cleanup of cleanups) cleanup()
        signal.removeEventListener('abort', done)
        resolve()
      }
      const cleanups =
        time === undefined
          ? []
          : [
              environment.schedule(done, time),
              environment.schedule(() => {
                isRested = true
                if (isBack) done()
              }, Number(least)),
              environment.listen('online', hurry),
              environment.listen('visibilitychange', () => {
                if (environment.isVisible()) hurry()
              }),
            ]
      signal.addEventListener('abort', done)
    })
  }

  /**
   * Asks for what the server has told of. One question at a time, and none from before the last word. A server whose
   * answers cause events, or an application that never stops changing something, is asked ever less often.
   */
  async function ask(): Promise<void> {
    mustAsk = true
    if (isAsking) return
    isAsking = true
    while (mustAsk && lead && store.get().data) {
      mustAsk = false
      rest = now() - askedAt < 2 * rest ? Math.min(2 * rest, lastRest) : firstRest
      askedAt = now()
      // An answer that is on its way may be from before.
      store.overtake()
      await core.getSession(true)
      if (lead) await wait(lead.signal, rest)
    }
    isAsking = false
  }

  return { notice }
}
