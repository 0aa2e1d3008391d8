/**
 * What NuxtAuth's users may count on, tried: one application of pages, on both versions of Nuxt, against a
 * backend that counts.
 *
 * @module
 */
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { buildApplication } from './applications.ts'
import { type RunningServer, type ServerKind, startServer } from './server.ts'
import { type IssuedTokens, startTokenBackend, type TokenBackend } from './token-backend.ts'
import { hydrated, launchBrowser, openPage, type VisitedPage } from './visitor.ts'

/** Versions of Nuxt, and the folder that has each. */
const hosts = { 4: undefined, 3: 'e2e/nuxt-3' } as const

/** A version of Nuxt. */
export type NuxtVersion = keyof typeof hosts

/** Every version of Nuxt, for `describe.each`. */
export const nuxtVersions: readonly NuxtVersion[] = [4, 3]

/** Options of the module, as deep as they are. */
export interface Settings {
  readonly [option: string]: string | number | boolean | Settings
}

/** What is decided when the application is built. */
export const variants = {
  local: { provider: { type: 'local' } },
  hidden: {
    provider: {
      type: 'local',
      token: { httpOnlyCookieAttribute: true },
      refresh: {
        isEnabled: true,
        refreshOnlyToken: false,
        token: { httpOnlyCookieAttribute: true },
      },
    },
  },
  // The shape from before 0.9, the short form of the middleware, and a handler of the application's own.
  early: {
    globalAppMiddleware: true,
    sessionRefresh: { handler: '~/refresh-handler' },
    provider: {
      type: 'refresh',
      refreshOnlyToken: false,
      endpoints: { refresh: { path: '/renew', method: 'put' } },
      refreshToken: { cookieName: 'renewal' },
    },
  },
} as const satisfies Record<string, Settings>

/** Refreshing on, by a backend that gives a new refresh token each time. */
export const rotating: Settings = {
  provider: { refresh: { isEnabled: true, refreshOnlyToken: false } },
}

/** What the plugin of the application puts into every page. */
export interface PageContract {
  readonly auth: {
    readonly status: { readonly value: string }
    readonly data: { readonly value: { id?: string } | null | undefined }
    readonly lastRefreshedAt: { readonly value: Date | undefined }
    readonly token: { readonly value: string | null }
    readonly refreshToken: { readonly value: string | null }
    readonly getSession: (options?: object) => Promise<unknown>
    readonly refresh: (options?: object) => Promise<unknown>
    readonly signIn: (...parameters: unknown[]) => Promise<unknown>
    readonly signUp: (...parameters: unknown[]) => Promise<unknown>
    readonly signOut: (options?: object) => Promise<unknown>
  }
  readonly state: {
    readonly status: { readonly value: string }
    readonly loading: { readonly value: boolean }
    readonly token: { readonly value: string | null }
    rawToken: { value: string | null }
    rawRefreshToken: { value: string | null }
    readonly setToken: (token: string | null) => void
    readonly clearToken: () => void
  }
  /** What changed, in order. */
  readonly log: string[]
  /** Both raw tokens at each change of one. */
  readonly pairs: (string | null)[][]
  /** Errors that Vue was told of. */
  readonly errors: string[]
  readonly payload: { readonly state: Record<string, unknown> }
  readonly router: { readonly push: (path: string) => Promise<unknown> }
  /** Goes to a page that is open to everybody, also from the error page. */
  readonly leave: () => Promise<unknown>
  readonly members: { readonly auth: string[]; readonly state: string[] }
  readonly use: () => Pick<PageContract, 'auth' | 'state'>
}

declare global {
  var contract: PageContract
  /** Moves the clock of the page on, where `canSkipTime` was called. */
  var skipTime: (milliseconds: number) => void
  /** Hides or shows the tab as far as scripts can tell, likewise. */
  var setVisible: (isVisible: boolean) => void
}

/** A page of the application, with all that it asked for. */
export type ContractPage = VisitedPage & {
  /** Requests by script, as in `POST /login`; those of the application's server begin with its name: `own POST /…`. */
  readonly asked: string[]
}

/** What a request for a page was answered with. */
export interface RenderedPage {
  readonly status: number
  readonly html: string
  readonly location: string | null
  readonly cacheControl: string | null
  /** `Set-Cookie`, each as it is. */
  readonly cookies: string[]
  /** The text of an element. */
  readonly text: (testId: string) => string | undefined
}

/** What the tests of a file share. */
export interface ContractSite {
  readonly backend: TokenBackend
  readonly browser: Browser
  /** A fresh one for each test. */
  readonly context: BrowserContext
  /** A server with these settings; one for all tests that want the same. */
  readonly serve: (
    settings?: Settings,
    environment?: Record<string, string>,
  ) => Promise<RunningServer>
  /** Signs somebody in without a request: the cookies are there. @param accessLife Seconds. */
  readonly signedIn: (
    server: RunningServer,
    person?: string,
    accessLife?: number,
  ) => Promise<IssuedTokens>
  /** Opens a page and waits until it has hydrated and is quiet. */
  readonly open: (server: RunningServer, path: string) => Promise<ContractPage>
}

