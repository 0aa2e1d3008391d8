/**
 * The backend: builds each request and reads each answer, as configured and as hooks say.
 *
 * Nothing here knows what is signed in, and nothing is kept; `token-client.ts` decides what an answer changes.
 *
 * @module
 */
import { buildFromPointer, readPointer } from '../../core/json-pointer.ts'
import type { Logger } from '../../core/ports.ts'
import type { HeldTokens } from './held-tokens.ts'
import type { TokenAction, TokenAnswerMeaning, TokenHooks } from './token-hooks.ts'
import type { TokenEndpoint, TokenProvider } from './token-provider.ts'
import type { SendTokenRequest, TokenAnswer, TokenRequest } from './token-request.ts'

/** What an answer means; `undefined` is nothing said. */
export interface Meaning {
  readonly body: unknown
  readonly token?: string | null | undefined
  readonly refreshToken?: string | null | undefined
  readonly session?: unknown
}

/** What may be added to a request. */
export interface RequestExtras {
  readonly params?: Record<string, string> | undefined
  readonly headers?: Record<string, string> | undefined
}

/** A backend. */
export interface TokenBackend {
  /**
   * Makes a request ready.
   *
   * @returns What sends it; `undefined` if nothing is to be sent. That resolves to `undefined` if the answer is
   *   nothing that could be used, which has been logged.
   * @throws What a hook throws.
   */
  readonly prepare: (
    action: TokenAction,
    held: HeldTokens,
    data?: unknown,
    extras?: RequestExtras,
  ) => Promise<(() => Promise<Meaning | undefined>) | undefined>
}

/** Options of {@link createTokenBackend}, a part of those of the client. */
export interface TokenBackendOptions {
  readonly baseURL: string
  readonly provider: TokenProvider
  readonly send: SendTokenRequest
  readonly hooks?: TokenHooks | undefined
  readonly logger?: Logger | undefined
}

/** The header that carries an access token; none without one. */
export function tokenHeaders(
  { token: { headerName, type } }: TokenProvider,
  token: string | null,
): Record<string, string> {
  return token === null ? {} : { [headerName]: type ? `${type} ${token}` : token }
}

/** Creates the backend. It opens nothing and holds nothing. */
export function createTokenBackend({
  baseURL,
  provider,
  send,
  hooks,
  logger,
}: TokenBackendOptions): TokenBackend {
  const { endpoints, refresh, token, session } = provider

  function addressOf(path: string): string {
    if (/^https?:/i.test(path)) return path
    const rest = path.replace(/^\/+/, '')
    const base = baseURL.replace(/\/+$/, '')
    return rest ? `${base}/${rest}` : base || '/'
  }

  function build(
    action: TokenAction,
    { path, method }: TokenEndpoint,
    held: HeldTokens,
    data: unknown,
    { params, headers }: RequestExtras,
  ): TokenRequest {
    const isEntry = action === 'signIn' || action === 'signUp'
    const showsRefreshToken =
      (action === 'refresh' || action === 'signOut') &&
      held.refreshToken !== null &&
      /^(post|put|patch|delete)$/i.test(method)
    return {
      url: addressOf(path),
      method,
      headers: { ...(!isEntry && tokenHeaders(provider, held.token)), ...headers },
      body: showsRefreshToken
        ? buildFromPointer(refresh.token.refreshRequestTokenPointer, held.refreshToken)
        : data,
      query: params,
    }
  }

  /** Finds a token. What it throws or logs says what to configure, and never shows the answer. */
  function find(
    action: TokenAction,
    body: unknown,
    option: string,
    pointer: string,
  ): string | undefined {
    const value = readPointer(body, pointer)
    if (value === undefined && typeof body === 'object') {
      throw new TypeError(
        `The answer to ${action} has nothing at "${pointer}". Set provider.${option} to where the token is.`,
      )
    }
    if (typeof value === 'string' && value) return value
    logger?.error('token_answer_invalid', { action, option, type: typeof value })
    return undefined
  }

  /** Reads an answer; `undefined` if a token in it is none. */
  function read(
    action: TokenAction,
    { body }: TokenAnswer,
    said: TokenAnswerMeaning,
  ): Meaning | undefined {
    if (action === 'getSession') {
      if (said.session !== undefined) return { body, session: said.session }
      // A page that a server gives for any path is nobody's session.
      if (typeof body === 'string') {
        throw new TypeError(
          'The answer to getSession is text, not JSON. Set auth.baseURL and provider.endpoints.getSession to where the session is.',
        )
      }
      const data = readPointer(body, session.dataResponsePointer)
      if (data !== undefined) return { body, session: data }
      throw new TypeError(
        `The answer to getSession has nothing at "${session.dataResponsePointer}". Set provider.session.dataResponsePointer to where the session is.`,
      )
    }
    if (action !== 'signIn' && action !== 'refresh') return { body }
    const isSignIn = action === 'signIn'
    const meaning: { -readonly [K in keyof Meaning]: Meaning[K] } = { body, ...said }
    if (meaning.token === undefined) {
      const pointer =
        (!isSignIn && refresh.token.refreshResponseTokenPointer) || token.signInResponseTokenPointer
      meaning.token = find(action, body, 'token.signInResponseTokenPointer', pointer)
      if (meaning.token === undefined) return undefined
    }
    const isRotated = refresh.isEnabled && (isSignIn || !refresh.refreshOnlyToken)
    if (isRotated && meaning.refreshToken === undefined) {
      meaning.refreshToken = find(
        action,
        body,
        'refresh.token.signInResponseRefreshTokenPointer',
        refresh.token.signInResponseRefreshTokenPointer,
      )
      if (meaning.refreshToken === undefined) return undefined
    }
    return meaning
  }

  return {
    async prepare(action, held, data, extras = {}) {
      const endpoint = action === 'refresh' ? refresh.endpoint : endpoints[action]
      if (!endpoint) {
        if (action === 'signUp') logger?.warn('sign_up_disabled')
        return undefined
      }
      const hook = hooks?.[action]
      const context = { action, ...held }
      const request = build(action, endpoint, held, data, extras)
      const change = await hook?.createRequest?.(data, request, context)
      if (change === false) return undefined
      return async () => {
        let answer: TokenAnswer
        try {
          answer = await send({ ...request, ...change })
        } catch (error) {
          await hook?.onRequestError?.(error, context)
          throw error
        }
        const said = await hook?.onResponse?.(answer, context)
        return said === false ? { body: answer.body } : read(action, answer, said ?? {})
      }
    },
  }
}
