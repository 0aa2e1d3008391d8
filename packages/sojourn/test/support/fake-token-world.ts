/**
 * A browser with its cookies and locks, and a backend that hands out tokens and punishes whoever shows a refresh
 * token twice. Nothing happens until a test lets it.
 *
 * @module
 */
import type { Locks } from '../../src/client/tokens/refresh-lock.ts'
import { createTokenClient } from '../../src/client/tokens/token-client.ts'
import type {
  TokenClient,
  TokenClientOptions,
  TokenPair,
} from '../../src/client/tokens/token-client-types.ts'
import type { Logger } from '../../src/core/ports.ts'
import * as engine from '../../src/client/tokens/token-engine.ts'
import type { TokenJar } from '../../src/client/tokens/token-jar.ts'
import { isReplaced } from '../../src/client/tokens/token-marks.ts'
import type { TokenCookie, TokenProvider } from '../../src/client/tokens/token-provider.ts'
import type {
  SendTokenRequest,
  TokenAnswer,
  TokenRequest,
} from '../../src/client/tokens/token-request.ts'
import { createFakeBrowser, type FakeBrowser } from './fake-browser.ts'

const cookie = {
  sameSiteAttribute: 'lax',
  secureCookieAttribute: false,
  cookieDomain: '',
  httpOnlyCookieAttribute: false,
} as const

/** The defaults of NuxtAuth, refreshing with rotation. */
export const rotating: TokenProvider = {
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
    maxAgeInSeconds: 1800,
    ...cookie,
  },
  session: { dataResponsePointer: '/' },
  refresh: {
    isEnabled: true,
    endpoint: { path: '/refresh', method: 'post' },
    refreshOnlyToken: false,
    token: {
      signInResponseRefreshTokenPointer: '/refreshToken',
      refreshResponseTokenPointer: '',
      refreshRequestTokenPointer: '/refreshToken',
      cookieName: 'auth.refresh-token',
      maxAgeInSeconds: 604_800,
      ...cookie,
    },
  },
}

/** The same without refreshing. */
export const plain: TokenProvider = {
  ...rotating,
  refresh: { ...rotating.refresh, isEnabled: false },
}

/** The same with both tokens hidden from scripts. */
export const hidden: TokenProvider = {
  ...rotating,
  token: { ...rotating.token, httpOnlyCookieAttribute: true },
  refresh: {
    ...rotating.refresh,
    token: { ...rotating.refresh.token, httpOnlyCookieAttribute: true },
  },
}

/** Lets everything that waits for nothing but promises run. */
export async function flush(): Promise<void> {
  for (let tick = 0; tick < 100; tick++) await Promise.resolve()
}

/** An error as `send` rejects with. */
export function refusal(status: number, data?: unknown): Error {
  return Object.assign(new Error(`HTTP ${status}`), { status, statusCode: status, data })
}

/** A JSON Web Token that nobody signed. */
export function jwt(claims: Record<string, unknown>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none' })}.${part(claims)}.x`
}

/** Cookies that all tabs share. They end by the clock of the device. */
export interface FakeCookies {
  readonly jar: (isScript: boolean) => TokenJar
  readonly values: () => Record<string, string>
}

function createFakeCookies(now: () => number): FakeCookies {
  const kept = new Map<string, { value: string; until: number; isHidden: boolean }>()
  return {
    jar: (isScript) => ({
      read(name) {
        const entry = kept.get(name)
        if (!entry || entry.until <= now() || (isScript && entry.isHidden)) return null
        return entry.value
      },
      write(by: TokenCookie, value) {
        const isHidden = by.httpOnlyCookieAttribute
        if (isScript && (isHidden || kept.get(by.cookieName)?.isHidden)) return
        if (value === null) kept.delete(by.cookieName)
        else kept.set(by.cookieName, { value, until: now() + by.maxAgeInSeconds * 1000, isHidden })
      },
    }),
    values: () =>
      Object.fromEntries(
        [...kept]
          .filter(([, { until }]) => until > now())
          .map(([name, { value }]) => [name, value]),
      ),
  }
}

