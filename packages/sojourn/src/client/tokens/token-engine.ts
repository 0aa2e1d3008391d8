/**
 * The engine of the client of tokens: everything that speaks to the backend, and what an answer changes.
 *
 * The order of things is the subject here. Who needs new tokens shares one refresh; an answer that something newer
 * has overtaken is dropped, and tokens that came with it are ended. The cookies are the truth: other tabs write into
 * them, so they are read again before a request and after it.
 *
 * @module
 */
import { isNewer, type Versioned } from '../session-store.ts'
import type { HeldTokens } from './held-tokens.ts'
import {
  createTokenBackend,
  type Meaning,
  type RequestExtras,
  tokenHeaders,
} from './token-backend.ts'
import type { TokenClient, TokenClientOptions, TokenSignInOptions } from './token-client-types.ts'
import type { TokenCore } from './token-core.ts'
import type { TokenAction } from './token-hooks.ts'
import { markOf, marksOf } from './token-marks.ts'
import type { TokenNews } from './token-news.ts'
import { exchangeTokens } from './token-renewal.ts'
import { createTokenWatch, type TokenWatch } from './token-watch.ts'

/** The engine. */
export interface TokenEngine
  extends
    Pick<TokenClient, 'authorized' | 'getToken' | 'signIn' | 'signUp'>,
    Pick<TokenWatch, 'attend'> {
  /**
   * Asks for the session, after a refresh if need be, and once more after a refusal.
   *
   * @param force Also without a token.
   * @returns Whether it came to an end: `false` if something newer has overtaken it.
   */
  readonly ask: (force: boolean) => Promise<boolean>
  /** Renews the tokens, if there may be something to do it by. */
  readonly refresh: () => Promise<void>
  /** Tells the backend that these tokens are done with. Never rejects. */
  readonly signOut: (tokens: HeldTokens) => Promise<unknown>
  /** Takes over what another tab says, if it is newer and of the tokens that are held; else asks, or tells that tab. */
  readonly hear: (news: Versioned<unknown>) => Promise<void>
}

/** Status of an error or an answer, under whichever name it has. */
function statusOf(value: unknown): unknown {
  const { status, statusCode } = Object(value) as { status?: unknown; statusCode?: unknown }
  return status ?? statusCode
}

/** Whether an error or an answer has one of these statuses. */
function isRefusal(value: unknown, ...statuses: number[]): boolean {
  return statuses.includes(Number(statusOf(value)))
}

/** How often an answer that came while other tabs changed the tokens is asked for again. */
const maxRounds = 3

