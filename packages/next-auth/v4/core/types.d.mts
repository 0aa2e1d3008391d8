/**
 * The options of NextAuth v4, what its callbacks are given, and whom they are about.
 *
 * The session is that of `sojourn`, so what an application adds to `Session` of `next-auth` is known to everything of
 * ours, too. People, accounts, profiles and claims are declared here, since NextAuth's are narrower: what an
 * application adds to those must not meet a member that ours has already.
 *
 * @module
 */
/* oxlint-disable typescript/no-explicit-any -- As in NextAuth, for applications that were compiled against it. */
import type { DefaultSession, Session } from 'sojourn'
import type { AuthConfig } from 'sojourn/next'
import type { Adapter, AdapterUser } from '../adapters.mjs'
import type { JWT, JWTOptions } from '../jwt.mjs'
import type { CredentialInput, Provider, ProviderType } from '../providers/index.mjs'

export type { DefaultSession, Session }

/** A value, or a promise of it. */
export type Awaitable<T> = T | PromiseLike<T>

/** What the engine warns of. */
type WarningCode = 'NEXTAUTH_URL' | 'NO_SECRET' | 'TWITTER_OAUTH_2_BETA' | 'DEBUG_ENABLED'

/** Where errors and warnings go. */
export interface LoggerInstance extends Record<string, Function> {
  warn: (code: WarningCode) => void
  error: (code: string, metadata: Error | { error: Error; [key: string]: unknown }) => void
  debug: (code: string, metadata: unknown) => void
}

/** The members of NextAuth v4's options; what else there is, is ours. */
interface NextAuthMembers {
  /** The ways to sign in. */
  providers: Provider[]
  /** Seals sessions and signs tokens. Default: `NEXTAUTH_SECRET`, `AUTH_SECRET`. */
  secret?: string
  /** Where sessions are kept, and how long they live. */
  session?: Partial<SessionOptions> & AuthConfig['session']
  /** How sealed sessions are sealed. */
  jwt?: Partial<JWTOptions>
  /** The application's own pages. */
  pages?: Partial<PagesOptions>
  /** The application's word in the flow. */
  callbacks?: Partial<CallbacksOptions>
  /** What has happened, for the application to note. */
  events?: Partial<EventCallbacks>
  /** Keeps people, accounts and sessions. */
  adapter?: Adapter | AuthConfig['adapter']
  /** Whether the logger is told what happens. Default `false`. */
  debug?: boolean
  /** Default: the console. */
  logger?: Partial<LoggerInstance>
  /** How the built-in pages look. */
  theme?: Theme
  /** Default: whether the address is https. */
  useSecureCookies?: boolean
  /** Other names and attributes of cookies. */
  cookies?: Partial<CookiesOptions>
}

/** The options of `NextAuth` and `getServerSession`. */
export interface AuthOptions extends NextAuthMembers, Omit<AuthConfig, keyof NextAuthMembers> {}

/** How the built-in pages look. */
export interface Theme {
  colorScheme?: 'auto' | 'dark' | 'light'
  logo?: string
  brandColor?: string
  buttonText?: string
}

/** What a token endpoint answered. */
export interface TokenSet {
  access_token?: string
  token_type?: string
  id_token?: string
  refresh_token?: string
  scope?: string
  /** When the access token ends, in seconds since the epoch. */
  expires_at?: number
  session_state?: string
  [key: string]: unknown
}

/** The link from a person to a way to sign in. Augment this interface to add fields. */
export interface Account extends Partial<TokenSet> {
  /** The person's id at the provider; the address, where they sign in by e-mail. */
  providerAccountId: string
  /** Id of the person. */
  userId?: string
  /** Id of the provider. */
  provider: string
  type: ProviderType
}

/** What a provider says of a person. Augment this interface to add fields. */
export interface Profile {
  sub?: string
  name?: string
  email?: string
  image?: string
}

/** The application's word in the flow. */
export interface CallbacksOptions<P = Profile, A = Account> {
  /** Whether this person may sign in: `true`, or where to send them instead. */
  signIn: (params: {
    user: User | AdapterUser
    account: A | null
    profile?: P
    /** `verificationRequest`: a link is about to be sent. */
    email?: { verificationRequest?: boolean }
    credentials?: Record<string, CredentialInput>
  }) => Awaitable<string | boolean>
  /** Where a `callbackUrl` may lead. */
  redirect: (params: { url: string; baseUrl: string }) => Awaitable<string>
  /** The session that components and routes read. */
  session: (
    params: {
      session: Session
      /** Of a sealed session. */
      token: JWT
      /** Of one that is kept in the storage. */
      user: AdapterUser
    } & {
      /** What the client sent with an update, **unvalidated**. */
      newSession: any
      trigger: 'update'
    },
  ) => Awaitable<Session | DefaultSession>
  /** The claims to seal. */
  jwt: (params: {
    token: JWT
    /** Only at sign-in. */
    user: User | AdapterUser
    /** Only at sign-in. */
    account: A | null
    /** Only at sign-in. */
    profile?: P
    trigger?: 'signIn' | 'signUp' | 'update'
    isNewUser?: boolean
    /** What the client sent with an update, **unvalidated**. */
    session?: any
  }) => Awaitable<JWT>
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
  sessionToken: CookieOption
  callbackUrl: CookieOption
  csrfToken: CookieOption
  pkceCodeVerifier: CookieOption
  state: CookieOption
  nonce: CookieOption
}

/** What has happened, for the application to note. */
export interface EventCallbacks {
  signIn: (message: {
    user: User
    account: Account | null
    profile?: Profile
    isNewUser?: boolean
  }) => Awaitable<void>
  signOut: (message: { session: Session; token: JWT }) => Awaitable<void>
  createUser: (message: { user: User }) => Awaitable<void>
  updateUser: (message: { user: User }) => Awaitable<void>
  linkAccount: (message: {
    user: User | AdapterUser
    account: Account
    profile: User | AdapterUser
  }) => Awaitable<void>
  session: (message: { session: Session; token: JWT }) => Awaitable<void>
}

/** Name of an event. */
export type EventType = keyof EventCallbacks

/** The application's own pages, as paths or URLs. */
export interface PagesOptions {
  signIn: string
  signOut: string
  error: string
  verifyRequest: string
  newUser: string
}

/** ISO 8601. */
export type ISODateString = string

/** Where sessions are kept: sealed in the cookie, or in the storage. */
export type SessionStrategy = 'jwt' | 'database'

/** How sessions live. */
export interface SessionOptions {
  strategy: SessionStrategy
  /** Seconds without use after which a session ends. */
  maxAge: number
  /** Seconds between two writes of a session in the storage. */
  updateAge: number
  generateSessionToken: () => Awaitable<string>
}

/** The fields every person has. */
export interface DefaultUser {
  id: string
  name?: string | null
  email?: string | null
  image?: string | null
}

/** A person. Augment this interface to add fields. */
export interface User extends DefaultUser {}

/** Name of an endpoint. */
export type AuthAction =
  | 'providers'
  | 'session'
  | 'csrf'
  | 'signin'
  | 'signout'
  | 'callback'
  | 'verify-request'
  | 'error'
  | '_log'
