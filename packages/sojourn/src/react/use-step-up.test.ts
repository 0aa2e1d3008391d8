// @vitest-environment happy-dom
import { act, createElement, StrictMode, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import { idle, setUpPage, useRoots } from '../../test/support/react-page.ts'
import type { StepUpChallenge } from '../core/step-up.ts'
import { SessionProvider } from './session-provider.ts'
import { type StepUpControls, useStepUp } from './use-step-up.ts'

const roots = useRoots()
const challenge: StepUpChallenge = {
  code: 'insufficient_user_authentication',
  message: 'Sign in once more.',
}

/** Mounts what takes the hook, and what shows it, below one provider. */
async function mount(wrap: (tree: ReactNode) => ReactNode = (tree) => tree) {
  const page = setUpPage()
  page.server.session = page.ada
  const taken: StepUpControls[] = []
  const rendered = { button: 0, dialog: 0 }
  function Button(): ReactNode {
    taken.push(useStepUp())
    rendered.button++
    return null
  }
  function Dialog(): ReactNode {
    rendered.dialog++
    return useStepUp().challenge?.message ?? 'nothing'
  }
  const element = document.createElement('div')
  const root = createRoot(element)
  roots.push(root)
  const tree = createElement(
    SessionProvider,
    { ...page.props, session: page.ada },
    createElement(Button),
    createElement(Dialog),
  )
  await act(async () => {
    root.render(wrap(tree))
    await idle()
  })
  return { ...page, element, root, taken, rendered, last: () => taken.at(-1) as StepUpControls }
}

describe('useStepUp', () => {
  it.each([
    ['', undefined],
    [' in StrictMode', (tree: ReactNode) => createElement(StrictMode, null, tree)],
  ])('shows the challenge of any component, and makes the call again%s', async (_, wrap) => {
    const { element, last, tab, server, browser } = await mount(wrap)
    const call = vi.fn<() => Promise<string | StepUpChallenge>>(async () => 'done')
    call.mockResolvedValueOnce(challenge)
    expect(element.textContent).toBe('nothing')
    let running: Promise<string> | undefined
    await act(async () => {
      running = last().run(call)
      await idle()
    })
    expect(element.textContent).toBe(challenge.message)
    expect(last().challenge).toEqual(challenge)
    await act(async () => {
      const signingIn = last().signIn('github')
      await vi.waitFor(() => expect(tab.popups[0]?.visited).toHaveLength(1))
      await idle()
      tab.popups[0]?.show(tab.environment.href())
      browser.advance(250)
      await signingIn
    })
    await expect(running).resolves.toBe('done')
    expect(element.textContent).toBe('nothing')
    expect(call).toHaveBeenCalledTimes(2)
    expect(server.routes()).toContain('POST signin/github')
  })

  it('gives the same functions, and the same object until the challenge changes', async () => {
    const { last, taken, rendered } = await mount()
    const [first] = taken
    let running: Promise<unknown> | undefined
    await act(async () => {
      running = last().run(() => challenge)
      running.catch(() => undefined)
      await idle()
    })
    expect(last()).not.toBe(first)
    expect({ ...last(), challenge: undefined }).toEqual({ ...first })
    expect(rendered).toEqual({ button: 2, dialog: 2 })
    await act(async () => {
      void last().run(() => 'let through')
      await idle()
    })
    expect(rendered).toEqual({ button: 2, dialog: 2 })
    await act(async () => last().cancel())
    await expect(running).rejects.toMatchObject({ code: challenge.code })
    expect(last().challenge).toBeUndefined()
  })

  it('leaves nothing behind', async () => {
    const { last, root, tab } = await mount()
    await act(async () => {
      last()
        .run(() => challenge)
        .catch(() => undefined)
      await idle()
    })
    await act(async () => root.unmount())
    expect(tab.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
  })

  it('renders on a server, and needs a provider', () => {
    const Show = (): ReactNode => useStepUp().challenge?.message ?? 'nothing'
    const show = createElement(Show)
    expect(renderToString(createElement(SessionProvider, { session: null }, show))).toBe('nothing')
    expect(() => renderToString(show)).toThrow(TypeError)
  })
})
