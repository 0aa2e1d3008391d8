// @vitest-environment happy-dom
import { act, createElement, StrictMode, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { describe, expect, it, vi } from 'vitest'
import { idle, setUpPage, useRoots } from '../../test/support/react-page.ts'
import {
  SessionContext,
  SessionProvider,
  useSession,
  useSessionClient,
  type SessionClient,
  type SessionProviderProps,
} from './index.ts'

const roots = useRoots()

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
  return { element, render }
}

/** A provider, and a component below it that takes its client. */
function provide(
  props: SessionProviderProps,
  taken: SessionClient[],
  ...children: ReactNode[]
): ReactNode {
  function Take(): ReactNode {
    taken.push(useSessionClient())
    return null
  }
  return createElement(SessionProvider, props, createElement(Take), ...children)
}

describe('useSessionClient', () => {
  it('is the client of the nearest provider, wherever others are', async () => {
    const one = setUpPage()
    const two = setUpPage('/shop/auth')
    const outer: SessionClient[] = []
    const inner: SessionClient[] = []
    const tree = provide(
      { ...one.props, session: null },
      outer,
      provide({ ...two.props, session: two.bob }, inner),
    )
    await mount(createElement(StrictMode, null, tree))
    await act(async () => inner.at(-1)?.signOut({ redirect: false }))
    await act(async () =>
      outer.at(-1)?.signIn('credentials', { username: 'ada', password: 'right', redirect: false }),
    )
    expect(one.server.session?.user?.name).toBe('ada')
    expect(outer.at(-1)?.store.get().data?.user?.name).toBe('ada')
    expect(two.server.routes()).toEqual(['GET csrf', 'POST signout'])
    expect(inner.at(-1)?.store.get().status).toBe('unauthenticated')
  })

  it('stays the same object, and renders nothing again', async () => {
    const { server, props, ada } = setUpPage()
    server.session = ada
    const taken: SessionClient[] = []
    const Show = (): ReactNode => useSession().status
    const tree = provide(props, taken, createElement(Show))
    const { element } = await mount(tree)
    await act(async () => taken[0]?.signOut({ redirect: false }))
    expect(element.textContent).toBe('unauthenticated')
    expect(taken).toHaveLength(1)
  })

  it('has the client ask as soon as somebody subscribes to its store', async () => {
    const { server, props, ada } = setUpPage()
    server.session = ada
    const taken: SessionClient[] = []
    await mount(provide(props, taken))
    expect(server.seen).toEqual([])
    const heard = vi.fn<() => void>()
    let leave: (() => void) | undefined
    await act(async () => {
      leave = taken[0]?.store.subscribe(heard)
      await idle()
    })
    expect(taken[0]?.store.get().data).toEqual(ada)
    expect(heard).toHaveBeenCalled()
    leave?.()
    heard.mockClear()
    await act(async () => taken[0]?.signOut({ redirect: false }))
    expect(heard).not.toHaveBeenCalled()
  })

  it('says what is wrong where there is no provider', () => {
    const complain = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const Take = (): ReactNode => useSessionClient().store.get().status
    const take = createElement(Take)
    const render = (tree: ReactNode) => (): void =>
      act(() => createRoot(document.createElement('div')).render(tree))
    expect(render(take)).toThrow(/<SessionProvider>/)
    // What a test provides in place of a provider has no client.
    const value = { data: null, status: 'unauthenticated', update: async () => null } as const
    expect(render(createElement(SessionContext.Provider, { value }, take))).toThrow(
      /<SessionProvider>/,
    )
    complain.mockRestore()
  })
})
