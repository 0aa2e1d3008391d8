// @vitest-environment happy-dom
/**
 * Pages that say on themselves whom they are for, as NextAuth's documents have it under "Client authentication".
 */
import { act, createElement, useEffect, type ReactElement, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { describe, expect, it, vi } from 'vitest'
import { idle, setUpPage, useRoots } from '../../test/support/react-page.ts'
import {
  SessionProvider,
  signOut,
  useSession,
  type Session,
  type SessionProviderProps,
} from './index.ts'

type PageAuth =
  | boolean
  | { readonly role: string; readonly loading: ReactNode; readonly unauthorized: string }
interface Page {
  (): ReactNode
  auth?: PageAuth
}

const roots = useRoots()
const visited: string[] = []

function App({
  Component,
  pageProps: { session, ...pageProps },
}: {
  Component: Page
  pageProps: SessionProviderProps
}): ReactElement {
  const page = createElement(Component)
  return createElement(
    SessionProvider,
    { ...pageProps, session },
    Component.auth ? createElement(Auth, { auth: Component.auth }, page) : page,
  )
}

function Auth({ auth, children }: { auth: PageAuth; children?: ReactNode }): ReactNode {
  const { status, data } = useSession({ required: true })
  const options = typeof auth === 'object' ? auth : undefined
  const isAllowed = status === 'authenticated' && (!options || roleOf(data) === options.role)
  const isRefused = status === 'authenticated' && !isAllowed
  useEffect(() => {
    if (isRefused && options) visited.push(options.unauthorized)
  }, [isRefused, options])
  return isAllowed ? children : (options?.loading ?? 'Loading...')
}

function roleOf(session: Session): unknown {
  return (session.user as { role?: unknown }).role
}

/** Names that the page has rendered. It relies on its session. */
const rendered: unknown[] = []

function AdminDashboard(): ReactNode {
  const { data: session } = useSession()
  const name = useSession(({ data }) => (data as Session).user?.name)
  rendered.push((session as Session).user?.name === name ? name : 'torn')
  return 'Some super secret dashboard'
}

const AdminOnly: Page = () => createElement(AdminDashboard)
AdminOnly.auth = {
  role: 'admin',
  loading: createElement('i', null, 'skeleton'),
  unauthorized: '/login-with-different-user',
}
const MembersOnly: Page = () => createElement(AdminDashboard)
MembersOnly.auth = true
const Everybody: Page = () => 'Welcome'

async function open(Component: Page, pageProps: SessionProviderProps) {
  visited.length = 0
  rendered.length = 0
  const element = document.createElement('div')
  const root = createRoot(element)
  roots.push(root)
  const go = (next: Page): Promise<void> =>
    act(async () => {
      root.render(createElement(App, { Component: next, pageProps }))
      await idle()
    })
  await go(Component)
  return { element, go }
}

describe('a page with `auth`', () => {
  it('is not asked for where a page has none', async () => {
    const { server, props } = setUpPage()
    const { element } = await open(Everybody, props)
    expect(element.textContent).toBe('Welcome')
    expect(server.seen).toEqual([])
  })

  it('is checked once, and then without the server from page to page', async () => {
    const { server, props, ada } = setUpPage()
    server.session = ada
    const release = server.hold('GET session')
    const { element, go } = await open(MembersOnly, props)
    expect(element.textContent).toBe('Loading...')
    await act(async () => {
      release()
      await idle()
    })
    expect(element.textContent).toBe('Some super secret dashboard')
    await go(Everybody)
    await go(MembersOnly)
    expect(element.textContent).toBe('Some super secret dashboard')
    expect(server.routes()).toEqual(['GET session'])
  })

  it('leads to the sign-in page whoever is signed out', async () => {
    const { tab, props } = setUpPage()
    const { element } = await open(MembersOnly, props)
    expect(element.textContent).toBe('Loading...')
    await vi.waitFor(() =>
      expect(tab.visited[0]).toMatch(/^\/api\/auth\/signin\?error=SessionRequired&callbackUrl=.*$/),
    )
    expect(rendered).toEqual([])
  })

  it('never renders without its session, also when that ends', async () => {
    const { server, props, ada } = setUpPage()
    server.session = ada
    const { element } = await open(MembersOnly, { ...props, session: ada })
    await act(() => signOut({ redirect: false }))
    expect(element.textContent).toBe('Loading...')
    expect(new Set(rendered)).toEqual(new Set(['ada']))
  })

  it.each([
    ['member', 'skeleton', ['/login-with-different-user']],
    ['admin', 'Some super secret dashboard', []],
  ])('knows roles: to a %s it shows "%s"', async (role, text, addresses) => {
    const { server, props, ada } = setUpPage()
    server.session = { ...ada, user: { ...ada.user, role } as Session['user'] }
    const { element } = await open(AdminOnly, props)
    expect(element.textContent).toBe(text)
    expect(visited).toEqual(addresses)
    expect(rendered.length > 0).toBe(role === 'admin')
  })
})
