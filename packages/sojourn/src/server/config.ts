/**
 * Configuration: what an application writes, and the same with every default filled.
 *
 * Every default of the engine is in {@link resolveConfig}, and it runs once.
 *
 * @module
 */
import type { Account } from '../core/account.ts'
import { authError } from '../core/errors.ts'
import type { Clock, Logger } from '../core/ports.ts'
import { defaultBasePath } from '../core/protocol.ts'
import type { CredentialsProvider, ProviderInput } from '../core/provider.ts'
import type { Adapter } from '../core/adapter.ts'
import type { JWT, Session } from '../core/session.ts'
import type { AuthStorage, StoredUser } from '../core/storage.ts'
import type { Profile, User } from '../core/user.ts'
import type { Theme } from '../core/theme.ts'
import type { SessionRequest } from './answer.ts'
import type { Events } from './events.ts'
import {
  type RateLimits,
  type ResolvedRateLimits,
  resolveRateLimits,
} from './guards/rate-limits.ts'
import { type Look, resolveLook, type TextsOption } from './pages/look.ts'
import type { EmailEntry } from './email/resolve-email-provider.ts'
import { type CookiesOption, resolveCookies } from './cookie-options.ts'
import { readEnvironment } from './environment.ts'
import { assertAdapterFor } from './adapter/assert-adapter.ts'
import { resolveStorage } from './adapter/resolve-storage.ts'
import { resolveSession, type SessionConfig, type SessionRules } from './session/session-config.ts'
import { type RedirectProvider, resolveProvider } from './oauth/resolve-provider.ts'
import type { JwtOptions } from './session/custom-sealer.ts'
import type { CookieNames, WireCodec } from './wire/codec.ts'
import { v4 } from './wire/v4.ts'
import { v5 } from './wire/v5.ts'

type Awaitable<T> = T | Promise<T>

/**
 * The application's word in the flow. Names, arguments and order are those of NextAuth v4; each also gets the
 * request, as far as it says who asks: address, headers, network address.
 */
export interface Callbacks {
  /**
   * Whether this person may sign in. Return `true`, or a URL to send the browser to instead, without
   * signing in. Anything else refuses, also what is merely truthy, and so does a thrown error.
   */
  signIn?: (params: {
    user: User
    account: Account
    profile?: Profile | undefined
    credentials?: Record<string, string> | undefined
    /** `verificationRequest`: a link or code is about to be sent; the sign-in itself is asked about again. */
    email?: { verificationRequest?: boolean | undefined } | undefined
    request: SessionRequest
  }) => unknown
  /**
   * Where a `callbackUrl` may lead. Default: paths of this site and URLs of its origin; anything else
   * leads to the home page.
   */
  redirect?: (params: {
    url: string
    baseUrl: string
    request: SessionRequest
  }) => Awaitable<string>
  /**
   * The claims to seal. Called at sign-in (with `user`, `account`, `profile` and `trigger: 'signIn'`),
   * at each read, and at each update (with `trigger: 'update'` and what the client sent in `session`,
   * **unvalidated**). Return `null` to end the session.
   */
  jwt?: (params: {
    token: JWT
    user?: User | undefined
    account?: Account | undefined
    profile?: Profile | undefined
    /** Whether this sign-in stored the person. */
    isNewUser?: boolean | undefined
    /** `signUp` if this sign-in stored the person. */
    trigger?: 'signIn' | 'signUp' | 'update' | undefined
    // eslint-disable-next-line typescript/no-explicit-any -- As in NextAuth, whose examples look into it.
    session?: any
    request: SessionRequest
  }) => Awaitable<JWT | null>
  /**
   * The session that people read. Called at each read: with the claims in `token` for a sealed session,
   * with the stored person in `user` for one of a database. An update of the latter comes with
   * `trigger: 'update'` and what the client sent in `newSession`, **unvalidated**; keeping it is up to
   * the callback.
   */
  session?: (params: {
    session: Session
    token: JWT
    user: StoredUser
    newSession?: unknown
    trigger?: 'update' | undefined
    request: SessionRequest
  }) => Awaitable<Session>
}

