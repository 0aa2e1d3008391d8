/**
 * The client of the token backend for each request of this server.
 *
 * @module
 */
import type { H3Event } from 'h3'
import type { Logger } from '../../../../core/ports.ts'
import { createTokenBackend, type Meaning } from '../../../../client/tokens/token-backend.ts'
import { createTokenClient } from '../../../../client/tokens/token-client.ts'
import type { TokenClient, TokenPair } from '../../../../client/tokens/token-client-types.ts'
import type { TokenHooks } from '../../../../client/tokens/token-hooks.ts'
import type { TokenRequest } from '../../../../client/tokens/token-request.ts'
import type { TokenProvider } from '../../../../client/tokens/token-provider.ts'
import { isAsking } from '../asking.ts'
import { createOneRefresh, type OneRefresh } from './one-refresh.ts'
import { ownEndpoints } from './own-endpoints.ts'
import { createRequestJar, emptyJar, type RequestJar } from './request-jar.ts'
import { createSend, type RawFetch } from './send-request.ts'

/** Options of {@link createEventTokens}. */
export interface EventTokensOptions {
  /** As `tokenBaseOf` makes it. */
  readonly baseURL: string
  readonly provider: TokenProvider
  readonly hooks: TokenHooks | undefined
  readonly fetch: RawFetch
  /** Tells this server its own requests to the backend, should they come back to it. */
  readonly mark: string
  readonly now?: (() => number) | undefined
}

/** The tokens of one request. */
export interface EventTokens {
  readonly client: TokenClient
  /** Asks for the session, unless that was done for this request. Never rejects. What is known is then in the store. */
  readonly look: () => Promise<unknown>
  /** Status of the backend's last answer of 2xx; `undefined` if it gave none. */
  readonly lastStatus: () => number | undefined
  /**
   * Refreshes the tokens, and asks for nothing else. Without a refresh token, or where a hook forbids it, nothing
   * happens. A refused refresh token is removed, and the access token with it.
   *
   * @throws What `fetch` rejected with, `SignedOut`, or what a hook threw.
   */
  readonly refresh: () => Promise<void>
  /** The tokens as they are now, also those that scripts cannot read; never to be shown. */
  readonly held: () => { readonly token: string | null; readonly refreshToken: string | null }
}

/** Makes what gives each request its tokens: the same ones however often it is asked. */
export function createEventTokens(options: EventTokensOptions): (event: H3Event) => EventTokens {
  const { refreshOnlyToken } = options.provider.refresh
  const oneRefresh = createOneRefresh({
    refreshOnlyToken,
    ...(options.now && { now: options.now }),
  })
  const isEndpoint = ownEndpoints(options.baseURL, options.provider)
  const known = new WeakMap<H3Event, EventTokens>()
  return (event) => {
    let tokens = known.get(event)
    if (tokens === undefined) {
      // To read the tokens would be to ask again, or to wait for a refresh that waits for this answer.
      const isNobody = isAsking(event, options.mark) || isEndpoint(event)
      const jar = isNobody ? emptyJar : createRequestJar(event)
      known.set(event, (tokens = tokensOf(event, jar, oneRefresh, options)))
    }
    return tokens
  }
}

function tokensOf(
  event: H3Event,
  jar: RequestJar,
  oneRefresh: OneRefresh,
  { baseURL, provider, hooks, fetch, mark, now }: EventTokensOptions,
): EventTokens {
  const held = (): ReturnType<EventTokens['held']> => holding(jar, provider)
  const send = createSend(event, jar, fetch, mark)
  let status: number | undefined

  const common = {
    baseURL,
    provider,
    hooks,
    logger,
    async send(request: TokenRequest) {
      const answer = await send(request)
      status = answer.status
      return answer
    },
  }
  const refreshOnce = async (
    refreshToken: string,
    refresh: () => Promise<TokenPair>,
  ): Promise<TokenPair> => {
    // What it brings could no longer reach the browser, and the old token would be spent.
    if (event.node.res.headersSent) {
      throw new TypeError(
        'The tokens need a refresh, but the answer has begun, so cookies can no longer be set. Ask for the session before the answer begins.',
      )
    }
    const first = { refreshToken, token: held().token }
    return oneRefresh.refresh(first, async (tokens) => {
      if (tokens === first) return refresh()
      const run = await backend.prepare('refresh', tokens)
      return run === undefined ? { token: '' } : pairOf(await run())
    })
  }
  const client = createTokenClient({ ...common, jar, now, refreshOnce })
  const backend = createTokenBackend(common)

  const keep = ({ token, refreshToken }: TokenPair): void => {
    if (refreshToken !== undefined) client.setRefreshToken(refreshToken)
    if (token !== '') client.setToken(token)
  }

  let looking: Promise<unknown> | undefined
  const look = async (): Promise<unknown> => (looking ??= client.getSession().finally(report))
  const report = (): void => {
    const { error } = client.store.get()
    if (error) console.error('[sojourn] The session could not be read:', error.cause ?? error)
  }
  let isPageServed = false

  return {
    held,
    look,
    lastStatus: () => status,
    async refresh() {
      const { token, refreshToken } = held()
      const run = refreshToken && (await backend.prepare('refresh', { token, refreshToken }))
      if (!run) return
      try {
        const pair = await refreshOnce(refreshToken, async () => pairOf(await run()))
        keep(pair)
      } catch (error) {
        if ([400, 401, 403].includes(Number((error as { status?: unknown }).status))) {
          client.setToken(null)
          client.setRefreshToken(null)
        }
        throw error
      }
    },
    client: {
      ...client,
      getSession: async (options) => {
        // A page begins by asking; a server middleware may have asked before.
        if (isPageServed || options?.force === true) return client.getSession(options)
        isPageServed = true
        return look()
      },
      async signIn(credentials, options) {
        const body = await client.signIn(credentials, options)
        const { refreshToken } = held()
        if (refreshToken !== null) await oneRefresh.begin(refreshToken)
        return body
      },
      async signOut() {
        const { token, refreshToken } = held()
        if (refreshToken !== null) {
          const became = await oneRefresh.end({ refreshToken, token })
          if (became !== undefined) keep(became)
        }
        return client.signOut()
      },
    },
  }
}

function pairOf(meaning: Meaning | undefined): TokenPair {
  if (meaning === undefined) throw new TypeError('The answer to refresh holds no token.')
  return { token: meaning.token ?? '', refreshToken: meaning.refreshToken ?? undefined }
}

/** What nobody else would hear of: a sign-out that the backend did not take, an answer that makes no sense. */
const logger: Logger = {
  error: (code, detail) => console.error(`[sojourn] ${code}`, detail ?? ''),
  warn: (code, detail) => console.warn(`[sojourn] ${code}`, detail ?? ''),
  debug: () => undefined,
}

function holding(
  jar: RequestJar,
  { token, refresh }: TokenProvider,
): { token: string | null; refreshToken: string | null } {
  return {
    token: jar.read(token.cookieName),
    refreshToken: refresh.isEnabled ? jar.read(refresh.token.cookieName) : null,
  }
}
