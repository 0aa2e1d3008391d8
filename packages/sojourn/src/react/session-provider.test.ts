// @vitest-environment happy-dom
import {
  act,
  createElement,
  lazy,
  StrictMode,
  Suspense,
  useEffect,
  useLayoutEffect,
  type ReactNode,
} from 'react'
import { createRoot } from 'react-dom/client'
import { describe, expect, it } from 'vitest'
import { idle, setUpPage, useRoots } from '../../test/support/react-page.ts'
import {
  getCsrfToken,
  getProviders,
  getSession,
  SessionProvider,
  signIn,
  signOut,
  useSession,
  type SessionProviderProps,
} from './index.ts'

const hour = 3_600_000
const roots = useRoots()

/** Renders, and lets everything that follows from it happen. */
async function mount(tree: ReactNode) {
  const element = document.createElement('div')
  const root = createRoot(element)
  roots.push(root)
  const render = (next: ReactNode): Promise<void> =>
    act(async () => {
      root.render(next)
      await idle()
    })
  await render(tree)
  return { element, render, unmount: () => act(() => root.unmount()) }
}

/** Shows the session. */
function Show(): ReactNode {
  const { status, data } = useSession()
  return `${status} ${data?.user?.name ?? '-'}`
}

function provide(props: SessionProviderProps, ...children: ReactNode[]): ReactNode {
  return createElement(SessionProvider, props, ...children)
}

function strict(tree: ReactNode): ReactNode {
  return createElement(StrictMode, null, tree)
}

const show = createElement(Show)

