// @vitest-environment happy-dom
import {
  act,
  createElement,
  startTransition,
  StrictMode,
  useContext,
  useEffect,
  type ReactNode,
} from 'react'
import { createRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import { json } from '../../test/support/fake-server.ts'
import { idle, setUpPage, useRoots } from '../../test/support/react-page.ts'
import {
  getSession,
  SessionContext,
  SessionProvider,
  signOut,
  useSession,
  type AuthError,
  type Session,
  type SessionContextValue,
  type SessionProviderProps,
  type UseSessionOptions,
} from './index.ts'

const signInPage =
  '/api/auth/signin?error=SessionRequired&callbackUrl=https%3A%2F%2Fapp.example.com%2Finbox%3Funread%3D1'
const roots = useRoots()

/** Renders a component that records what the hook returns each time it is rendered. */
async function mount(
  props: SessionProviderProps,
  options?: UseSessionOptions,
  wrap = (tree: ReactNode) => tree,
) {
  const rendered: SessionContextValue<boolean>[] = []
  function Reader(): ReactNode {
    rendered.push(useSession(options))
    return null
  }
  const root = createRoot(document.createElement('div'))
  roots.push(root)
  const render = (more: SessionProviderProps = {}): Promise<void> =>
    act(async () => {
      root.render(
        wrap(createElement(SessionProvider, { ...props, ...more }, createElement(Reader))),
      )
      await idle()
    })
  await render()
  return { rendered, render, last: () => rendered.at(-1) as SessionContextValue<boolean> }
}

describe('useSession', () => {
  it('tells what becomes of the session', async () => {
    const { server, props, ada } = setUpPage()
    server.session = ada
    const { rendered } = await mount(props)
    await act(() => signOut({ redirect: false }))
    expect(rendered).toMatchObject([
      { status: 'loading', data: undefined, error: undefined },
      { status: 'authenticated', data: ada, error: undefined },
      { status: 'unauthenticated', data: null, error: undefined },
    ])
  })

  it('has what NextAuth has, and the error', async () => {
    const { props } = setUpPage()
    const { last } = await mount(props)
    expect(Object.keys(last()).toSorted()).toEqual(['data', 'error', 'status', 'update'])
  })

  it('says that the server could not be asked, and signs nobody out', async () => {
    const { server, props, ada } = setUpPage()
    const { last } = await mount({ ...props, session: ada })
    server.on('GET session', () => json({}, 500))
    await act(() => getSession())
    expect(last()).toMatchObject({ status: 'authenticated', data: ada })
    expect(last().error?.code).toBe('session_unavailable')
  })

  it('updates the session on the server', async () => {
    const { server, props, ada } = setUpPage()
    server.session = ada
    const { last } = await mount({ ...props, session: ada })
    const grace = { ...ada, user: { ...ada.user, name: 'grace' } }
    await expect(act(() => last().update({ name: 'grace' }))).resolves.toEqual(grace)
    expect(last().data).toEqual(grace)
    expect(server.routes()).toEqual(['GET csrf', 'POST session'])
    await act(() => last().update())
    expect(server.routes()).toEqual(['POST session'])
  })

  it('renders only what has changed', async () => {
    const { server, props, ada } = setUpPage()
    server.session = ada
    const { rendered, last } = await mount(props)
    expect(rendered).toHaveLength(2)
    const before = last()
    // A question with the same answer: pending, refreshedAt and version have all changed.
    await act(() => getSession())
    await act(() => last().update())
    expect(rendered).toHaveLength(2)
    expect(last()).toBe(before)
    server.session = { ...ada }
    await act(() => getSession())
    expect(last()).toBe(before)
  })

  it('returns the same object until something has changed', async () => {
    const { server, props, ada } = setUpPage()
    const options = { session: null, refetchInterval: 60 }
    for (const required of [false, true]) {
      const { rendered, render } = await mount(
        { ...props, ...options },
        { required, onUnauthenticated: () => undefined },
      )
      await render()
      await render()
      expect(rendered).toHaveLength(3)
      expect(new Set(rendered).size).toBe(1)
      server.session = ada
      await act(() => getSession())
      expect(new Set(rendered).size).toBe(2)
      server.session = null
    }
  })

  it('says what is wrong where there is no provider', async () => {
    const root = createRoot(document.createElement('div'))
    const complain = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const Reader = (): ReactNode => useSession().status
    const render = async (): Promise<void> => act(() => root.render(createElement(Reader)))
    await expect(render()).rejects.toThrow(TypeError)
    await expect(render()).rejects.toThrow(/<SessionProvider>/)
    complain.mockRestore()
  })
})

describe('a selection', () => {
  /** Renders a component that selects, and counts how often it is rendered. */
  async function select<T>(
    props: SessionProviderProps,
    selector: (session: SessionContextValue) => T,
    wrap = (tree: ReactNode) => tree,
  ) {
    const rendered: T[] = []
    let effects = 0
    function Reader({ of = selector }: { of?: typeof selector }): ReactNode {
      const selected = useSession(of)
      rendered.push(selected)
      useEffect(() => void effects++, [selected])
      return null
    }
    const root = createRoot(document.createElement('div'))
    roots.push(root)
    const render = (of?: typeof selector): Promise<void> =>
      act(async () => {
        root.render(
          wrap(createElement(SessionProvider, props, createElement(Reader, of ? { of } : null))),
        )
        await idle()
      })
    await render()
    return { rendered, render, effects: () => effects, last: () => rendered.at(-1) }
  }

  it('renders again only if what is selected has changed', async () => {
    const { server, props, ada } = setUpPage()
    server.session = ada
    const name = await select(props, ({ data }) => data?.user?.name)
    const status = await select({ ...props, session: ada }, (session) => session.status)
    expect(name.rendered).toEqual([undefined, 'ada'])
    server.session = { ...ada, user: { ...ada.user, image: 'a.png' } }
    await act(() => getSession())
    server.on('GET session', () => json({}, 500))
    await act(() => getSession())
    server.on('GET session', undefined)
    expect(name.rendered).toHaveLength(2)
    await act(() => signOut({ redirect: false }))
    expect(status.rendered).toEqual(['authenticated', 'unauthenticated'])
  })

  it.each([
    ['plainly', (tree: ReactNode) => tree],
    ['in StrictMode', (tree: ReactNode) => createElement(StrictMode, null, tree)],
  ])('is the same object as long as it says the same, mounted %s', async (_, wrap) => {
    const { server, props, ada } = setUpPage()
    const pick = ({ data }: SessionContextValue) => ({ mail: data?.user?.email, all: [1] })
    const { rendered, render, effects, last } = await select({ ...props, session: ada }, pick, wrap)
    const [first] = rendered
    const before = effects()
    server.session = { ...ada, user: { ...ada.user, name: 'Countess' } }
    await act(() => getSession())
    // Written into a component, it is another function each time.
    await render((session) => pick(session))
    await render((session) => pick(session))
    expect(new Set(rendered.slice(-2))).toEqual(new Set([last()]))
    expect(last()).toEqual(first)
    expect(effects()).toBe(before)
    server.session = { ...ada, user: { email: 'new@example.com' } }
    await act(() => getSession())
    expect(last()).toEqual({ mail: 'new@example.com', all: [1] })
    expect(effects()).toBe(before + 1)
  })

  it('is made once of each state, whatever it is', async () => {
    const { server, props, ada } = setUpPage()
    const { rendered } = await select({ ...props, session: ada }, (state) => new Map([[state, 1]]))
    expect(rendered).toHaveLength(1)
    server.session = null
    await act(() => getSession())
    expect(rendered).toHaveLength(2)
  })

  it('reads what the function of this rendering makes of it', async () => {
    const { props, ada } = setUpPage()
    const { render, last } = await select<unknown>(
      { ...props, session: ada },
      ({ data }) => data?.user?.name,
    )
    expect(last()).toBe('ada')
    await render(({ data }) => data?.user?.email)
    expect(last()).toBe('ada@example.com')
  })

  it('is hydrated as the server rendered it', async () => {
    const { browser, props, ada } = setUpPage()
    const Name = (): ReactNode => useSession(({ data }) => data?.user?.name ?? 'nobody')
    const tree = createElement(
      SessionProvider,
      { ...props, session: ada, serverTime: browser.now() },
      createElement(Name),
    )
    // React 18 has words for a page on a server.
    const complain = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    expect(renderToString(tree)).toBe('ada')
    complain.mockRestore()
  })
})

describe('a required session', () => {
  it.each([
    ['plainly', (tree: ReactNode) => tree],
    ['in StrictMode', (tree: ReactNode) => createElement(StrictMode, null, tree)],
  ])('sends to sign in whoever is signed out, mounted %s', async (_, wrap) => {
    const { tab, props } = setUpPage()
    const { rendered } = await mount(props, { required: true }, wrap)
    expect(new Set(rendered.map(({ status }) => status))).toEqual(new Set(['loading']))
    expect(tab.visited).toEqual([signInPage])
  })

  it('sends to the sign-in page of the base path', async () => {
    const { tab, props } = setUpPage('/shop/auth')
    await mount({ ...props, session: null }, { required: true })
    expect(tab.visited[0]).toMatch(/^\/shop\/auth\/signin\?error=SessionRequired&/)
  })

  it('calls onUnauthenticated instead, once each time that nobody is signed in any more', async () => {
    const { server, tab, props, ada } = setUpPage()
    let calls = 0
    const { last, render } = await mount(props, {
      required: true,
      onUnauthenticated: () => void calls++,
    })
    expect(calls).toBe(1)
    expect(last()).toMatchObject({ status: 'loading', data: null })
    await act(() => getSession())
    await render()
    expect(calls).toBe(1)
    server.session = ada
    await act(() => getSession())
    expect(last()).toMatchObject({ status: 'authenticated', data: ada })
    await act(() => signOut({ redirect: false }))
    expect(calls).toBe(2)
    expect(tab.visited).toEqual([])
  })

  it('leaves whoever is signed in, and who is not asked for', async () => {
    const { server, tab, props, ada } = setUpPage()
    server.session = ada
    await mount(props, { required: true })
    await mount({ ...props, session: null }, { required: false })
    await mount({ ...props, session: null })
    expect(tab.visited).toEqual([])
  })

  it('sends nobody away as long as the server cannot be asked', async () => {
    const { server, tab, props } = setUpPage()
    server.on('GET session', () => json({}, 500))
    const { last } = await mount(props, { required: true })
    expect(last()).toMatchObject({ status: 'loading', data: null })
    expect(last().error?.code).toBe('session_unavailable')
    expect(tab.visited).toEqual([])
    server.on('GET session', undefined)
    await act(() => getSession())
    expect(tab.visited).toEqual([signInPage])
  })

  it('sends nobody away whose sign-in came with the page', async () => {
    const { browser, tab, props, ada } = setUpPage()
    const Members = (): ReactNode => useSession({ required: true }).status
    const root = createRoot(document.createElement('div'))
    roots.push(root)
    const render = (more: SessionProviderProps, ...children: ReactNode[]): Promise<void> =>
      act(async () => {
        root.render(createElement(SessionProvider, { ...props, ...more }, ...children))
        await idle()
      })
    await render({ session: null, serverTime: browser.now() }, 'sign in')
    await render({ session: ada, serverTime: browser.now() + 1 }, createElement(Members))
    expect(tab.visited).toEqual([])
  })
})

describe('the context', () => {
  it('has the session for whoever reads it without the hook', async () => {
    const { server, props, ada } = setUpPage()
    const seen: unknown[] = []
    function Direct(): ReactNode {
      const { status, data, error, update } = useContext(SessionContext) as SessionContextValue
      seen.push([status, data?.user?.name, error?.code, typeof update])
      return null
    }
    const root = createRoot(document.createElement('div'))
    roots.push(root)
    server.session = ada
    await act(async () => {
      root.render(createElement(SessionProvider, props, createElement(Direct)))
      await idle()
    })
    server.on('GET session', () => json({}, 500))
    await act(() => getSession())
    expect(seen).toEqual([
      ['loading', undefined, undefined, 'function'],
      ['authenticated', 'ada', undefined, 'function'],
      ['authenticated', 'ada', 'session_unavailable', 'function'],
    ])
  })

  const Direct = (): ReactNode => (useContext(SessionContext) as SessionContextValue).status

  it('has it also for a component that comes later', async () => {
    const { server, props, ada } = setUpPage()
    server.session = ada
    const element = document.createElement('div')
    const root = createRoot(element)
    roots.push(root)
    const render = (child: ReactNode): Promise<void> =>
      act(async () => {
        root.render(createElement(SessionProvider, props, child))
        await idle()
      })
    await render('a page')
    await render(createElement(Direct))
    expect(element.textContent).toBe('authenticated')
    expect(server.routes()).toEqual(['GET session'])
  })

  it('has it also if the page is rendered in slices', async () => {
    const { server, props, ada } = setUpPage()
    server.session = ada
    function Slow(): ReactNode {
      const end = performance.now() + 20
      while (performance.now() < end);
      return null
    }
    const element = document.createElement('div')
    const root = createRoot(element)
    roots.push(root)
    const slow = [1, 2, 3].map((key) => createElement(Slow, { key }))
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false })
    startTransition(() =>
      root.render(createElement(SessionProvider, props, createElement(Direct), ...slow)),
    )
    await vi.waitFor(() => expect(element.textContent).toBe('authenticated'))
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
    expect(server.routes()).toEqual(['GET session'])
  })

  it('does not change as long as everybody uses the hook', async () => {
    const { server, props, ada } = setUpPage()
    const values = new Set<unknown>()
    function Look(): ReactNode {
      useSession()
      values.add(useContext(SessionContext))
      return null
    }
    const root = createRoot(document.createElement('div'))
    roots.push(root)
    server.session = ada
    await act(async () => {
      root.render(createElement(SessionProvider, props, createElement(Look)))
      await idle()
    })
    await act(() => signOut({ redirect: false }))
    expect(values.size).toBe(1)
  })

  it('can be provided by a test', async () => {
    const root = createRoot(document.createElement('div'))
    roots.push(root)
    const seen: unknown[] = []
    let calls = 0
    function Reader(): ReactNode {
      seen.push(useSession())
      const session = useSession({ required: true, onUnauthenticated: () => void calls++ })
      useEffect(() => {
        seen.push(session.status)
      })
      return null
    }
    const update = (): Promise<null> => Promise.resolve(null)
    const value = { data: null, status: 'unauthenticated', error: undefined, update } as const
    act(() => root.render(createElement(SessionContext.Provider, { value }, createElement(Reader))))
    expect(seen).toEqual([value, 'loading'])
    expect(calls).toBe(1)
  })

  it('is one for all copies of this module', async () => {
    vi.resetModules()
    const copy = await import('./session-context.ts')
    expect(copy.createSessionSource).not.toBe(undefined)
    expect(copy.SessionContext).toBe(SessionContext)
  })
})