/** The application's own pages, as paths or URLs. Default: the built-in ones. */
export interface Pages {
  signIn?: string | undefined
  signOut?: string | undefined
  error?: string | undefined
  /** Where somebody is sent who was mailed a link or a code. */
  verifyRequest?: string | undefined
  /** Where somebody is sent who has just been stored; with `callbackUrl` in its query. */
  newUser?: string | undefined
}

/** What an application writes. */
export interface AuthConfig {
  /** Ways to sign in, in the order in which they are offered. */
  providers: readonly ProviderInput[]
  /**
   * Seals the sessions: at least 32 random characters. A list rotates: the first seals, all open.
   * Default: `NEXTAUTH_SECRET`, then `AUTH_SECRET`. Without one the engine does not start.
   */
  secret?: string | readonly string[] | undefined
  /**
   * Public address of the application, with the base path if it has one of its own. Default: `AUTH_URL`,
   * else `NEXTAUTH_URL`.
   */
  url?: string | undefined
  /** Where the endpoints are. Default: the path of `url`, else `/api/auth`. */
  basePath?: string | undefined
  /**
   * Whether `Host` and `X-Forwarded-*` say the truth, because a proxy sets them. Default:
   * `AUTH_TRUST_HOST`, `VERCEL` or `CF_PAGES`; without those the request's own URL is believed outside
   * production, and in production an address must be configured.
   */
  trustHost?: boolean | undefined
  /**
   * Where people, accounts and sessions are kept: `sqlStorage(…)`, `memoryStorage()`, or any adapter that
   * was written for NextAuth or Auth.js. Default: nowhere; sessions are sealed into cookies.
   */
  adapter?: AuthStorage | Adapter | undefined
  /** How sessions live. */
  session?: SessionConfig | undefined
  /**
   * Reverse proxies in front that append to `X-Forwarded-For`. By it a session's network address is
   * known; what a client itself put there is not believed. Default: 0, the connection's own address.
   */
  proxies?: number | undefined
  /**
   * Whose clients and cookies these are: those of NextAuth v4, or of Auth.js v5. Sessions of both are read, and
   * re-issued in this one's form. Default: `v4`.
   */
  wire?: 'v4' | 'v5' | undefined
  /** Other names and attributes of cookies. */
  cookies?: CookiesOption | undefined
  /** A form of sealed sessions of the application's own. */
  jwt?: JwtOptions | undefined
  /**
   * Address of the endpoints of another deployment, to which providers send everybody back, such as
   * `https://app.example.com/api/auth`: for previews, whose own addresses no provider knows. It must share the
   * secret. Default: `AUTH_REDIRECT_PROXY_URL`.
   */
  redirectProxyUrl?: string | undefined
  /** Whether `cookies` are `Secure` and prefixed. Default: whether the address is https. */
  useSecureCookies?: boolean | undefined
  callbacks?: Callbacks | undefined
  pages?: Pages | undefined
  /** What has happened, for the application to note. */
  events?: Events | undefined
  /** How the built-in pages and mails look. */
  theme?: Theme | undefined
  /** What the built-in pages say, for other languages; chosen for each request, if it is a function. */
  texts?: TextsOption | undefined
  /**
   * Limits on attempts at credentials and codes, and on mails. `false`: none, because something in front has
   * them. Counted in the storage, else in each process.
   */
  rateLimits?: RateLimits | false | undefined
  /** Whether `logger.debug` is told what happens. No secret is in it. Default `false`. */
  debug?: boolean | undefined
  /** Default: errors and warnings on the console; with `debug`, that too. */
  logger?: Partial<Logger> | undefined
  /** The present. Default: `Date.now`. */
  now?: Clock | undefined
}

/** A provider as the engine uses it. */
export type ResolvedProvider = RedirectProvider | EmailEntry | CredentialsProvider

