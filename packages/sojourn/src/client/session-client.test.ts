import { describe, expect, it } from 'vitest'
import { createFakeBrowser } from '../../test/support/fake-browser.ts'
import { createFakeServer, json, sessionOf } from '../../test/support/fake-server.ts'
import * as changes from './changes.ts'
import * as presence from './presence.ts'
import { createServedClient } from './served-client.ts'
import {
  createSessionClient,
  createSessionParts,
  type SessionClientOptions,
} from './session-client.ts'

const hour = 3_600_000

/** A browser, a server, and a way to open tabs with a client in each. */
function setUp() {
  const browser = createFakeBrowser()
  const server = createFakeServer(browser.now)
  const ada = sessionOf('ada', browser.now() + hour)
  const bob = sessionOf('bob', browser.now() + hour)
  const openTab = (options: SessionClientOptions = {}) => {
    const tab = browser.openTab()
    const client = createServedClient({
      environment: tab.environment,
      now: browser.now,
      fetch: server.fetch,
      ...options,
    })
    const notified: string[] = []
    const leave = client.store.subscribe(() => notified.push(client.store.get().status))
    return { ...tab, client, notified, leave, state: () => client.store.get() }
  }
  return { browser, server, ada, bob, openTab }
}

/** Lets requests that nobody awaits come to their end. */
function idle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0))
}

describe('first load', () => {
  it('asks once, and is loading until the answer is there', async () => {
    const { server, ada, openTab } = setUp()
    server.session = ada
    const { client, state, notified } = openTab()
    expect(state()).toMatchObject({ status: 'loading', data: undefined, pending: false })
    client.start()
    client.start()
    expect(state()).toMatchObject({ status: 'loading', pending: true })
    await idle()
    expect(state()).toMatchObject({ status: 'authenticated', data: ada, pending: false })
    expect(server.routes()).toEqual(['GET session'])
    expect(notified).toEqual(['loading', 'authenticated', 'authenticated'])
  })

  it('asks nothing after hydration, whatever the server rendered', async () => {
    const { browser, server, ada, openTab } = setUp()
    for (const session of [ada, null]) {
      const tab = openTab({ session, serverTime: browser.now() - 200 })
      tab.client.start()
      tab.hide()
      tab.show()
      await idle()
      expect(tab.state()).toMatchObject({ data: session, version: browser.now() - 200 })
    }
    expect(server.seen).toEqual([])
  })

  it('takes version and time of the last answer from the server, if given', () => {
    const { ada, openTab } = setUp()
    const { state } = openTab({ session: ada, version: 7, refreshedAt: 5, serverTime: 6 })
    expect(state()).toMatchObject({ version: 7, refreshedAt: 5 })
  })

  it('counts a snapshot of unknown age as just answered', () => {
    const { browser, openTab } = setUp()
    expect(openTab({ session: null }).state()).toMatchObject({
      version: 0,
      refreshedAt: browser.now(),
    })
  })
})

describe('changed options', () => {
  it('count from then on', async () => {
    const { browser, server, ada, openTab } = setUp()
    server.session = ada
    const options = { session: ada, serverTime: browser.now(), refetchOnWindowFocus: false }
    const tab = openTab(options)
    browser.advance(60_000)
    expect(server.routes()).toEqual([])
    tab.client.configure({ refetchInterval: 10 })
    browser.advance(10_000)
    await idle()
    expect(server.routes()).toEqual(['GET session'])
    tab.client.configure({ refetchInterval: 0 })
    browser.advance(60_000)
    tab.show()
    await idle()
    expect(server.routes()).toEqual([])
    tab.client.configure({ refetchOnWindowFocus: true })
    tab.show()
    await idle()
    expect(server.routes()).toEqual(['GET session'])
    expect(options).not.toHaveProperty('refetchInterval')
  })

  it('do not matter where there is no page', () => {
    const client = createServedClient({})
    client.configure({ refetchInterval: 10 })
    expect(client.store.get().status).toBe('loading')
  })
})