describe('the types', () => {
  it('tell the states apart', () => {
    type Value = ReturnType<typeof useSession<false>>
    expectTypeOf<Value['status']>().toEqualTypeOf<'authenticated' | 'loading' | 'unauthenticated'>()
    expectTypeOf<Value['data']>().toEqualTypeOf<Session | null | undefined>()
    expectTypeOf<Value['error']>().toEqualTypeOf<AuthError | undefined>()
    expectTypeOf<Extract<Value, { status: 'authenticated' }>['data']>().toEqualTypeOf<Session>()
    expectTypeOf<Extract<Value, { status: 'unauthenticated' }>['data']>().toEqualTypeOf<null>()
    expectTypeOf<ReturnType<typeof useSession<true>>['status']>().toEqualTypeOf<
      'authenticated' | 'loading'
    >()
    expectTypeOf<ReturnType<typeof useSession>>().toEqualTypeOf<SessionContextValue<boolean>>()
  })

  it('take the session from a type argument, if there is one', () => {
    interface Admin {
      role: 'admin'
    }
    function Component(): void {
      const session = useSession<Admin>({ required: true })
      expectTypeOf(session.data).toEqualTypeOf<Admin | null | undefined>()
      expectTypeOf(session.update).returns.resolves.toEqualTypeOf<Admin | null>()
      const member = useSession<Admin, true>({ required: true })
      expectTypeOf(member.status).toEqualTypeOf<'authenticated' | 'loading'>()
      expectTypeOf(getSession<Admin>).returns.resolves.toEqualTypeOf<Admin | null>()
    }
    expectTypeOf(Component).toBeFunction()
  })

  it('give what a selector returns', () => {
    function Component(): void {
      expectTypeOf(useSession(({ status }) => status === 'loading')).toEqualTypeOf<boolean>()
      expectTypeOf(useSession(({ data }) => data?.user?.name)).toEqualTypeOf<
        string | null | undefined
      >()
    }
    expectTypeOf(Component).toBeFunction()
  })

  it('know no signed-out state where a session is required', () => {
    function Component(): void {
      const session = useSession({ required: true })
      expectTypeOf(session.status).toEqualTypeOf<'authenticated' | 'loading'>()
      if (session.status === 'loading') return
      expectTypeOf(session.data).toEqualTypeOf<Session>()
    }
    function Optional(required: boolean): void {
      expectTypeOf(useSession({ required }).status).toEqualTypeOf<
        'authenticated' | 'loading' | 'unauthenticated'
      >()
      expectTypeOf(useSession()).toEqualTypeOf<SessionContextValue>()
    }
    expectTypeOf(Component).toBeFunction()
    expectTypeOf(Optional).toBeFunction()
  })
})
