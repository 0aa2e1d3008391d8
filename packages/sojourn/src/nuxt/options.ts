/**
 * Options of the Nuxt module, under NuxtAuth's names, and their defaults.
 *
 * @module
 */
import { isRecord } from '../core/protocol.ts'
import type {
  AccessTokenOptions,
  RefreshTokenOptions,
  TokenCookie,
  TokenProvider,
} from '../client/tokens/token-provider.ts'

/** Sign-in by the engine, at endpoints of this application. */
export interface ProviderAuthjs {
  type?: 'authjs' | undefined
  /**
   * Whether `Host` and `X-Forwarded-*` say the truth, because a proxy sets them. Default: as
   * `AUTH_TRUST_HOST` says.
   */
  trustHost?: boolean | undefined
  /** Id of the provider that `signIn()` without one goes to. Default: the sign-in page. */
  defaultProvider?: string | undefined
  /** As NuxtAuth has it; the option of the same name in `globalAppMiddleware` counts. */
  addDefaultCallbackUrl?: boolean | string | undefined
  /**
   * Whether the server tells of changes as they happen, by a stream of events that one tab listens to for all. While
   * there is none, it is asked every `sessionRefresh.enablePeriodically`, or every minute. At run time
   * `NUXT_PUBLIC_AUTH_PROVIDER_PUSH` overrides it. Default: `false`.
   */
  push?: boolean | undefined
  /**
   * Shows the last known session, together with `error`, where a page begins while the server cannot be asked. It is
   * kept where every script of this origin can read it. `maxAge`: for how long after the server has confirmed it, in
   * seconds; at run time `NUXT_PUBLIC_AUTH_PROVIDER_OFFLINE_MAX_AGE` overrides it. Default: nothing is kept.
   */
  offline?: { maxAge: number } | undefined
}

/** Every member optional, however deep. */
type Partially<T> = { [K in keyof T]?: (T[K] extends object ? Partially<T[K]> : T[K]) | undefined }

interface EndpointOption {
  path?: string | undefined
  method?: string | undefined
}

/** Sign-in at a backend that hands out tokens. */
export interface ProviderLocal {
  type: 'local'
  endpoints?:
    | {
        /** Default: POST `/login`. */
        signIn?: EndpointOption | undefined
        /** Default: POST `/logout`. `false`: signing out only forgets the tokens. */
        signOut?: EndpointOption | false | undefined
        /** Default: POST `/register`. `false`: nobody can sign up. */
        signUp?: EndpointOption | false | undefined
        /** Default: GET `/session`. */
        getSession?: EndpointOption | undefined
      }
    | undefined
  pages?:
    | {
        /** The page with the sign-in form: a path, or an absolute http(s) address. Default: `/login`. */
        login?: string | undefined
      }
    | undefined
  token?: Partially<AccessTokenOptions> | undefined
  session?:
    | {
        /** Members of the session and their types, as TypeScript text. Default: `id`. */
        dataType?: SessionDataType | undefined
        /** JSON pointer into the answer. Default: `/`, all of it. */
        dataResponsePointer?: string | undefined
      }
    | undefined
  refresh?:
    | {
        /** Default: `false`. */
        isEnabled?: boolean | undefined
        /** Default: POST `/refresh`. */
        endpoint?: EndpointOption | undefined
        /** Whether a refresh leaves the refresh token as it is. Default: `true`. */
        refreshOnlyToken?: boolean | undefined
        token?: Partially<RefreshTokenOptions> | undefined
      }
    | undefined
  /** Path of a file whose default export hooks into the requests: see `defineAuthHooks`. Default: none. */
  hooks?: string | undefined
}

/** The same with refreshing on, in the shape that NuxtAuth had before 0.9. */
export interface ProviderRefresh extends Omit<ProviderLocal, 'type' | 'endpoints' | 'refresh'> {
  type: 'refresh'
  endpoints?:
    | (NonNullable<ProviderLocal['endpoints']> & { refresh?: EndpointOption | undefined })
    | undefined
  refreshOnlyToken?: boolean | undefined
  refreshToken?: Partially<RefreshTokenOptions> | undefined
}

/** TypeScript text by member. */
export interface SessionDataType {
  [member: string]: string | SessionDataType
}