/** Locks between tabs: one holder, then the next. */
export function createFakeLocks(): Locks & { readonly held: () => number } {
  const queues = new Map<string, Promise<unknown>>()
  let held = 0
  return {
    held: () => held,
    request: (async (
      name: string,
      { signal }: { signal: AbortSignal },
      run: () => Promise<unknown>,
    ) => {
      const before = queues.get(name)
      const own = (async () => {
        if (before) {
          await Promise.race([
            before,
            new Promise((_, reject) =>
              signal.addEventListener('abort', () => reject(signal.reason as Error)),
            ),
          ])
        }
        held++
        try {
          return await run()
        } finally {
          held--
        }
      })()
      queues.set(
        name,
        Promise.allSettled([before, own]).then(() => undefined),
      )
      return own
    }) as Locks['request'],
  }
}

/** A request on its way. */
export interface Transit {
  readonly request: TokenRequest
  readonly route: string
  /** Lets the backend see to it, and brings the answer back. */
  readonly pass: () => void
  /** Lets the backend see to it; the answer is kept until `answer`. */
  readonly arrive: () => void
  readonly answer: () => void
  /** Rejects as a network does. With `arrive` before it, the answer is lost. */
  readonly lose: () => void
}

/** Lets every request pass that waits now. */
export function passAll(transits: Transit[]): void {
  for (const transit of transits.slice()) transit.pass()
}

/** The backend, which sees requests and what they carry. */
export interface FakeTokenBackend {
  /** Who may sign in is anybody: the user's name is in the credentials. */
  readonly handle: (request: TokenRequest) => TokenAnswer
  /** Routes that were seen since the last call. */
  readonly routes: () => string[]
  readonly requests: TokenRequest[]
  /** Answers this status to the routes that are named. */
  readonly failing: Map<string, number>
  /** Overrides the body of an answer. */
  readonly bodies: Map<string, unknown>
  /** How often each refresh token was shown to `/refresh`. */
  readonly uses: Map<string, number>
  /** How long access tokens live, in seconds. */
  life: number
  /** What its clock is ahead of the devices', in milliseconds. */
  skew: number
  /** Whether it answers a second use of a refresh token with the same successor. */
  isConvergent: boolean
  /** Whether access tokens are JWTs that say when they end; and whether they say when they began. */
  isJwt: boolean
  saysIssuedAt: boolean
  /** Ends what an access token stands for at once, as a restart with new keys would. */
  readonly revokeAccess: () => void
  /** Ends a person's sessions. */
  readonly revokeAll: () => void
  /** Families that are alive. */
  readonly alive: () => number
}

interface Family {
  user: string
  counter: number
  isAlive: boolean
}

