/**
 * Whom sessions are about, and what callbacks are given, in the words of Auth.js v5.
 *
 * The types are declared here and not taken from `sojourn`, since an application adds members to them, which must not
 * meet one that ours has already. `sojourn` is told by `Register` what a session is, so that everything of ours speaks
 * of the same.
 *
 * @module
 */
/* oxlint-disable typescript/no-explicit-any -- As in Auth.js, for applications that were compiled against it. */
import type { ProviderType } from '../providers/index.mjs'

declare module 'sojourn' {
  interface Register {
    session: Session
  }
}

/** A value, or a promise of it. */
export type Awaitable<T> = T | PromiseLike<T>

/** The fields every person has. */
export interface DefaultUser {
  id?: string
  name?: string | null
  email?: string | null
  image?: string | null
}

/** A person. Augment this interface to add fields. */
export interface User extends DefaultUser {}

/** The fields every session has. */
export interface DefaultSession {
  user?: User
  /** When it ends unless it is renewed: ISO 8601. */
  expires: string
}

/** The session that components and routes read. Augment this interface to add fields. */
export interface Session extends DefaultSession {}

/** What a token endpoint answered (RFC 6749, section 5.1). */
export interface TokenSet {
  readonly access_token?: string
  readonly token_type?: Lowercase<string>
  readonly id_token?: string
  readonly refresh_token?: string
  readonly scope?: string
  readonly expires_in?: number
  readonly authorization_details?: any[]
  /** When the access token ends, in seconds since the epoch. */
  expires_at?: number
  readonly [parameter: string]: any
}

/** The link from a person to a way to sign in. Augment this interface to add fields. */
export interface Account extends TokenSet {
  /** Id of the provider. */
  provider: string
  /** The person's id at the provider; the address, where they sign in by e-mail. */
  providerAccountId: string
  type: ProviderType
  /** Id of the person. */
  userId?: string
}

/** What a provider says of a person. Augment this interface to add fields. */
export interface Profile {
  id?: string | null
  sub?: string | null
  name?: string | null
  given_name?: string | null
  family_name?: string | null
  middle_name?: string | null
  nickname?: string | null
  preferred_username?: string | null
  profile?: string | null
  picture?: any
  website?: string | null
  email?: string | null
  email_verified?: boolean | null
  gender?: string | null
  birthdate?: string | null
  zoneinfo?: string | null
  locale?: string | null
  phone_number?: string | null
  updated_at?: Date | string | number | null
  address?: {
    formatted?: string | null
    street_address?: string | null
    locality?: string | null
    region?: string | null
    postal_code?: string | null
    country?: string | null
  } | null
  [claim: string]: unknown
}

/** How the built-in pages look. */
export interface Theme {
  colorScheme?: 'auto' | 'dark' | 'light'
  logo?: string
  brandColor?: string
  buttonText?: string
}

/** The application's own pages, as paths or URLs. */
export interface PagesOptions {
  signIn: string
  signOut: string
  error: string
  verifyRequest: string
  newUser: string
}

/** Where errors and warnings go. */
export interface LoggerInstance extends Record<string, Function> {
  warn: (code: any) => void
  error: (error: Error) => void
  debug: (message: string, metadata?: unknown) => void
}

/** Attributes of a cookie. */
interface CookieAttributes {
  domain?: string | undefined
  encode?: ((value: string) => string) | undefined
  expires?: Date | undefined
  httpOnly?: boolean | undefined
  /** Seconds. */
  maxAge?: number | undefined
  partitioned?: boolean | undefined
  path?: string | undefined
  priority?: 'low' | 'medium' | 'high' | undefined
  sameSite?: true | false | 'lax' | 'strict' | 'none' | undefined
  secure?: boolean | undefined
}

/** Name and attributes of a cookie. */
export interface CookieOption {
  name: string
  options: CookieAttributes
}

/** The cookies that can be named otherwise. */
export interface CookiesOptions {
  sessionToken: Partial<CookieOption>
  callbackUrl: Partial<CookieOption>
  csrfToken: Partial<CookieOption>
  pkceCodeVerifier: Partial<CookieOption>
  state: Partial<CookieOption>
  nonce: Partial<CookieOption>
  webauthnChallenge: Partial<CookieOption>
}

/** A device key of a person. */
export interface Authenticator {
  userId?: string
  providerAccountId: string
  counter: number
  credentialBackedUp: boolean
  credentialID: string
  credentialPublicKey: string
  transports?: string | null
  credentialDeviceType: string
}
