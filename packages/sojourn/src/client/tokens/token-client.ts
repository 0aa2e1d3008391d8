/**
 * The client of a backend that hands out tokens: NuxtAuth's `local` and `refresh` providers, for any framework.
 *
 * Here is what a page needs that was rendered with its session: the state, the other tabs, and when to ask. What
 * speaks to the backend is in `token-engine.ts`, which is loaded when it is needed first, and before that when the
 * page has settled: by the time that somebody signs out, a deployment may have replaced the file.
 *
 * @module
 */
import { AuthError, sessionUnavailable } from '../../core/errors.ts'
import type { Logger } from '../../core/ports.ts'
import { createServerClock } from '../clock.ts'
import { browserEnvironment, type Environment } from '../environment.ts'
import { createRevalidation, type RevalidationOptions } from '../revalidation.ts'
import { isNewer, type SessionStatus, type Versioned } from '../session-store.ts'
import { createSnapshotStore, type ReadableStore } from '../snapshot-store.ts'
import { createTabChannel } from '../tab-channel.ts'
import { createTokenKeeper, type HeldTokens } from './held-tokens.ts'
import type { Locks } from './refresh-lock.ts'
import type { TokenEngine } from './token-engine.ts'
import type { TokenHooks } from './token-hooks.ts'
import type { TokenJar } from './token-jar.ts'
import type { TokenProvider } from './token-provider.ts'
import type { SendTokenRequest } from './token-request.ts'

/** What is known. A snapshot: frozen, and another object after every change. */
export interface TokenState {
  /** `loading` while the session is asked for and nobody is known, and until `start` where nothing was rendered. */
  readonly status: SessionStatus
  /** What the backend says of the person; `null` if nobody; `undefined` if it was not asked. */
  readonly data: unknown
  /** Set when the backend could not be asked; `data` is then what was last known. */
  readonly error: AuthError | undefined
  /** Whether a request is in flight. */
  readonly pending: boolean
  /** When the backend last answered, in milliseconds since the epoch. */
  readonly refreshedAt: number | undefined
  /** Place of `data` in the order of states, across tabs. */
  readonly version: number
  /** The access token as it is; `null` if there is none or scripts cannot read it. */
  readonly token: string | null
  /** The refresh token likewise. */
  readonly refreshToken: string | null
}

/** What a page was rendered with. Never holds a token. */
export interface TokenSnapshot {
  readonly data: unknown
  readonly version?: number | undefined
  readonly refreshedAt?: number | undefined
  /** The server's clock when it rendered, in milliseconds since the epoch. */
  readonly serverTime?: number | undefined
}

/** Options of {@link createTokenClient}. */
export interface TokenClientOptions extends RevalidationOptions {
  /** Address below which the endpoints are: a path, or an absolute http(s) address. */
  readonly baseURL: string
  readonly provider: TokenProvider
  /** Where the tokens are kept: the cookies of this page, or those of a request. */
  readonly jar: TokenJar
  /** Sends a request, and rejects as the framework does unless the status is 2xx. */
  readonly send: SendTokenRequest
  /**
   * Base path of this application's own token endpoints. In a browser a refresh goes there, and where scripts
   * cannot read the tokens every request. Default: the browser speaks to the backend alone.
   */
  readonly server?: string | undefined
  /**
   * Refreshes for a server: once for all who hold the same refresh token. Default: this client alone does, and in a
   * browser one tab at a time.
   */
  readonly refreshOnce?:
    | ((refreshToken: string, refresh: () => Promise<TokenPair>) => Promise<TokenPair>)
    | undefined
  readonly hooks?: TokenHooks | undefined
  /** What the page was rendered with. Default: nothing is known until `start`. */
  readonly snapshot?: TokenSnapshot | undefined
  /** The page. Default: the browser's; on a server there is none. */
  readonly environment?: Environment | undefined
  /** Locks between tabs. Default: the browser's, where there are any. */
  readonly locks?: Locks | undefined
  /** The clock of this device. */
  readonly now?: (() => number) | undefined
  /** Told of what fails and nobody else would hear of. Default: nobody is. */
  readonly logger?: Logger | undefined
}

/** What a refresh gave. */
export interface TokenPair {
  /** Empty: the old one stays, because a hook has seen to it. */
  readonly token: string
  /** `undefined`: the old one stays. */
  readonly refreshToken?: string | undefined
}

/** Options of {@link TokenClient.signIn}. */
export interface TokenSignInOptions {
  /** Query of the request. */
  readonly params?: Record<string, string> | undefined
  readonly headers?: Record<string, string> | undefined
  /** Whether the session is asked for afterwards. Default `true`. */
  readonly callGetSession?: boolean | undefined
}

