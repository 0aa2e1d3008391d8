// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest'
import { createApp, defineComponent, getCurrentScope, h, isReadonly, nextTick, type App } from 'vue'
import { createSessionClient } from '../client/session-client.ts'
import { createFakeBrowser } from '../../test/support/fake-browser.ts'
import { createFakeServer, json, sessionOf } from '../../test/support/fake-server.ts'
import { createAuth, useAuth, useAuthState, type Auth, type AuthPluginOptions } from './index.ts'

function setUp() {
  const browser = createFakeBrowser()
  const server = createFakeServer(browser.now)
  const tab = browser.openTab()
  const options: AuthPluginOptions = {
    environment: tab.environment,
    now: browser.now,
    fetch: server.fetch,
  }
  const ada = sessionOf('ada', browser.now() + 3_600_000)
  return { browser, server, tab, options, ada }
}

function idle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}

/** How many watchers the component that is being set up has made. */
function effectsOfThis(): number {
  return (getCurrentScope() as unknown as { effects: unknown[] }).effects.length
}

/** Mounts an application whose root renders the session. */
function mount(options: AuthPluginOptions): { app: App; element: HTMLElement; auth: Auth } {
  let auth: Auth | undefined
  const root = defineComponent(() => {
    auth = useAuth()
    const { status, data } = auth
    return () => h('p', `${status.value} ${data.value?.user?.name ?? '-'}`)
  })
  const app = createApp(root).use(createAuth(options))
  const element = document.createElement('div')
  app.mount(element)
  return { app, element, auth: auth as Auth }
}

describe('a Vue application', () => {
  it('asks for the session once it is set up, and shows what becomes of it', async () => {
    const { server, options, ada } = setUp()
    server.session = ada
    const { element, auth } = mount(options)
    expect(element.textContent).toBe('loading -')
    await idle()
    expect(element.textContent).toBe('authenticated ada')
    expect(server.routes()).toEqual(['GET session'])
    await auth.signOut({ redirect: false })
    await nextTick()
    expect(element.textContent).toBe('unauthenticated -')
  })

  it('asks nothing if the session is known', async () => {
    const { server, options, ada } = setUp()
    const { element } = mount({ ...options, session: ada })
    await idle()
    expect(element.textContent).toBe('authenticated ada')
    expect(server.seen).toEqual([])
  })

  it('shares one state: many components add nothing', () => {
    const { tab, options } = setUp()
    const { app, auth } = mount({ ...options, session: null })
    const alive = tab.live()
    app.runWithContext(() => {
      for (let count = 0; count < 100; count++) {
        expect(useAuth()).toBe(auth)
        expect(useAuthState().status).toBe(auth.status)
      }
    })
    expect(tab.live()).toEqual(alive)
  })

  it('is one subscription, however many components there are', () => {
    const { options } = setUp()
    const client = createSessionClient({ ...options, session: null })
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
      useAuth()
      useAuthState()
      effects.push(effectsOfThis() - before)
      return () => null
    })
    const root = { render: () => Array.from({ length: 100 }, () => h(component)) }
    const app = createApp(root).use(createAuth({ ...options, client: counted }))
    app.mount(document.createElement('div'))
    expect([subscriptions, effects]).toEqual([1, Array.from({ length: 100 }, () => 0)])
    app.unmount()
    client.dispose()
  })

  it('leaves nothing alive when it is unmounted', async () => {
    const { server, tab, options } = setUp()
    const { app, auth } = mount(options)
    app.unmount()
    await idle()
    expect(tab.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
    expect(auth.status.value).toBe('loading')
    server.routes()
    await auth.getSession()
    expect(server.routes()).toEqual([])
  })

  it('leaves a client that was given to it to its owner', async () => {
    const { server, tab, options, ada } = setUp()
    server.session = ada
    const client = createSessionClient(options)
    const { app } = mount({ client })
    app.unmount()
    expect(tab.live().channels).toBe(0)
    await expect(client.getSession()).resolves.toEqual(ada)
  })

  it('is told of changes by the server, with push', async () => {
    const { browser, server, options, ada } = setUp()
    let say: ((text: string) => void) | undefined
    server.on('GET events', () => {
      const { readable, writable } = new TextEncoderStream()
      const writer = writable.getWriter()
      say = (text) => void writer.write(text)
      return new Response(readable, { headers: { 'content-type': 'text/event-stream' } })
    })
    const { app, element } = mount({ ...options, session: ada, push: true })
    // What listens is loaded when the page has settled.
    await vi.waitFor(
      () => {
        browser.advance(500)
        expect(server.seen.map(({ route }) => route)).toEqual(['GET events'])
      },
      { timeout: 10_000 },
    )
    say?.('event: session\ndata: {"change":"ended"}\n\n')
    await vi.waitFor(() => expect(element.textContent).toBe('unauthenticated -'))
    app.unmount()
  })

  it('begins with the last known session where the server cannot be asked, with offline', async () => {
    const { browser, server, tab, options, ada } = setUp()
    server.session = ada
    const offline = { ...options, offline: { maxAge: 60 } }
    const first = mount(offline)
    await vi.waitFor(() => {
      browser.advance(0)
      expect(tab.environment.presence?.storage.getItem('sojourn:/api/auth')).toContain('ada')
    })
    first.app.unmount()
    server.on('GET session', () => {
      throw new TypeError('Failed to fetch')
    })
    const { app, element, auth } = mount(offline)
    await vi.waitFor(() => expect(element.textContent).toBe('authenticated ada'))
    expect(auth.error.value?.code).toBe('session_unavailable')
    app.unmount()
  })

  it('says what is wrong where there is no session', () => {
    expect(() => useAuth()).toThrow(TypeError)
    const app = createApp({})
    app.runWithContext(() => expect(() => useAuthState()).toThrow(/app\.use\(createAuth/))
  })

  it('can do without options', () => {
    expect(createAuth().client.store.get().status).toBe('loading')
  })
})

