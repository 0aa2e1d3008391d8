/**
 * The session client: asks the server, decides which answers count, and tells the store and the tabs.
 *
 * The order of things is the subject here. Questions of one kind share a request; updates wait for one
 * another, and reading waits for updates, so that an answer is never older than a change made before
 * it was asked for; an answer that something newer has overtaken is dropped, and if it was the outcome
 * of a change the server is asked again. Which of two states is newer is decided in `session-store.ts`,
 * when to ask unbidden in `revalidation.ts`, when a session is over in `expiry.ts`, what a change takes
 * in `changes.ts`, and what follows from somebody being there in `presence.ts`. The last two are loaded on first use,
 * and before that when the page has settled: by the time that somebody signs out, a deployment may have replaced the
 * file.
 *
 * @module
 */
import type { Clock } from '../core/ports.ts'
import { readSessionBody, unattended } from '../core/protocol.ts'
import type { RegisteredSession } from '../core/session.ts'
import type { Changes } from './changes.ts'
import { createServerClock } from './clock.ts'
import { createEndpointClient, type EndpointClientOptions, type Reply } from './endpoint-client.ts'
import { browserEnvironment, type Environment } from './environment.ts'
import { createExpiryWatch } from './expiry.ts'
import { createRevalidation, type RevalidationOptions } from './revalidation.ts'
import type { Presence, PresenceOptions, SessionCore } from './session-core.ts'
import { createSessionStore, type SessionStore, type VersionedSession } from './session-store.ts'
import type { SignInResult } from './sign-in.ts'
import { createTabChannel } from './tab-channel.ts'

/** Options of {@link createSessionClient}. */
export interface SessionClientOptions
  extends EndpointClientOptions, RevalidationOptions, PresenceOptions {
  /**
   * What is known already, such as what the server rendered: the session, `null` for signed out,
   * `undefined` for not known. With anything but `undefined` nothing is asked at first.
   */
  readonly session?: RegisteredSession | null | undefined
  /**
   * The server's clock when it read `session`, in milliseconds since the epoch. With it the session's
   * end is noticed in time on a device whose clock is wrong, and other tabs are told of `session`.
   */
  readonly serverTime?: number | undefined
  /** `store.get().version` on the server, where the same was rendered. Default `serverTime`, else 0. */
  readonly version?: number | undefined
  /** `store.get().refreshedAt` on the server. Default `serverTime`, else now. */
  readonly refreshedAt?: number | undefined
  /** Seconds after an answer, in any tab, in which focus does not ask again. Default 5. */
  readonly throttle?: number | undefined
  /** The clock of this device. */
  readonly now?: Clock | undefined
  /** Address of the page, where sign-in comes back to. Default: the browser's; on a server none. */
  readonly href?: (() => string) | undefined
  /**
   * Leaves the page for this address, by a full load: the session is read anew over there. Sign-in and sign-out
   * wait for what it returns, and give it back as `navigationResult`.
   */
  readonly navigate?: ((url: string) => unknown) | undefined
  /** The page. Default: the browser's; on a server there is none. */
  readonly environment?: Environment | undefined
}

/**
 * The session of this browser, and the ways to change it. No method throws or rejects because of the
 * network or the server: that is in the results and in `error` of the state.
 */
