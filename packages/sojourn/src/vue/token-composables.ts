/**
 * What `useAuth()` and `useAuthState()` return where a backend hands out tokens, made once for an application.
 *
 * @module
 */
import type { SessionData } from '../core/session.ts'
import type { TokenClient } from '../client/tokens/token-client-types.ts'
import type { TokenProvider } from '../client/tokens/token-provider.ts'
import type { TokenActions } from './token-actions.ts'
import { bindTokenState, type TokenAuthState } from './token-state.ts'

/** Where to go afterwards. */
export interface TokenRedirectOptions {
  /**
   * Where to go: a path, or an absolute address of this site. Another one only together with `external`; else it leads
   * to the home page.
   */
  readonly callbackUrl?: string | undefined
  /** Whether to go there by a full load, and whether `callbackUrl` may be another site. Default `false`. */
  readonly external?: boolean | undefined
}

/** Options of {@link TokenAuth.signIn}. */
export interface TokenSignInOptions extends TokenRedirectOptions, Record<string, unknown> {
  /** Default of `callbackUrl`: what the query says as `redirect`, else this page, or home if it is the sign-in page. */
  readonly callbackUrl?: string | undefined
  readonly external?: boolean | undefined
  /** Whether to go anywhere. Default `true`. */
  readonly redirect?: boolean | undefined
  /** Whether the session is asked for. Default `true`. */
  readonly callGetSession?: boolean | undefined
}

/** Options of {@link TokenAuth.signUp}. */
export interface TokenSignUpOptions extends TokenSignInOptions {
  /** Whether nobody is signed in by it. It then leads somewhere only if `callbackUrl` says so. Default `false`. */
  readonly preventLoginFlow?: boolean | undefined
}

/** Options of {@link TokenAuth.signOut}. */
export interface TokenSignOutOptions extends TokenRedirectOptions {
  /** Whether to go anywhere. Default `true`. */
  readonly redirect?: boolean | undefined
}

/** Options of {@link TokenAuth.getSession} and {@link TokenAuth.refresh}. */
export interface TokenGetSessionOptions extends TokenRedirectOptions {
  /** Whether nobody being signed in is a reason to act. Default `false`. */
  readonly required?: boolean | undefined
  /** What to do then. Default: go to `callbackUrl`, else to sign-in and from there back to this page. */
  readonly onUnauthenticated?: (() => unknown) | undefined
  /** Whether the backend is asked although there is no token. Default `false`. */
  readonly force?: boolean | undefined
}

/** What leads to a redirect. */
export type TokenRedirectCause = 'signIn' | 'signUp' | 'signOut' | 'required'

/** Goes where the options say, or where it is usual after `cause`. */
export type TokenRedirect = (
  cause: TokenRedirectCause,
  options: TokenRedirectOptions,
) => Promise<unknown>

/** What {@link useTokenAuth} returns: the session, and the ways to change it. */
export interface TokenAuth extends Pick<
  TokenAuthState,
  'error' | 'lastRefreshedAt' | 'refreshToken' | 'status' | 'token'
> {
  readonly data: Readonly<TokenAuthState['data']>
  /**
   * Asks for the session. Without a token nothing is asked, unless `force`.
   *
   * With `required` and nobody signed in it calls `onUnauthenticated` or goes to sign-in; not if the backend could not
   * be asked, since nobody knows then.
   *
   * @returns What is known of the person now, or what `onUnauthenticated` returned.
   */
  readonly getSession: (options?: TokenGetSessionOptions) => Promise<SessionData | null | undefined>
  /**
   * Refreshes the tokens and asks for the session. Where refreshing is off, the same as `getSession`.
   *
   * @throws The error of the request, if the backend could not be asked or refuses.
   */
  readonly refresh: (options?: TokenGetSessionOptions) => Promise<SessionData | null | undefined>
  /**
   * Signs in with what the backend expects, and goes to `callbackUrl`.
   *
   * @param params Query of the request.
   * @returns The answer's body, or `undefined` where it goes elsewhere.
   * @throws The error of the request; nothing has changed then.
   */
  readonly signIn: <T = unknown>(
    credentials: unknown,
    options?: TokenSignInOptions,
    params?: Record<string, string>,
    headers?: Record<string, string>,
  ) => Promise<T | undefined>
  /**
   * Signs up, and then in with the same credentials, unless `preventLoginFlow`.
   *
   * @param options For the sign-in. `preventLoginFlow` may be here or in the third argument.
   * @returns As `signIn`; with `preventLoginFlow` the answer's body.
   */
  readonly signUp: <T = unknown>(
    credentials: unknown,
    options?: TokenSignUpOptions,
    signUpOptions?: Pick<TokenSignUpOptions, 'preventLoginFlow'>,
  ) => Promise<T | undefined>
  /**
   * Signs out, here and in every tab; that a backend fails to hear of it changes nothing.
   *
   * @returns The answer's body, if there was one.
   */
  readonly signOut: <T = unknown>(options?: TokenSignOutOptions) => Promise<T | undefined>
}

/** The shared objects of one application. */
export interface TokenComposables {
  /** What `useTokenAuth()` returns. */
  readonly auth: TokenAuth
  /** What `useTokenAuthState()` returns. */
  readonly state: TokenAuthState
  /** Loads what signing in takes, before a deployment takes it away. */
  readonly preload: () => Promise<unknown>
  /** Ends the subscription to the client, not the client. */
  readonly unbind: () => void
}

/**
 * Builds the shared objects around a client, which stays its owner's.
 *
 * @param provider The options of the client.
 */
export function createTokenComposables(
  client: TokenClient,
  provider: Pick<TokenProvider, 'endpoints' | 'token'>,
  redirect: TokenRedirect,
): TokenComposables {
  const { state, unbind } = bindTokenState(client, provider.token.type)
  const { status, data, lastRefreshedAt, error, token, refreshToken } = state

  // Loaded by the first call that needs it: a page that only shows who is there does not.
  const load = async (): Promise<typeof import('./token-actions.ts')> =>
    import('./token-actions.ts')
  const actions = async (): Promise<TokenActions> =>
    (await load().catch(load)).createTokenActions(
      client,
      redirect,
      provider.endpoints.signUp !== false,
    )

  async function known(
    asking: Promise<unknown>,
    options: TokenGetSessionOptions,
  ): Promise<SessionData | null | undefined> {
    const session = await asking
    return (options.required && !session ? (await actions()).requireSession(options) : session) as
      | SessionData
      | null
      | undefined
  }

  const auth: TokenAuth = {
    status,
    data,
    lastRefreshedAt,
    error,
    token,
    refreshToken,
    getSession: async (options = {}) => known(client.getSession(options), options),
    refresh: async (options = {}) => known(client.refresh(), options),
    signIn: async (...args) => (await actions()).signIn(...args),
    signUp: async (...args) => (await actions()).signUp(...args),
    async signOut(options = {}) {
      // At once, not when something has been loaded.
      const body = await client.signOut()
      if (options.redirect !== false) await redirect('signOut', options)
      return body as never
    },
  }
  return { auth, state, preload: load, unbind }
}
