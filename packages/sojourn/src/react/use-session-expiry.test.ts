// @vitest-environment happy-dom
import { act, createElement, StrictMode, type ReactNode } from 'react'
import { createRoot, hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { setUpPage, useRoots } from '../../test/support/react-page.ts'
import {
  SessionProvider,
  signOut,
  useSessionExpiry,
  type SessionExpiryControls,
  type SessionProviderProps,
  type UseSessionExpiryOptions,
} from './index.ts'

const minute = 60_000
const roots = useRoots()
beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** A page with a session of an hour, and a component that counts down. */
async function open(
  options?: UseSessionExpiryOptions,
  wrap = (tree: ReactNode) => tree,
  more: SessionProviderProps = {},
) {
  const page = setUpPage()
  const { browser, server, ada, props } = page
  server.session = ada
  const rendered: SessionExpiryControls[] = []
  function Reader({ of }: { of: UseSessionExpiryOptions | undefined }): ReactNode {
    const expiry = useSessionExpiry(of)
    rendered.push(expiry)
    return String(expiry.secondsLeft)
  }
  const at = browser.now()
  const tree = (of = options, serverTime = at): ReactNode => {
    const known = { ...props, session: ada, serverTime, ...more }
    return wrap(createElement(SessionProvider, known, createElement(Reader, { of })))
  }
  const element = document.createElement('div')
  const root = createRoot(element)
  roots.push(root)
  const render = (of?: UseSessionExpiryOptions): Promise<void> =>
    act(async () => root.render(tree(of)))
  await render()
  /** Lets time pass, with all timers. */
  const pass = (ms: number): Promise<void> =>
    act(async () => {
      for (let left = ms; left > 0; left -= 500) {
        browser.advance(Math.min(left, 500))
        vi.advanceTimersByTime(Math.min(left, 500))
      }
    })
  return { ...page, rendered, render, pass, tree, element, root, last: () => rendered.at(-1) }
}

describe('useSessionExpiry', () => {
  it('counts down once the session is about to end, and renders only then', async () => {
    const { server, ada, rendered, pass, last } = await open({ warnBefore: 60 })
    const before = rendered.length
    await pass(58 * minute)
    expect(rendered).toHaveLength(before)
    expect(last()).toMatchObject({
      expiresAt: Date.parse(ada.expires),
      secondsLeft: undefined,
      isEnding: false,
    })
    await pass(minute)
    for (let second = 0; second < 3; second++) await pass(1000)
    expect(rendered.slice(before).map(({ secondsLeft }) => secondsLeft)).toEqual([60, 59, 58, 57])
    expect(last()?.isEnding).toBe(true)
    expect(server.seen).toEqual([])
    await pass(minute)
    expect(last()).toMatchObject({ expiresAt: undefined, secondsLeft: undefined, isEnding: false })
  })

  it('lets the person stay, and says whether that worked', async () => {
    const { server, ada, browser, pass, last } = await open()
    await pass(59 * minute)
    expect(last()).toMatchObject({ secondsLeft: 60, isEnding: true })
    await expect(act(async () => last()?.stay())).resolves.toBe(false)
    expect(last()?.isEnding).toBe(true)
    const longer = new Date(browser.now() + 60 * minute).toISOString()
    server.session = { ...ada, expires: longer }
    await expect(act(async () => last()?.stay())).resolves.toBe(true)
    expect(last()).toMatchObject({ expiresAt: Date.parse(longer), isEnding: false })
    expect(server.routes()).toEqual(['GET session', 'GET session'])
  })

  it('hears of a sign-out', async () => {
    const { pass, last } = await open()
    await pass(59 * minute)
    await act(() => signOut({ redirect: false }))
    expect(last()).toMatchObject({ expiresAt: undefined, isEnding: false })
  })

  it('goes by the clock of the server', async () => {
    const { browser } = setUpPage()
    // By the clock of the device the session has a minute left.
    const wrong = browser.now() + 59 * minute
    const { last, ada } = await open(undefined, undefined, { now: () => wrong })
    expect(last()).toMatchObject({ expiresAt: Date.parse(ada.expires), isEnding: false })
  })

  it('goes by another time of warning as soon as it is given one', async () => {
    const { render, pass, last } = await open({ warnBefore: 60 })
    await pass(50 * minute)
    expect(last()?.isEnding).toBe(false)
    await render({ warnBefore: 15 * 60 })
    expect(last()).toMatchObject({ secondsLeft: 600, isEnding: true })
  })

  it('leaves no timer when it is unmounted, in StrictMode too', async () => {
    const { pass, root, tab } = await open({ warnBefore: 600 }, (tree) =>
      createElement(StrictMode, null, tree),
    )
    await pass(55 * minute)
    expect(vi.getTimerCount()).toBeGreaterThan(0)
    act(() => root.unmount())
    vi.advanceTimersByTime(0)
    expect(vi.getTimerCount()).toBe(0)
    expect(tab.live()).toMatchObject({ listeners: 0, timers: 0, channels: 0 })
  })

  it('is hydrated as the server rendered it, whose second was another one', async () => {
    const { browser, tree, element, pass, root, last } = await open()
    act(() => root.unmount())
    await pass(59 * minute)
    const page = tree(undefined, browser.now())
    const complain = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    element.innerHTML = renderToString(page)
    expect(element.textContent).toBe('undefined')
    // What React 18 says of a server with a page is of no interest here.
    complain.mockClear()
    await act(async () => void roots.push(hydrateRoot(element, page)))
    expect(last()).toMatchObject({ secondsLeft: 60, isEnding: true })
    expect(complain).not.toHaveBeenCalled()
    complain.mockRestore()
  })
})