function createFakeTokenBackend(now: () => number): FakeTokenBackend {
  const families: Family[] = []
  const access = new Map<string, { family: Family; until: number }>()
  const seen: string[] = []
  let names = 0

  function mint(family: Family): { token: string; refreshToken: string } {
    const issued = now() + backend.skew
    const claims = {
      ...(backend.saysIssuedAt && { iat: Math.floor(issued / 1000) }),
      exp: Math.floor(issued / 1000) + backend.life,
      jti: ++names,
    }
    const token = backend.isJwt ? jwt(claims) : `opaque-${names}`
    access.set(token, { family, until: claims.exp * 1000 })
    return { token, refreshToken: `r${families.indexOf(family)}.${family.counter}` }
  }

  function familyOf(refreshToken: unknown): { family: Family; counter: number } | undefined {
    const [, index, counter] = /^r(\d+)\.(\d+)$/.exec(String(refreshToken)) ?? []
    const family = families[Number(index)]
    return family && { family, counter: Number(counter) }
  }

  function answer(body: unknown): TokenAnswer {
    return { status: 200, headers: new Headers(), body }
  }

  function personOf({ headers }: TokenRequest): Family | undefined {
    const value = headers['Authorization'] ?? ''
    const entry = access.get(value.replace(/^Bearer /, ''))
    if (!entry?.family.isAlive || entry.until <= now() + backend.skew) return undefined
    return entry.family
  }

  function respond(route: string, request: TokenRequest): unknown {
    const body = Object(request.body) as { user?: string; refreshToken?: string }
    if (route === 'POST /login') {
      if (body.user === undefined) throw refusal(401, { message: 'wrong password' })
      const family = { user: body.user, counter: 0, isAlive: true }
      families.push(family)
      return mint(family)
    }
    if (route === 'POST /register') return { user: body.user }
    if (route === 'GET /session') {
      const family = personOf(request)
      if (!family) throw refusal(401)
      return { name: family.user }
    }
    if (route === 'POST /refresh') {
      const known = familyOf(body.refreshToken)
      backend.uses.set(
        String(body.refreshToken),
        (backend.uses.get(String(body.refreshToken)) ?? 0) + 1,
      )
      if (!known?.family.isAlive) throw refusal(401)
      const { family, counter } = known
      if (counter === family.counter) family.counter++
      else if (!(backend.isConvergent && counter === family.counter - 1)) {
        family.isAlive = false
        throw refusal(401)
      }
      return mint(family)
    }
    if (route === 'POST /logout') {
      const family = personOf(request) ?? familyOf(body.refreshToken)?.family
      if (!family?.isAlive) throw refusal(401)
      family.isAlive = false
      return { signedOut: true }
    }
    throw refusal(404)
  }

  const backend: FakeTokenBackend = {
    handle(request) {
      const route = `${request.method.toUpperCase()} ${request.url.replace(/^\/api\/auth/, '')}`
      seen.push(route)
      backend.requests.push(request)
      const status = backend.failing.get(route)
      if (status !== undefined) throw refusal(status)
      const body = respond(route, request)
      return answer(backend.bodies.has(route) ? backend.bodies.get(route) : body)
    },
    routes: () => seen.splice(0),
    requests: [],
    failing: new Map(),
    bodies: new Map(),
    uses: new Map(),
    life: 900,
    skew: 0,
    isConvergent: false,
    isJwt: true,
    saysIssuedAt: true,
    revokeAccess: () => access.clear(),
    revokeAll() {
      for (const family of families) family.isAlive = false
    },
    alive: () => families.filter(({ isAlive }) => isAlive).length,
  }
  return backend
}

/** A tab with its client. */
export interface TokenTab extends ReturnType<FakeBrowser['openTab']> {
  readonly client: TokenClient
  readonly state: () => ReturnType<TokenClient['store']['get']>
  readonly leave: () => void
}

/** Everything. */
export interface TokenWorld {
  readonly browser: FakeBrowser
  readonly backend: FakeTokenBackend
  readonly cookies: FakeCookies
  readonly locks: ReturnType<typeof createFakeLocks>
  /** Requests that wait, if `isHeld`. */
  readonly transits: Transit[]
  /** Whether requests wait for a test to let them pass. */
  isHeld: boolean
  readonly logged: [code: string, detail: unknown][]
  readonly logger: Logger
  readonly send: SendTokenRequest
  /** The same, and requests to `/api/_auth` are seen to by the server of the application, as the module's is. */
  readonly sendServed: SendTokenRequest
  /** Opens a tab, with a listener. */
  readonly openTab: (options?: Partial<TokenClientOptions>) => TokenTab
  /** The client of a request on a server, with the cookies of this browser. */
  readonly render: (options?: Partial<TokenClientOptions>) => TokenClient
  /** The first request that waits for this route. */
  readonly find: (route: string) => Transit
}

