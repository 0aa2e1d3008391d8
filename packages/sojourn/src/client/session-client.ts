/**
 * The session client: asks the server, decides which answers count, and tells the store and the tabs.
 *
 * The order of things is the subject here. Questions of one kind share a request; updates wait for one
 * another, and reading waits for updates, so that an answer is never older than a change made before
 * it was asked for; an answer that something newer has overtaken is dropped, and if it was the outcome
 * of a change the server is asked again. Which of two states is newer is decided in `session-store.ts`,
 * when to ask unbidden in `revalidation.ts`, when a session is over in `expiry.ts`.
 *
 * @module
 */
import type { Clock, Logger } from '../core/ports.ts'
import {
  defaultBasePath,
  isRecord,
  readSessionBody,
  type ProvidersBody,
  type UpdateBody,
} from '../core/protocol.ts'
import type { Session, SessionSnapshot } from '../core/session.ts'
import { createServerClock } from './clock.ts'
import { createEndpointClient, readString, type Reply } from './endpoint-client.ts'
import { browserEnvironment, type Environment } from './environment.ts'
import { createExpiryWatch } from './expiry.ts'
import { createRevalidation } from './revalidation.ts'
import { createSessionStore, type SessionStore, type VersionedSession } from './session-store.ts'
import {
  signIn,
  type AuthorizationParams,
  type SignInOptions,
  type SignInResult,
} from './sign-in.ts'
import { signOut, type SignOutOptions, type SignOutResult } from './sign-out.ts'
import { createTabChannel } from './tab-channel.ts'

/** Options of {@link createSessionClient}. */
export interface SessionClientOptions {
  /** Where the endpoints are: a path with or without slashes, or an absolute URL. Default `/api/auth`. */
  readonly basePath?: string | undefined
  /**
   * What is known already, such as what the server rendered: the session, `null` for signed out,
   * `undefined` for not known. With anything but `undefined` nothing is asked at first.
   */
  readonly session?: Session | null | undefined
  /**
   * The server's clock when it read `session`, in milliseconds since the epoch. With it the session's
   * end is noticed in time on a device whose clock is wrong, and other tabs are told of `session`.
   */
  readonly serverTime?: number | undefined
  /** `store.get().version` on the server, where the same was rendered. Default `serverTime`, else 0. */
  readonly version?: number | undefined
  /** `store.get().refreshedAt` on the server. Default `serverTime`, else now. */
  readonly refreshedAt?: number | undefined
  /** Seconds without an answer after which to ask again while signed in. Default 0: never. */
  readonly refetchInterval?: number | undefined
  /** Whether to ask again when the tab becomes visible. Default `true`. */
  readonly refetchOnWindowFocus?: boolean | undefined
  /** `false`: do not ask by interval or on focus while the device is offline. Default `true`. */
  readonly refetchWhenOffline?: boolean | undefined
  /** Seconds after an answer, in any tab, in which focus does not ask again. Default 5. */
  readonly throttle?: number | undefined
  /** How long to wait for the server, in seconds. Default 10. */
  readonly timeout?: number | undefined
  /** Stands in for the global `fetch`, in tests and on a server. */
  readonly fetch?: typeof fetch | undefined
  /** The clock of this device. */
  readonly now?: Clock | undefined
  /** Address of the page, where sign-in comes back to. Default: the browser's; on a server none. */
  readonly href?: (() => string) | undefined
  /** Leaves the page for this address, by a full load: the session is read anew over there. */
  readonly navigate?: ((url: string) => void) | undefined
  /** Told of requests that failed. Default: nobody is. */
  readonly logger?: Logger | undefined
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
  /** Asks for the session if nothing is known, in a browser; on a server it does nothing. */
  readonly start: () => void
  /**
   * Asks the server for the session, after any update that is under way. Calls at the same time share
   * one request.
   *
   * @returns The session, or `null`; the last known one if the server could not be asked.
   */
  readonly getSession: () => Promise<Session | null>
  /**
   * Takes over what a server knew when it rendered a page, if that is newer than what is known here.
   */
  readonly adopt: (snapshot: SessionSnapshot) => void
  /**
   * Has the server renew the session, also when nobody is known to be signed in. Updates reach it one
   * after the other, in the order of the calls.
   *
   * @param data For the `jwt` or `session` callback; anything that JSON can carry.
   * @returns The session as it is then, or `null`; the last known one if the server could not be asked.
   */
  readonly update: (data?: unknown) => Promise<Session | null>
  /**
   * Signs in, or sends the browser to where that is done.
   *
   * @param provider Id of a provider. Without it, or with options in its place, the browser goes to the
   *   sign-in page.
   * @param options What to send, and where to go afterwards.
   * @param authorizationParams Query parameters for the provider's authorization endpoint.
   */
  readonly signIn: (
    provider?: string | SignInOptions,
    options?: SignInOptions,
    authorizationParams?: AuthorizationParams,
  ) => Promise<SignInResult>
  /**
   * Signs out here and in the other tabs. If the server cannot be reached the person stays signed in,
   * and the result and the state say so.
   */
  readonly signOut: (options?: SignOutOptions) => Promise<SignOutResult>
  /** Asks for the CSRF token that forms of the application's own must carry. */
  readonly getCsrfToken: () => Promise<string | undefined>
  /** Asks which providers there are, by id; `null` if the server does not tell. */
  readonly getProviders: () => Promise<ProvidersBody | null>
  /** Ends everything for good: listeners, timers, the channel; late answers change nothing. */
  readonly dispose: () => void
}