describe('a page that the server renders again', () => {
  it('takes over its session without a request, and tells the other tabs', async () => {
    const { browser, server, ada, bob, openTab } = setUp()
    const serverTime = browser.now()
    const tab = openTab({ session: ada, serverTime })
    const other = openTab({ session: ada, serverTime })
    browser.advance(1000)
    tab.client.adopt({ session: bob, serverTime: serverTime + 900 })
    expect(tab.state()).toMatchObject({
      data: bob,
      version: serverTime + 900,
      refreshedAt: browser.now() - 100,
    })
    browser.deliver()
    expect(other.state()).toMatchObject({ data: bob, status: 'authenticated' })
    tab.client.adopt({ session: null, serverTime: serverTime + 950 })
    browser.deliver()
    expect(other.state().status).toBe('unauthenticated')
    expect(server.seen).toEqual([])
  })

  it('is told nothing by a page from before what is known', async () => {
    const { browser, server, ada, openTab } = setUp()
    const serverTime = browser.now()
    const tab = openTab({ session: ada, serverTime })
    browser.advance(1000)
    server.session = null
    await tab.client.getSession()
    expect(tab.state().status).toBe('unauthenticated')
    tab.client.adopt({ session: ada, serverTime: serverTime + 500 })
    expect(tab.state().status).toBe('unauthenticated')
  })

  it('is asked about, not believed, if it may have been asked for before a change', async () => {
    const { browser, server, ada, bob, openTab } = setUp()
    const tab = openTab({ session: ada, serverTime: browser.now() })
    const other = openTab({ session: ada, serverTime: browser.now() })
    await tab.client.signOut({ redirect: false })
    server.routes()
    browser.advance(20)
    tab.client.adopt({ session: ada, serverTime: browser.now() })
    browser.deliver()
    expect([tab.state().status, other.state().status]).toEqual([
      'unauthenticated',
      'unauthenticated',
    ])
    await idle()
    expect(server.routes()).toEqual(['GET session'])
    tab.client.adopt({ session: null, serverTime: browser.now() })
    await idle()
    expect(server.routes()).toEqual([])

    server.session = bob
    await tab.client.update()
    server.routes()
    tab.client.adopt({ session: ada, serverTime: browser.now() + 5 })
    expect(tab.state().data).toEqual(bob)
    await idle()
    browser.advance(60_000)
    tab.client.adopt({ session: ada, serverTime: browser.now() })
    expect(tab.state().data).toEqual(ada)
  })

  it('does not count an answer that was asked for before it', async () => {
    const { browser, server, ada, bob, openTab } = setUp()
    const serverTime = browser.now()
    const tab = openTab({ session: ada, serverTime })
    server.session = ada
    const asked = tab.client.getSession()
    tab.client.adopt({ session: bob, serverTime: serverTime + 5 })
    await asked
    expect(tab.state().data).toEqual(bob)
  })

  it('ends with the session it brought, and does not reach a client that is disposed of', () => {
    const { browser, ada, bob, openTab } = setUp()
    const tab = openTab({ session: null, serverTime: browser.now() })
    tab.client.adopt({ session: ada, serverTime: browser.now() + 1 })
    browser.advance(2 * hour)
    expect(tab.state().status).toBe('unauthenticated')
    tab.client.dispose()
    tab.client.adopt({ session: bob, serverTime: browser.now() })
    expect(tab.state().status).toBe('unauthenticated')
    expect(browser.deliveries.some(({ message }) => message.includes('bob'))).toBe(false)
  })
})

describe('asking', () => {
  it('shares one request between calls at the same time', async () => {
    const { server, ada, openTab } = setUp()
    server.session = ada
    const { client } = openTab()
    await expect(Promise.all([client.getSession(), client.getSession()])).resolves.toEqual([
      ada,
      ada,
    ])
    expect(server.routes()).toEqual(['GET session'])
    await client.getSession()
    expect(server.routes()).toEqual(['GET session'])
  })

  it('keeps the object of an equal session, and the snapshot if nothing changed', async () => {
    const { server, ada, browser, openTab } = setUp()
    server.session = ada
    const { client, state, notified } = openTab()
    await client.getSession()
    const before = state()
    browser.advance(10)
    await client.getSession()
    expect(state().data).toBe(before.data)
    expect(state().refreshedAt).toBe(browser.now())
    server.on('GET session', () => json({}, 500))
    await client.getSession()
    const failed = state()
    notified.length = 0
    await client.getSession()
    expect(state().error).toBe(failed.error)
    expect(notified).toEqual(['authenticated', 'authenticated']) // pending, and no longer
  })

  it('orders answers of a server that does not tell the time by the clock of the device', async () => {
    const { browser, server, openTab } = setUp()
    server.tellsTime = false
    const { client, state } = openTab()
    await client.getSession()
    expect(state().version).toBe(browser.now())
    await client.getSession()
    expect(state().version).toBe(browser.now() + 1)
  })

  it('drops an answer that a sign-out has overtaken', async () => {
    const { server, ada, openTab } = setUp()
    server.session = ada
    const { client, state } = openTab()
    const release = server.hold('GET session')
    const late = client.getSession()
    await client.signOut({ redirect: false })
    release()
    await expect(late).resolves.toBeNull()
    expect(state()).toMatchObject({ status: 'unauthenticated', data: null })
  })

  it('drops a failure that a message has overtaken', async () => {
    const { browser, server, ada, openTab } = setUp()
    const { client, state } = openTab()
    server.on('GET session', async () => {
      await idle()
      return json({}, 500)
    })
    const late = client.getSession()
    const message = { data: ada, version: browser.now(), refreshedAt: browser.now() }
    browser.inject('sojourn:/api/auth', JSON.stringify(message))
    browser.deliver()
    await expect(late).resolves.toEqual(ada)
    expect(state()).toMatchObject({ status: 'authenticated', error: undefined })
  })

  it('asks anew after something newer, in place of sharing a request that will be dropped', async () => {
    const { browser, server, ada, bob, openTab } = setUp()
    server.session = ada
    const { client } = openTab()
    const release = server.hold('GET session')
    const late = client.getSession()
    const message = { data: null, version: browser.now(), refreshedAt: browser.now() }
    browser.inject('sojourn:/api/auth', JSON.stringify(message))
    browser.deliver()
    server.session = bob
    const fresh = client.getSession()
    release()
    await expect(Promise.all([late, fresh])).resolves.toEqual([bob, bob])
    expect(server.routes()).toEqual(['GET session', 'GET session'])
  })
})