/** Options of the middleware that protects every page. */
export interface GlobalAppMiddlewareOptions {
  /** Whether every page is protected unless it says `auth: false`. Default: `false`. */
  isEnabled?: boolean | undefined
  /** Whether an address without a page answers 404 to anybody. Default: `true`. */
  allow404WithoutAuth?: boolean | undefined
  /** Whether sign-in leads back to the page that asked for it, or where to. Default: `true`. */
  addDefaultCallbackUrl?: boolean | string | undefined
}

/** Route rules under `auth`: `routeRules: { '/reports/**': { auth: { … } } }`. */
export interface RouteOptions {
  /** As in {@link ModuleOptions}, for these pages, either way. */
  disableServerSideAuth?: boolean | undefined
}

/** Options under `auth` in `nuxt.config`. */
export interface ModuleOptions {
  /** Whether the module does anything. Default: `true`. */
  isEnabled?: boolean | undefined
  /**
   * Where the endpoints are: a path, or the public address with that path. A path that this application serves
   * is below `app.baseURL`. At run time `NUXT_PUBLIC_AUTH_BASE_URL` overrides it. Where scripts cannot read the access
   * token, browsers are not told it. Default: `/api/auth`.
   */
  baseURL?: string | undefined
  /**
   * Name of the environment variable that holds the address of the endpoints, path included, at run time; it goes
   * before `baseURL`. Default: `AUTH_ORIGIN`.
   */
  originEnvKey?: string | undefined
  /**
   * `false`: of `baseURL` only the path counts, and the server asks itself without a network. Default: `false` for
   * `authjs`, `true` for the others.
   */
  disableInternalRouting?: boolean | undefined
  /** Whether the server renders every page without looking who it is for. Default: `false`. */
  disableServerSideAuth?: boolean | undefined
  /** How people sign in. Default: `authjs`. */
  provider?: ProviderAuthjs | ProviderLocal | ProviderRefresh | undefined
  /** When the session is asked for again by itself. */
  sessionRefresh?:
    | {
        /** Every so many **milliseconds**; `true` is each second. Default: `false`. */
        enablePeriodically?: number | boolean | undefined
        /** When the tab becomes visible. Default: `true`. */
        enableOnWindowFocus?: boolean | undefined
        /**
         * Path of a file whose default export is a {@link RefreshHandler}, which then does all of that itself. Default:
         * none.
         */
        handler?: string | undefined
      }
    | undefined
  /** Protects every page. `true` is the same as `{ isEnabled: true }`. Default: off. */
  globalAppMiddleware?: boolean | GlobalAppMiddlewareOptions | undefined
}

/** Asks for the session again when it sees fit, in place of the module. */
export interface RefreshHandler {
  /** The application has been mounted in a browser. */
  init: () => void
  /** It is taken down. */
  destroy: () => void
}

/** What is public of the provider `authjs`. */
export interface PublicAuthjs {
  type: 'authjs'
  defaultProvider: string
  push: boolean
  /** With 0 nothing is kept. */
  offline: { maxAge: number }
}

/** Where the endpoints are unless options say otherwise. */
export const defaultBaseURL = '/api/auth'

/** Where the application's own token endpoints are, below `app.baseURL`. */
export const tokenServerPath = '/api/_auth'

/** What is public of the provider `local`: where scripts cannot read a token, nothing of the requests. */
export interface PublicLocal extends TokenProvider {
  type: 'local'
  pages: { login: string }
  /** Whether a token is hidden from scripts: the browser then asks this application's server, not the backend. */
  isHidden: boolean
  /** Path of the application's own token endpoints, below `app.baseURL`; empty where there is no server. */
  server: string
}

/** What the browser may know of the options: `runtimeConfig.public.auth`. */
export interface PublicAuthConfig<P = PublicAuthjs | PublicLocal> {
  baseURL: string
  disableInternalRouting: boolean
  disableServerSideAuth: boolean
  provider: P
  sessionRefresh: { enablePeriodically: number | boolean; enableOnWindowFocus: boolean }
  globalAppMiddleware: {
    isEnabled: boolean
    allow404WithoutAuth: boolean
    addDefaultCallbackUrl: boolean | string
  }
}