/** The configuration with every default filled. */
export interface ResolvedConfig {
  readonly providers: ReadonlyMap<string, ResolvedProvider>
  /** Newest first. */
  readonly secrets: readonly [string, ...string[]]
  /** Begins with a slash, does not end with one. */
  readonly basePath: string
  /** Origin by configuration; `undefined` if each request says its own. */
  readonly origin: string | undefined
  /** How far requests are believed about the host. */
  readonly hostTrust: 'forwarded' | 'url' | 'none'
  readonly storage: AuthStorage | undefined
  readonly session: SessionRules
  /** Reverse proxies that append to `X-Forwarded-For`. */
  readonly proxies: number
  /** How long a redirect to a provider may take, in milliseconds. */
  readonly transactionMaxAge: number
  /** How long all requests to a provider in one step of a sign-in may take, in milliseconds. */
  readonly providerTimeout: number
  readonly useSecureCookies: boolean | undefined
  readonly callbacks: Callbacks
  readonly events: Events
  readonly pages: Pages
  readonly theme: Theme
  /** How a page looks and what it says. */
  readonly look: (request: SessionRequest) => Look
  /** `undefined`: nothing is limited. */
  readonly rateLimits: ResolvedRateLimits | undefined
  readonly wire: WireCodec
  /** The wire of the system that people may have been signed in by before. */
  readonly otherWire: WireCodec
  /** Cookies of an http (`false`) or https (`true`) address. */
  readonly cookies: (secure: boolean) => CookieNames
  /** What sealed sessions are sealed under, newest first. */
  readonly sessionSecrets: readonly [string, ...string[]]
  /** `undefined`: sealed in the form of the wire. */
  readonly jwtCodec: Pick<JwtOptions, 'encode' | 'decode'> | undefined
  readonly redirectProxyUrl: string | undefined
  readonly logger: Logger
  readonly now: Clock
}

const seconds = 1000

/**
 * Fills the defaults and refuses what cannot work.
 *
 * @throws {AuthError} `secret_missing` without a secret.
 * @throws {TypeError} For a mistake in the configuration; the message says which and how to mend it.
 */
export function resolveConfig(config: AuthConfig): ResolvedConfig {
  const env = readEnvironment()
  const address = config.url ?? env.url
  const url = address === undefined ? undefined : parseUrl(address)
  const trustHost = config.trustHost ?? env.trustHost
  const storage = resolveStorage(config.adapter, config.session?.strategy)
  const { proxies = 0, wire: wireName = 'v4' } = config
  if (wireName !== 'v4' && wireName !== 'v5') {
    throw new TypeError(`There is no wire "${String(wireName)}". Use "v4" or "v5".`)
  }
  const [wire, otherWire] = wireName === 'v5' ? [v5, v4] : [v4, v5]
  const secrets = resolveSecrets(config.secret ?? config.jwt?.secret ?? env.secrets)
  if (!Number.isInteger(proxies) || proxies < 0) {
    throw new TypeError('proxies must be the number of reverse proxies in front: 0, 1, 2 …')
  }
  const providers = resolveProviders(config.providers ?? [])
  for (const { id, type } of providers.values()) {
    if (type !== 'email') continue
    assertAdapterFor(config.adapter, `The provider "${id}"`, ['users', 'verificationTokens'])
  }
  return {
    providers,
    secrets,
    sessionSecrets: config.jwt?.secret === undefined ? secrets : resolveSecrets(config.jwt.secret),
    jwtCodec: resolveJwtCodec(config.jwt),
    redirectProxyUrl: resolveProxy(config.redirectProxyUrl ?? env.redirectProxyUrl),
    basePath: basePathOf(config.basePath, url),
    origin: url?.origin,
    hostTrust:
      trustHost === true ? 'forwarded' : env.production || trustHost === false ? 'none' : 'url',
    storage,
    session: resolveSession({ maxAge: config.jwt?.maxAge, ...config.session }, storage),
    proxies,
    transactionMaxAge: 15 * 60 * seconds,
    providerTimeout: 5 * seconds,
    useSecureCookies: config.useSecureCookies,
    callbacks: config.callbacks ?? {},
    events: config.events ?? {},
    pages: resolvePages(config.pages),
    theme: { ...noTheme, ...config.theme },
    look: resolveLook(config.theme ?? {}, config.texts),
    rateLimits: resolveRateLimits(config.rateLimits),
    wire,
    otherWire,
    cookies: resolveCookies(wire.cookies, config.cookies),
    logger: resolveLogger(config.logger, config.debug),
    now: config.now ?? Date.now,
  }
}