describe('update', () => {
  it('sends one after the other, with one CSRF token, and reading waits for them', async () => {
    const { server, ada, openTab } = setUp()
    server.session = ada
    const { client } = openTab()
    const results = await Promise.all([
      client.update({ name: 'one' }),
      client.update({ name: 'two' }),
      client.getSession(),
    ])
    expect(results.map((session) => session?.user?.name)).toEqual(['one', 'two', 'two'])
    expect(server.routes()).toEqual(['GET csrf', 'POST session', 'POST session', 'GET session'])
  })

  it('waits for a question under way, whose answer carries the cookie from before', async () => {
    const { server, ada, openTab } = setUp()
    server.session = ada
    const { client } = openTab()
    const release = server.hold('GET session')
    const reading = client.getSession()
    const updating = client.update({ name: 'Countess' })
    await idle()
    expect(server.routes()).toEqual(['GET session'])
    release()
    await Promise.all([reading, updating])
    expect(server.routes()).toEqual(['GET csrf', 'POST session'])
  })

  it('always reaches the server, without data too', async () => {
    const { server, openTab } = setUp()
    const { client } = openTab({ session: null })
    await expect(client.update()).resolves.toBeNull()
    expect(server.routes()).toEqual(['GET csrf', 'POST session'])
    expect(JSON.parse(server.seen[1]?.body ?? '')).toEqual({ csrfToken: 'csrf-0' })
  })

  it('gets a new CSRF token once if the one it kept is refused', async () => {
    const { server, ada, openTab } = setUp()
    server.session = ada
    const { client } = openTab()
    await client.getCsrfToken()
    server.csrfGeneration++
    server.routes()
    await expect(client.update({ name: 'one' })).resolves.toMatchObject({ user: { name: 'one' } })
    expect(server.routes()).toEqual(['POST session', 'GET csrf', 'POST session'])
  })

  it('asks again if something newer came in between', async () => {
    const { browser, server, ada, bob, openTab } = setUp()
    server.session = ada
    const { client, state } = openTab()
    const release = server.hold('POST session')
    const updated = client.update({ name: 'one' })
    await idle()
    const message = { data: bob, version: browser.now(), refreshedAt: browser.now() }
    browser.inject('sojourn:/api/auth', JSON.stringify(message))
    browser.deliver()
    release()
    await expect(updated).resolves.toMatchObject({ user: { name: 'one' } })
    expect(state().data?.user?.name).toBe('one')
    expect(server.routes()).toEqual(['GET csrf', 'POST session', 'GET session'])
  })

  it('rejects data that JSON cannot carry, and goes on working', async () => {
    const { server, ada, openTab } = setUp()
    server.session = ada
    const { client, state } = openTab()
    await expect(client.update(1n)).rejects.toThrow(TypeError)
    await expect(client.getSession()).resolves.toEqual(ada)
    expect(state().pending).toBe(false)
  })
})