export interface SessionClient {
  /** What is known. While it has listeners the client hears other tabs and asks again by itself. */
  readonly store: SessionStore
  /**
   * The present by the server's clock, in milliseconds since the epoch: what `expires` is to be compared with. As right
   * as the last answer made it; without one, as the clock of the device.
   */
  readonly now: Clock
  /**
   * In a browser: asks for the session if nothing is known, and soon loads what changes things. On a server it does
   * nothing.
   */
  readonly start: () => void
  /**
   * Asks the server for the session, after any update that is under way. Calls at the same time share
   * one request.
   *
   * @returns The session, or `null`; the last known one if the server could not be asked.
   */
  readonly getSession: () => Promise<RegisteredSession | null>
  /**
   * Has the server renew the session, also when nobody is known to be signed in. Updates reach it one
   * after the other, in the order of the calls.
   *
   * @param data For the `jwt` or `session` callback; anything that JSON can carry.
   * @returns The session as it is then, or `null`; the last known one if the server could not be asked.
   */
  readonly update: (data?: unknown) => Promise<RegisteredSession | null>
  /**
   * Signs in, or sends the browser to where that is done.
   *
   * @param provider Id of a provider. Without it, or with options in its place, the browser goes to the
   *   sign-in page.
   * @param options What to send, and where to go afterwards.
   * @param authorizationParams Query parameters for the provider's authorization endpoint.
   */
  readonly signIn: Changes['signIn']
  /**
   * Signs out here and in the other tabs. If the server cannot be reached the person stays signed in,
   * and the result and the state say so.
   */
  readonly signOut: Changes['signOut']
  /** Replaces what is known, in every tab, until the server is asked again. */
  readonly setData: (data: RegisteredSession | null) => void
  /**
   * Asks where the person is signed in, newest first. Where sessions are not kept in a storage, the
   * server does not tell.
   *
   * @returns The sessions; `null` if the server does not tell.
   */
  readonly listSessions: Changes['listSessions']
  /**
   * Ends sessions of the person, for certain. If this one is among them, they are signed out here.
   *
   * @param which Id of a session, `others` for all but this one, or `all`.
   * @returns What is left of the list; `null` if it is not certain that they have ended.
   */
  readonly revokeSessions: Changes['revokeSessions']
  /** Asks for the CSRF token that forms of the application's own must carry. */
  readonly getCsrfToken: Changes['getCsrfToken']
  /** Asks which providers there are, by id; `null` if the server does not tell. */
  readonly getProviders: Changes['getProviders']
  /** Ends everything for good: listeners, timers, the channel; late answers change nothing. */
  readonly dispose: () => void
}

/** Loads what changes things. */
export type ImportChanges = () => Promise<{
  readonly createChanges: (core: SessionCore) => Changes
}>

/** Loads what follows from somebody being there. */
export type ImportPresence = () => Promise<{
  readonly createPresence: (core: SessionCore) => Presence | undefined
}>

/**
 * How long after `start` the rest is loaded, in milliseconds. The page comes first, unless the rest may know what to
 * show.
 */
const preloadDelay = 2000

const lost = {
  error: 'session_unavailable',
  code: 'session_unavailable',
  status: 0,
  ok: false,
  url: null,
} satisfies SignInResult

/**
 * Creates the client of one page, or of one request on a server.
 *
 * @example
 * ```ts
 * const { store, start, signOut } = createSessionClient()
 * store.subscribe(() => render(store.get()))
 * start()
 * ```
 *
 * @param importChanges Loads what changes things. Replaced where that is to fail.
 * @param importPresence The same for what follows from somebody being there.
 */
export function createSessionClient(
  options?: SessionClientOptions,
  importChanges: ImportChanges = () => import('./changes.ts'),
  importPresence?: ImportPresence,
): SessionClient {
  return createSessionParts(options, importChanges, importPresence).client
}

