import { describe, expect, it, vi } from 'vitest'
import { createFakeBrowser } from '../../test/support/fake-browser.ts'
import { createFakeServer, json, sessionOf } from '../../test/support/fake-server.ts'
import { createSessionClient, type SessionClientOptions } from './session-client.ts'

const site = 'https://app.example.com'
const here = `${site}/inbox?unread=1`
const atProvider = 'https://github.example/authorize?'
const hour = 3_600_000

function setUp(options: SessionClientOptions = {}) {
  const browser = createFakeBrowser()
  const server = createFakeServer(browser.now, options.basePath)
  const tab = browser.openTab()
  const client = createSessionClient({
    environment: tab.environment,
    now: browser.now,
    fetch: server.fetch,
    session: null,
    ...options,
  })
  const ada = sessionOf('ada', browser.now() + hour)
  const bob = sessionOf('bob', browser.now() + hour)

  /** Calls `signIn`, and waits until its window was led somewhere. */
  async function open(...[provider, given, params]: Parameters<typeof client.signIn>) {
    const result = client.signIn(provider, { popup: true, ...given }, params)
    const popup = tab.popups.at(-1)
    if (!popup) throw new Error('There is no window.')
    await vi.waitFor(() => expect(popup.visited).not.toEqual([]))
    await quiet()
    return { result, popup }
  }

  /** Lets the page look at its window, and do what follows. */
  async function look(): Promise<void> {
    browser.advance(250)
    await quiet()
  }

  return { browser, server, tab, client, ada, bob, open, look }
}

async function quiet(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setTimeout(resolve, 0))
}

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending')
  return (await Promise.race([promise, Promise.resolve(pending)])) === pending
}

const nothing = { listeners: 0, timers: 0, channels: 0 }

