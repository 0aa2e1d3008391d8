/**
 * The options of NextAuth's client, as its documents describe them; a row for each form.
 */
import { describe, expect, it } from 'vitest'
import { createFakeBrowser } from '../../test/support/fake-browser.ts'
import { createFakeServer } from '../../test/support/fake-server.ts'
import { hour, idle, setUpPages } from '../../test/support/open-pages.ts'
import { createSessionClient } from './session-client.ts'

describe('basePath', () => {
  it.each([
    [undefined, '/api/auth'],
    ['cool-app', '/cool-app'],
    ['/cool-app', '/cool-app'],
    ['/cool-app/', '/cool-app'],
    ['cool-app/', '/cool-app'],
    ['/custom-route/api/auth', '/custom-route/api/auth'],
    ['custom-route/api/auth/', '/custom-route/api/auth'],
    ['/', ''],
    ['https://example.com/custom-route/api/auth', 'https://example.com/custom-route/api/auth'],
  ])('%s leads every request to %s', async (basePath, expected) => {
    const { now, openTab } = createFakeBrowser()
    const { fetch, seen } = createFakeServer(now, expected)
    const { environment, visited } = openTab()
    const client = createSessionClient({ basePath, environment, now, fetch })
    await client.getSession()
    await client.getProviders()
    await client.update()
    await client.signIn('credentials', { redirect: false, password: 'right', username: 'ada' })
    await client.signOut({ redirect: false })
    expect(new Set(seen.map(({ url }) => url.slice(0, expected.length)))).toEqual(
      new Set([expected]),
    )
    expect(new Set(seen.map(({ route }) => route))).toEqual(
      new Set([
        'GET session',
        'GET providers',
        'GET csrf',
        'POST session',
        'POST callback/credentials',
        'POST signout',
      ]),
    )
    await client.signIn()
    expect(visited[0]).toMatch(`${expected}/signin?`)
    client.dispose()
  })
})

describe('session', () => {
  it.each([
    ['undefined: asks', undefined, 1, 'authenticated'],
    ['null: knows that nobody is signed in', null, 0, 'unauthenticated'],
    ['a session: knows who is', { expires: '2027-01-01' }, 0, 'authenticated'],
  ])('%s', async (_, session, requests, status) => {
    const { server, openPage } = setUpPages()
    const page = await openPage({ session })
    expect(server.routes()).toHaveLength(requests)
    expect(page.state().status).toBe(status)
  })
})

describe('refetchInterval', () => {
  it.each([
    [undefined, 0],
    [0, 0],
    [5 * 60, 11],
    [30 * 60, 1],
  ])('%s seconds: asks %s times within an hour', async (refetchInterval, times) => {
    const { browser, server, ada, openPage } = setUpPages()
    await openPage({ session: ada, serverTime: browser.now(), refetchInterval })
    for (let second = 2; second < 3600; second++) {
      browser.advance(1000)
      if (second % 60 === 0) await idle()
    }
    expect(server.routes()).toHaveLength(times)
  })

  it('updates every tab if the session has ended', async () => {
    const { browser, server, ada, openPage } = setUpPages()
    const options = { session: ada, serverTime: browser.now(), refetchInterval: 300 }
    const [page, other] = [
      await openPage(options),
      await openPage({ ...options, refetchInterval: 0 }),
    ]
    browser.deliver()
    server.session = null
    browser.advance(310_000)
    await idle()
    browser.deliver()
    expect([page.state().status, other.state().status]).toEqual([
      'unauthenticated',
      'unauthenticated',
    ])
  })
})

describe('refetchOnWindowFocus', () => {
  it.each([
    [undefined, 1],
    [true, 1],
    [false, 0],
  ])('%s: asks %s times when the tab is seen again', async (refetchOnWindowFocus, times) => {
    const { browser, server, ada, openPage } = setUpPages()
    const page = await openPage({ session: ada, serverTime: browser.now(), refetchOnWindowFocus })
    browser.advance(10_000)
    page.hide()
    page.show()
    await idle()
    expect(server.routes()).toHaveLength(times)
  })
})

describe('refetchWhenOffline', () => {
  it.each([
    [undefined, 2],
    [true, 2],
    [false, 0],
  ])(
    '%s: asks %s times by interval and on focus without a network',
    async (refetchWhenOffline, times) => {
      const { browser, server, ada, openPage } = setUpPages()
      const page = await openPage({
        session: ada,
        serverTime: browser.now(),
        refetchInterval: 60,
        refetchWhenOffline,
      })
      page.goOffline()
      browser.advance(60_000)
      await idle()
      browser.advance(10_000)
      page.hide()
      page.show()
      await idle()
      expect(server.routes()).toHaveLength(times)
      page.client.dispose()
    },
  )
})

describe('a session that is read from the server', () => {
  it('has its end moved by each answer', async () => {
    const { browser, server, openPage, renewed } = setUpPages()
    const page = await openPage()
    browser.advance(hour / 2)
    server.session = renewed()
    await page.client.getSession()
    expect(page.state().data?.expires).toBe(new Date(browser.now() + hour).toISOString())
  })
})
