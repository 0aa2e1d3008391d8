// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createApp, createSSRApp, defineComponent, h, isReadonly, nextTick } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { createFakeBrowser } from '../../test/support/fake-browser.ts'
import { createFakeServer, sessionOf } from '../../test/support/fake-server.ts'
import { AuthError } from '../core/errors.ts'
import { createAuth, useStepUp, type StepUpChallenge, type StepUpControls } from './index.ts'

const challenge: StepUpChallenge = {
  code: 'insufficient_user_authentication',
  message: 'Sign in once more.',
}

afterEach(() => vi.unstubAllGlobals())

function idle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}

/** A page with what takes the calls, and what shows them. */
function setUp() {
  const browser = createFakeBrowser()
  const server = createFakeServer(browser.now)
  const tab = browser.openTab()
  const ada = sessionOf('ada', browser.now() + 3_600_000)
  server.session = ada
  const taken: StepUpControls[] = []
  const take = defineComponent(() => {
    taken.push(useStepUp())
    return () => null
  })
  const show = defineComponent(() => {
    const stepUp = useStepUp()
    taken.push(stepUp)
    return () => h('p', stepUp.challenge.value?.message ?? 'nothing')
  })
  const root = { render: () => [h(take), h(show)] }
  const auth = createAuth({
    environment: tab.environment,
    now: browser.now,
    fetch: server.fetch,
    session: ada,
  })
  return {
    browser,
    server,
    tab,
    ada,
    auth,
    root,
    taken,
    stepUp: () => taken.at(0) as StepUpControls,
  }
}

/** The same, mounted. */
function open() {
  const page = setUp()
  const app = createApp(page.root).use(page.auth)
  const element = document.createElement('div')
  app.mount(element)
  return { ...page, app, element }
}

describe('useStepUp', () => {
  it('shows the challenge of any component, and makes the call again', async () => {
    const { element, stepUp, tab, server, browser } = open()
    const call = vi.fn<() => Promise<string | StepUpChallenge>>(async () => 'done')
    call.mockResolvedValueOnce(challenge)
    expect(element.textContent).toBe('nothing')
    const running = stepUp().run(call)
    await idle()
    expect(element.textContent).toBe(challenge.message)
    const signingIn = stepUp().signIn('github')
    await vi.waitFor(() => expect(tab.popups[0]?.visited).toHaveLength(1))
    await idle()
    tab.popups[0]?.show(tab.environment.href())
    browser.advance(250)
    await signingIn
    await expect(running).resolves.toBe('done')
    await nextTick()
    expect(element.textContent).toBe('nothing')
    expect(call).toHaveBeenCalledTimes(2)
    expect(server.routes()).toContain('POST signin/github')
  })

  it('is the same object in every component, and only read', async () => {
    const { taken, stepUp } = open()
    expect(taken).toHaveLength(2)
    expect(taken[1]).toBe(taken[0])
    expect(isReadonly(stepUp().challenge)).toBe(true)
    const running = stepUp().run(() => challenge)
    await idle()
    expect(stepUp().challenge.value).toEqual(challenge)
    stepUp().cancel()
    await expect(running).rejects.toMatchObject({ code: challenge.code })
    expect(stepUp().challenge.value).toBeUndefined()
  })

  it('is another one in another application', () => {
    expect(open().stepUp()).not.toBe(open().stepUp())
  })

  it('leaves nothing behind', async () => {
    const { app, stepUp, tab } = open()
    stepUp()
      .run(() => challenge)
      .catch(() => undefined)
    await idle()
    app.unmount()
    expect(tab.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
  })

  it('gives a call up while a server renders the page, which would else wait for ever', async () => {
    vi.stubGlobal('document', undefined)
    const { auth } = setUp()
    const outcomes: unknown[] = []
    const page = defineComponent({
      async setup() {
        const { run } = useStepUp()
        outcomes.push(
          await run(() => 'let through'),
          await run(() => challenge).catch((error: unknown) => error),
        )
        return () => h('p', 'rendered')
      },
    })
    await expect(renderToString(createSSRApp(page).use(auth))).resolves.toBe('<p>rendered</p>')
    expect(outcomes[0]).toBe('let through')
    expect(AuthError.is(outcomes[1]) && outcomes[1].code).toBe(challenge.code)
  })

  it('says what is wrong where there is no session', () => {
    expect(() => useStepUp()).toThrow(/app\.use\(createAuth/)
  })
})