describe('tabs', () => {
  it('hear of everything the server answered, and ask nothing themselves', async () => {
    const { browser, server, openTab } = setUp()
    const first = openTab({ session: null, serverTime: browser.now() })
    const second = openTab({ session: null, serverTime: browser.now() })
    browser.advance(100)
    await first.client.signIn('credentials', {
      redirect: false,
      username: 'ada',
      password: 'right',
    })
    browser.deliver()
    expect(second.state()).toMatchObject({ status: 'authenticated', data: first.state().data })
    await second.client.update({ name: 'Ada L.' })
    browser.deliver()
    expect(first.state().data?.user?.name).toBe('Ada L.')
    server.routes()
    await first.client.signOut({ redirect: false })
    browser.deliver()
    expect(second.state()).toMatchObject({
      status: 'unauthenticated',
      version: first.state().version,
    })
    expect(server.routes()).toEqual(['GET csrf', 'POST signout'])
  })

  it('are told what the server rendered, as after a sign-in by redirects', () => {
    const { browser, ada, openTab } = setUp()
    const old = openTab({ session: null, serverTime: browser.now() })
    browser.advance(100)
    openTab({ session: ada, serverTime: browser.now() })
    browser.deliver()
    expect(old.state().data).toEqual(ada)
  })

  it('tell a tab that opens with an older state', () => {
    const { browser, ada, openTab } = setUp()
    openTab({ session: null, serverTime: browser.now() })
    const stale = openTab({ session: ada, serverTime: browser.now() - 10 })
    browser.deliver()
    expect(stale.state().data).toBeNull()
  })

  it('are not told by a tab that knows nothing yet', () => {
    const { browser, openTab } = setUp()
    openTab()
    openTab()
    openTab({ session: null })
    expect(browser.deliveries).toEqual([])
  })

  it('do not believe an authenticated state that is older than their sign-out', async () => {
    const { browser, server, ada, openTab } = setUp()
    server.session = ada
    const first = openTab()
    const second = openTab()
    await first.client.getSession()
    browser.advance(5)
    await second.client.signOut({ redirect: false })
    browser.deliver(0)
    expect(second.state().data).toBeNull()
    browser.deliver()
    expect(first.state().data).toBeNull()
  })
})

describe('expiry', () => {
  it('is noticed by the clock of the server, without a request', () => {
    const { browser, ada, openTab } = setUp()
    const { state, live } = openTab({ session: ada, serverTime: browser.now() - hour })
    browser.advance(2 * hour - 1)
    expect(state().status).toBe('authenticated')
    browser.advance(1)
    expect(state()).toMatchObject({ status: 'unauthenticated', data: null, error: undefined })
    expect(live().timers).toBe(0)
  })

  it('corrects the clock by every answer', async () => {
    const { browser, server, openTab } = setUp()
    server.skew = -hour
    server.session = sessionOf('ada', browser.now())
    const { client, state } = openTab()
    await client.getSession()
    browser.advance(hour - 1)
    expect(state().status).toBe('authenticated')
    browser.advance(1)
    expect(state().status).toBe('unauthenticated')
  })

  it('is noticed on wake-up by a tab that was suspended, before it asks', async () => {
    const { browser, server, ada, openTab } = setUp()
    server.session = ada
    const { client, state, show, notified } = openTab()
    await client.getSession()
    browser.suspend(2 * hour)
    notified.length = 0
    server.session = null
    show()
    expect(notified[0]).toBe('unauthenticated')
    await idle()
    expect(state().data).toBeNull()
  })

  it('gives way to an answer on its way that carries a prolonged session', async () => {
    const { browser, server, ada, openTab } = setUp()
    server.session = ada
    const { client, state } = openTab()
    await client.getSession()
    browser.advance(hour - 1)
    server.session = sessionOf('ada', browser.now() + hour)
    const release = server.hold('GET session')
    const answer = client.getSession()
    browser.advance(2)
    expect(state().status).toBe('unauthenticated')
    release()
    await answer
    expect(state().status).toBe('authenticated')
  })

  it('watches a session that came from another tab', async () => {
    const { browser, server, ada, openTab } = setUp()
    server.session = ada
    const first = openTab()
    const second = openTab()
    await first.client.getSession()
    browser.deliver()
    browser.advance(hour)
    expect(second.state().status).toBe('unauthenticated')
  })
})

