// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest'
import {
  createApp,
  defineComponent,
  effectScope,
  getCurrentScope,
  h,
  nextTick,
  type App,
  watch,
} from 'vue'
import { createTokenClient } from '../client/tokens/token-client.ts'
import type { TokenCookie, TokenProvider } from '../client/tokens/token-provider.ts'
import type { SendTokenRequest, TokenRequest } from '../client/tokens/token-request.ts'
import { resolveOptions } from '../nuxt/options.ts'
import { createFakeBrowser } from '../../test/support/fake-browser.ts'
import {
  createTokenAuth,
  type TokenAuth,
  type TokenAuthPluginOptions,
  type TokenAuthState,
  useTokenAuth,
  useTokenAuthState,
} from './index.ts'

const ada = { user: { name: 'ada' }, roles: ['admin'], scope: 'posts:read posts:write' }

/** A backend that knows one person, as long as she is signed in. */
function createBackend() {
  const seen: TokenRequest[] = []
  const sessions = new Set<string>()
  const refreshTokens = new Set<string>()
  let count = 0
  let isAway = false
  const issue = () => {
    const pair = { token: `access-${++count}`, refreshToken: `refresh-${count}` }
    sessions.add(pair.token)
    refreshTokens.add(pair.refreshToken)
    return pair
  }
  const refuse = (status: number): never => {
    throw Object.assign(new Error(`Status ${status}`), { status })
  }
  const send: SendTokenRequest = async (request) => {
    seen.push(request)
    await Promise.resolve()
    if (isAway) throw new TypeError('Failed to fetch')
    const token = request.headers['Authorization']?.replace('Bearer ', '')
    const body = ((): unknown => {
      switch (request.url) {
        case '/api/auth/login':
          return (request.body as { password?: string }).password === 'right'
            ? issue()
            : refuse(401)
        case '/api/auth/register':
          return { id: 1 }
        case '/api/auth/session':
          return token !== undefined && sessions.has(token) ? ada : refuse(401)
        case '/api/auth/refresh':
          return refreshTokens.delete((request.body as { refreshToken: string }).refreshToken)
            ? issue()
            : refuse(401)
        case '/api/auth/logout':
          return { left: true }
        default:
          return refuse(404)
      }
    })()
    return { status: 200, headers: new Headers(), body }
  }
  return {
    seen,
    send,
    issue,
    setAway: (value: boolean) => void (isAway = value),
    forget: (token: string) => void sessions.delete(token),
    paths: () =>
      seen.splice(0).map(({ method, url }) => `${method} ${url.replace('/api/auth', '')}`),
  }
}

function setUp(change: Partial<TokenAuthPluginOptions> = {}, isRefreshing = false) {
  const browser = createFakeBrowser()
  const tab = browser.openTab()
  const backend = createBackend()
  const cookies = new Map<string, string>()
  const went: string[] = []
  const { provider } = resolveOptions({
    provider: { type: 'local', refresh: { isEnabled: isRefreshing } },
  }).public
  const options: TokenAuthPluginOptions = {
    baseURL: '/api/auth',
    provider: provider as unknown as TokenProvider,
    environment: tab.environment,
    now: browser.now,
    jar: {
      read: (name) => cookies.get(name) ?? null,
      write({ cookieName }: TokenCookie, value) {
        if (value === null) cookies.delete(cookieName)
        else cookies.set(cookieName, value)
      },
    },
    send: backend.send,
    navigate: (to) => void went.push(to),
    ...change,
  }
  return { browser, tab, backend, cookies, went, options }
}

const silent = { error: () => undefined, warn: () => undefined, debug: () => undefined }

async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5))
}

/** Mounts an application whose root renders the session. */
function mount(options: TokenAuthPluginOptions) {
  let auth: TokenAuth | undefined
  let state: TokenAuthState | undefined
  const root = defineComponent(() => {
    auth = useTokenAuth()
    state = useTokenAuthState()
    const { status, data } = auth
    return () => h('p', `${status.value} ${JSON.stringify(data.value?.['user'] ?? null)}`)
  })
  const app: App = createApp(root).use(createTokenAuth(options))
  const element = document.createElement('div')
  app.mount(element)
  return { app, element, auth: auth as TokenAuth, state: state as TokenAuthState }
}

/** How many watchers the component that is being set up has made. */
function effectsOfThis(): number {
  return (getCurrentScope() as unknown as { effects: unknown[] }).effects.length
}

const right = { name: 'ada', password: 'right' }