describe('signIn in a window', () => {
  it('opens it at once, and is done when it comes back', async () => {
    const { server, tab, client, ada, open, look } = setUp()
    const { result, popup } = await open('github', undefined, { prompt: 'login' })
    expect(popup.visited).toEqual([`${atProvider}prompt=login`])
    const sent = new URLSearchParams(server.seen.at(-1)?.body)
    expect(Object.fromEntries(sent)).toEqual({
      csrfToken: 'csrf-0',
      callbackUrl: here,
      json: 'true',
    })
    await look()
    expect(await isPending(result)).toBe(true)
    server.session = ada
    const answer = server.hold('GET session')
    popup.show(`${here}#_=_`)
    await look()
    // Nobody is to look at a page in a small window while the server is asked.
    expect(popup.isClosed()).toBe(true)
    expect(await isPending(result)).toBe(true)
    answer()
    await expect(result).resolves.toEqual({
      error: undefined,
      code: undefined,
      status: 200,
      ok: true,
      url: here,
    })
    expect(client.store.get()).toMatchObject({ status: 'authenticated', data: ada })
    expect(tab.visited).toEqual([])
    expect(tab.live()).toEqual(nothing)
  })

  it('opens it before anything is loaded or asked', () => {
    const { server, tab, client } = setUp()
    void client.signIn('github', { popup: true })
    expect(tab.popups).toHaveLength(1)
    expect(server.seen).toEqual([])
  })

  it('tells the other tabs', async () => {
    const { browser, server, ada, open, look } = setUp()
    const other = createSessionClient({
      environment: browser.openTab().environment,
      now: browser.now,
      fetch: server.fetch,
      session: null,
    })
    other.store.subscribe(() => undefined)
    const { result, popup } = await open('github')
    server.session = ada
    popup.show(here)
    await look()
    await result
    browser.deliver()
    expect(other.store.get().data).toEqual(ada)
  })

  it.each([
    ['a path', '/done', '/done', `${site}/done`],
    ['an address', `${site}/done?a=b`, `${site}/done?a=b`, `${site}/done?a=b`],
    ['nothing', null, null, undefined],
    ['its name in v5', undefined, '/v5', `${site}/v5`],
  ])('goes where %s says', async (_, callbackUrl, expected, target) => {
    const { server, ada, open, look } = setUp()
    const options = expected === '/v5' ? { redirectTo: '/v5' } : { callbackUrl }
    const { result, popup } = await open('github', options)
    expect(new URLSearchParams(server.seen.at(-1)?.body).get('callbackUrl')).toBe(expected)
    server.session = ada
    popup.show(target ?? `${site}/home`)
    await look()
    await expect(result).resolves.toMatchObject({ ok: true })
  })

  it('goes to the sign-in page without a provider, and stays through the pages of the engine', async () => {
    const { server, ada, open, look } = setUp()
    const { result, popup } = await open()
    expect(popup.visited).toEqual([
      `${site}/api/auth/signin?callbackUrl=${encodeURIComponent(here)}`,
    ])
    expect(server.seen).toEqual([])
    for (const page of [
      'about:blank',
      `${site}/api/auth/signin?error=CredentialsSignin&code=credentials`,
      undefined,
      `${site}/api/auth/verify-request`,
      `${site}.evil.example/inbox?unread=1`,
    ]) {
      popup.show(page)
      await look()
      expect(await isPending(result)).toBe(true)
    }
    server.session = ada
    popup.show(here)
    await look()
    await expect(result).resolves.toMatchObject({ ok: true, error: undefined })
  })

  it.each([['credentials'], ['email']])(
    'goes to the sign-in page for a form that nobody has filled: %s',
    async (provider) => {
      const { open, look } = setUp()
      const { result, popup } = await open(provider)
      expect(popup.visited[0]).toContain(`${site}/api/auth/signin?callbackUrl=`)
      popup.close()
      await look()
      await expect(result).resolves.toMatchObject({ ok: false, code: 'popup_closed' })
    },
  )

  it('goes to the sign-in page for an unknown provider', async () => {
    const { server, ada, open, look } = setUp()
    const { result, popup } = await open('nobody')
    expect(popup.visited).toHaveLength(1)
    expect(popup.visited[0]).toContain(`${site}/api/auth/signin`)
    server.session = ada
    popup.show(here)
    await look()
    await expect(result).resolves.toMatchObject({ ok: true })
  })

  it('needs no window for a form that was filled', async () => {
    const { server, tab, client } = setUp()
    const fields = { username: 'ada', password: 'right', popup: true }
    const result = await client.signIn('credentials', fields)
    expect(result).toMatchObject({ ok: true, status: 200, url: here })
    expect(tab.popups[0]).toMatchObject({ visited: [] })
    expect(tab.popups[0]?.isClosed()).toBe(true)
    expect(client.store.get().status).toBe('authenticated')
    expect(server.seen[2]?.body).not.toContain('popup')
  })

  it('does not call a form done while the server cannot say who is there', async () => {
    const { server, tab, client } = setUp()
    server.on('GET session', () => json({}, 500))
    const fields = { username: 'ada', password: 'right', popup: true }
    const result = await client.signIn('credentials', fields)
    expect(result).toMatchObject({ ok: false, status: 0, code: 'session_unavailable' })
    tab.blockPopups()
    await expect(client.signIn('credentials', fields)).resolves.toEqual(result)
  })

  it('closes it if the form is refused', async () => {
    const { tab, client } = setUp()
    const fields = { username: 'ada', password: 'wrong', popup: true }
    const result = await client.signIn('credentials', fields)
    expect(result).toMatchObject({ ok: false, error: 'CredentialsSignin', code: 'credentials' })
    expect(tab.popups[0]?.isClosed()).toBe(true)
  })

  it.each(['GET providers', 'GET csrf', 'POST signin/github'])(
    'closes it if the network fails at %s',
    async (route) => {
      const { server, tab, client } = setUp()
      server.on(route, () => Promise.reject(new TypeError('Failed to fetch')))
      await expect(client.signIn('github', { popup: true })).resolves.toEqual({
        error: 'session_unavailable',
        code: 'session_unavailable',
        status: 0,
        ok: false,
        url: null,
      })
      expect(tab.popups[0]?.isClosed()).toBe(true)
      expect(tab.live()).toEqual(nothing)
    },
  )

  it('closes it if the answer leads to no address', async () => {
    const { server, tab, client } = setUp()
    server.on('POST signin/github', () => json({ url: 'http://' }))
    await expect(client.signIn('github', { popup: true })).resolves.toMatchObject({
      ok: false,
      code: 'request_failed',
    })
    expect(tab.popups[0]?.isClosed()).toBe(true)
  })
})