const known = new WeakMap<ProviderInput, ResolvedProvider>()

/** The same for the same object: a configuration for each request keeps what is known of its providers. */
function resolveOnce(provider: ProviderInput): ResolvedProvider {
  let entry = known.get(provider)
  if (entry === undefined) {
    entry = resolveProvider(provider)
    // A factory asks the environment, which another engine may find changed.
    if (typeof provider !== 'function') known.set(provider, entry)
  }
  return entry
}

function resolveProviders(providers: readonly ProviderInput[]): Map<string, ResolvedProvider> {
  const resolved = new Map<string, ResolvedProvider>()
  for (const provider of providers) {
    const entry = resolveOnce(provider)
    if (!/^[\w-]+$/.test(entry.id)) {
      throw new TypeError(
        `The provider id "${entry.id}" cannot stand in a URL. Use letters, digits, "-" and "_".`,
      )
    }
    if (resolved.has(entry.id)) {
      throw new TypeError(`Two providers have the id "${entry.id}". Give each its own.`)
    }
    resolved.set(entry.id, entry)
  }
  return resolved
}

function resolveSecrets(secret: string | readonly string[] | undefined): [string, ...string[]] {
  const [first, ...rest] = (typeof secret === 'string' ? [secret] : (secret ?? [])).filter(
    (entry) => entry !== '',
  )
  if (first === undefined) throw authError('secret_missing')
  return [first, ...rest]
}

function parseUrl(url: string): URL {
  // NextAuth accepted an address without a scheme, and meant https.
  const parsed = URL.parse(/^https?:\/\//.test(url) ? url : `https://${url}`)
  if (parsed === null) {
    throw new TypeError(
      'The url (or AUTH_URL) is not a web address. Write it as "https://app.example.com".',
    )
  }
  return parsed
}

/** Where the endpoints are, by the environment alone. */
export function resolveBasePath(): string {
  const { url } = readEnvironment()
  return basePathOf(undefined, url === undefined ? undefined : parseUrl(url))
}

function basePathOf(configured: string | undefined, url: URL | undefined): string {
  const urlPath = url === undefined || url.pathname === '/' ? undefined : url.pathname
  return normalizePath(configured ?? urlPath ?? defaultBasePath)
}

/** One leading slash, no trailing one. */
export function normalizePath(path: string): string {
  const trimmed = path.replace(/^\/+|\/+$/g, '')
  return trimmed === '' ? '' : `/${trimmed}`
}

/** As NextAuth has it: all of its keys, with nothing in them. */
const noTheme: Theme = { colorScheme: 'auto', logo: '', brandColor: '', buttonText: '' }

/** An empty one is none: that is what an environment variable gives that is not set. */
function resolvePages(pages: Pages = {}): Pages {
  return Object.fromEntries(Object.entries(pages).filter(([, page]) => page !== ''))
}

function resolveJwtCodec({ encode, decode }: JwtOptions = {}): ResolvedConfig['jwtCodec'] {
  return encode === undefined && decode === undefined ? undefined : { encode, decode }
}

/** Without its trailing slash. */
function resolveProxy(url: string | undefined): string | undefined {
  return url === undefined ? undefined : parseUrl(url).href.replace(/\/+$/, '')
}

/** Where the engine of a configuration says what happens. */
export function resolveLogger(logger: Partial<Logger> | undefined, debug = false): Logger {
  const all = { ...consoleLogger, ...logger }
  return debug ? all : { ...all, debug: () => undefined }
}

const consoleLogger: Logger = {
  error: (code, detail) => console.error(`[sojourn] ${code}`, detail ?? ''),
  warn: (code, detail) => console.warn(`[sojourn] ${code}`, detail ?? ''),
  debug: (code, detail) => console.debug(`[sojourn] ${code}`, detail ?? ''),
}