/** The client. One for a page; on a server one for each request. */
export interface TokenClient {
  readonly store: ReadableStore<TokenState>
  /** In a browser: asks for the session if that is not known and there is a token, and watches the tokens' end. */
  readonly start: () => void
  /**
   * Asks for the session; refreshes first if the access token has ended, and after a 401, once.
   *
   * Without any token nothing is asked, unless `force`. Never rejects.
   *
   * @returns What is known now; `undefined` where nothing was asked.
   */
  readonly getSession: (options?: { readonly force?: boolean | undefined }) => Promise<unknown>
  /**
   * Refreshes the tokens, then asks for the session. Where refreshing is off, only the latter.
   *
   * @throws What `send` rejected with. A refused refresh token (400, 401, 403) ends the session here.
   */
  readonly refresh: () => Promise<unknown>
  /**
   * Signs in.
   *
   * @returns The answer's body.
   * @throws What `send` rejected with; then nothing has changed. Error with a text that teaches if a token is missing.
   */
  readonly signIn: (credentials: unknown, options?: TokenSignInOptions) => Promise<unknown>
  /** Signs up, and nothing else. Rejects as `send` does. @returns The answer's body. */
  readonly signUp: (
    credentials: unknown,
    options?: Pick<TokenSignInOptions, 'headers' | 'params'>,
  ) => Promise<unknown>
  /**
   * Forgets the session and the tokens at once, here and in every tab, then tells the backend. Never rejects: a
   * backend that fails is reported to `logger`.
   *
   * @returns The answer's body; `undefined` where there is none.
   */
  readonly signOut: () => Promise<unknown>
  /** Replaces the access token. `data` stays as it is until the session is asked for. */
  readonly setToken: (token: string | null) => void
  readonly setRefreshToken: (token: string | null) => void
  /** Replaces what is known of the person, in every tab. */
  readonly setData: (data: unknown) => void
  /**
   * An access token that has not ended, refreshed if need be; `null` if nobody is signed in, if it has ended and
   * could not be refreshed, or if scripts cannot read it.
   */
  readonly getToken: () => Promise<string | null>
  /**
   * Runs a request of the application with the header that carries the token; after a 401 it refreshes and runs it
   * once more.
   *
   * @param run Sends the request with these headers; tells whether the answer was a 401 by rejecting with, or returning,
   *   something with `status` 401.
   */
  readonly authorized: <T>(run: (headers: Record<string, string>) => Promise<T>) => Promise<T>
  readonly dispose: () => void
}

/** Within this time after an answer, in any tab, focus is no reason to ask again; in milliseconds. */
const freshFor = 5000

/** How long after `start` the engine is loaded, in milliseconds. The page comes first. */
const preloadDelay = 2000

/** What the client and its engine share. */
export interface TokenCore {
  readonly options: TokenClientOptions
  readonly environment: Environment | undefined
  readonly now: () => number
  /** By it states are put in order. */
  readonly clock: () => number
  readonly keeper: ReturnType<typeof createTokenKeeper>
  readonly get: () => TokenState
  readonly write: (change: Partial<TokenState>) => void
  /** Looks what the jar holds now. */
  readonly sync: () => void
  readonly put: (which: keyof HeldTokens, value: string | null) => void
  /** Removes both tokens. */
  readonly clear: () => void
  readonly canRenew: () => boolean
  readonly hasTokens: () => boolean
  /**
   * Takes over what is known of the person.
   *
   * @param time When it was asked: what happened later, in whichever tab, is newer.
   */
  readonly accept: (data: unknown, time?: number) => void
  /** The backend has answered. */
  readonly answered: () => void
  /** Nobody is signed in any more. */
  readonly end: () => void
  /** The backend could not be asked. */
  readonly fail: (cause: unknown) => void
  /** There is nothing to ask with. */
  readonly beNobody: () => void
  readonly tell: () => void
  readonly check: () => void
  readonly getSession: TokenClient['getSession']
  readonly counts: {
    /** Changes after which an answer to an earlier question says nothing. */
    revision: number
    /** Sign-outs of this tab. */
    signOuts: number
    /** Place of the last sign-out of another tab in the order of states. */
    lostAt: number
  }
  /** When a refresh that was no help is tried again, by this device. */
  retryAt: number
  isDisposed: boolean
}

/**
 * Creates the client of one page, or of one request on a server.
 *
 * @param importEngine Loads what speaks to the backend. Replaced where that is to fail.
 */