describe('a provider', () => {
  it.each([
    ['plainly', (tree: ReactNode) => tree],
    ['in StrictMode', strict],
  ])('asks once if nothing is known, mounted %s', async (_, wrap) => {
    const { server, props, ada } = setUpPage()
    server.session = ada
    const { element } = await mount(wrap(provide(props, show)))
    expect(element.textContent).toBe('authenticated ada')
    expect(server.routes()).toEqual(['GET session'])
  })

  it('asks nothing if it is given a session, or null', async () => {
    const { browser, server, props, ada } = setUpPage()
    const tree = (more: SessionProviderProps) => strict(provide({ ...props, ...more }, show))
    const known = await mount(tree({ session: ada, serverTime: browser.now() }))
    expect(known.element.textContent).toBe('authenticated ada')
    const unknownAge = await mount(tree({ session: ada }))
    expect(unknownAge.element.textContent).toBe('authenticated ada')
    const nobody = await mount(tree({ session: null }))
    expect(nobody.element.textContent).toBe('unauthenticated -')
    expect(server.seen).toEqual([])
  })

  it('keeps the session true where no component reads it', async () => {
    const { browser, server, tab, props, ada, bob } = setUpPage()
    server.session = ada
    await mount(provide({ ...props, refetchInterval: 60 }, 'a page'))
    expect(tab.live()).toEqual({ listeners: 3, timers: 3, channels: 1 })
    server.session = bob
    await act(async () => {
      browser.advance(60_000)
      await idle()
    })
    tab.hide()
    browser.advance(10_000)
    await act(async () => {
      tab.show()
      await idle()
    })
    expect(server.routes()).toEqual(['GET session', 'GET session', 'GET session'])
  })

  // "It won't unnecessarily contact the /api/auth/session endpoint for pages that do not require authentication."
  it('asks nothing if nothing is known and no component reads it, and asks once one does', async () => {
    const { server, tab, props, ada } = setUpPage()
    server.session = ada
    const tree = (...children: ReactNode[]) => strict(provide(props, ...children))
    const { element, render, unmount } = await mount(tree('a page'))
    tab.hide()
    await act(async () => {
      tab.show()
      await idle()
    })
    expect(server.seen).toEqual([])
    await render(tree(show, show))
    expect(element.textContent).toBe('authenticated ada'.repeat(2))
    await render(tree('a page'))
    await render(tree(show))
    expect(server.routes()).toEqual(['GET session'])
    unmount()
    expect(tab.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
  })

  it('keeps what it was given, past pages that neither bring nor read it', async () => {
    const { browser, server, props, ada } = setUpPage()
    const snapshot = { session: ada, serverTime: browser.now() }
    const { element, render } = await mount(provide({ ...props, ...snapshot }, 'a page'))
    await render(provide(props, 'another'))
    browser.advance(60_000)
    await render(provide(props, show))
    expect(element.textContent).toBe('authenticated ada')
    expect(server.seen).toEqual([])
  })

  it.each([{ refetchInterval: 60 }, { push: true }])(
    'asks although no component reads it, given %o',
    async (more) => {
      const { server, props } = setUpPage()
      await mount(provide({ ...props, ...more }, 'a page'))
      expect(server.routes()).toEqual(['GET session'])
    },
  )

  it('hears the other tabs, and tells them', async () => {
    const { browser, server, props, ada } = setUpPage()
    server.session = ada
    const second = browser.openTab()
    const here = await mount(provide({ ...props, session: null, serverTime: browser.now() }, show))
    browser.advance(1000)
    const there = await mount(provide({ ...props, environment: second.environment }, show))
    act(() => browser.deliver())
    expect(here.element.textContent).toBe('authenticated ada')
    expect(there.element.textContent).toBe('authenticated ada')
    expect(server.routes()).toEqual(['GET session'])
  })

  it('asks by another interval as soon as it is given one', async () => {
    const { browser, server, props, ada } = setUpPage()
    server.session = ada
    const snapshot = { ...props, session: ada, serverTime: browser.now() }
    const { render } = await mount(strict(provide(snapshot, show)))
    await render(strict(provide({ ...snapshot, refetchInterval: 10 }, show)))
    await act(async () => {
      browser.advance(10_000)
      await idle()
    })
    expect(server.routes()).toEqual(['GET session'])
    await render(strict(provide(snapshot, show)))
    browser.advance(60_000)
    expect(server.routes()).toEqual([])
  })

  it('shows a session that ends by itself as ended', async () => {
    const { browser, props, ada } = setUpPage()
    const { element } = await mount(provide({ ...props, session: ada }, show))
    act(() => browser.advance(hour))
    expect(element.textContent).toBe('unauthenticated -')
  })

  it.each([
    ['plainly', (tree: ReactNode) => tree],
    ['in StrictMode', strict],
  ])('leaves nothing alive when it is unmounted, mounted %s', async (_, wrap) => {
    const { server, tab, props, ada } = setUpPage()
    server.session = ada
    const { unmount } = await mount(wrap(provide({ ...props, refetchInterval: 60 }, show, show)))
    expect(tab.live()).toEqual({ listeners: 3, timers: 3, channels: 1 })
    unmount()
    expect(tab.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
  })

  it('leaves nothing alive when it is unmounted while it asks', async () => {
    const { server, tab, props, ada } = setUpPage()
    server.session = ada
    const release = server.hold('GET session')
    const { unmount } = await mount(provide({ ...props, refetchInterval: 60 }, show))
    unmount()
    release()
    await idle()
    expect(tab.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
  })

  it('leaves nothing alive of a tree that is never shown', async () => {
    const { server, tab, props } = setUpPage()
    const Never = lazy(() => new Promise<never>(() => undefined))
    const tree = provide(props, show, createElement(Never))
    const { element, unmount } = await mount(createElement(Suspense, { fallback: '…' }, tree))
    expect(element.textContent).toBe('…')
    unmount()
    expect(server.seen).toEqual([])
    expect(tab.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
  })

  it('leaves nothing alive of the one before, each time that it is replaced', async () => {
    const { server, tab, props, ada } = setUpPage()
    server.session = ada
    // As a bundler does it when a file has changed: other components in place of those that are there.
    const version = (key: number): ReactNode =>
      strict(createElement(SessionProvider, { key, ...props, refetchInterval: 60 }, show))
    const { element, render } = await mount(version(0))
    const alive = tab.live()
    for (let key = 1; key <= 10; key++) await render(version(key))
    expect(element.textContent).toBe('authenticated ada')
    expect(tab.live()).toEqual(alive)
  })

  it('shares the page with another one of the same base path', async () => {
    const { browser, server, tab, props, ada } = setUpPage()
    server.session = ada
    // Two applications on one page, each with its own.
    const two = await mount(provide({ ...props, session: null, serverTime: browser.now() }, show))
    browser.advance(1000)
    const one = await mount(provide(props, show))
    act(() => browser.deliver())
    expect([one, two].map(({ element }) => element.textContent)).toEqual(
      Array(2).fill('authenticated ada'),
    )
    browser.advance(10_000)
    await act(() => signOut({ redirect: false }))
    act(() => browser.deliver())
    expect([one, two].map(({ element }) => element.textContent)).toEqual(
      Array(2).fill('unauthenticated -'),
    )
    expect(server.routes()).toEqual(['GET session', 'GET csrf', 'POST signout'])
    two.unmount()
    server.session = ada
    await act(() => getSession())
    expect(one.element.textContent).toBe('authenticated ada')
    one.unmount()
    expect(tab.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
  })

  it('does not disturb another one with another base path', async () => {
    const one = setUpPage()
    const two = setUpPage('/shop/auth')
    one.server.session = one.ada
    two.server.session = two.bob
    const { element } = await mount([
      createElement('p', { key: 1 }, provide(one.props, show)),
      createElement('p', { key: 2 }, provide(two.props, show)),
    ])
    expect(element.innerHTML).toBe('<p>authenticated ada</p><p>authenticated bob</p>')
    expect(one.server.seen.map(({ url }) => url)).toEqual(['/api/auth/session'])
    expect(two.server.seen.map(({ url }) => url)).toEqual(['/shop/auth/session'])
    one.server.session = null
    one.browser.advance(10_000)
    one.tab.hide()
    await act(async () => {
      one.tab.show()
      await idle()
    })
    expect(element.innerHTML).toBe('<p>unauthenticated -</p><p>authenticated bob</p>')
  })

  it('serves the inner components if another one is within it', async () => {
    const outer = setUpPage()
    const inner = setUpPage('/shop/auth')
    const tree = provide(
      { ...outer.props, session: outer.ada },
      show,
      ' ',
      provide({ ...inner.props, session: inner.bob }, show),
    )
    const { element } = await mount(tree)
    expect(element.textContent).toBe('authenticated ada authenticated bob')
  })
})

describe('the props of a provider', () => {
  it('say from when on the session is to be renewed, as does each later snapshot', async () => {
    const { browser, server, tab, props, ada } = setUpPage()
    server.session = ada
    const at = browser.now()
    const tree = (serverTime: number, renewAt: number): ReactNode =>
      provide({ ...props, session: ada, serverTime, renewAt }, 'a page')
    const { render } = await mount(tree(at, at + 600_000))
    const pass = (ms: number): Promise<void> =>
      act(async () => {
        browser.advance(ms)
        await import('../client/presence.ts')
        await idle()
        tab.touch()
        await idle()
      })
    await pass(10_000)
    await pass(580_000)
    expect(server.routes()).toEqual([])
    await render(tree(at + 590_000, at + 1_200_000))
    await pass(20_000)
    expect(server.routes()).toEqual([])
    await pass(600_000)
    expect(server.routes()).toEqual(['GET session'])
  })

  it('let a page begin offline with the session that is remembered', async () => {
    const { browser, server, props, ada } = setUpPage()
    const offline = { maxAge: 3600 }
    const before = await mount(
      provide({ ...props, offline, session: ada, serverTime: browser.now() }, show),
    )
    await act(async () => {
      browser.advance(10)
      await import('../client/presence.ts')
      await idle()
    })
    before.unmount()
    server.on('GET session', () => Promise.reject(new TypeError('Failed to fetch')))
    const environment = browser.openTab().environment
    const { element } = await mount(provide({ ...props, environment, offline }, show))
    await act(async () => {
      browser.advance(10)
      await idle()
    })
    expect(element.textContent).toBe('authenticated ada')
    const without = await mount(provide({ ...props, environment }, show))
    expect(without.element.textContent).toBe('unauthenticated -')
  })
})

// https://github.com/nextauthjs/next-auth/issues/9504
describe('a page that the server renders again', () => {
  it('shows what the server knew, without a request', async () => {
    const { browser, server, props, ada, bob } = setUpPage()
    const at = browser.now()
    const tree = (more: SessionProviderProps) => strict(provide({ ...props, ...more }, show))
    const { element, render } = await mount(tree({ session: null, serverTime: at }))
    await render(tree({ session: ada, serverTime: at + 1 }))
    expect(element.textContent).toBe('authenticated ada')
    await render(tree({ session: bob, serverTime: at + 2 }))
    expect(element.textContent).toBe('authenticated bob')
    await render(tree({ session: null, serverTime: at + 3 }))
    expect(element.textContent).toBe('unauthenticated -')
    expect(server.seen).toEqual([])
  })

  it('does not bring back what is older than what is known', async () => {
    const { browser, server, props, ada } = setUpPage()
    const at = browser.now()
    const { element, render } = await mount(
      provide({ ...props, session: ada, serverTime: at }, show),
    )
    browser.advance(1000)
    await act(() => signOut({ redirect: false }))
    await render(provide({ ...props, session: ada, serverTime: at + 500 }, show))
    expect(element.textContent).toBe('unauthenticated -')
    server.routes()
  })

  it('needs no second question if the first has no answer yet', async () => {
    const { browser, server, props, ada } = setUpPage()
    const release = server.hold('GET session')
    const { element, render } = await mount(provide(props, show))
    browser.advance(1000)
    await render(provide({ ...props, session: ada, serverTime: browser.now() }, show))
    expect(element.textContent).toBe('authenticated ada')
    await act(async () => {
      release()
      await idle()
    })
    expect(element.textContent).toBe('authenticated ada')
    expect(server.routes()).toEqual(['GET session'])
  })

  it('is ignored without its time: nobody can tell how old it is', async () => {
    const { props, ada, bob } = setUpPage()
    const { element, render } = await mount(provide({ ...props, session: ada }, show))
    await render(provide({ ...props, session: bob }, show))
    expect(element.textContent).toBe('authenticated ada')
    await render(provide({ ...props, session: null }, show))
    expect(element.textContent).toBe('authenticated ada')
  })
})

describe('the functions', () => {
  it('are those of the provider that was mounted last', async () => {
    const one = setUpPage()
    const two = setUpPage('/shop/auth')
    one.server.session = one.ada
    two.server.session = two.bob
    const first = await mount(provide({ ...one.props, session: null }, show))
    await expect(act(() => getSession())).resolves.toEqual(one.ada)
    expect(first.element.textContent).toBe('authenticated ada')
    const second = await mount(strict(provide({ ...two.props, session: null }, show)))
    await expect(act(() => getSession())).resolves.toEqual(two.bob)
    expect(second.element.textContent).toBe('authenticated bob')
    second.unmount()
    await act(() => signOut({ redirect: false }))
    expect(first.element.textContent).toBe('unauthenticated -')
    expect(two.server.session).toEqual(two.bob)
  })

  it.each([
    ['layout effect', useLayoutEffect],
    ['effect', useEffect],
  ])('reach the provider from the first %s of a component', async (_, useSomeEffect) => {
    const { server, props, ada } = setUpPage('/shop/auth')
    server.session = ada
    let answer: unknown
    function Ask(): ReactNode {
      useSomeEffect(() => {
        void getSession().then((session) => (answer = session))
      }, [])
      return show
    }
    const { element } = await mount(provide({ ...props, session: null }, createElement(Ask)))
    expect(answer).toEqual(ada)
    expect(element.textContent).toBe('authenticated ada')
    expect(server.seen.map(({ url }) => url)).toEqual(['/shop/auth/session'])
  })

  it('sign in, tell the token and the providers', async () => {
    const { server, tab, props } = setUpPage()
    const { element } = await mount(provide({ ...props, session: null }, show))
    await expect(act(() => getCsrfToken())).resolves.toBe('csrf-0')
    expect(Object.keys((await act(() => getProviders())) ?? {})).toContain('github')
    const form = { username: 'ada', password: 'wrong', redirect: false }
    await expect(act(() => signIn('credentials', form))).resolves.toMatchObject({
      ok: false,
      error: 'CredentialsSignin',
      status: 401,
      url: null,
    })
    await expect(
      act(() => signIn('credentials', { ...form, password: 'right' })),
    ).resolves.toMatchObject({ ok: true })
    expect(element.textContent).toBe('authenticated ada')
    await act(() => signIn('github', { callbackUrl: '/' }, { prompt: 'login' }))
    expect(tab.visited).toEqual(['https://github.example/authorize?prompt=login'])
    expect(server.routes()).toContain('POST signin/github')
  })

  it('have a client of their own without a provider', async () => {
    const { server, ada } = setUpPage()
    server.session = ada
    const original = globalThis.fetch
    globalThis.fetch = server.fetch
    try {
      const [one, two] = await Promise.all([getSession(), getSession({ broadcast: false })])
      expect(one).toEqual(ada)
      expect(two).toEqual(ada)
      expect(server.seen.map(({ url }) => url)).toEqual(['/api/auth/session'])
      await signOut({ redirect: false })
      await expect(getSession()).resolves.toBeNull()
    } finally {
      globalThis.fetch = original
    }
  })
})