describe('revalidation', () => {
  it('asks when the tab is seen again, at most every five seconds over all tabs', async () => {
    const { browser, server, ada, openTab } = setUp()
    server.session = ada
    const first = openTab()
    const second = openTab()
    await first.client.getSession()
    browser.deliver()
    server.routes()
    browser.advance(4999)
    second.show()
    await idle()
    expect(server.routes()).toEqual([])
    browser.advance(1)
    second.show()
    await idle()
    browser.deliver()
    first.show()
    await idle()
    expect(server.routes()).toEqual(['GET session'])
  })

  it('asks nothing when the tab is seen again while nobody is signed in', async () => {
    const { browser, server, openTab } = setUp()
    const { show } = openTab({ session: null })
    browser.advance(hour)
    show()
    await idle()
    expect(server.routes()).toEqual([])
  })

  it('asks when the tab is seen again after the clock of the device was set back', async () => {
    const { browser, server, ada, openTab } = setUp()
    server.session = ada
    const { client, show } = openTab()
    await client.getSession()
    server.routes()
    browser.advance(-hour)
    show()
    await idle()
    expect(server.routes()).toEqual(['GET session'])
  })

  it('asks again while signed in, by interval, and one tab does it for all', async () => {
    const { browser, server, openTab } = setUp()
    server.session = sessionOf('ada', browser.now() + 24 * hour)
    const tabs = [1, 2, 3].map(() => openTab({ refetchInterval: 60 }))
    await tabs[0]?.client.getSession()
    browser.deliver()
    server.routes()
    for (let minute = 0; minute < 5; minute++) {
      browser.advance(60_000)
      await idle()
      browser.deliver()
    }
    expect(server.routes()).toHaveLength(5)
    tabs[0]?.client.dispose()
    browser.advance(66_000)
    await idle()
    expect(server.routes().length).toBeGreaterThan(0)
    server.session = null
    await tabs[1]?.client.getSession()
    browser.deliver()
    server.routes()
    browser.advance(hour)
    await idle()
    expect(server.routes()).toEqual([])
  })

  it('asks as soon as the network is back after a failure', async () => {
    const { server, openTab } = setUp()
    const tab = openTab()
    server.on('GET session', () => Promise.reject(new TypeError('Failed to fetch')))
    await tab.client.getSession()
    expect(tab.state().error?.code).toBe('session_unavailable')
    server.on('GET session', undefined)
    tab.goOnline()
    await idle()
    expect(tab.state()).toMatchObject({ data: null, error: undefined })
  })
})

describe('a page that is taken back', () => {
  it('asks at once who is there, however lately it was answered', async () => {
    const { server, ada, openTab, browser } = setUp()
    const tab = openTab({ session: ada, serverTime: browser.now() })
    browser.advance(300)
    tab.goAway()
    server.session = null
    browser.suspend(1000)
    tab.comeBack()
    await idle()
    expect(server.routes()).toEqual(['GET session'])
    expect(tab.state().status).toBe('unauthenticated')
  })

  it('does not believe an answer from before', async () => {
    const { server, ada, openTab } = setUp()
    server.session = ada
    const tab = openTab({ session: ada })
    tab.show()
    await idle()
    const release = server.hold('GET session')
    void tab.client.getSession()
    await idle()
    tab.goAway()
    server.session = null
    tab.comeBack()
    await idle()
    release()
    await idle()
    expect(server.routes()).toEqual(['GET session', 'GET session'])
    expect(tab.state().status).toBe('unauthenticated')
  })
})

describe('a page that goes on after the browser had stopped it', () => {
  it('asks at once who is there, if somebody sees it', async () => {
    const { server, ada, openTab } = setUp()
    server.session = ada
    const tab = openTab({ session: ada })
    tab.show()
    await idle()
    tab.thaw()
    await idle()
    expect(server.routes()).toEqual([])
    server.session = null
    tab.hide()
    tab.freeze()
    tab.thaw()
    await idle()
    expect(server.routes()).toEqual([])
    tab.show()
    tab.freeze()
    tab.thaw()
    tab.thaw()
    await idle()
    expect(server.routes()).toEqual(['GET session'])
    expect(tab.state().status).toBe('unauthenticated')
  })
})

describe('what the application says that it knows', () => {
  it('reaches the other tabs, also before the first answer', () => {
    const { browser, server, ada, openTab } = setUp()
    server.hold('GET session')
    const [tab, other] = [openTab(), openTab()]
    tab.client.setData(ada)
    browser.deliver()
    expect(other.state().data).toEqual(ada)
  })
})

