/**
 * How a backend that hands out tokens is spoken to, under the names of NuxtAuth's `local` provider.
 *
 * @module
 */

/** Where a request goes. */
export interface TokenEndpoint {
  /** Below the base address, or an absolute http(s) address. */
  readonly path: string
  readonly method: string
}

/** The cookie in which a token is kept. */
export interface TokenCookie {
  readonly cookieName: string
  /** How long the browser keeps it, in seconds. */
  readonly maxAgeInSeconds: number
  readonly sameSiteAttribute: boolean | 'lax' | 'strict' | 'none'
  readonly secureCookieAttribute: boolean
  /** Empty: this host alone. */
  readonly cookieDomain: string
  /** Whether scripts cannot read it. Every request then goes through this application's server. */
  readonly httpOnlyCookieAttribute: boolean
}

/** The access token: where it is found in an answer, how it is sent and kept. */
export interface AccessTokenOptions extends TokenCookie {
  /** JSON pointer (RFC 6901) into the answer to a sign-in. */
  readonly signInResponseTokenPointer: string
  /** What stands before it in the header, such as `Bearer`; empty for nothing. */
  readonly type: string
  readonly headerName: string
}

/** The refresh token: where it is found in an answer and put into a request, and how it is kept. */
export interface RefreshTokenOptions extends TokenCookie {
  /** JSON pointer into the answers to a sign-in and to a refresh. */
  readonly signInResponseRefreshTokenPointer: string
  /** JSON pointer to the access token in the answer to a refresh. Empty: as in the answer to a sign-in. */
  readonly refreshResponseTokenPointer: string
  /** JSON pointer to where it is put into the bodies of refresh and sign-out. */
  readonly refreshRequestTokenPointer: string
}

/** A backend that hands out tokens, as configured, with every default filled in. */
export interface TokenProvider {
  readonly endpoints: {
    readonly signIn: TokenEndpoint
    /** `false`: signing out only forgets the tokens. */
    readonly signOut: TokenEndpoint | false
    /** `false`: nobody can sign up. */
    readonly signUp: TokenEndpoint | false
    readonly getSession: TokenEndpoint
  }
  readonly token: AccessTokenOptions
  readonly session: {
    /** JSON pointer into the answer to the question for the session. */
    readonly dataResponsePointer: string
  }
  readonly refresh: {
    readonly isEnabled: boolean
    readonly endpoint: TokenEndpoint
    /** Whether a refresh leaves the refresh token as it is. */
    readonly refreshOnlyToken: boolean
    readonly token: RefreshTokenOptions
  }
}
