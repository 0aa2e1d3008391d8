/**
 * What `createTokens` makes: its shape, and what is given to it.
 *
 * @module
 */
import type { Clock, Logger } from '../core/ports.ts'
import type { AtomicStorage, SessionRecord } from '../core/storage.ts'
import type { User } from '../core/user.ts'
import type { Passwords } from '../passwords/passwords.ts'
import type { AccessTokenClaims } from './access-token.ts'
import type { TokenRateLimits } from './attempts.ts'
import type { TokenEvents } from './events.ts'

/** How access tokens are made. */
export interface AccessTokenOptions {
  /**
   * Seconds for which one is good, also after a sign-out, for those who only {@link Tokens.verify} it. From 1 to
   * 86,400. Default: 900.
   */
  readonly maxAge?: number | undefined
  /**
   * Further claims, such as roles. Everybody who holds the token can read them. The claims that tokens have by
   * themselves cannot be set here. The token must fit into a cookie, so keep it small.
   */
  readonly claims?:
    | ((about: {
        readonly user: User
      }) => Record<string, unknown> | Promise<Record<string, unknown>>)
    | undefined
}

/** How long people stay signed in. */
export interface RefreshTokenOptions {
  /** Seconds without a refresh after which somebody is signed out. At least 1. Default: 604,800, a week. */
  readonly maxAge?: number | undefined
  /** Seconds after the sign-in at which it ends, however busy they are. At least 1. Default: 7,776,000, 90 days. */
  readonly maxLifetime?: number | undefined
  /**
   * Seconds after a refresh in which the previous token still gets the same answer, for tabs and servers that
   * asked at the same time and for answers that were lost. Later it counts as stolen. From 0 to 300. Default: 30.
   */
  readonly reuseInterval?: number | undefined
}

/** What an application writes. */
export interface TokensOptions {
  /** Where people and their sessions are kept. Of the tier `atomic`, such as `sqlStorage()`. */
  readonly storage: AtomicStorage
  /** Who has which password: of `createPasswords` on the same storage. */
  readonly passwords: Pick<Passwords, 'signUp' | 'verify'>
  /**
   * What all keys are derived from: at least 32 characters, or a list of such, newest first. The first one signs;
   * all of them are accepted. `npx sojourn secret` makes one.
   */
  readonly secret: string | readonly string[] | undefined
  /** Path of the endpoints. Default: `/api/auth`. */
  readonly basePath?: string | undefined
  /**
   * Who signs: `iss` of access tokens (RFC 7519, section 4.1.1), at most 512 characters. Refresh tokens are bound
   * to it, too: another value signs everybody out. Default: `sojourn`.
   */
  readonly issuer?: string | undefined
  /**
   * Whom access tokens are for: `aud` (RFC 7519, section 4.1.3). As for `issuer`, refresh tokens are bound to it.
   * Default: as `issuer`.
   */
  readonly audience?: string | undefined
  readonly accessToken?: AccessTokenOptions | undefined
  readonly refreshToken?: RefreshTokenOptions | undefined
  /**
   * What `GET /session` answers. The default is `id`, `name`, `email` and `image`; choose what else may be seen
   * from `user`, which is the person as stored.
   */
  readonly session?:
    | ((about: {
        readonly user: User
        readonly claims: AccessTokenClaims
      }) => Record<string, unknown> | Promise<Record<string, unknown>>)
    | undefined
  /**
   * Whether somebody whose password was right may sign in. Only `true` lets them; anything else is answered like a
   * wrong password. Default: everybody may.
   *
   * @example
   * ```ts
   * signIn: ({ user }) => user.emailVerified !== null
   * ```
   */
  readonly signIn?:
    | ((about: {
        readonly user: User & { readonly [column: string]: unknown }
      }) => boolean | Promise<boolean>)
    | undefined
  /** What to note, and what happens then. */
  readonly events?: TokenEvents | undefined
  /** Limits on attempts. `false` where something in front sees to it. */
  readonly rateLimits?: TokenRateLimits | false | undefined
  /** Where failures are reported. No secret is in it. Default: the console. */
  readonly logger?: Pick<Logger, 'error'> | undefined
  /** The present. Default: `Date.now`. */
  readonly now?: Clock | undefined
}

/** The backend. Its members may be passed on their own. */
export interface Tokens {
  /**
   * Answers a request below `basePath`. Never rejects.
   *
   * @param from.address Network address of the browser, from the connection or from a proxy that can be trusted;
   *   for limits on attempts and lists of sessions. Not from a header that the browser may have set.
   */
  readonly handle: (
    request: Request,
    from?: { readonly address?: string | null | undefined },
  ) => Promise<Response>
  /**
   * The claims of an access token; `null` if it is not good: not signed by one of the secrets, expired, for somebody
   * else, or no access token at all. Asks no database, so that a token of somebody who has signed out is good until
   * it expires. Never rejects.
   *
   * @param presented The token, or a request with `Authorization: Bearer …` (RFC 6750, section 2.1).
   */
  readonly verify: (presented: string | Request) => Promise<AccessTokenClaims | null>
  /**
   * Where a person is signed in, newest first; also with sessions of the engine on the same storage.
   *
   * @throws {AuthError} `storage_unavailable`.
   */
  readonly listSessions: (userId: string) => Promise<readonly SessionRecord[]>
  /**
   * Ends one of a person's sessions by its public id. Whether it was there.
   *
   * @throws {AuthError} `storage_unavailable`.
   */
  readonly endSession: (userId: string, id: string) => Promise<boolean>
  /**
   * Ends all of a person's sessions, or all but one. How many there were.
   *
   * @throws {AuthError} `storage_unavailable`.
   */
  readonly endSessions: (
    userId: string,
    options?: { readonly except?: string | undefined },
  ) => Promise<number>
}