describe('subscription', () => {
  it('holds listeners, timers and the channel only while somebody listens', () => {
    const { browser, ada, openTab } = setUp()
    const tab = openTab({ session: ada, refetchInterval: 60, serverTime: browser.now() })
    expect(tab.live()).toEqual({ listeners: 3, timers: 2, channels: 1 })
    const leaveToo = tab.client.store.subscribe(() => undefined)
    tab.leave()
    tab.leave()
    expect(tab.live()).toEqual({ listeners: 3, timers: 2, channels: 1 })
    leaveToo()
    expect(tab.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
  })

  it('tells other tabs also while nobody listens here', async () => {
    const { browser, server, ada, openTab } = setUp()
    server.session = ada
    const quiet = openTab()
    const other = openTab()
    quiet.leave()
    await quiet.client.getSession()
    browser.deliver()
    expect(other.state().data).toEqual(ada)
    expect(quiet.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
  })

  it('asks when it begins again after a while, since messages were missed', async () => {
    const { browser, server, openTab } = setUp()
    const tab = openTab({ session: null })
    tab.leave()
    browser.advance(1000)
    tab.client.store.subscribe(() => undefined)()
    expect(server.routes()).toEqual([])
    browser.advance(5000)
    tab.client.store.subscribe(() => undefined)
    await idle()
    expect(server.routes()).toEqual(['GET session'])
  })
})

describe('what changes things', () => {
  /** A client whose file cannot be loaded, as after a deployment, so many times. */
  function withoutFile(failures: number) {
    const { browser, server, ada } = setUp()
    server.session = ada
    const tab = browser.openTab()
    let loads = 0
    const client = createSessionClient(
      { environment: tab.environment, now: browser.now, fetch: server.fetch, session: ada },
      async () => {
        if (loads++ < failures) throw new TypeError('Failed to fetch dynamically imported module')
        return changes
      },
    )
    return { browser, server, ada, tab, client, loads: () => loads }
  }

  it('is loaded a moment after the start, once, and not for a client that is gone', async () => {
    const { browser, client, loads } = withoutFile(0)
    client.start()
    expect(loads()).toBe(0)
    browser.advance(2000)
    expect(loads()).toBe(1)
    await client.getProviders()
    expect(loads()).toBe(1)

    const gone = withoutFile(0)
    gone.client.start()
    gone.client.dispose()
    gone.browser.advance(2000)
    expect(gone.loads()).toBe(0)
  })

  it('is tried once more, at once', async () => {
    const { client, loads } = withoutFile(1)
    await expect(client.signOut({ redirect: false })).resolves.toMatchObject({ ok: true })
    expect(loads()).toBe(2)
  })

  it('says so in every result if it cannot be loaded, and is tried anew by the next call', async () => {
    const { ada, client, server, tab } = withoutFile(14)
    const lost = { ok: false, error: 'session_unavailable', status: 0 }
    await expect(client.signIn('github')).resolves.toEqual({
      ...lost,
      code: 'session_unavailable',
      url: null,
    })
    await expect(client.signOut()).resolves.toMatchObject(lost)
    await expect(client.update({ name: 'x' })).resolves.toEqual(ada)
    await expect(client.listSessions()).resolves.toBeNull()
    await expect(client.revokeSessions('all')).resolves.toBeNull()
    await expect(client.getCsrfToken()).resolves.toBeUndefined()
    await expect(client.getProviders()).resolves.toBeNull()
    expect(client.store.get()).toMatchObject({ data: ada, pending: false })
    expect(client.store.get().error?.code).toBe('session_unavailable')
    expect([server.seen, tab.visited]).toEqual([[], []])

    await expect(client.signOut({ redirect: false })).resolves.toMatchObject({ ok: true })
    expect(client.store.get()).toMatchObject({ status: 'unauthenticated', error: undefined })
  })

  it('leaves no rejection behind when it is loaded in vain', async () => {
    const { browser, client, loads } = withoutFile(2)
    client.start()
    browser.advance(2000)
    await idle()
    expect(loads()).toBe(2)
    expect(client.store.get().error).toBeUndefined()
  })

  it('is loaded also where the first who listens leaves at once', async () => {
    const { browser, server, ada } = setUp()
    const tab = browser.openTab()
    let loads = 0
    const client = createSessionClient(
      { environment: tab.environment, now: browser.now, fetch: server.fetch, session: ada },
      async () => changes,
      async () => {
        loads++
        return presence
      },
    )
    client.start()
    client.store.subscribe(() => undefined)()
    expect(tab.live().timers).toBe(0)
    const leave = client.store.subscribe(() => undefined)
    browser.advance(2000)
    await idle()
    expect(loads).toBe(1)
    leave()
    client.store.subscribe(() => undefined)
    expect(tab.live().timers).toBeLessThanOrEqual(2)
    client.dispose()
  })

  it('is loaded apart from what follows from somebody being there, which is tried anew when she comes back', async () => {
    const { browser, server, ada } = setUp()
    server.session = ada
    const tab = browser.openTab()
    const { listeners } = tab.live()
    let loads = 0
    const client = createSessionClient(
      {
        environment: tab.environment,
        now: browser.now,
        fetch: server.fetch,
        session: ada,
        renewAt: 0,
      },
      async () => changes,
      async () => {
        if (loads++ === 0) throw new TypeError('Failed to fetch dynamically imported module')
        return presence
      },
    )
    client.store.subscribe(() => undefined)
    client.start()
    browser.advance(2000)
    await idle()
    expect(loads).toBe(1)
    expect(tab.live().listeners).toBe(listeners + 3)
    await expect(client.signOut({ redirect: false })).resolves.toMatchObject({ ok: true })
    client.setData(ada)
    tab.show()
    await idle()
    tab.show()
    await idle()
    expect(loads).toBe(2)
    client.dispose()
    expect(tab.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
  })

  it('leaves nothing behind if it comes after the client has gone', async () => {
    const { browser, server, ada } = setUp()
    const tab = browser.openTab()
    let arrive = (): void => undefined
    const client = createSessionClient(
      {
        environment: tab.environment,
        now: browser.now,
        fetch: server.fetch,
        session: ada,
        push: true,
      },
      async () => changes,
      () =>
        new Promise((resolve) => {
          arrive = () => resolve(presence)
        }),
    )
    client.store.subscribe(() => undefined)
    client.start()
    browser.advance(2000)
    client.dispose()
    arrive()
    await idle()
    expect(tab.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
    expect(server.seen).toEqual([])
  })

  it('sends what a form held at the time of the call', async () => {
    const { client, server } = withoutFile(1)
    const form = { username: 'bo', password: 'right', redirect: false }
    const signedIn = client.signIn('credentials', form)
    Object.assign(form, { username: '', password: '' })
    await signedIn
    expect(server.session?.user?.name).toBe('bo')
  })
})

describe('setData', () => {
  it('is known in every tab, with its end, until the server is asked', async () => {
    const { browser, server, ada, openTab } = setUp()
    server.session = ada
    const [tab, other] = [0, 1].map(() => openTab({ session: ada, serverTime: browser.now() }))
    const brief = sessionOf('bo', browser.now() + 60_000)
    const { refreshedAt } = tab?.state() ?? {}
    tab?.client.setData(brief)
    browser.deliver()
    expect(tab?.state()).toMatchObject({ data: brief, refreshedAt })
    expect(other?.state().data).toEqual(brief)
    expect(server.seen).toEqual([])
    browser.advance(60_000)
    expect(tab?.state().status).toBe('unauthenticated')
    tab?.client.setData(brief)
    await tab?.client.getSession()
    expect(tab?.state().data).toEqual(ada)
  })

  it('works where nothing was known', () => {
    const { browser } = setUp()
    const client = createSessionClient({ now: browser.now })
    client.setData(null)
    expect(client.store.get()).toMatchObject({ status: 'unauthenticated', data: null })
  })
})

describe('dispose', () => {
  it('leaves nothing alive and nothing to happen', async () => {
    const { browser, server, ada, openTab } = setUp()
    server.session = ada
    const tab = openTab({ refetchInterval: 60 })
    const release = server.hold('GET session')
    const late = tab.client.getSession()
    const queued = [tab.client.update({ name: 'one' }), tab.client.update({ name: 'two' })]
    const leaving = tab.client.signOut({ redirect: false })
    const before = tab.state()
    const message = { data: ada, version: browser.now(), refreshedAt: browser.now() }
    browser.inject('sojourn:/api/auth', JSON.stringify(message))
    tab.client.dispose()
    release()
    await Promise.all([late, leaving, ...queued])
    browser.deliver()
    expect(tab.state()).toBe(before)
    expect(tab.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
    server.routes()
    await expect(tab.client.getSession()).resolves.toBeNull()
    await expect(tab.client.update()).resolves.toBeNull()
    tab.client.store.subscribe(() => undefined)()
    tab.client.start()
    tab.show()
    expect(server.routes()).toEqual([])
    expect(tab.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
  })
})

describe('a sign-out that ends after dispose', () => {
  it('is told to nobody', async () => {
    const { browser, ada, openTab } = setUp()
    openTab({ session: ada, serverTime: browser.now() })
    const tab = openTab({ session: ada, serverTime: browser.now() })
    browser.deliver()
    const leaving = tab.client.signOut({ redirect: false })
    tab.client.dispose()
    await expect(leaving).resolves.toMatchObject({ ok: true })
    expect(browser.deliveries).toEqual([])
  })
})

describe('on a server', () => {
  it('serves one request without listeners, timers or channel', async () => {
    const { server, ada, browser } = setUp()
    server.session = ada
    const client = createSessionClient({ fetch: server.fetch, now: browser.now })
    const leave = client.store.subscribe(() => undefined)
    client.start()
    expect(server.seen).toEqual([])
    await expect(client.getSession()).resolves.toEqual(ada)
    expect(client.store.get().status).toBe('authenticated')
    leave()
    expect(
      presence.createPresence(createSessionParts({}, async () => changes).core),
    ).toBeUndefined()
    await expect(client.signIn()).resolves.toMatchObject({ url: '/api/auth/signin' })
    await expect(client.signOut()).resolves.toMatchObject({ ok: true, url: '/' })
  })

  it('works without any option', () => {
    expect(createSessionClient().store.get()).toMatchObject({ status: 'loading', pending: false })
  })
})

describe('the present', () => {
  it('is by the clock of the server, as far as that is known', async () => {
    const { browser, server, ada, openTab } = setUp()
    server.skew = 90_000
    const { client } = openTab()
    expect(client.now()).toBe(browser.now())
    await client.getSession()
    expect(client.now()).toBe(browser.now() + 90_000)
    browser.advance(1000)
    expect(client.now()).toBe(browser.now() + 90_000)
    expect(openTab({ session: ada, serverTime: 5 }).client.now()).toBe(5)
    const { now } = createSessionClient()
    expect(Math.abs(now() - Date.now())).toBeLessThan(1000)
    expect(Number.isInteger(now())).toBe(true)
  })
})

describe('reading endpoints', () => {
  it('gives the CSRF token and the providers', async () => {
    const { openTab } = setUp()
    const { client, state } = openTab()
    await expect(client.getCsrfToken()).resolves.toBe('csrf-0')
    const providers = client.getProviders()
    expect(state().pending).toBe(true)
    expect(Object.keys((await providers) ?? {})).toEqual(['credentials', 'github', 'email'])
    expect(state()).toMatchObject({ pending: false, status: 'loading' })
  })

  it('gives nothing if the server does not tell, and never throws', async () => {
    const { server, openTab } = setUp()
    const { client } = openTab()
    for (const route of ['GET csrf', 'GET providers']) server.on(route, () => json([], 200))
    await expect(client.getCsrfToken()).resolves.toBeUndefined()
    await expect(client.getProviders()).resolves.toBeNull()
    server.on('GET providers', () => Promise.reject(new TypeError('Failed to fetch')))
    await expect(client.getProviders()).resolves.toBeNull()
  })
})

describe('two changes at once', () => {
  it('do not overtake each other for ever', async () => {
    const { server, openTab } = setUp()
    const { client, state } = openTab()
    const fields = { redirect: false, password: 'right' }
    await Promise.all([
      client.signIn('credentials', { ...fields, username: 'ada' }),
      client.signIn('credentials', { ...fields, username: 'bob' }),
    ])
    expect(state().data?.user?.name).toBe('bob')
    expect(server.routes().filter((route) => route === 'GET session').length).toBeLessThanOrEqual(3)
  })

  it('asks after a sign-out during which another tab signed in', async () => {
    const { browser, server, ada, openTab } = setUp()
    const { client, state } = openTab({ session: null })
    const release = server.hold('POST signout')
    const leaving = client.signOut({ redirect: false })
    await idle()
    server.session = ada
    const message = { data: ada, version: browser.now(), refreshedAt: browser.now() }
    browser.inject('sojourn:/api/auth', JSON.stringify(message))
    browser.deliver()
    release()
    await leaving
    expect(state().data).toEqual(ada)
  })
})

describe('the sessions of a person', () => {
  const here = { id: 'here', isCurrent: true }
  const there = { id: 'there', isCurrent: false }

  it('are listed as the server lists them; where it does not, nobody knows', async () => {
    const { server, ada, openTab } = setUp()
    server.session = ada
    const { client, state } = openTab({ session: ada })
    server.on('GET sessions', () => json({ sessions: [here, there] }))
    expect(await client.listSessions()).toEqual([here, there])
    server.on('GET sessions', () => json({ code: 'action_unknown' }, 400))
    expect(await client.listSessions()).toBeNull()
    server.on('GET sessions', () => {
      throw new TypeError('offline')
    })
    expect(await client.listSessions()).toBeNull()
    expect(state()).toMatchObject({ status: 'authenticated', pending: false })
  })

  it('that are elsewhere can be ended with one request, and nothing changes here', async () => {
    const { server, ada, openTab } = setUp()
    server.session = ada
    const { client, state } = openTab({ session: ada })
    server.on('POST sessions', ({ body }) => {
      expect(JSON.parse(body)).toEqual({ csrfToken: 'csrf-0', revoke: 'there' })
      return json({ sessions: [here] })
    })
    expect(await client.revokeSessions('there')).toEqual([here])
    expect(server.routes()).toEqual(['GET csrf', 'POST sessions'])
    expect(state().status).toBe('authenticated')
  })

  it('that end with this one sign the person out here and in the other tabs', async () => {
    const { browser, server, ada, openTab } = setUp()
    server.session = ada
    const tab = openTab({ session: ada })
    const other = openTab({ session: ada })
    server.on('POST sessions', () => {
      server.session = null
      return json({ sessions: [] })
    })
    expect(await tab.client.revokeSessions('all')).toEqual([])
    browser.deliver()
    expect(tab.state().status).toBe('unauthenticated')
    expect(other.state().status).toBe('unauthenticated')
  })

  it('have perhaps not ended when the server could not be asked', async () => {
    const { server, ada, openTab } = setUp()
    server.session = ada
    const { client, state } = openTab({ session: ada })
    server.on('POST sessions', () => json({ code: 'storage_unavailable' }, 503))
    expect(await client.revokeSessions('all')).toBeNull()
    expect(state().status).toBe('authenticated')
  })
})