/** What only the server may know: `runtimeConfig.sojourn`. */
export interface PrivateAuthConfig {
  originEnvKey: string
  /** Empty: not said. */
  trustHost: boolean | ''
  /** The provider `local` where a token is hidden from scripts; else it is public. */
  provider: TokenProvider | ''
  /** Address of the backend where the access token is hidden from scripts; empty: it is public. */
  baseURL: string
}

/** What only the build must know. */
export interface BuildOptions {
  type: 'authjs' | 'local'
  /** As given, also where it is not public. */
  baseURL: string
  sessionDataType: SessionDataType
  refreshHandler: string | undefined
  hooks: string | undefined
}

/** The options with every default filled in, by who may know them. */
export interface ResolvedOptions {
  public: PublicAuthConfig
  private: PrivateAuthConfig
  build: BuildOptions
}

const cookie = {
  sameSiteAttribute: 'lax',
  secureCookieAttribute: false,
  cookieDomain: '',
  httpOnlyCookieAttribute: false,
} as const

const defaultTokenProvider: TokenProvider = {
  endpoints: {
    signIn: { path: '/login', method: 'post' },
    signOut: { path: '/logout', method: 'post' },
    signUp: { path: '/register', method: 'post' },
    getSession: { path: '/session', method: 'get' },
  },
  token: {
    signInResponseTokenPointer: '/token',
    type: 'Bearer',
    cookieName: 'auth.token',
    headerName: 'Authorization',
    maxAgeInSeconds: 30 * 60,
    ...cookie,
  },
  session: { dataResponsePointer: '/' },
  refresh: {
    isEnabled: false,
    endpoint: { path: '/refresh', method: 'post' },
    refreshOnlyToken: true,
    token: {
      signInResponseRefreshTokenPointer: '/refreshToken',
      refreshResponseTokenPointer: '',
      refreshRequestTokenPointer: '/refreshToken',
      cookieName: 'auth.refresh-token',
      maxAgeInSeconds: 7 * 24 * 60 * 60,
      ...cookie,
    },
  },
}

/**
 * Fills the defaults.
 *
 * @param target.isStatic Whether only files come out of the build, and no server.
 * @throws {TypeError} If there is no such provider, or tokens are to be hidden by a server that there is not.
 */
export function resolveOptions(
  options: ModuleOptions,
  target: { readonly isStatic: boolean } = { isStatic: false },
): ResolvedOptions {
  const { enablePeriodically = false, enableOnWindowFocus = true } = options.sessionRefresh ?? {}
  const { globalAppMiddleware = false } = options
  const guard: GlobalAppMiddlewareOptions =
    typeof globalAppMiddleware === 'boolean'
      ? { isEnabled: globalAppMiddleware }
      : globalAppMiddleware
  const baseURL = options.baseURL ?? defaultBaseURL
  const { provider, hidden, trustHost, build } = resolveProvider(
    options.provider ?? {},
    target.isStatic ? '' : tokenServerPath,
  )
  // Browsers send nothing there that they could not read the token for.
  const isAddressHidden = hidden?.token.httpOnlyCookieAttribute === true
  return {
    public: {
      baseURL: isAddressHidden ? defaultBaseURL : baseURL,
      disableInternalRouting: options.disableInternalRouting ?? provider.type === 'local',
      disableServerSideAuth: options.disableServerSideAuth ?? false,
      provider,
      sessionRefresh: { enablePeriodically, enableOnWindowFocus },
      globalAppMiddleware: {
        isEnabled: guard.isEnabled ?? false,
        allow404WithoutAuth: guard.allow404WithoutAuth ?? true,
        addDefaultCallbackUrl: guard.addDefaultCallbackUrl ?? true,
      },
    },
    private: {
      originEnvKey: options.originEnvKey ?? 'AUTH_ORIGIN',
      trustHost: trustHost ?? '',
      provider: hidden ?? '',
      baseURL: isAddressHidden ? baseURL : '',
    },
    build: {
      ...build,
      type: provider.type,
      baseURL,
      refreshHandler: options.sessionRefresh?.handler,
    },
  }
}

interface ResolvedProvider {
  provider: PublicAuthjs | PublicLocal
  hidden?: TokenProvider | undefined
  trustHost?: boolean | undefined
  build: Pick<BuildOptions, 'hooks' | 'sessionDataType'>
}