/** The client, with what its other parts share with it. */
export function createSessionParts(
  given: SessionClientOptions = {},
  importChanges: ImportChanges,
  importPresence: ImportPresence = () => import('./presence.ts'),
): { readonly client: SessionClient; readonly core: SessionCore } {
  const options = { ...given }
  const { session, serverTime, now = Date.now, environment = browserEnvironment() } = options
  const uptime = environment?.uptime ?? given.now ?? (() => Math.round(performance.now()))
  const clock = createServerClock(now, serverTime, uptime)
  const endpoints = createEndpointClient(options, now, clock.correct)
  const isKnown = session !== undefined
  const store = createSessionStore(
    {
      data: session,
      version: options.version ?? serverTime ?? 0,
      refreshedAt: options.refreshedAt ?? serverTime ?? (isKnown ? now() : undefined),
    },
    onActivity,
    (cause) => core.presence?.failed(cause),
  )
  const { get } = store
  const tabs = createTabChannel<RegisteredSession | null>(
    environment,
    endpoints.basePath,
    (state) => {
      // An older one is from a tab that has just opened or slept through the news.
      if (!receive(state) && state.version < get().version) tell()
    },
    (data) => readSessionBody(data, 0),
  )
  const expiry = createExpiryWatch(environment, clock, () => {
    store.write({ data: null })
    core.presence?.notice()
  })
  const revalidation =
    environment &&
    createRevalidation(environment, options, {
      get,
      isFresh: () => isFresh(answeredAt),
      wake() {
        void settleIn()
        if (expiry.check()) void getSession()
      },
      refetch: (isUnattended) => void getSession(isUnattended),
    })

  /** When the server last answered in any tab, by the clock of this device. */
  let answeredAt = isKnown ? now() : -Infinity
  /** When the last listener left; `undefined` before the first one has come. */
  let deafSince: number | undefined
  let pending = 0
  let reading: { revision: number; isUnattended: boolean; answer: Promise<boolean> } | undefined
  let updating: Promise<void> | undefined
  let loading: Promise<Changes> | undefined
  let arriving: Promise<void> | undefined
  let cancelPreload: (() => void) | undefined
  const core: SessionCore = {
    endpoints,
    store,
    now,
    clock,
    environment,
    options,
    reading: () => reading?.answer,
    read,
    getSession,
    settle,
    accept,
    receive,
    tell,
    rearm: () => revalidation?.answered(true),
    watch: expiry.watch,
    presence: undefined,
    isActive: false,
    renewAt: options.renewAt,
    changedAt: -Infinity,
    isDisposed: false,
  }

  expiry.watch(session, serverTime ?? now())

  function onActivity(isActive: boolean): void {
    if (!isActive) {
      deafSince = now()
      stop()
      return
    }
    core.isActive = true
    tabs.open()
    revalidation?.start()
    expiry.start()
    core.presence?.notice()
    // The page may come from a sign-in that the other tabs have not heard of.
    if (cancelPreload && !core.presence) preload()
    if (deafSince === undefined) tell()
    // Messages were missed. Not for the moment between two listeners, as React has it when it checks.
    else if (!isFresh(Math.max(deafSince, answeredAt))) void getSession()
  }

  function isFresh(instant: number): boolean {
    const age = now() - instant
    // Before it is no time: the clock of the device was set back.
    return age >= 0 && age < (options.throttle ?? 5) * 1000
  }

  function stop(): void {
    core.isActive = false
    tabs.close()
    revalidation?.stop()
    expiry.stop()
    cancelPreload?.()
    core.presence?.notice()
  }

  /** Begins with a state that somebody was answered. */
  function watch(data: RegisteredSession | null, learnedAt: number): void {
    core.renewAt = undefined
    expiry.watch(data, learnedAt)
    core.presence?.notice()
  }

  function current(): RegisteredSession | null {
    return get().data ?? null
  }

  /**
   * Tells the other tabs what is known here, if it has a place in the order of states, and if it was learned: what this
   * browser remembers is no news for anybody.
   */
  function tell(): void {
    const { data, version } = get()
    if (data !== undefined && version > 0 && answeredAt > 0) {
      tabs.post({ data, version, refreshedAt: answeredAt })
    }
  }

  /** Takes over what somebody else was answered, if it is newer. Returns whether it was. */
  function receive(state: VersionedSession): boolean {
    if (core.isDisposed || !store.adopt(state)) return false
    answeredAt = Math.min(state.refreshedAt, now())
    watch(state.data, clock.at(answeredAt))
    revalidation?.answered(false)
    return true
  }

  function accept(data: RegisteredSession | null, time = clock.now()): void {
    answeredAt = now()
    store.accept(data, time, answeredAt)
    revalidation?.answered(true)
    // The others first: one of them may take over what ends here with the session.
    tell()
    watch(data, time)
  }

  /** Counts a task as pending until it is done. */
  async function track<T>(task: () => Promise<T>): Promise<T> {
    store.write({ pending: ++pending > 0 })
    try {
      return await task()
    } finally {
      store.write({ pending: --pending > 0 })
    }
  }

  /**
   * Takes over the reply to a question about the session.
   *
   * @param revision The store's, when the question was asked.
   * @returns Whether the reply counted: `false` if something newer had overtaken it.
   */
  function settle({ outcome, status, body, cause, serverTime }: Reply, revision: number): boolean {
    if (core.isDisposed) return true
    if (revision !== store.revision()) return false
    const data =
      outcome === 'answer'
        ? readSessionBody(body, serverTime)
        : status === 401 && body !== undefined
          ? null
          : undefined
    if (data === undefined) store.fail(cause ?? body)
    else accept(data, serverTime)
    return true
  }

  /** Asks once; everybody who asks about the same state shares the request. */
  function read(isUnattended = false): Promise<boolean> {
    const revision = store.revision()
    if (reading?.revision !== revision) {
      const answer = track(async () => {
        const reply = await endpoints.send(isUnattended ? `session?${unattended}` : 'session')
        // What is remembered takes the place of nothing at all: soon, or when it comes.
        if (reply.cause && options.offline && !get().refreshedAt) {
          const late = new Promise<void>((done) => environment?.schedule(done, 1500))
          await Promise.race([settleIn(), late])
        }
        // Whoever asks from now on gets a new answer.
        if (reading?.answer === answer) reading = undefined
        return settle(reply, revision)
      })
      reading = { revision, isUnattended, answer }
    }
    return reading.answer
  }

  async function getSession(isUnattended = false): Promise<RegisteredSession | null> {
    let seen: Promise<void> | undefined
    while (seen !== updating) {
      seen = updating
      await seen
    }
    // What renews nothing is no answer to somebody who is there.
    while (!isUnattended && reading?.isUnattended) await reading.answer
    if (!core.isDisposed) await read(isUnattended)
    return current()
  }

  function update(data?: unknown): Promise<RegisteredSession | null> {
    const own = change((changes) => changes.update(data), undefined)
    // Never rejects, so that data which JSON cannot carry is the problem of its caller alone.
    updating = own.catch(() => undefined)
    return own.then(current)
  }

  /** What changes things. Loading it is tried twice, and anew whenever it is needed again. */
  function load(): Promise<Changes> {
    loading ??= importChanges()
      .catch(importChanges)
      .then(({ createChanges }) => createChanges(core))
    loading.catch(() => {
      loading = undefined
    })
    return loading
  }

  /** Loads what follows from somebody being there, unless it is; anew if it could not be loaded. */
  function settleIn(): Promise<void> {
    arriving ??= importPresence().then(
      ({ createPresence }) => {
        core.presence = createPresence(core)
      },
      () => {
        arriving = undefined
      },
    )
    return arriving
  }

  /** Loads the rest in a moment. */
  function preload(): void {
    cancelPreload?.()
    cancelPreload = environment?.schedule(
      () => {
        void load()
        void settleIn()
      },
      options.offline ? 0 : preloadDelay,
    )
  }

  /** Makes a change. `otherwise` is what comes of it if what it takes cannot be loaded. */
  function change<T>(run: (changes: Changes) => Promise<T>, otherwise: T): Promise<T> {
    return track(async () => {
      const changes = await load().catch(store.fail)
      return changes ? run(changes) : otherwise
    })
  }

  /** The change of this name, once it is loaded. */
  function lazily<Name extends keyof Changes>(
    name: Name,
    otherwise: Awaited<ReturnType<Changes[Name]>>,
  ): Changes[Name] {
    const call = (...args: unknown[]): Promise<unknown> =>
      change(
        (changes) => (changes[name] as (...own: unknown[]) => Promise<unknown>)(...args),
        otherwise,
      )
    return call as Changes[Name]
  }

  const client: SessionClient = {
    store: { get, subscribe: store.subscribe },
    now: clock.now,
    start() {
      if (!environment || core.isDisposed) return
      if (get().status === 'loading') void getSession()
      preload()
    },
    getSession: () => getSession(),
    update,
    signIn(provider, options, params) {
      // A copy: whoever empties a form after the call does not empty what is sent.
      const own = { ...options }
      // Now or never: a browser opens windows only while a click is handled.
      const given = typeof provider === 'object' ? provider : own
      const popup = given.popup ? environment?.openPopup() : undefined
      return change((changes) => changes.signIn(provider, own, params, popup), lost)
    },
    signOut: lazily('signOut', { ...lost, url: '/' }),
    setData(data) {
      const time = clock.now()
      store.accept(data, time, get().refreshedAt ?? now())
      if (answeredAt < 0) answeredAt = now()
      tell()
      watch(data, time)
    },
    listSessions: lazily('listSessions', null),
    revokeSessions: lazily('revokeSessions', null),
    getCsrfToken: lazily('getCsrfToken', undefined),
    getProviders: lazily('getProviders', null),
    dispose() {
      core.isDisposed = true
      store.close()
      stop()
    },
  }
  return { client, core }
}