describe('the state', () => {
  it('has what NuxtAuth has, and the error', async () => {
    const { browser, server, options, ada } = setUp()
    server.session = ada
    const { app, auth } = mount(options)
    const state = app.runWithContext(() => useAuthState())
    expect(Object.keys(state)).toEqual(['status', 'data', 'lastRefreshedAt', 'error', 'loading'])
    expect(state.loading.value).toBe(true)
    expect(state.lastRefreshedAt.value).toBeUndefined()
    await idle()
    const refreshedAt = state.lastRefreshedAt.value
    expect(state.loading.value).toBe(false)
    expect(refreshedAt).toEqual(new Date(browser.now()))
    server.on('GET session', () => json({}, 500))
    await auth.refresh()
    expect(state.error.value?.code).toBe('session_unavailable')
    expect(state.status.value).toBe('authenticated')
    expect(state.lastRefreshedAt.value).toBe(refreshedAt)
  })

  it('cannot be written', () => {
    const { options } = setUp()
    const { auth } = mount({ ...options, session: null })
    expect(isReadonly(auth.data) && isReadonly(auth.status)).toBe(true)
  })
})

describe('getSession', () => {
  it('is refresh', () => {
    const { options } = setUp()
    const { auth } = mount({ ...options, session: null })
    expect(auth.refresh).toBe(auth.getSession)
  })

  it('does nothing about nobody being signed in unless that is required', async () => {
    const { tab, options } = setUp()
    const { auth } = mount({ ...options, session: null })
    await expect(auth.getSession()).resolves.toBeNull()
    await expect(auth.getSession({ callbackUrl: '/in' })).resolves.toBeNull()
    expect(tab.visited).toEqual([])
  })

  it('sends to sign in if a session is required', async () => {
    const { tab, options } = setUp()
    const { auth } = mount({ ...options, session: null })
    await auth.getSession({ required: true, callbackUrl: '/in' })
    expect(tab.visited).toEqual(['/api/auth/signin?callbackUrl=%2Fin'])
  })

  it('calls onUnauthenticated instead', async () => {
    const { tab, options } = setUp()
    const { auth } = mount({ ...options, session: null })
    let calls = 0
    const onUnauthenticated = (): string => `called ${++calls}`
    expect(await auth.getSession({ required: true, onUnauthenticated })).toBe('called 1')
    expect(calls).toBe(1)
    expect(tab.visited).toEqual([])
  })

  it('sends nobody away who is signed in, or if the server could not be asked', async () => {
    const { server, tab, options, ada } = setUp()
    const { auth } = mount({ ...options, session: null })
    server.session = ada
    await auth.getSession({ required: true })
    server.session = null
    await auth.getSession()
    server.on('GET session', () => json({}, 500))
    await auth.getSession({ required: true, onUnauthenticated: () => tab.visited.push('called') })
    expect(tab.visited).toEqual([])
  })
})
