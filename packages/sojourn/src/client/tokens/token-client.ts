/**
 * The client of a backend that hands out tokens: NuxtAuth's `local` and `refresh` providers, for any framework.
 *
 * Here is what a page needs that was rendered with its session: the state, the cookies, and the other tabs. What
 * speaks to the backend, and what keeps the session true, is in `token-engine.ts`. That is loaded when it is needed
 * first, and before that when the page has settled: by the time that somebody signs out, a deployment may have
 * replaced the file.
 *
 * @module
 */
import { AuthError, sessionUnavailable } from '../../core/errors.ts'
import { createServerClock } from '../clock.ts'
import { browserEnvironment } from '../environment.ts'
import { isNewer, type Versioned } from '../session-store.ts'
import { createSnapshotStore } from '../snapshot-store.ts'
import { createTabChannel } from '../tab-channel.ts'
import { createTokenKeeper, type HeldTokens } from './held-tokens.ts'
import type {
  TokenClient,
  TokenClientOptions,
  TokenPageOptions,
  TokenState,
} from './token-client-types.ts'
import type { TokenCore } from './token-core.ts'
import type { TokenEngine } from './token-engine.ts'

const ignore = (): void => undefined

/** How long after `start` the engine is loaded, in milliseconds. The page comes first. */
const preloadDelay = 2000

/**
 * Creates the client of one page, or of one request on a server.
 *
 * @param importEngine Loads what speaks to the backend. Replaced where that is to fail.
 */
export function createTokenClient(
  options: TokenClientOptions,
  importEngine = () => import('./token-engine.ts'),
): TokenClient {
  return createTokenPage(options, async () => {
    const { createTokenEngine } = await importEngine()
    return (core) => createTokenEngine(core, options)
  })
}

/**
 * Creates the client of one page, whose engine somebody else makes.
 *
 * @param importEngine Loads what makes it.
 */
export function createTokenPage(
  options: TokenPageOptions,
  importEngine: () => Promise<(core: TokenCore) => TokenEngine>,
): TokenClient {
  const { provider, snapshot, now = Date.now, environment = browserEnvironment() } = options
  const clock = createServerClock(now, snapshot?.serverTime).now
  const keeper = createTokenKeeper(options, now)
  const { held, isHidden } = keeper

  let isKnown = snapshot !== undefined
  let reading: { revision: number; answer: Promise<boolean> } | undefined
  let loading: Promise<TokenEngine> | undefined
  let engine: TokenEngine | undefined
  /** Whether `data` was learned by a token, and ends with it. */
  let hasBearer = hasTokens()
  let cancelPreload: (() => void) | undefined

  const { get, write, subscribe, close } = createSnapshotStore<TokenState>(
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
        : !isKnown || (reading && reading.revision === core.revision)
          ? 'loading'
          : 'unauthenticated',
    onActivity,
  )
  const tabs = createTabChannel<unknown>(
    environment,
    `tokens:${provider.token.cookieName}`,
    receive,
    (data) => data,
  )
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
    hasTokens,
    accept,
    end,
    fail,
    beNobody,
    tell,
    getSession,
    revision: 0,
    signOuts: 0,
    lostAt: 0,
    isActive: false,
    arrivals: 0,
    isDisposed: false,
  }

  function hasTokens(): boolean {
    const { token, refreshToken } = held()
    return (token ?? refreshToken) !== null
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
    core.revision++
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
      if (!data) core.lostAt = version
      if (engine || hasTokens()) use((engine) => engine.hear(data, version)).catch(ignore)
      // From a tab that has just opened or slept through the news.
    } else if (version < known.version) tell()
  }

  function accept(data: unknown, time = clock()): void {
    take({ data, version: Math.max(time, get().version + 1) })
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

  function onActivity(isActive: boolean): void {
    core.isActive = isActive
    if (isActive) {
      tabs.open()
      // The page may come from a sign-in that the other tabs have not heard of.
      if (!core.arrivals++) tell()
    } else tabs.close()
    engine?.attend()
  }

  /** Loading is tried twice, and anew whenever the engine is needed again. */
  function load(): Promise<TokenEngine> {
    loading ??= importEngine()
      .catch(importEngine)
      .then(
        (createEngine) => (engine = createEngine(core)),
        (error: unknown) => {
          loading = undefined
          throw error
        },
      )
    return loading
  }

  /** Loads the engine after a while; if that fails, after a longer one. */
  function preload(delay: number): void {
    if (core.isDisposed) return
    cancelPreload = environment?.schedule(() => void load().catch(() => preload(delay * 2)), delay)
  }

  /** Runs something of the engine; at once, if it is there. */
  function use<T>(run: (engine: TokenEngine) => Promise<T>): Promise<T> {
    return engine ? run(engine) : load().then(run)
  }

  /** Asks; everybody who asks about the same state shares the request. */
  function read(force: boolean): Promise<boolean> {
    if (reading?.revision === core.revision) return reading.answer
    const mine = { revision: core.revision, answer: Promise.resolve(true) }
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

  function set(which: keyof HeldTokens, value: string | null): void {
    core.revision++
    put(which, value)
    tell()
  }

  return {
    store: { get, subscribe },
    start() {
      if (!environment) return
      if (!isKnown || (!get().data && hasTokens())) void getSession()
      preload(preloadDelay)
    },
    getSession,
    async refresh() {
      sync()
      if (isHidden || held().refreshToken !== null) await use((engine) => engine.refresh())
      return getSession()
    },
    signIn: (credentials, how) => use((engine) => engine.signIn(credentials, how)),
    signUp: (credentials, how) => use((engine) => engine.signUp(credentials, how)),
    signOut() {
      const tokens = held()
      core.signOuts++
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
    getToken: async () => use((engine) => engine.getToken()).catch(() => null),
    authorized: async (run) => use((engine) => engine.authorized(run)),
    dispose() {
      core.isDisposed = true
      core.isActive = false
      cancelPreload?.()
      close()
      tabs.close()
      engine?.attend()
    },
  }
}