/** Creates a world without tabs. */
export function createTokenWorld(provider: TokenProvider = rotating): TokenWorld {
  const browser = createFakeBrowser()
  const backend = createFakeTokenBackend(browser.now)
  const cookies = createFakeCookies(browser.now)
  const locks = createFakeLocks()
  const transits: Transit[] = []
  const logged: [string, unknown][] = []
  const log = (code: string, detail?: unknown): void => void logged.push([code, detail])
  const logger = { error: log, warn: log, debug: log }

  function transport(handle: (request: TokenRequest) => TokenAnswer | Promise<TokenAnswer>) {
    return (request: TokenRequest): Promise<TokenAnswer> =>
      new Promise((resolve, reject) => {
        let outcome: Promise<TokenAnswer> | undefined
        const transit: Transit = {
          request,
          route: `${request.method.toUpperCase()} ${request.url.replace(/^\/api\/auth/, '')}`,
          arrive() {
            outcome ??= (async () => handle(request))()
            outcome.catch(() => undefined)
          },
          answer() {
            transits.splice(transits.indexOf(transit), 1)
            outcome?.then(resolve, reject)
          },
          pass() {
            transit.arrive()
            transit.answer()
          },
          lose() {
            transits.splice(transits.indexOf(transit), 1)
            reject(new TypeError('fetch failed'))
          },
        }
        transits.push(transit)
        if (!world.isHeld) transit.pass()
      })
  }

  const sendThrough = transport(backend.handle)
  const refreshes = new Map<string, Promise<TokenPair>>()
  /** Cookies that came with answers of the application's server. */
  const arriving = new WeakMap<object, () => void>()

  /** The server of the application: it sees the cookies of when it was asked, and sets them when it answers. */
  async function handleServed(request: TokenRequest): Promise<TokenAnswer> {
    if (request.headers['x-sojourn'] !== '1') throw refusal(403)
    const shared = cookies.jar(false)
    const seen = new Map(
      [provider.token, provider.refresh.token].map((one) => [
        one.cookieName,
        shared.read(one.cookieName),
      ]),
    )
    const writes: [TokenCookie, string | null][] = []
    const client = world.render({
      send: async (inner) => backend.handle(inner),
      jar: {
        read: (name) => seen.get(name) ?? null,
        write(by, value) {
          seen.set(by.cookieName, value)
          writes.push([by, value])
        },
      },
      async refreshOnce(refreshToken, refresh) {
        const pair = refreshes.get(refreshToken) ?? refresh()
        refreshes.set(refreshToken, pair)
        return pair
      },
    })
    const { data, params, headers } = Object(request.body) as {
      data?: unknown
      params?: Record<string, string>
      headers?: Record<string, string>
    }
    const how = { params, headers, callGetSession: false }
    const action = request.url.replace('/api/_auth/', '')
    const held = {
      token: seen.get(provider.token.cookieName) ?? null,
      refreshToken: seen.get(provider.refresh.token.cookieName) ?? null,
    }
    let body: unknown = {}
    if (action === 'signIn') {
      const { user } = Object(await client.signIn(data, how)) as { user?: string }
      body = { user }
    } else if (action === 'signUp') body = await client.signUp(data, how)
    else if (action === 'signOut') body = await client.signOut()
    else if (action === 'clear') await client.signOut()
    else if (action === 'getSession') body = { data: (await client.getSession()) ?? null }
    else if (held.refreshToken === null) throw refusal(401)
    else if (!isReplaced(data, held)) await client.refresh()
    const answer = { status: 200, headers: new Headers(), body: body ?? {} }
    arriving.set(answer, () => {
      for (const [by, value] of writes) shared.write(by, value)
    })
    return answer
  }
  const sendToServer = transport(handleServed)

  const world: TokenWorld = {
    browser,
    backend,
    cookies,
    locks,
    transits,
    isHeld: false,
    logged,
    logger,
    send: sendThrough,
    async sendServed(request) {
      if (!request.url.startsWith('/api/_auth/')) return sendThrough(request)
      const answer = await sendToServer(request)
      arriving.get(answer)?.()
      return answer
    },
    openTab(options = {}) {
      const tab = browser.openTab()
      const client = createTokenClient(
        {
          baseURL: '/api/auth',
          provider,
          jar: cookies.jar(true),
          send: world.send,
          environment: tab.environment,
          locks,
          now: browser.now,
          logger,
          ...options,
        },
        async () => engine,
      )
      const leave = client.store.subscribe(() => undefined)
      return { ...tab, client, leave, state: () => client.store.get() }
    },
    render: (options = {}) =>
      createTokenClient(
        {
          baseURL: '/api/auth',
          provider,
          jar: cookies.jar(false),
          send: world.send,
          now: browser.now,
          logger,
          ...options,
        },
        async () => engine,
      ),
    find(route) {
      const found = transits.find((transit) => transit.route === route)
      if (!found) throw new Error(`No ${route} among ${transits.map((one) => one.route).join()}.`)
      return found
    },
  }
  return world
}
