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
import { markOf } from './token-marks.ts'

/** How long after `start` the engine is loaded where nobody is signed in, in milliseconds. The page comes first. */
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
  const clock = createServerClock(now, snapshot?.serverTime)
  const keeper = createTokenKeeper(options, now)
  const { held, isHidden } = keeper

  // Of a page whose server could not ask nothing is known.
  let isKnown = snapshot !== undefined && (snapshot.data !== null || snapshot.version !== 0)
  let reading: { revision: number; answer: Promise<boolean> } | undefined
  let loading: Promise<TokenEngine> | undefined
  let engine: TokenEngine | undefined
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
    (news) => {
      sync()
      // If it cannot be told what they say, the cookies tell whether anybody is signed in.
      use((engine) => engine.hear(news)).catch(() => identity() ?? beNobody())
    },
    (news) => news,
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
    identity,
    take,
    accept,
    end,
    fail,
    beNobody,
    tell,
    getSession,
    revision: 0,
    signOuts: 0,
    lostAt: 0,
    bearer: identity(),
    isOver: false,
    isActive: false,
    arrivals: 0,
    isDisposed: false,
  }

  function identity(): string | null {
    const { token, refreshToken } = held()
    return refreshToken ?? token
  }

  function sync(): void {
    write(held())
  }

  function put(which: keyof HeldTokens, value: string | null): void {
    keeper.put(which, value)
    sync()
  }

  /** Tells the other tabs what is known here. They look at the cookies, too. */
  function tell(): void {
    const { data, version, refreshedAt = 0 } = get()
    if (!core.isDisposed && data !== undefined && version) {
      const { bearer, isOver } = core
      tabs.post({ data: { data, mark: markOf(bearer), isOver }, version, refreshedAt })
    }
  }

  function take(state: Partial<TokenState>): void {
    core.revision++
    isKnown = true
    core.bearer = identity()
    core.isOver = false
    write({ ...state, error: undefined })
  }

  function accept(data: unknown, time = clock.now()): void {
    take({ data, version: Math.max(time, get().version + 1) })
  }

  function end(isOver = false): void {
    // Before anybody hears of it.
    keeper.put('token', null)
    keeper.put('refreshToken', null)
    accept(null)
    core.isOver = isOver
    sync()
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
    if (get().data && core.bearer !== null) end()
    else write({ ...held(), error: undefined })
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
    cancelPreload = environment?.schedule(
      () => void load().catch(() => preload(delay * 2 || preloadDelay)),
      delay,
    )
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
    if (!force && !isHidden && identity() === null) {
      beNobody()
      return undefined
    }
    // Overtaken by a sign-in, whose session is not known yet, it has to be asked for.
    for (
      let rounds = 3;
      rounds-- && !core.isDisposed && !(await read(force)) && !get().data && identity() !== null;
    );
    return get().data
  }

  function set(which: keyof HeldTokens, value: string | null): void {
    put(which, value)
    if (value !== null) core.bearer = identity()
    tell()
  }

  return {
    store: { get, subscribe },
    start() {
      if (!environment) return
      if (!isKnown || (!get().data && identity() !== null)) void getSession()
      // It watches over a session that is there, and is not needed for none.
      preload(get().data ? 0 : preloadDelay)
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
      end(true)
      return use((engine) => engine.signOut(tokens)).catch(async (error: unknown) => {
        options.logger?.warn('sign_out_failed')
        if (!isHidden) return
        // Scripts cannot remove the tokens, and it takes little to have the server do it.
        const init = { method: 'POST', headers: { 'x-sojourn': '1' } }
        await fetch(`${options.server}/signOut`, init).then(({ ok }) => ok || fail(error), fail)
      })
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