/** Builds the application for the tests of a block, and ends all of it after them. */
export function visitContract(
  version: NuxtVersion,
  variant: keyof typeof variants = 'local',
  kind: ServerKind = 'built',
): ContractSite {
  const site = {} as { -readonly [member in keyof ContractSite]: ContractSite[member] }
  const servers = new Map<string, Promise<RunningServer>>()
  let folder: string

  beforeAll(async () => {
    site.backend = await startTokenBackend()
    site.browser = await launchBrowser()
    folder = await buildContract(version, variant)
  })
  afterAll(async () => {
    await site.browser?.close()
    for (const server of servers.values()) await (await server.catch(() => undefined))?.close()
    await site.backend?.close()
  })
  beforeEach(async () => {
    site.backend.reset()
    site.context = await site.browser.newContext()
  })
  afterEach(async () => {
    await site.context.close()
  })

  site.serve = async (settings = {}, environment = {}) => {
    const all = {
      NUXT_PUBLIC_AUTH_BASE_URL: site.backend.base,
      CONTRACT_BACKEND: site.backend.base,
      ...asEnvironment(settings),
      ...environment,
    }
    const key = JSON.stringify(all)
    const known = servers.get(key) ?? startServer(folder, all, kind)
    servers.set(key, known)
    return known
  }
  site.signedIn = async (server, person = 'ada', accessLife) => {
    const tokens = site.backend.issue(person, accessLife)
    const isHidden = variant === 'hidden'
    await site.context.addCookies(
      [
        ['auth.token', tokens.token],
        [variant === 'early' ? 'renewal' : 'auth.refresh-token', tokens.refreshToken],
      ].map(([name, value]) => ({
        name: String(name),
        value: String(value),
        url: server.url,
        sameSite: 'Lax' as const,
        httpOnly: isHidden,
        expires: Date.now() / 1000 + 1800,
      })),
    )
    return tokens
  }
  site.open = async (server, path) => {
    const page = await watchPage(site, server)
    // In development, modules are still asked for after the page has loaded.
    const waitUntil = kind === 'built' ? 'load' : 'networkidle'
    await page.goto(`${server.url}${path}`, { waitUntil })
    await hydrated(page)
    // What a page asks for by itself, it asks for now.
    await page.waitForTimeout(150)
    return page
  }
  return site
}

/** Builds the application, for a version of Nuxt. @returns Its folder. */
export async function buildContract(
  version: NuxtVersion,
  variant: keyof typeof variants = 'local',
): Promise<string> {
  return buildApplication('e2e/nuxt-contract-local', {
    name: `contract-${variant}`,
    host: hosts[version],
    files: { 'variant.json': JSON.stringify(variants[variant]) },
  })
}

/** Has every page of a browser do as if time had passed, or nobody looked. */
export async function canSkipTime(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const clock = Date.now
    let skipped = 0
    let isVisible = true
    Date.now = () => clock() + skipped
    globalThis.skipTime = (milliseconds) => {
      skipped += milliseconds
    }
    Object.defineProperty(document, 'visibilityState', {
      get: () => (isVisible ? 'visible' : 'hidden'),
    })
    globalThis.setVisible = (value) => {
      isVisible = value
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
    }
  })
}

/** Opens a tab that notes what its scripts ask for. */
export async function watchPage(site: ContractSite, server: RunningServer): Promise<ContractPage> {
  const page = await openPage(site.context)
  const asked: string[] = []
  page.on('request', (request) => {
    const { origin, pathname } = new URL(request.url())
    const isFramework = /^\/(?:_nuxt|__nuxt)|\/_payload\.(?:json|js)$/.test(pathname)
    if (isFramework || !['fetch', 'xhr'].includes(request.resourceType())) return
    if (request.method() === 'OPTIONS') return
    const place = origin === server.url ? `own ` : ''
    asked.push(`${place}${request.method()} ${pathname.replace(/^\/api(?=\/\w+$)/, '')}`)
  })
  return Object.assign(page, { asked })
}

/** Options as the environment variables by which Nuxt takes them at run time. */
export function asEnvironment(
  settings: Settings,
  prefix = 'NUXT_PUBLIC_AUTH',
): Record<string, string> {
  const pairs = Object.entries(settings).flatMap(([option, value]): [string, string][] => {
    const name = `${prefix}_${option.replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, '_').toUpperCase()}`
    return typeof value === 'object'
      ? Object.entries(asEnvironment(value, name))
      : [[name, String(value)]]
  })
  return Object.fromEntries(pairs)
}

/** Asks for a page as a browser does, without following where it leads. */
export async function render(
  server: RunningServer,
  path: string,
  cookies: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<RenderedPage> {
  const cookie = Object.entries(cookies)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('; ')
  const response = await fetch(`${server.url}${path}`, {
    redirect: 'manual',
    headers: { accept: 'text/html', ...(cookie === '' ? {} : { cookie }), ...headers },
  })
  const html = await response.text()
  return {
    status: response.status,
    html,
    location: response.headers.get('location'),
    cacheControl: response.headers.get('cache-control'),
    cookies: response.headers.getSetCookie(),
    text: (testId) =>
      new RegExp(`data-testid="${testId}"[^>]*>([^<]*)<`)
        .exec(html)?.[1]
        ?.replaceAll('&quot;', '"'),
  }
}

/** The cookies that carry tokens, under their default names. */
export function asCookies(tokens: Partial<IssuedTokens>): Record<string, string> {
  return {
    ...(tokens.token === undefined ? {} : { 'auth.token': tokens.token }),
    ...(tokens.refreshToken === undefined ? {} : { 'auth.refresh-token': tokens.refreshToken }),
  }
}

/** The `Set-Cookie` of a name. */
export function setCookie(page: RenderedPage, name: string): string[] {
  return page.cookies.filter((cookie) => cookie.startsWith(`${name}=`))
}
