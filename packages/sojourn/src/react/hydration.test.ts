// @vitest-environment happy-dom
import {
  act,
  createElement,
  lazy,
  StrictMode,
  Suspense,
  type ComponentType,
  type ReactNode,
} from 'react'
import { hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import {
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  vi,
  type MockInstance,
} from 'vitest'
import { createFakeBrowser } from '../../test/support/fake-browser.ts'
import { createFakeServer, sessionOf } from '../../test/support/fake-server.ts'
import {
  getSession,
  SessionProvider,
  signOut,
  useSession,
  type SessionProviderProps,
} from './index.ts'

const roots: Root[] = []
let complaints: MockInstance

beforeAll(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
})
beforeEach(() => {
  complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined)
})
afterEach(() => {
  act(() => {
    for (const root of roots.splice(0)) root.unmount()
  })
  complaints.mockRestore()
})

function setUp() {
  const browser = createFakeBrowser()
  const server = createFakeServer(browser.now)
  const tab = browser.openTab()
  const props: SessionProviderProps = {
    environment: tab.environment,
    now: browser.now,
    fetch: server.fetch,
  }
  const ada = sessionOf('ada', browser.now() + 3_600_000)
  return { browser, server, tab, props, ada }
}

function idle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}

/** What a server sends. That it says nothing while it renders is tested where there is no page: React 18 would here. */
function renderOnServer(tree: ReactNode): string {
  const html = renderToString(tree)
  complaints.mockClear()
  return html
}

/** Every text that was there to be seen, from the server's on. */
async function hydrate(tree: ReactNode, html: string) {
  const element = document.createElement('div')
  element.innerHTML = html
  const seen = [element.textContent]
  new MutationObserver(() => seen.push(element.textContent)).observe(element, {
    childList: true,
    characterData: true,
    subtree: true,
  })
  const recovered: unknown[] = []
  await act(async () => {
    const root = hydrateRoot(element, tree, {
      onRecoverableError: (error) => recovered.push(error),
    })
    roots.push(root)
    await idle()
  })
  return { element, seen, recovered }
}

function Show(): ReactNode {
  const { status, data } = useSession()
  return createElement('p', null, `${status} ${data?.user?.name ?? '-'}`)
}
const show = createElement(Show)

describe('a page from a server', () => {
  it.each([
    ['somebody signed in', 'ada'],
    ['nobody signed in', null],
  ])('is hydrated with %s as it is, and nothing is asked', async (_, name) => {
    const { browser, server, props, ada } = setUp()
    const session = name === null ? null : ada
    const tree = createElement(
      StrictMode,
      null,
      createElement(SessionProvider, { ...props, session, serverTime: browser.now() }, show),
    )
    const html = renderOnServer(tree)
    expect(html).toContain(name ? 'authenticated ada' : 'unauthenticated -')
    browser.advance(2000)
    const { seen, recovered } = await hydrate(tree, html)
    expect(new Set(seen).size).toBe(1)
    expect(recovered).toEqual([])
    expect(complaints).not.toHaveBeenCalled()
    expect(server.seen).toEqual([])
  })

  it('that knows nothing is hydrated as loading, and asks once', async () => {
    const { server, props, ada } = setUp()
    server.session = ada
    const tree = createElement(SessionProvider, props, show)
    const html = renderOnServer(tree)
    expect(server.seen).toEqual([])
    const { element, recovered } = await hydrate(tree, html)
    expect(html).toBe('<p>loading -</p>')
    expect(element.textContent).toBe('authenticated ada')
    expect(server.routes()).toEqual(['GET session'])
    expect(recovered).toEqual([])
    expect(complaints).not.toHaveBeenCalled()
  })

  it('leaves nothing alive on the server', () => {
    const { tab, props, ada } = setUp()
    renderToString(createElement(SessionProvider, { ...props, session: ada }, show))
    expect(tab.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
  })
})

describe('a boundary that hydrates late', () => {
  /** A page with a part whose code has not arrived yet. */
  async function open(props: SessionProviderProps) {
    const code: { arrive?: (module: { default: ComponentType }) => void } = {}
    const Late = lazy(
      () => new Promise<{ default: ComponentType }>((resolve) => void (code.arrive = resolve)),
    )
    const page = (part: ComponentType): ReactNode =>
      createElement(
        SessionProvider,
        props,
        show,
        createElement(
          'main',
          null,
          createElement(Suspense, { fallback: 'a moment' }, createElement(part)),
        ),
      )
    const opened = await hydrate(page(Late), renderOnServer(page(Show)))
    return {
      ...opened,
      arrive: () =>
        act(async () => {
          code.arrive?.({ default: Show })
          await idle()
        }),
    }
  }

  it('begins with what the server rendered, whatever has happened since', async () => {
    const { browser, props, ada } = setUp()
    const { element, seen, recovered, arrive } = await open({
      ...props,
      session: ada,
      serverTime: browser.now(),
    })
    browser.advance(1000)
    await act(() => signOut({ redirect: false }))
    expect(element.textContent).toBe('unauthenticated -authenticated ada')
    const [part] = [...element.querySelectorAll('p')].slice(1)
    await arrive()
    expect(element.textContent).toBe('unauthenticated -unauthenticated -')
    expect([...element.querySelectorAll('p')][1]).toBe(part)
    expect(seen.join()).not.toContain('a moment')
    expect(recovered).toEqual([])
    expect(complaints).not.toHaveBeenCalled()
  })

  it('keeps its HTML while the browser asks who is signed in', async () => {
    const { server, props, ada } = setUp()
    server.session = ada
    const { element, seen, recovered, arrive } = await open(props)
    expect(element.textContent).toBe('authenticated adaloading -')
    await act(() => getSession())
    await arrive()
    expect(element.textContent).toBe('authenticated adaauthenticated ada')
    expect(seen.join()).not.toContain('a moment')
    expect(recovered).toEqual([])
    expect(complaints).not.toHaveBeenCalled()
  })
})
