/**
 * `next-auth/jwt`: the claims of sealed sessions.
 *
 * @module
 */
import type { IncomingMessage } from 'node:http'
import type { GetServerSidePropsContext, NextApiRequest } from 'next'
import type { NextRequest } from 'next/server.js'
import type { TokenRequest } from 'sojourn/jwt'
import type { Awaitable, LoggerInstance } from './core/types.mjs'

/** What seals and opens. */
export type Secret = string | Buffer

/** The claims that a sign-in seals by itself. */
export interface DefaultJWT extends Record<string, unknown> {
  name?: string | null
  email?: string | null
  picture?: string | null
  sub?: string
}

/** The claims of a sealed session. Augment this interface to add fields. */
export interface JWT extends Record<string, unknown>, DefaultJWT {}

/** What to seal, and how. */
export interface JWTEncodeParams {
  /** The claims. */
  token?: JWT
  /** Of a session: none. */
  salt?: string
  secret: Secret
  /** Seconds. Default: 30 days. */
  maxAge?: number
}

/** What to open, and how. */
export interface JWTDecodeParams {
  token?: string
  /** As it was sealed with. */
  salt?: string
  secret: Secret
}

/** How sealed sessions are sealed. */
export interface JWTOptions {
  /** What sessions are sealed under, if it is another secret than that of all else. */
  secret: string
  /** Seconds. */
  maxAge: number
  encode: (params: JWTEncodeParams) => Awaitable<string>
  decode: (params: JWTDecodeParams) => Awaitable<JWT | null>
}

/** What {@link getToken} is asked with. */
export interface GetTokenParams<R extends boolean = false> {
  req:
    | GetServerSidePropsContext['req']
    | NextRequest
    | NextApiRequest
    | IncomingMessage
    | TokenRequest
  /** Whether the cookie is that of https. Default: by the address that is configured, else either. */
  secureCookie?: boolean
  /** Name of the cookie, if it is not the default. */
  cookieName?: string
  /** Whether what stands in the cookie is returned as it is. Default `false`. */
  raw?: R
  /** Default: `NEXTAUTH_SECRET`, `AUTH_SECRET`. */
  secret?: string
  decode?: JWTOptions['decode']
  /** As NextAuth has it. Without effect: nothing is logged. */
  logger?: LoggerInstance | Console
}

/** Seals claims as a session. */
export declare function encode(params: JWTEncodeParams): Promise<string>

/** The claims of a sealed session; `null` for anything else. */
export declare function decode(params: JWTDecodeParams): Promise<JWT | null>

/** The claims of a request's sealed session, or what stands in its cookie. */
export declare function getToken<R extends boolean = false>(
  params: GetTokenParams<R>,
): Promise<R extends true ? string : JWT | null>
