/**
 * `next-auth/jwt`: sealed sessions by themselves, in the form of Auth.js v5.
 *
 * @module
 */
import type { Awaitable, LoggerInstance } from './lib/types.mjs'

/** The claims that a sign-in seals by itself. */
export interface DefaultJWT extends Record<string, unknown> {
  name?: string | null
  email?: string | null
  picture?: string | null
  /** Id of the person. */
  sub?: string
  /** Seconds since the epoch. */
  iat?: number
  /** Seconds since the epoch. */
  exp?: number
  jti?: string
}

/** The claims of a sealed session. Augment this interface to add fields. */
export interface JWT extends Record<string, unknown>, DefaultJWT {}

/** What to seal, and how. */
export interface JWTEncodeParams<Payload = JWT> {
  /** Seconds. Default: 30 days. */
  maxAge?: number
  /** Name of the cookie, prefix included. */
  salt: string
  /** The first of several seals. */
  secret: string | string[]
  token?: Payload
}

/** What to open, and how. */
export interface JWTDecodeParams {
  /** Name of the cookie, prefix included. */
  salt: string
  secret: string | string[]
  token?: string
}

/** How sealed sessions are sealed. */
export interface JWTOptions {
  /** Seconds. */
  maxAge: number
  encode: (params: JWTEncodeParams) => Awaitable<string>
  decode: (params: JWTDecodeParams) => Awaitable<JWT | null>
}

/** What {@link getToken} is asked with. */
export interface GetTokenParams<R extends boolean = false> {
  req: Request | { headers: Headers | Record<string, string> }
  /** Default: `AUTH_SECRET`, `NEXTAUTH_SECRET`. */
  secret?: string | string[]
  /** Default: name of the cookie. */
  salt?: string
  /** Whether the cookie is that of https. Default: by `AUTH_URL`, else either. */
  secureCookie?: boolean
  cookieName?: string
  /** Whether what stands in the cookie is returned. Default `false`. */
  raw?: R
  decode?: JWTOptions['decode']
  /** Taken, and without effect. */
  logger?: LoggerInstance | Console
}

/** Seals claims. */
export declare function encode<Payload = JWT>(params: JWTEncodeParams<Payload>): Promise<string>

/** The claims of a sealed session; `null` for anything else, where Auth.js throws. */
export declare function decode<Payload = JWT>(params: JWTDecodeParams): Promise<Payload | null>

/** The claims of a request's sealed session, or `null`. Renews nothing. */
export declare function getToken<R extends boolean = false>(
  params: GetTokenParams<R>,
): Promise<R extends true ? string : JWT | null>