function resolveProvider(
  given: ProviderAuthjs | ProviderLocal | ProviderRefresh,
  server: string,
): ResolvedProvider {
  switch (given.type) {
    case undefined:
    case 'authjs':
      return {
        provider: {
          type: 'authjs',
          defaultProvider: given.defaultProvider ?? '',
          push: given.push ?? false,
          offline: given.offline ?? { maxAge: 0 },
        },
        trustHost: given.trustHost,
        build: { hooks: undefined, sessionDataType: {} },
      }
    case 'local':
      return resolveLocal(given, server)
    case 'refresh':
      return resolveLocal(asLocal(given), server)
    default:
      throw new TypeError(
        `auth.provider.type "${String((given as ModuleOptions['provider'])?.type)}" does not exist. Use "authjs" for sign-in by this application, or "local" for a backend that hands out tokens.`,
      )
  }
}

/** The shape from before 0.9 in that of today; its access token lived for five minutes. */
function asLocal(given: ProviderRefresh): ProviderLocal {
  const {
    refreshOnlyToken,
    refreshToken,
    endpoints: { refresh: endpoint, ...endpoints } = {},
  } = given
  return {
    ...given,
    type: 'local',
    endpoints,
    token: { maxAgeInSeconds: 5 * 60, ...given.token },
    refresh: { isEnabled: true, endpoint, refreshOnlyToken, token: refreshToken },
  }
}

function resolveLocal(given: ProviderLocal, server: string): ResolvedProvider {
  const { endpoints, token, session, refresh } = given
  const complete = fill(defaultTokenProvider, {
    endpoints,
    token,
    refresh,
    session: { dataResponsePointer: session?.dataResponsePointer },
  })
  const about = {
    type: 'local',
    pages: { login: given.pages?.login ?? '/login' },
    server,
  } as const
  const build = {
    hooks: given.hooks,
    sessionDataType: session?.dataType ?? { id: 'string | number' },
  }
  const isHidden = [complete.token, complete.refresh.token].some(
    ({ httpOnlyCookieAttribute }) => httpOnlyCookieAttribute,
  )
  if (isHidden && server === '') {
    throw new TypeError(
      'auth.provider: httpOnlyCookieAttribute hides a token from scripts, so a server must hold it, and this build has none (nuxt generate, or a static preset). Build with "nuxt build", or let scripts read the tokens.',
    )
  }
  return isHidden
    ? { provider: { ...about, isHidden, ...asSeen(complete) }, hidden: complete, build }
    : { provider: { ...about, isHidden, ...complete }, build }
}

/** What a browser must know that sends every request through the server: how to use a token that it can read. */
function asSeen({ token, refresh }: TokenProvider): TokenProvider {
  const { headerName, type } = token
  const { token: accessDefaults, refresh: refreshDefaults } = defaultTokenProvider
  return {
    ...defaultTokenProvider,
    token: {
      ...accessDefaults,
      ...(token.httpOnlyCookieAttribute ? {} : { headerName, type }),
      ...cookieAsSeen(token),
    },
    refresh: {
      ...refreshDefaults,
      isEnabled: refresh.isEnabled,
      token: { ...refreshDefaults.token, ...cookieAsSeen(refresh.token) },
    },
  }
}

function cookieAsSeen(given: TokenCookie): Partial<TokenCookie> {
  const { httpOnlyCookieAttribute, cookieName, maxAgeInSeconds } = given
  const { sameSiteAttribute, secureCookieAttribute, cookieDomain } = given
  if (httpOnlyCookieAttribute) return { httpOnlyCookieAttribute }
  return { cookieName, maxAgeInSeconds, sameSiteAttribute, secureCookieAttribute, cookieDomain }
}

/** The defaults, with what is given in their place, however deep. */
function fill<T>(defaults: T, given: unknown): T {
  if (given === undefined) return defaults
  if (!isRecord(defaults) || !isRecord(given)) return given as T
  const keys = Object.keys(defaults) as (keyof T)[]
  return Object.fromEntries(keys.map((key) => [key, fill(defaults[key], (given as T)[key])])) as T
}