/** Creates the engine of one client. */
export function createTokenEngine(core: TokenCore, options: TokenClientOptions): TokenEngine {
  const { now, clock, keeper } = core
  const { get, write, sync, put, identity } = core
  const { take, accept, end, fail, tell, getSession } = core
  const { provider, server, logger } = options
  const { held, isHidden } = keeper
  const watch = createTokenWatch(core, freshen)
  const { canRenew, dueIn } = watch
  const backend = createTokenBackend(options)

  /** Requests that are under way. */
  let sending = 0
  let signIns = 0
  let renewals = 0
  let renewing: Promise<HeldTokens | undefined> | undefined
  /** A sign-in or sign-out at the server, during which the cookies are about to change. */
  let changing: Promise<unknown> | undefined
  /** The last refresh at the server: its cookies may have come back after a sign-out in another tab. */
  let brought: { revision: number; token: string | null } | undefined

  /** Counts a request as pending until it is done. */
  async function track<T>(task: () => Promise<T>): Promise<T> {
    write({ pending: ++sending > 0 })
    try {
      return await task()
    } finally {
      write({ pending: --sending > 0 })
    }
  }

  /** Has this application's server do it. */
  async function serve(action: TokenAction | 'clear', body?: object): Promise<Meaning> {
    const headers = { 'x-sojourn': '1' }
    const answer = await options.send({
      url: `${server}/${action}`,
      method: 'post',
      headers,
      body: body ?? {},
    })
    const { data } = Object(answer.body) as { data?: unknown }
    return { body: answer.body, session: data ?? null }
  }

  /** The server sees the cookies of when the request leaves, which may no longer be what this tab saw. */
  const refreshAtServer = (seen: HeldTokens): Promise<Meaning> =>
    serve('refresh', { data: marksOf(seen) })

  async function request(
    action: TokenAction,
    tokens: HeldTokens,
    data?: unknown,
    extras?: RequestExtras,
  ): Promise<Meaning | undefined> {
    if (isHidden) return serve(action, { data, ...extras })
    const run = await backend.prepare(action, tokens, data, extras)
    return run?.()
  }

  /** Where requests go through the server, each leaves with the cookies of then: one after the other, and questions last. */
  function change<T>(task: () => Promise<T>): Promise<T> {
    if (!isHidden) return task()
    const earlier = changing
    const own = (async () => {
      await earlier
      return task()
    })()
    changing = own.catch(() => undefined)
    return own
  }

  /** Ends tokens that nobody is to be signed in by. */
  async function discard(tokens: HeldTokens): Promise<void> {
    try {
      if (isHidden) await serve('clear')
      else await request('signOut', tokens)
    } catch (error) {
      logger?.warn('sign_out_failed', { status: statusOf(error) })
    }
  }

  /** The same of those that the server has set although somebody had signed out. */
  async function discardHeld(): Promise<void> {
    const tokens = held()
    clear()
    await discard(tokens)
  }

  function clear(): void {
    put('token', null)
    put('refreshToken', null)
  }

  /** Renews the tokens if it is time to. @returns Whether that was no help. */
  async function freshen(): Promise<boolean> {
    sync()
    if (!canRenew() || dueIn() > 0) return false
    return renew(held()).then(
      () => dueIn() <= 0,
      () => true,
    )
  }

  /** The backend has answered. */
  function answered(): void {
    write({ refreshedAt: now() })
    tell()
    watch.answered(true)
  }

  /** Renews tokens, once for all who ask for it. */
  function renew(seen: HeldTokens): Promise<HeldTokens | undefined> {
    renewing ??= startRenewal(seen).finally(() => {
      renewing = undefined
      watch.noteRenewal()
    })
    return renewing
  }

  /** @returns Tokens that a sign-out of this tab came before, for it to end. */
  async function startRenewal(seen: HeldTokens): Promise<HeldTokens | undefined> {
    const { revision, signOuts } = core
    // Else somebody has signed in of whom this tab has not heard yet.
    const isKnown = identity() === core.bearer
    try {
      const late = await track(() =>
        exchangeTokens(core, watch, backend, server ? refreshAtServer : undefined, seen),
      )
      if (core.signOuts !== signOuts) return server ? held() : late
      if (late) void discard(late)
      else if (server && isKnown && core.lostAt > revision) void discardHeld()
      else {
        renewals++
        if (isKnown) core.bearer = identity()
        brought = server && isKnown ? { revision, token: held().token } : undefined
        sync()
        write({ refreshedAt: now() })
        tell()
      }
      return undefined
    } catch (error) {
      const { token, refreshToken } = held()
      if (!isRefusal(error, 400, 401, 403)) throw error
      // Another tab has had an answer to the same.
      if (refreshToken !== null && refreshToken !== seen.refreshToken) return undefined
      // Nor is it of an access token that the application has set meanwhile.
      if (core.revision === revision && (token === null || token === seen.token)) {
        end()
        write({ refreshedAt: now() })
      }
      throw error
    }
  }

  /**
   * Asks for the session, after a refresh if need be, and once more after a refusal.
   *
   * @returns Whether it came to an end: `false` if something newer has overtaken it.
   */
  async function ask(force: boolean): Promise<boolean> {
    if (changing) await changing
    const asked = core.revision
    const isOvertaken = (): boolean => core.revision !== asked || core.isDisposed
    let mayRenew = true
    let isDenied = false
    let failure: unknown
    for (let round = 1; ; round++) {
      const before = held()
      if (mayRenew && canRenew() && (isDenied || dueIn() <= 0)) {
        mayRenew = false
        try {
          await renew(before)
          isDenied = false
        } catch (error) {
          failure = error
        }
        if (isOvertaken()) return false
      }
      const tokens = held()
      if (isDenied || (failure !== undefined && tokens.token === null)) {
        // That the tokens could not be renewed says nothing of the person.
        if (failure === undefined) {
          accept(null)
          put('token', null)
          core.bearer = identity()
          answered()
        } else fail(failure)
        return true
      }
      if (!force && !isHidden && identity() === null) {
        core.beNobody()
        return true
      }

      const count = renewals
      const askedAt = clock.now()
      // A backend that prolongs tokens with each answer would be asked for ever.
      const isOther = (): boolean =>
        round < maxRounds && renewals === count && held().token !== tokens.token
      const isSameSession = (): boolean =>
        tokens.refreshToken !== null && held().refreshToken === tokens.refreshToken
      const outcome = await track(async () => {
        try {
          const meaning = await request('getSession', tokens)
          if (isOvertaken()) return 'overtaken'
          // Tokens of another tab may be of another person.
          if (isOther() && !isSameSession()) return 'again'
          if (!meaning) return 'ended'
          accept(meaning.session ?? null, askedAt)
          return 'answered'
        } catch (error) {
          if (isOvertaken()) return 'overtaken'
          if (isRefusal(error, 401, 403)) {
            isDenied = !isOther() && renewals === count
            return 'again'
          }
          fail(error)
          return 'ended'
        }
      })
      if (outcome === 'answered') answered()
      if (outcome !== 'again') return outcome !== 'overtaken'
    }
  }

  async function signIn(
    credentials: unknown,
    { params, headers, callGetSession = true }: TokenSignInOptions = {},
  ): Promise<unknown> {
    const { revision, signOuts } = core
    const own = ++signIns
    const before = held()
    const extras = { params, headers }
    const startedAt = now()
    const meaning = await change(async () => {
      // The cookies of a refresh at the server must not come after those of the sign-in.
      if (server) await renewing?.catch(() => undefined)
      return track(() => request('signIn', held(), credentials, extras))
    })
    if (!meaning || core.isDisposed) return meaning?.body
    const { body, session, token = null, refreshToken = null } = meaning
    const isLost = core.lostAt > revision
    // At the server sign-ins come one after the other, and a sign-out of this tab comes last.
    if (core.signOuts !== signOuts || isLost || (!isHidden && own !== signIns)) {
      if (isLost || token !== null) void discard({ token, refreshToken })
      return body
    }
    core.revision++
    core.lostAt = 0
    if (meaning.token !== undefined) put('token', token)
    if (meaning.refreshToken !== undefined) put('refreshToken', refreshToken)
    watch.noteReceipt(before.token, startedAt)
    sync()
    if (!isHidden && session !== undefined) {
      accept(session)
      answered()
      // Also without a token, as the session may be in a cookie of the backend.
    } else if (callGetSession) await getSession({ force: true })
    return body
  }

  async function endTokens({ token, refreshToken }: HeldTokens): Promise<unknown> {
    const successor = await renewing?.catch(() => undefined)
    // They came with the answer of the server.
    if (server && successor) clear()
    const meaning = await track(() =>
      request('signOut', {
        token: successor?.token ?? token,
        refreshToken: successor?.refreshToken ?? refreshToken,
      }),
    )
    return meaning?.body
  }

  async function signOut(tokens: HeldTokens): Promise<unknown> {
    try {
      const body = await change(() => endTokens(tokens))
      // Another tab may have asked in between, and have been told of somebody.
      if (isHidden && get().data) await getSession()
      else if (isHidden) end(true)
      return body
    } catch (error) {
      logger?.warn('sign_out_failed', { status: statusOf(error) })
      // Scripts could not remove the tokens, so the next question may find somebody signed in.
      if (isHidden) fail(error)
      return undefined
    }
  }

  watch.attend()
  return {
    ask,
    signIn,
    async signUp(credentials, extras) {
      const meaning = await track(() => request('signUp', held(), credentials, extras))
      return meaning?.body
    },
    signOut,
    async refresh() {
      if (canRenew()) await renew(held())
    },
    async getToken() {
      const hasFailed = await freshen()
      const { token } = held()
      return hasFailed && token !== null && watch.isOver(token) ? null : token
    },
    attend: watch.attend,
    async hear({ data: news, version, refreshedAt }) {
      const { data = null, mark, isOver } = Object(news) as Partial<TokenNews>
      const known = get()
      if (!isNewer({ data, version }, known)) {
        // From a tab that has just opened or slept through the news; or it has renewed the tokens.
        if (version === known.version) core.bearer = mark === markOf(identity()) ? identity() : null
        else if (identity() === core.bearer) tell()
        else {
          // A sign-out that the cookies bear out counts, whatever the clock of that tab.
          if (isOver === true && identity() === null) core.lostAt = ++core.revision
          await getSession()
        }
        return
      }
      if (isOver !== true && mark !== markOf(identity())) {
        await getSession()
        return
      }
      take({ data, version, refreshedAt: Math.min(refreshedAt, now()) })
      core.isOver = isOver === true && data === null
      if (core.isOver) core.lostAt = core.revision
      else if (data) core.lostAt = 0
      watch.answered(false)
      if (data || identity() === null) return
      // Somebody has signed in since, or a refresh has brought them back.
      const { token } = held()
      if (brought && core.lostAt > brought.revision && brought.token === token) await discardHeld()
      else await getSession()
    },
    async authorized<T>(run: (headers: Record<string, string>) => Promise<T>): Promise<T> {
      await freshen()
      const used = held()
      const count = renewals
      const person = get().data
      const { signOuts } = core
      const begun = signIns
      const isSame = (): boolean => renewals === count && held().token === used.token
      const attempt = (): Promise<T> => run(tokenHeaders(provider, held().token))
      let giveUp: () => T
      try {
        const result = await attempt()
        if (!isRefusal(result, 401)) return result
        giveUp = () => result
      } catch (error) {
        if (!isRefusal(error, 401)) throw error
        giveUp = () => {
          throw error
        }
      }
      if (isSame() && canRenew()) await renew(used).catch(() => undefined)
      // Another tab has renewed them, or has signed in somebody else.
      else if (renewals === count && person) await getSession()
      const isOther = get().data !== person || core.signOuts !== signOuts || signIns !== begun
      // What one person began is not done as another. Nor is it tried again if that is no better off.
      if (isOther || isSame() || (used.token !== null && held().token === null)) return giveUp()
      return attempt()
    },
  }
}