describe('signIn where the browser opens no window', () => {
  it('says so, and where to go instead', async () => {
    const { server, tab, client } = setUp()
    tab.blockPopups()
    await expect(client.signIn('github', { popup: true })).resolves.toEqual({
      error: 'popup_blocked',
      code: 'popup_blocked',
      status: 200,
      ok: false,
      url: atProvider,
    })
    expect(tab.visited).toEqual([])
    await expect(client.signIn(undefined, { popup: true })).resolves.toMatchObject({
      code: 'popup_blocked',
      url: `/api/auth/signin?callbackUrl=${encodeURIComponent(here)}`,
    })
    expect(server.routes()).not.toContain('GET session')
  })

  it('signs in all the same by a form that was filled', async () => {
    const { tab, client } = setUp()
    tab.blockPopups()
    const right = { username: 'ada', password: 'right', popup: true }
    await expect(client.signIn('credentials', right)).resolves.toMatchObject({ ok: true })
    expect(client.store.get().status).toBe('authenticated')
    await expect(
      client.signIn('credentials', { ...right, password: 'wrong' }),
    ).resolves.toMatchObject({ ok: false, error: 'CredentialsSignin' })
  })

  it('says so on a server', async () => {
    const { fetch } = createFakeServer(Date.now)
    const client = createSessionClient({ fetch, session: null })
    await expect(client.signIn('github', { popup: true })).resolves.toMatchObject({
      code: 'popup_blocked',
      url: atProvider,
    })
  })
})

describe('a window that comes back', () => {
  it.each([
    ['/oops?error=AccessDenied&code=access_denied', 'AccessDenied', 'access_denied'],
    ['/oops?error=AccessDenied', 'AccessDenied', 'AccessDenied'],
    ['/login?callbackUrl=%2F&error=OAuthCallback', 'OAuthCallback', 'OAuthCallback'],
  ])('with an error signs nobody in: %s', async (page, error, code) => {
    const { open, look } = setUp()
    const { result, popup } = await open('github')
    popup.show(site + page)
    await look()
    await expect(result).resolves.toEqual({ error, code, status: 401, ok: false, url: null })
    expect(popup.isClosed()).toBe(true)
  })

  it('to a page whose address tells of an error from before is no error', async () => {
    const { server, ada, open, look } = setUp()
    const { result, popup } = await open('github', {
      callbackUrl: '/login?error=x&callbackUrl=%2F',
    })
    server.session = ada
    popup.show(`${site}/login?error=x&callbackUrl=%2F`)
    await look()
    await expect(result).resolves.toMatchObject({ ok: true, error: undefined })
  })

  it('without anybody has signed nobody in', async () => {
    const { open, look } = setUp()
    const { result, popup } = await open('github')
    popup.show(here)
    await look()
    await expect(result).resolves.toMatchObject({
      ok: false,
      code: 'session_required',
      status: 401,
    })
  })

  it('while the server cannot be asked leaves it open who is there', async () => {
    const { server, open, look } = setUp()
    const { result, popup } = await open('github')
    server.on('GET session', () => json({}, 500))
    popup.show(here)
    await look()
    await expect(result).resolves.toMatchObject({ ok: false, code: 'session_unavailable' })
  })

  it('to a sign-in page of the application’s own goes on', async () => {
    const { server, ada, open, look } = setUp()
    const { result, popup } = await open()
    server.routes()
    popup.show(`${site}/login?callbackUrl=%2Finbox`)
    await look()
    await look()
    popup.show(`${site}/login?callbackUrl=%2Finbox&error=CredentialsSignin`)
    await look()
    await look()
    // Once for each page.
    expect(server.routes()).toEqual(['GET session', 'GET session'])
    expect(await isPending(result)).toBe(true)
    server.session = ada
    popup.show(`${site}/welcome?callbackUrl=%2Finbox`)
    await look()
    await look()
    await expect(result).resolves.toMatchObject({ ok: true })
    expect(popup.isClosed()).toBe(true)
  })

  it('below an engine on another origin is told by this page’s origin', async () => {
    const { server, ada, open, look } = setUp({ basePath: 'https://auth.example.com/api/auth' })
    const { result, popup } = await open()
    expect(popup.visited[0]).toContain('https://auth.example.com/api/auth/signin?')
    server.session = ada
    popup.show('https://auth.example.com/inbox?unread=1')
    await look()
    expect(await isPending(result)).toBe(true)
    popup.show(here)
    await look()
    await expect(result).resolves.toMatchObject({ ok: true })
  })
})