describe('a Vue application of a token backend', () => {
  it('asks nothing where there is no token', async () => {
    const { backend, options } = setUp()
    const { element, auth } = mount(options)
    await settle()
    expect(element.textContent).toBe('unauthenticated null')
    expect(auth.data.value).toBeUndefined()
    expect(auth.lastRefreshedAt.value).toBeUndefined()
    expect(backend.paths()).toEqual([])
  })

  it('asks for the session where there is a token', async () => {
    const { backend, cookies, options } = setUp()
    cookies.set('auth.token', backend.issue().token)
    const { element, auth } = mount(options)
    expect(element.textContent).toBe('loading null')
    await vi.waitFor(() => {
      expect(element.textContent).toBe('authenticated {"name":"ada"}')
    })
    expect(auth.lastRefreshedAt.value).toBeInstanceOf(Date)
    expect(backend.paths()).toEqual(['get /session'])
  })

  it('shares one state: many components add nothing', async () => {
    const { tab, options } = setUp()
    const { app, auth, state } = mount(options)
    await settle()
    const alive = tab.live()
    app.runWithContext(() => {
      for (let count = 0; count < 100; count++) {
        expect(useTokenAuth()).toBe(auth)
        expect(useTokenAuthState()).toBe(state)
      }
    })
    expect(tab.live()).toEqual(alive)
  })

  it('is one subscription, however many components there are', () => {
    const { options } = setUp()
    const client = createTokenClient(options as never)
    const { subscribe } = client.store
    let subscriptions = 0
    const counted = {
      ...client,
      store: {
        ...client.store,
        subscribe(listener: () => void) {
          subscriptions++
          return subscribe(listener)
        },
      },
    }
    const effects: number[] = []
    const component = defineComponent(() => {
      const before = effectsOfThis()
      useTokenAuth()
      useTokenAuthState()
      effects.push(effectsOfThis() - before)
      return () => null
    })
    const root = { render: () => Array.from({ length: 100 }, () => h(component)) }
    const app = createApp(root).use(createTokenAuth({ ...options, client: counted }))
    app.mount(document.createElement('div'))
    expect([subscriptions, effects]).toEqual([1, Array.from({ length: 100 }, () => 0)])
    app.unmount()
    client.dispose()
  })

  it('leaves nothing alive when it is unmounted', async () => {
    const { backend, tab, cookies, options } = setUp({}, true)
    cookies.set('auth.token', backend.issue().token)
    const { app } = mount(options)
    await settle()
    app.unmount()
    await settle()
    expect(tab.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
  })

  it('leaves a client that was given to it to its owner', async () => {
    const { tab, options } = setUp()
    const client = createTokenClient(options as never)
    const { app } = mount({ ...options, client })
    await settle()
    app.unmount()
    expect(tab.live().channels).toBe(0)
    await client.signIn(right)
    expect(client.store.get().status).toBe('authenticated')
    client.dispose()
  })

  it('says what is wrong where there is no session', () => {
    expect(() => useTokenAuth()).toThrow(TypeError)
    const app = createApp({})
    app.runWithContext(() => expect(() => useTokenAuthState()).toThrow(/createTokenAuth/))
  })
})

describe('signIn', () => {
  it('goes where it was told and says nothing, or says what the backend said', async () => {
    const { went, options } = setUp()
    const { auth } = mount(options)
    expect(await auth.signIn(right, { callbackUrl: '/me' })).toBeUndefined()
    expect(went).toEqual(['/me'])
    expect(await auth.signIn(right, { redirect: false })).toEqual({
      token: 'access-2',
      refreshToken: 'refresh-2',
    })
    expect(went).toEqual(['/me'])
    expect(auth.status.value).toBe('authenticated')
    expect(auth.token.value).toBe('Bearer access-2')
  })

  it('takes query and headers, and need not ask for the session', async () => {
    const { backend, options } = setUp()
    const { auth } = mount(options)
    const query = { tenant: 'a' }
    await auth.signIn(right, { redirect: false, callGetSession: false }, query, { 'x-a': 'b' })
    expect(backend.seen[0]).toMatchObject({ query, headers: { 'x-a': 'b' }, body: right })
    expect(backend.paths()).toEqual(['post /login'])
    await auth.getSession()
    expect(auth.status.value).toBe('authenticated')
  })

  it('rejects with the error of the backend, changes nothing and goes nowhere', async () => {
    const { went, options } = setUp()
    const { auth } = mount(options)
    await settle()
    await expect(auth.signIn({ name: 'ada', password: 'wrong' })).rejects.toMatchObject({
      status: 401,
    })
    expect(went).toEqual([])
    expect([auth.status.value, auth.token.value]).toEqual(['unauthenticated', null])
  })

  it('changes one thing after the other, in the order that applications of NuxtAuth see', async () => {
    const { options } = setUp({}, true)
    const { auth, state } = mount(options)
    await settle()
    const order: string[] = []
    const scope = effectScope()
    scope.run(() => {
      const names = ['rawToken', 'rawRefreshToken', 'loading', 'data', 'lastRefreshedAt'] as const
      for (const name of names) {
        watch(state[name], () => void order.push(`${name} ${Boolean(state[name].value)}`), {
          flush: 'sync',
        })
      }
    })
    await auth.signIn(right, { redirect: false })
    scope.stop()
    expect(order.filter((step) => !step.startsWith('loading'))).toEqual([
      'rawToken true',
      'rawRefreshToken true',
      'data true',
      'lastRefreshedAt true',
    ])
  })
})

describe('signUp', () => {
  it('signs in with the same, and goes where it was told', async () => {
    const { backend, went, options } = setUp()
    const { auth } = mount(options)
    expect(await auth.signUp(right, { callbackUrl: '/profile', redirect: true })).toBeUndefined()
    expect(backend.paths()).toEqual(['post /register', 'post /login', 'get /session'])
    expect(went).toEqual(['/profile'])
  })

  it.each([
    ['in the third argument', [{ callbackUrl: '/' }, { preventLoginFlow: true }]],
    ['in the second', [{ callbackUrl: '/', preventLoginFlow: true }]],
  ] as const)('does not sign in if told so %s, but goes where it was told', async (_, args) => {
    const { backend, went, options } = setUp()
    const { auth } = mount(options)
    expect(await auth.signUp(right, ...args)).toEqual({ id: 1 })
    expect(backend.paths()).toEqual(['post /register'])
    expect(went).toEqual(['/'])
  })

  it('goes nowhere by itself if it does not sign in', async () => {
    const { went, options } = setUp()
    const { auth } = mount(options)
    await auth.signUp(right, undefined, { preventLoginFlow: true })
    await auth.signUp(right, { callbackUrl: '/', redirect: false }, { preventLoginFlow: true })
    expect(went).toEqual([])
    expect(auth.status.value).toBe('unauthenticated')
  })
})

describe('signUp where the backend takes none', () => {
  it('says so in the log, and signs nobody in', async () => {
    const told: string[] = []
    const { backend, options } = setUp({
      logger: { ...silent, warn: (event) => void told.push(event) },
    })
    const { provider } = options
    const endpoints = { ...provider.endpoints, signUp: false as const }
    const { auth } = mount({ ...options, provider: { ...provider, endpoints } })
    expect(await auth.signUp(right)).toBeUndefined()
    expect([told, backend.paths()]).toEqual([['sign_up_disabled'], []])
  })
})

describe('signOut', () => {
  it('ends it here at once, tells the backend with the old token, and goes where it was told', async () => {
    const { backend, cookies, went, options } = setUp({}, true)
    const { auth } = mount(options)
    await auth.signIn(right, { redirect: false })
    backend.paths()
    const leaving = auth.signOut({ callbackUrl: '/bye' })
    expect([auth.status.value, auth.token.value]).toEqual(['unauthenticated', null])
    expect(await leaving).toEqual({ left: true })
    expect(backend.seen[0]).toMatchObject({
      headers: { Authorization: 'Bearer access-1' },
      body: { refreshToken: 'refresh-1' },
    })
    expect(cookies.size).toBe(0)
    expect(went).toEqual(['/bye'])
  })

  it('finishes although the backend is away', async () => {
    const { backend, cookies, went, options } = setUp({ logger: silent })
    const { auth } = mount(options)
    await auth.signIn(right, { redirect: false })
    backend.setAway(true)
    expect(await auth.signOut({ callbackUrl: '/bye' })).toBeUndefined()
    expect(auth.data.value).toBeNull()
    expect(cookies.size).toBe(0)
    expect(went).toEqual(['/bye'])
  })

  it('stays on the page if told so', async () => {
    const { went, options } = setUp()
    const { auth } = mount(options)
    await auth.signOut({ redirect: false })
    expect(went).toEqual([])
  })
})

describe('getSession', () => {
  it('sends to sign in if a session is required, though nothing had to be asked', async () => {
    const { went, options } = setUp()
    const { auth } = mount(options)
    expect(await auth.getSession({ required: true })).toBeUndefined()
    expect(went).toEqual([`/login?redirect=${encodeURIComponent(location.pathname)}`])
  })

  it('goes where it was told instead, or calls', async () => {
    const { went, options } = setUp()
    const { auth } = mount(options)
    await auth.getSession({ required: true, callbackUrl: '/join' })
    let calls = 0
    const onUnauthenticated = (): string => `called ${++calls}`
    expect(await auth.getSession({ required: true, onUnauthenticated })).toBe('called 1')
    expect(await auth.refresh({ required: true, onUnauthenticated })).toBe('called 2')
    expect([went, calls]).toEqual([['/join'], 2])
  })

  it('sends nobody away who is signed in, or because the backend is away', async () => {
    const { backend, cookies, went, options } = setUp()
    cookies.set('auth.token', backend.issue().token)
    const { auth } = mount(options)
    expect(await auth.getSession({ required: true })).toEqual(ada)
    backend.setAway(true)
    await auth.getSession({ required: true })
    expect(auth.error.value?.code).toBe('session_unavailable')
    expect(auth.status.value).toBe('authenticated')
    expect(went).toEqual([])
  })

  it('sends nobody away if nothing is known because the backend is away', async () => {
    const { backend, cookies, went, options } = setUp()
    cookies.set('auth.token', backend.issue().token)
    backend.setAway(true)
    const { auth } = mount(options)
    await auth.getSession({ required: true })
    expect(auth.error.value?.code).toBe('session_unavailable')
    expect([auth.data.value ?? null, went]).toEqual([null, []])
  })

  it('asks without a token if forced', async () => {
    const { backend, options } = setUp()
    const { auth } = mount(options)
    await auth.getSession({ force: true })
    expect(backend.paths()).toEqual(['get /session'])
  })
})

describe('refresh', () => {
  it('renews the tokens and asks for the session', async () => {
    const { backend, options } = setUp({}, true)
    const { auth } = mount(options)
    await auth.signIn(right, { redirect: false })
    backend.paths()
    expect(await auth.refresh()).toEqual(ada)
    expect(backend.paths()).toEqual(['post /refresh', 'get /session'])
    expect(auth.token.value).toBe('Bearer access-2')
  })

  it('only asks for the session where refreshing is off', async () => {
    const { backend, options } = setUp()
    const { auth } = mount(options)
    await auth.signIn(right, { redirect: false })
    backend.paths()
    await auth.refresh()
    expect(backend.paths()).toEqual(['get /session'])
    expect(auth.refreshToken.value).toBeNull()
  })
})

describe('the state', () => {
  it('has what NuxtAuth has, and the error', () => {
    const { state, auth } = mount(setUp().options)
    expect(Object.keys(state)).toEqual([
      'status',
      'loading',
      'data',
      'lastRefreshedAt',
      'error',
      'token',
      'rawToken',
      'refreshToken',
      'rawRefreshToken',
      'setToken',
      'clearToken',
      '_internal',
    ])
    expect('loading' in auth).toBe(false)
  })

  it('writes tokens into their cookies and leaves the session until it is asked for', async () => {
    const { backend, cookies, options } = setUp({}, true)
    const { state, auth } = mount(options)
    await settle()
    const { token } = backend.issue()
    state.setToken(token)
    expect(cookies.get('auth.token')).toBe(token)
    expect([state.rawToken.value, state.token.value]).toEqual([token, `Bearer ${token}`])
    expect([state.status.value, backend.paths()]).toEqual(['unauthenticated', []])
    await auth.getSession()
    expect(state.status.value).toBe('authenticated')
    state.rawRefreshToken.value = 'r'
    expect([cookies.get('auth.refresh-token'), state.refreshToken.value]).toEqual(['r', 'r'])
    state.clearToken()
    expect(cookies.size).toBe(0)
    expect([state.rawToken.value, state.rawRefreshToken.value]).toEqual([null, null])
    expect(state.status.value).toBe('authenticated')
  })

  it('takes data that the application writes', async () => {
    const { state, element } = mount(setUp().options)
    await settle()
    state.data.value = { user: 'eve' }
    await nextTick()
    expect(state.status.value).toBe('authenticated')
    expect(element.querySelector('p')?.textContent ?? element.textContent).toContain('eve')
  })

  it('has no prefix in the token where none is configured', async () => {
    const { options } = setUp()
    const { provider } = options
    const { auth } = mount({
      ...options,
      provider: { ...provider, token: { ...provider.token, type: '' } },
    })
    await auth.signIn(right, { redirect: false, callGetSession: false })
    expect(auth.token.value).toBe('access-1')
  })
})
