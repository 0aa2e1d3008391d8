/**
 * Options of the Nuxt module, under NuxtAuth's names, and their defaults.
 *
 * @module
 */

/** Sign-in by the engine, at endpoints of this application. */
export interface ProviderAuthjs {
  type: 'authjs'
  /**
   * Whether `Host` and `X-Forwarded-*` say the truth, because a proxy sets them. Default: as
   * `AUTH_TRUST_HOST` says.
   */
  trustHost?: boolean | undefined
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

/** Options under `auth` in `nuxt.config`. */
export interface ModuleOptions {
  /** Whether the module does anything. Default: `true`. */
  isEnabled?: boolean | undefined
  /**
   * Where the endpoints are: a path, or the public address of the application with that path. The path
   * is below `app.baseURL`. At run time `NUXT_PUBLIC_AUTH_BASE_URL` overrides it. Default: `/api/auth`.
   */
  baseURL?: string | undefined
  /** How people sign in. Default: `authjs`. */
  provider?: ProviderAuthjs | undefined
  /** When the session is asked for again by itself. */
  sessionRefresh?:
    | {
        /** Every so many **milliseconds**; `true` is each second. Default: `false`. */
        enablePeriodically?: number | boolean | undefined
        /** When the tab becomes visible. Default: `true`. */
        enableOnWindowFocus?: boolean | undefined
      }
    | undefined
  /** Protects every page. Default: off. */
  globalAppMiddleware?: boolean | GlobalAppMiddlewareOptions | undefined
}

/** What the browser may know of the options: `runtimeConfig.public.auth`. */
export interface PublicAuthConfig {
  baseURL: string
  /** Seconds; 0 is never. */
  refetchInterval: number
  refetchOnWindowFocus: boolean
  globalAppMiddleware: boolean
  allow404WithoutAuth: boolean
  addDefaultCallbackUrl: boolean | string
}

/** What only the server may know: `runtimeConfig.sojourn`. */
export interface PrivateAuthConfig {
  /** Empty: not said. */
  trustHost: boolean | ''
}

/** Fills the defaults. */
export function resolveOptions(options: ModuleOptions): {
  public: PublicAuthConfig
  private: PrivateAuthConfig
} {
  const { enablePeriodically = false, enableOnWindowFocus = true } = options.sessionRefresh ?? {}
  const { globalAppMiddleware = false } = options
  const guard: GlobalAppMiddlewareOptions =
    typeof globalAppMiddleware === 'boolean'
      ? { isEnabled: globalAppMiddleware }
      : globalAppMiddleware
  return {
    public: {
      baseURL: options.baseURL ?? '/api/auth',
      refetchInterval: enablePeriodically === true ? 1 : Number(enablePeriodically) / 1000,
      refetchOnWindowFocus: enableOnWindowFocus,
      globalAppMiddleware: guard.isEnabled ?? false,
      allow404WithoutAuth: guard.allow404WithoutAuth ?? true,
      addDefaultCallbackUrl: guard.addDefaultCallbackUrl ?? true,
    },
    private: { trustHost: options.provider?.trustHost ?? '' },
  }
}