describe('a window that is closed', () => {
  it('has signed nobody in', async () => {
    const { server, tab, open, look } = setUp()
    const { result, popup } = await open('github')
    server.routes()
    popup.close()
    await look()
    await expect(result).resolves.toEqual({
      error: 'popup_closed',
      code: 'popup_closed',
      status: 0,
      ok: false,
      url: null,
    })
    expect(server.routes()).toEqual(['GET session'])
    expect(tab.live()).toEqual(nothing)
  })

  it('tells of the error that it has shown last', async () => {
    const { open, look } = setUp()
    const { result, popup } = await open('github')
    popup.show(`${site}/api/auth/error?error=AccessDenied`)
    await look()
    popup.close()
    await look()
    await expect(result).resolves.toMatchObject({ ok: false, error: 'AccessDenied' })
  })

  it('may have signed somebody in after an error', async () => {
    const { server, ada, open, look } = setUp()
    const { result, popup } = await open('github')
    popup.show(`${site}/api/auth/signin?error=AccessDenied`)
    await look()
    server.session = ada
    popup.close()
    await look()
    await expect(result).resolves.toMatchObject({ ok: true, error: undefined, code: undefined })
  })

  it('may have signed somebody in before', async () => {
    const { server, ada, open, look } = setUp()
    const { result, popup } = await open('github')
    server.session = ada
    popup.close()
    await look()
    await expect(result).resolves.toMatchObject({ ok: true, url: null })
  })

  it('has done nothing for who was there before', async () => {
    const { server, client, ada, open, look } = setUp()
    server.session = ada
    await client.getSession()
    const { result, popup } = await open('github')
    popup.close()
    await look()
    await expect(result).resolves.toMatchObject({ ok: false, code: 'popup_closed' })
    expect(client.store.get().status).toBe('authenticated')
  })
})

describe('a sign-in that another tab tells of', () => {
  it('ends the wait, and closes the window', async () => {
    const { browser, server, ada, open } = setUp()
    const { result, popup } = await open('github')
    server.session = ada
    const other = createSessionClient({
      environment: browser.openTab().environment,
      now: browser.now,
      fetch: server.fetch,
    })
    await other.getSession()
    await other.getSession()
    browser.deliver()
    await expect(result).resolves.toMatchObject({ ok: true })
    expect(popup.isClosed()).toBe(true)
  })

  it('is that of another person where somebody was there before', async () => {
    const { browser, server, tab, client, ada, bob, open, look } = setUp()
    server.session = ada
    await client.getSession()
    const { result, popup } = await open('github')
    const { timers } = tab.live()
    const other = createSessionClient({
      environment: browser.openTab().environment,
      now: browser.now,
      fetch: server.fetch,
    })
    // A renewal, such as a tab that polls has it all the time.
    browser.advance(1000)
    server.session = { ...ada, expires: new Date(browser.now() + hour).toISOString() }
    await other.getSession()
    browser.deliver()
    await quiet()
    expect(tab.live().timers).toBe(timers)
    await look()
    expect(client.store.get().data).toEqual(server.session)
    expect(await isPending(result)).toBe(true)
    expect(popup.isClosed()).toBe(false)
    server.session = bob
    await other.getSession()
    browser.deliver()
    await expect(result).resolves.toMatchObject({ ok: true })
  })
})

describe('once more, by somebody who is signed in', () => {
  it('is over when the window has come back', async () => {
    const { server, client, ada, open, look } = setUp()
    server.session = ada
    await client.getSession()
    const { result, popup } = await open('github')
    server.routes()
    popup.show(`${site}/login?callbackUrl=%2Finbox`)
    await look()
    expect(server.routes()).toEqual([])
    expect(await isPending(result)).toBe(true)
    popup.show(`${site}/somewhere`)
    await look()
    await expect(result).resolves.toMatchObject({ ok: true, url: `${site}/somewhere` })
  })

  it('is not taken for a sign-in because the page had not known who was there', async () => {
    const { server, ada, open, look } = setUp({ session: undefined })
    server.session = ada
    const { result, popup } = await open('github')
    await look()
    expect(await isPending(result)).toBe(true)
    popup.close()
    await look()
    await expect(result).resolves.toMatchObject({ ok: false, code: 'popup_closed' })
  })
})

describe('a client that is disposed of', () => {
  it('closes its window, and asks nothing', async () => {
    const { server, tab, client, open, look } = setUp()
    const { result, popup } = await open('github')
    server.routes()
    client.dispose()
    await look()
    await expect(result).resolves.toMatchObject({ ok: false, code: 'popup_closed' })
    expect(popup.isClosed()).toBe(true)
    expect(server.routes()).toEqual([])
    expect(tab.live()).toEqual(nothing)
  })

  it('leads its window nowhere', async () => {
    const { server, tab, client } = setUp()
    const release = server.hold('POST signin/github')
    const result = client.signIn('github', { popup: true })
    await quiet()
    client.dispose()
    release()
    await result
    expect(tab.popups[0]).toMatchObject({ visited: [] })
    expect(tab.popups[0]?.isClosed()).toBe(true)
  })
})
