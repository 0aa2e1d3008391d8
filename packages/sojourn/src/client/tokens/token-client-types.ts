/**
 * What the client of a token backend is: its state, its options, its methods. `token-client.ts` makes one.
 *
 * @module
 */
import type { AuthError } from '../../core/errors.ts'
import type { Logger } from '../../core/ports.ts'
import type { Environment } from '../environment.ts'
import type { RevalidationOptions } from '../revalidation.ts'
import type { SessionStatus } from '../session-store.ts'
import type { ReadableStore } from '../snapshot-store.ts'
import type { Locks } from './refresh-lock.ts'
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

/** Options of what a page has of the client before anything speaks to the backend. */
export interface TokenPageOptions extends RevalidationOptions {
  readonly provider: TokenProvider
  /** Where the tokens are kept: the cookies of this page, or those of a request. */
  readonly jar: TokenJar
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

/** Options of `createTokenClient`. */
export interface TokenClientOptions extends TokenPageOptions {
  /** Address below which the endpoints are: a path, or an absolute http(s) address. */
  readonly baseURL: string
  /** Sends a request, and rejects as the framework does unless the status is 2xx. */
  readonly send: SendTokenRequest
  readonly hooks?: TokenHooks | undefined
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