export function createTokenClient(
  options: TokenClientOptions,
  importEngine = () => import('./token-engine.ts'),
): TokenClient {
  const { provider, jar, server, snapshot, now = Date.now } = options
  const { environment = browserEnvironment() } = options
  const clock = createServerClock(now, snapshot?.serverTime).now
  const keeper = createTokenKeeper(
    provider,
    jar,
    !!server,
    now,
    snapshot?.serverTime,
    options.logger,
  )
  const { held, isTokenHidden, isRefreshTokenHidden } = keeper
  const isHidden = isTokenHidden || isRefreshTokenHidden
  const counts = { revision: 0, signOuts: 0, lostAt: 0 }

  let isKnown = snapshot !== undefined
  let reading: { revision: number; answer: Promise<boolean> } | undefined
  let loading: Promise<TokenEngine> | undefined
  let engine: TokenEngine | undefined
  /** Whether `data` was learned by a token, and ends with it. */
  let hasBearer = hasTokens()
  /** Whether anybody listens, and whether anybody ever did. */
  let isActive = false
  let wasActive = false
  let cancelTimer: (() => void) | undefined
  let cancelPreload: (() => void) | undefined

  const store = createSnapshotStore<TokenState>(
    {
      data: snapshot?.data,
      error: undefined,
      pending: false,
      refreshedAt: snapshot?.refreshedAt,
      version: snapshot?.version ?? snapshot?.serverTime ?? 0,
      ...held(),
    },
    ({ data }) =>
      data
        ? 'authenticated'
        : !isKnown || reading?.revision === counts.revision
          ? 'loading'
          : 'unauthenticated',
    onActivity,
  )
  const { get, write } = store
  const tabs = createTabChannel<unknown>(
    environment,
    `tokens:${provider.token.cookieName}`,
    receive,
    (data) => data,
  )
  const revalidation =
    environment &&
    createRevalidation(environment, options, {
      get: () => ({ data: get().data ?? null, error: get().error }),
      isFresh,
      wake: check,
      refetch() {
        if (get().data || get().error) void getSession()
      },
    })
  const core: TokenCore = {
    options,
    environment,
    now,
    clock,
    keeper,
    get,
    write,
    sync,
    put,
    clear,
    canRenew,
    hasTokens,
    accept,
    answered,
    end,
    fail,
    beNobody,
    tell,
    check,
    getSession,
    counts,
    retryAt: 0,
    isDisposed: false,
  }

  function hasTokens(): boolean {
    const { token, refreshToken } = held()
    return (token ?? refreshToken) !== null
  }

  function canRenew(): boolean {
    const { token, refreshToken } = held()
    const mayHave = isRefreshTokenHidden && (token !== null || !!get().data)
    return provider.refresh.isEnabled && (refreshToken !== null || mayHave)
  }

  function isFresh(): boolean {
    const age = now() - (get().refreshedAt ?? -Infinity)
    // Before it is no time: the clock of the device was set back.
    return age >= 0 && age < freshFor
  }

  function sync(): void {
    write(held())
  }

  function put(which: keyof HeldTokens, value: string | null): void {
    keeper.put(which, value)
    sync()
  }

  function clear(): void {
    put('token', null)
    put('refreshToken', null)
  }

  /** Tells the other tabs what is known here. They look at the cookies, too. */
  function tell(): void {
    const { data, version, refreshedAt = 0 } = get()
    if (!core.isDisposed && data !== undefined && version) tabs.post({ data, version, refreshedAt })
  }

  function take(state: Partial<TokenState>): void {
    counts.revision++
    isKnown = true
    hasBearer = hasTokens()
    write({ ...state, error: undefined })
  }

  /** Takes over what somebody else was answered, if it is newer. */
  function receive({ data, version, refreshedAt }: Versioned<unknown>): void {
    sync()
    const known = get()
    if (isNewer({ data, version }, known)) {
      take({ data, version, refreshedAt: Math.min(refreshedAt, now()) })
      revalidation?.answered(false)
      check()
      if (data) return
      counts.lostAt = version
      // Somebody has signed in since, or a refresh has brought them back.
      if (hasTokens()) void use((engine) => engine.reconcile(version))
      // From a tab that has just opened or slept through the news.
    } else if (version < known.version) tell()
  }

  function accept(data: unknown, time = clock()): void {
    take({ data, version: Math.max(time, get().version + 1) })
  }

  function answered(): void {
    write({ refreshedAt: now() })
    revalidation?.answered(true)
    tell()
    check()
  }

  function end(): void {
    accept(null)
    clear()
    tell()
  }

  function fail(cause: unknown): void {
    const { data = null, error } = get()
    write({
      data,
      error: error ?? new AuthError('session_unavailable', sessionUnavailable, { cause }),
    })
  }

  function beNobody(): void {
    isKnown = true
    if (get().data && hasBearer) end()
    else sync()
  }

  /** Looks at the clock and the cookies, and sets the timer. Timers sleep in a suspended tab. */
  function check(): void {
    cancelTimer?.()
    sync()
    if (!isActive || !get().data || !canRenew()) return
    const wait = Math.max(keeper.dueIn(), core.retryAt - now())
    if (wait > 0) cancelTimer = wait < Infinity ? environment?.schedule(check, wait) : undefined
    else if (environment?.isVisible()) void freshen()
  }

  function onActivity(active: boolean): void {
    isActive = active
    if (!active) {
      stop()
      return
    }
    tabs.open()
    revalidation?.start()
    // The page may come from a sign-in that the other tabs have not heard of.
    if (!wasActive) tell()
    // Messages were missed.
    else if (!isFresh()) void getSession()
    wasActive = true
    check()
  }

  function stop(): void {
    tabs.close()
    revalidation?.stop()
    cancelTimer?.()
  }

  /** Loading is tried twice, and anew whenever the engine is needed again. */
  function load(): Promise<TokenEngine> {
    loading ??= importEngine()
      .catch(importEngine)
      .then(
        ({ createTokenEngine }) => (engine = createTokenEngine(core)),
        (error: unknown) => {
          loading = undefined
          throw error
        },
      )
    return loading
  }

  /** Runs something of the engine; at once, if it is there. */
  function use<T>(run: (engine: TokenEngine) => Promise<T>): Promise<T> {
    return engine ? run(engine) : load().then(run)
  }

  /** Asks; everybody who asks about the same state shares the request. */
  function read(force: boolean): Promise<boolean> {
    if (reading?.revision === counts.revision) return reading.answer
    const mine = { revision: counts.revision, answer: Promise.resolve(true) }
    reading = mine
    write({})
    mine.answer = use((engine) => engine.ask(force))
      .catch((error: unknown) => {
        fail(error)
        return true
      })
      .finally(() => {
        isKnown = true
        if (reading === mine) reading = undefined
        write({})
      })
    return mine.answer
  }

  async function getSession({
    force = false,
  }: Parameters<TokenClient['getSession']>[0] = {}): Promise<unknown> {
    sync()
    if (!force && !isHidden && !hasTokens()) {
      beNobody()
      return undefined
    }
    // Overtaken by a sign-in, whose session is not known yet, it has to be asked for.
    while (!core.isDisposed && !(await read(force)) && !get().data && hasTokens());
    return get().data
  }

  /** Renews the tokens if it is time to. @returns Whether that failed. */
  async function freshen(): Promise<boolean> {
    sync()
    if (!canRenew() || keeper.dueIn() > 0) return false
    return use((engine) => engine.renew(held())).then(
      () => false,
      () => true,
    )
  }

  function set(which: keyof HeldTokens, value: string | null): void {
    counts.revision++
    put(which, value)
    tell()
  }

  return {
    store: { get, subscribe: store.subscribe },
    start() {
      if (!environment) return
      if (!isKnown || (!get().data && hasTokens())) void getSession()
      cancelPreload = environment.schedule(() => void load().catch(() => undefined), preloadDelay)
    },
    getSession,
    async refresh() {
      sync()
      if (canRenew()) await use((engine) => engine.renew(held()))
      return getSession()
    },
    signIn: (credentials, how) => use((engine) => engine.signIn(credentials, how)),
    signUp: (credentials, how) => use((engine) => engine.signUp(credentials, how)),
    signOut() {
      const tokens = held()
      counts.signOuts++
      end()
      return use((engine) => engine.signOut(tokens)).catch(() =>
        options.logger?.warn('sign_out_failed'),
      )
    },
    setToken: (token) => set('token', token),
    setRefreshToken: (token) => set('refreshToken', token),
    setData(data) {
      accept(data)
      tell()
    },
    getToken: async () =>
      (await freshen()) ? use((engine) => engine.lastToken()).catch(() => null) : held().token,
    authorized: async (run) => {
      await freshen()
      return use((engine) => engine.authorized(run))
    },
    dispose() {
      core.isDisposed = true
      isActive = false
      cancelPreload?.()
      store.close()
      stop()
    },
  }
}
