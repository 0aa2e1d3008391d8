/**
 * The configuration of Auth.js v5, and what is ours in it.
 *
 * @module
 */
/* oxlint-disable typescript/no-explicit-any -- As in Auth.js, for applications that were compiled against it. */
import type { NextRequest, NextResponse } from 'next/server.js'
import type { NextAuthConfig as SojournConfig } from 'sojourn/next/v5'
import type { Adapter, AdapterSession, AdapterUser } from '../adapters.mjs'
import type { JWT, JWTOptions } from '../jwt.mjs'
import type { CredentialInput, Provider } from '../providers/index.mjs'
import type {
  Account,
  Awaitable,
  CookiesOptions,
  DefaultSession,
  LoggerInstance,
  PagesOptions,
  Profile,
  Session,
  Theme,
  User,
} from './types.mjs'

/** The application's word in the flow. */
interface Callbacks {
  /** Whether this person may sign in: `true`, or where to send them instead. */
  signIn?: (params: {
    user: User | AdapterUser
    account?: Account | null
    profile?: Profile
    /** `verificationRequest`: a link is about to be sent. */
    email?: { verificationRequest?: boolean }
    credentials?: Record<string, CredentialInput>
  }) => Awaitable<boolean | string>
  /** Where a `callbackUrl` may lead. */
  redirect?: (params: { url: string; baseUrl: string }) => Awaitable<string>
  /** The session that components and routes read. */
  session?: (
    params: ({
      session: { user: AdapterUser } & AdapterSession
      /** Of a session that is kept in the storage. */
      user: AdapterUser
    } & {
      session: Session
      /** Of a sealed session. */
      token: JWT
    }) & {
      /** What the client sent with an update, **unvalidated**. */
      newSession: any
      trigger?: 'update'
    },
  ) => Awaitable<Session | DefaultSession>
  /** The claims to seal; `null` ends the session. */
  jwt?: (params: {
    token: JWT
    /** Only at sign-in. */
    user: User | AdapterUser
    /** Only at sign-in. */
    account?: Account | null
    /** Only at sign-in. */
    profile?: Profile
    trigger?: 'signIn' | 'signUp' | 'update'
    isNewUser?: boolean
    /** What the client sent with an update, **unvalidated**. */
    session?: any
  }) => Awaitable<JWT | null>
  /** Whether a request may pass, where `auth` is the middleware or proxy. */
  authorized?: (params: {
    request: NextRequest
    auth: Session | null
  }) => Awaitable<boolean | NextResponse | Response | undefined>
}

/** What has happened, for the application to note. */
interface Events {
  signIn?: (message: {
    user: User
    account?: Account | null
    profile?: Profile
    isNewUser?: boolean
  }) => Awaitable<void>
  signOut?: (
    message: { session: void | AdapterSession | null | undefined } | { token: JWT | null },
  ) => Awaitable<void>
  createUser?: (message: { user: User }) => Awaitable<void>
  updateUser?: (message: { user: User }) => Awaitable<void>
  linkAccount?: (message: {
    user: User | AdapterUser
    account: Account
    profile: User | AdapterUser
  }) => Awaitable<void>
  session?: (message: { session: Session; token: JWT }) => Awaitable<void>
}

/** The members that Auth.js has; what else there is, is ours. */
interface AuthjsMembers {
  /** The ways to sign in: made, or as factories that find what they need in the environment. */
  providers: Provider[]
  /** Seals sessions and signs tokens; the first of several seals. Default: `AUTH_SECRET`, `NEXTAUTH_SECRET`. */
  secret?: string | string[]
  /** Where sessions are kept, and how long they live. */
  session?: {
    strategy?: 'jwt' | 'database'
    /** Seconds without use after which a session ends. */
    maxAge?: number
    /** Seconds between two writes of a session in the storage. */
    updateAge?: number
    generateSessionToken?: () => string
  } & Omit<
    NonNullable<SojournConfig['session']>,
    'strategy' | 'maxAge' | 'updateAge' | 'generateSessionToken'
  >
  /** How sealed sessions are sealed. */
  jwt?: Partial<JWTOptions>
  /** The application's own pages. */
  pages?: Partial<PagesOptions>
  callbacks?: Callbacks & Omit<NonNullable<SojournConfig['callbacks']>, keyof Callbacks>
  events?: Events & Omit<NonNullable<SojournConfig['events']>, keyof Events>
  /** Keeps people, accounts and sessions. */
  adapter?: Adapter | SojournConfig['adapter']
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
  /** Whether the address is taken from `Host` and forwarded headers. */
  trustHost?: boolean
  /** Address of a deployment that passes the answers of providers on. */
  redirectProxyUrl?: string
  /** Taken, and without effect: the check of the CSRF token is never left out. */
  skipCSRFCheck?: symbol
  /** Taken, and without effect. */
  experimental?: { enableWebAuthn?: boolean }
  /** Where the endpoints are. Default `/api/auth`. */
  basePath?: string
}

/** What `NextAuth` is configured with. */
export interface NextAuthConfig extends AuthjsMembers, Omit<SojournConfig, keyof AuthjsMembers> {}