/** Within this time after sign-out has sent the page away, nothing else sends it to sign in. */
const leavingTime = 5000

/**
 * Creates the client of one page, or of one request on a server.
 *
 * @example
 * ```ts
 * const { store, start, signOut } = createSessionClient()
 * store.subscribe(() => render(store.get()))
 * start()
 * ```
 */
export function createSessionClient(options: SessionClientOptions = {}): SessionClient {
  const { session, serverTime, now = Date.now, logger } = options
  const environment = options.environment ?? browserEnvironment()
  const clock = createServerClock(now, serverTime)
  const endpoints = createEndpointClient({
    basePath: options.basePath ?? defaultBasePath,
    fetch: options.fetch,
    timeout: options.timeout ?? 10,
    now,
    onServerTime: clock.correct,
    logger,
  })
  const isKnown = session !== undefined
  const store = createSessionStore(
    {
      data: session,
      version: options.version ?? serverTime ?? 0,
      refreshedAt: options.refreshedAt ?? serverTime ?? (isKnown ? now() : undefined),
    },
    onActivity,
  )
  const tabs = createTabChannel(environment, endpoints.basePath, (state) => {
    // An older one is from a tab that has just opened or slept through the news.
    if (!receive(state) && state.version < store.get().version) tell()
  })
  const expiry = createExpiryWatch(environment, clock, store.expire)
  const throttle = (options.throttle ?? 5) * 1000
  const revalidation =
    environment &&
    createRevalidation(
      environment,
      {
        refetchInterval: options.refetchInterval ?? 0,
        refetchOnWindowFocus: options.refetchOnWindowFocus ?? true,
        refetchWhenOffline: options.refetchWhenOffline ?? true,
        throttle,
      },
      {
        sinceAnswer: () => now() - answeredAt,
        hasFailed: () => store.get().error !== undefined,
        isSignedOut: () => store.get().data === null && !store.get().error,
        wake: expiry.check,
        refetch: () => void getSession(),
      },
    )

  /** When the server last answered in any tab, by the clock of this device. */
  let answeredAt = isKnown ? now() : -Infinity
  /** When the last listener left; `undefined` before the first one has come. */
  let deafSince: number | undefined
  let leftAt = -Infinity
  let isDisposed = false
  let pending = 0
  let csrfToken: string | undefined
  let reading: { revision: number; answer: Promise<boolean> } | undefined
  let updating: Promise<void> | undefined

  expiry.watch(session, serverTime ?? now())

  function onActivity(isActive: boolean): void {
    if (!isActive) {
      deafSince = now()
      stop()
      return
    }
    tabs.open()
    revalidation?.start()
    expiry.start()
    // The page may come from a sign-in that the other tabs have not heard of.
    if (deafSince === undefined) tell()
    // Messages were missed. Not for the moment between two listeners, as React has it when it checks.
    else if (now() - Math.max(deafSince, answeredAt) >= throttle) void getSession()
  }

  function stop(): void {
    tabs.close()
    revalidation?.stop()
    expiry.stop()
  }

  function current(): Session | null {
    return store.get().data ?? null
  }

  /** Tells the other tabs what is known here, if it has a place in the order of states. */
  function tell(): void {
    const { data, version } = store.get()
    if (data !== undefined && version > 0) tabs.post({ data, version, refreshedAt: answeredAt })
  }

  /** Takes over what somebody else was answered, if it is newer. Returns whether it was. */
  function receive(state: VersionedSession): boolean {
    if (isDisposed || !store.adopt(state)) return false
    answeredAt = Math.min(state.refreshedAt, now())
    expiry.watch(state.data, clock.at(answeredAt))
    revalidation?.answered(false)
    return true
  }

  function accept(data: Session | null, time = clock.now()): void {
    answeredAt = now()
    store.accept(data, time, answeredAt)
    expiry.watch(data, time)
    revalidation?.answered(true)
    tell()
  }

  /** Counts a task as pending until it is done. */
  async function track<T>(task: () => Promise<T>): Promise<T> {
    pending++
    store.setPending(true)
    try {
      return await task()
    } finally {
      pending--
      store.setPending(pending > 0)
    }
  }

  /**
   * Takes over the reply to a question about the session.
   *
   * @param revision The store's, when the question was asked.
   * @returns Whether the reply counted: `false` if something newer had overtaken it.
   */
  function settle(reply: Reply, revision: number): boolean {
    if (isDisposed) return true
    if (revision !== store.revision()) return false
    const isAnswer = reply.outcome === 'answer'
    const data = isAnswer ? readSessionBody(reply.body) : reply.status === 401 ? null : undefined
    if (data === undefined) store.fail(reply.cause ?? reply.body)
    else accept(data, reply.serverTime)
    return true
  }

  /** Asks once; everybody who asks about the same state shares the request. */
  function read(): Promise<boolean> {
    const revision = store.revision()
    if (reading?.revision !== revision) {
      const answer = track(async () => {
        const reply = await endpoints.get('session')
        // Whoever asks from now on gets a new answer.
        if (reading?.revision === revision) reading = undefined
        return settle(reply, revision)
      })
      reading = { revision, answer }
    }
    return reading.answer
  }

  /** Asks after a change, until the answer cannot be from before it. */
  async function readAnew(): Promise<void> {
    // Once only: or two who do this would overtake each other for ever. Asked again, a question that
    // is shared has left after the change in any case.
    store.overtake()
    while (!(await read()));
  }

  async function getSession(): Promise<Session | null> {
    while (updating) await updating
    if (!isDisposed) await read()
    return current()
  }

  function fetchCsrf(): Promise<Reply> {
    return endpoints.get('csrf').then((reply) => {
      csrfToken = readString(reply.body, 'csrfToken')
      return reply
    })
  }

  /** Posts an update, with a new CSRF token if the one at hand is missing or has become too old. */
  async function postUpdate(data: unknown): Promise<Reply> {
    if (csrfToken !== undefined) {
      const reply = await endpoints.post('session', { csrfToken, data } satisfies UpdateBody)
      if (reply.status !== 400 && reply.status !== 403) return reply
    }
    const csrf = await fetchCsrf()
    if (csrfToken === undefined) return { ...csrf, outcome: 'failure' }
    return endpoints.post('session', { csrfToken, data } satisfies UpdateBody)
  }

  async function sendUpdate(data: unknown): Promise<void> {
    const revision = store.revision()
    if (!settle(await postUpdate(data), revision)) await readAnew()
  }

  function update(data?: unknown): Promise<Session | null> {
    return track(async () => {
      const earlier = updating
      const own = (async () => {
        await earlier
        // Its answer carries a cookie from before the update, which must not arrive after it.
        await reading?.answer
        if (!isDisposed) await sendUpdate(data)
      })()
      // Never rejects, so that data which JSON cannot carry is the problem of its caller alone.
      const settled = own.catch(() => undefined)
      updating = settled
      void settled.then(() => {
        if (updating === settled) updating = undefined
      })
      await own
      return current()
    })
  }

  const context = {
    endpoints,
    href: () => (options.href ?? environment?.href)?.(),
    navigate(url: string): void {
      if (!isDisposed) (options.navigate ?? environment?.navigate)?.(url)
    },
  }

  return {
    store: { get: store.get, subscribe: store.subscribe },
    start() {
      if (environment && store.get().status === 'loading') void getSession()
    },
    getSession,
    adopt({ session: data, serverTime: version }) {
      const age = Math.max(clock.now() - version, 0)
      if (receive({ data, version, refreshedAt: now() - age })) tell()
    },
    update,
    signIn: (provider, signInOptions, authorizationParams) =>
      track(() =>
        signIn(
          {
            ...context,
            isLeaving: () => now() - leftAt < leavingTime,
            onSignedIn: readAnew,
          },
          isRecord(provider) ? undefined : provider,
          (isRecord(provider) ? provider : signInOptions) ?? {},
          authorizationParams,
        ),
      ),
    signOut: (signOutOptions) =>
      track(() => {
        const revision = store.revision()
        return signOut(
          {
            ...context,
            navigate(url) {
              leftAt = now()
              context.navigate(url)
            },
            async onSignedOut(time) {
              if (isDisposed) return
              const isOvertaken = revision !== store.revision()
              accept(null, time)
              if (isOvertaken) await readAnew()
            },
            onFailed: store.fail,
          },
          signOutOptions ?? {},
        )
      }),
    getCsrfToken: () => track(fetchCsrf).then(() => csrfToken),
    async getProviders() {
      const { outcome, body } = await track(() => endpoints.get('providers'))
      return outcome === 'answer' && isRecord(body) ? (body as ProvidersBody) : null
    },
    dispose() {
      isDisposed = true
      store.close()
      stop()
    },
  }
}
