// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, createSSRApp, defineComponent, h, nextTick, ref } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { createFakeBrowser } from '../../test/support/fake-browser.ts'
import { createFakeServer, sessionOf } from '../../test/support/fake-server.ts'
import {
  createAuth,
  useSessionExpiry,
  type SessionExpiryControls,
  type UseSessionExpiryOptions,
} from './index.ts'

const minute = 60_000
beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

/** A page with a session of an hour, and a component that counts down. */
function setUp(options?: UseSessionExpiryOptions, now?: () => number) {
  const browser = createFakeBrowser()
  const server = createFakeServer(browser.now)
  const tab = browser.openTab()
  const ada = sessionOf('ada', browser.now() + 60 * minute)
  server.session = ada
  let expiry: SessionExpiryControls | undefined
  let renderings = 0
  const root = defineComponent(() => {
    const own = (expiry = useSessionExpiry(options))
    return () => {
      renderings++
      return h('p', `${own.secondsLeft.value} ${own.isEnding.value}`)
    }
  })
  const auth = createAuth({
    environment: tab.environment,
    now: now ?? browser.now,
    fetch: server.fetch,
    session: ada,
    serverTime: browser.now(),
  })
  /** Lets time pass, with all timers. */
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 500) {
      browser.advance(Math.min(left, 500))
      vi.advanceTimersByTime(Math.min(left, 500))
      await nextTick()
    }
  }
  return {
    browser,
    server,
    tab,
    ada,
    auth,
    root,
    pass,
    expiry: () => expiry as SessionExpiryControls,
    renderings: () => renderings,
  }
}

/** The same, mounted. */
function open(...given: Parameters<typeof setUp>) {
  const page = setUp(...given)
  const app = createApp(page.root).use(page.auth)
  const element = document.createElement('div')
  app.mount(element)
  return { ...page, app, element }
}

describe('useSessionExpiry', () => {
  it('counts down once the session is about to end, and renders only then', async () => {
    const { server, ada, element, expiry, renderings, pass } = open({ warnBefore: 60 })
    await pass(58 * minute)
    expect(renderings()).toBe(1)
    expect(expiry().expiresAt.value).toBe(Date.parse(ada.expires))
    expect(element.textContent).toBe('undefined false')
    await pass(minute)
    const seen = [element.textContent]
    for (let second = 0; second < 3; second++) {
      await pass(1000)
      seen.push(element.textContent)
    }
    expect(seen).toEqual(['60 true', '59 true', '58 true', '57 true'])
    expect(renderings()).toBe(5)
    expect(server.seen).toEqual([])
    await pass(minute)
    expect(element.textContent).toBe('undefined false')
    expect(expiry().expiresAt.value).toBeUndefined()
  })

  it('lets the person stay, and says whether that worked', async () => {
    const { server, ada, browser, expiry, pass } = open()
    await pass(58 * minute)
    expect(expiry().secondsLeft.value).toBe(120)
    await expect(expiry().stay()).resolves.toBe(false)
    expect(expiry().isEnding.value).toBe(true)
    const longer = new Date(browser.now() + 60 * minute).toISOString()
    server.session = { ...ada, expires: longer }
    await expect(expiry().stay()).resolves.toBe(true)
    expect(expiry().isEnding.value).toBe(false)
    expect(expiry().expiresAt.value).toBe(Date.parse(longer))
    expect(server.routes()).toEqual(['GET session', 'GET session'])
  })

  it('hears of a sign-out', async () => {
    const { auth, expiry, pass } = open()
    await pass(59 * minute)
    await auth.client.signOut({ redirect: false })
    expect(expiry().isEnding.value).toBe(false)
    expect(expiry().expiresAt.value).toBeUndefined()
  })

  it('goes by the clock of the server', () => {
    const { browser } = setUp()
    // By the clock of the device the session has a minute left.
    const wrong = browser.now() + 59 * minute
    const { expiry, ada } = open(undefined, () => wrong)
    expect(expiry().expiresAt.value).toBe(Date.parse(ada.expires))
    expect(expiry().isEnding.value).toBe(false)
  })

  it('goes by another time of warning as soon as there is one', async () => {
    const warnBefore = ref<number>()
    const { expiry, pass } = open({ warnBefore })
    await pass(50 * minute)
    expect(expiry().isEnding.value).toBe(false)
    warnBefore.value = 15 * 60
    await nextTick()
    expect(expiry().secondsLeft.value).toBe(600)
    await pass(1000)
    expect(expiry().secondsLeft.value).toBe(599)
    warnBefore.value = 60
    await nextTick()
    expect(expiry().isEnding.value).toBe(false)
  })

  it('leaves no timer when the component is gone', async () => {
    const { app, tab, pass } = open({ warnBefore: 600 })
    await pass(55 * minute)
    expect(vi.getTimerCount()).toBeGreaterThan(0)
    app.unmount()
    vi.advanceTimersByTime(0)
    expect(vi.getTimerCount()).toBe(0)
    expect(tab.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
  })

  it('is hydrated as the server rendered it, whose second was another one', async () => {
    const { root, auth, pass, expiry, browser, ada } = setUp({ warnBefore: 600 })
    await pass(55 * minute)
    vi.stubGlobal('document', undefined)
    const known = { session: ada, serverTime: browser.now(), now: browser.now }
    const onServer = createSSRApp(root).use(createAuth(known))
    const timers = vi.getTimerCount()
    const html = await renderToString(onServer)
    vi.unstubAllGlobals()
    expect(html).toBe('<p>undefined false</p>')
    expect(vi.getTimerCount()).toBe(timers)
    const complain = vi.spyOn(console, 'error')
    const element = document.createElement('div')
    element.innerHTML = html
    const app = createSSRApp(root).use(auth)
    app.mount(element)
    await nextTick()
    expect(expiry().secondsLeft.value).toBe(300)
    expect(element.textContent).toBe('300 true')
    expect(complain).not.toHaveBeenCalled()
    app.unmount()
  })

  it('says what is wrong where there is no session', () => {
    expect(() => useSessionExpiry()).toThrow(/app\.use\(createAuth/)
  })
})
