import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type EventServer, startEventServer } from '../../test/support/event-server.ts'
import { createFakeBrowser, type FakeBrowser } from '../../test/support/fake-browser.ts'
import { sessionOf } from '../../test/support/fake-server.ts'
import { hour, idle } from '../../test/support/open-pages.ts'
import * as changes from './changes.ts'
import * as presence from './presence.ts'
import {
  createSessionClient,
  type SessionClient,
  type SessionClientOptions,
} from './session-client.ts'

const change = 'event: session\ndata: {"change":"changed"}\n\n'
const ended = 'event: session\ndata: {"change":"ended"}\n\n'

let browser: FakeBrowser
let server: EventServer
let clients: SessionClient[]

beforeEach(async () => {
  clients = []
  browser = createFakeBrowser()
  server = await startEventServer(browser.now)
  server.session = sessionOf('ada', browser.now() + 100 * hour)
})
afterEach(async () => {
  for (const client of clients) client.dispose()
  await server.close()
})

/** Opens a page that the server has rendered with the session, and lets it settle. */
async function openPage(options: SessionClientOptions = {}, isVisible = true) {
  const tab = browser.openTab()
  if (!isVisible) tab.hide()
  const client = createSessionClient(
    {
      basePath: server.basePath,
      environment: tab.environment,
      now: browser.now,
      session: server.session,
      serverTime: browser.now(),
      push: true,
      ...options,
    },
    async () => changes,
    async () => presence,
  )
  const leave = client.store.subscribe(() => undefined)
  client.start()
  browser.advance(2000)
  await vi.dynamicImportSettled()
  await idle()
  browser.advance(200)
  await idle()
  clients.push(client)
  return { ...tab, client, leave, state: () => client.store.get() }
}

/** The same session, with another name in it. */
function rename(name: string): void {
  if (server.session) server.session = { ...server.session, user: { ...server.session.user, name } }
}

/** Waits until these were asked for, in any order and no others. */
async function asked(...paths: string[]): Promise<void> {
  const seen: string[] = []
  await vi.waitFor(
    () => {
      seen.push(...server.asked())
      expect(seen.toSorted()).toEqual(paths.toSorted())
    },
    { timeout: 5000, interval: 5 },
  )
}

/** Waits until so many streams are open. Whoever takes over does that a moment later. */
function streams(count: number): Promise<void> {
  return vi.waitFor(
    () => {
      if (count > 0) browser.advance(10)
      expect(server.streams.size).toBe(count)
    },
    { timeout: 5000, interval: 5 },
  )
}

/** Lets time pass until this is so; answers take theirs. */
function pass(step: number, done: () => void): Promise<void> {
  return vi.waitFor(
    () => {
      browser.advance(step)
      browser.deliver()
      done()
    },
    { timeout: 5000, interval: 5 },
  )
}

/** Lets what is on its way arrive. */
async function settle(): Promise<void> {
  await server.settle()
  browser.deliver()
}

describe('one stream for a browser', () => {
  it('is followed by one tab, whose answers reach the others', async () => {
    const tabs = [await openPage(), await openPage(), await openPage()]
    await streams(1)
    await settle()
    expect(server.asked()).toEqual(['events'])
    rename('ada, the admin')
    server.tell(change)
    await vi.waitFor(() => {
      browser.deliver()
      for (const { state } of tabs) expect(state().data?.user?.name).toBe('ada, the admin')
    })
    expect(server.asked()).toEqual(['session'])

    server.session = null
    server.tell(ended)
    await pass(10, () => expect(tabs[0]?.state().status).toBe('unauthenticated'))
    // Whoever takes over hears of it a little later than that it may take over.
    await server.settle()
    browser.advance(199)
    browser.deliver()
    for (const { state } of tabs) expect(state().status).toBe('unauthenticated')
    await streams(0)
    expect(server.asked()).toEqual(['session'])
    browser.advance(hour)
    await settle()
    expect(server.asked()).toEqual([])
  })

  it('is asked for only where that is declared, somebody listens and somebody is signed in', async () => {
    await openPage({ push: false })
    const quiet = await openPage()
    await streams(1)
    quiet.leave()
    await streams(0)
    server.asked()
    await openPage({ session: null })
    await settle()
    expect(server.asked()).toEqual([])
    quiet.client.store.subscribe(() => undefined)
    await streams(1)
  })

  it('begins when somebody signs in, and is another for another person', async () => {
    const page = await openPage({ session: null })
    await settle()
    expect(server.asked()).toEqual([])
    page.client.setData(server.session)
    await streams(1)
    const [first] = server.streams
    page.client.setData(sessionOf('ada', browser.now() + 200 * hour))
    await settle()
    expect([...server.streams]).toEqual([first])
    page.client.setData(sessionOf('bob', browser.now() + 100 * hour))
    await vi.waitFor(() => expect([...server.streams]).not.toContain(first))
    await streams(1)
    page.client.setData({ expires: new Date(browser.now() + hour).toISOString() })
    await settle()
    await streams(1)
  })

  it('passes to another tab when the one that follows it is closed, and that one asks', async () => {
    const first = await openPage()
    const second = await openPage()
    await streams(1)
    browser.advance(10_000)
    server.asked()
    first.client.dispose()
    await streams(0)
    await streams(1)
    await asked('events', 'session')
    server.session = null
    server.tell(ended)
    await pass(10, () => expect(second.state().status).toBe('unauthenticated'))
  })

  it('is not taken over for the last moments of a session, which end by the clock of each tab', async () => {
    server.session = sessionOf('ada', browser.now() + hour)
    const first = await openPage()
    await streams(1)
    const late = await openPage({ serverTime: browser.now() - 1000 })
    await settle()
    server.asked()
    browser.advance(hour - 6000)
    await pass(50, () => expect(first.state().status).toBe('unauthenticated'))
    await streams(0)
    browser.advance(500)
    await settle()
    expect(late.state().status).toBe('authenticated')
    await pass(50, () => expect(late.state().status).toBe('unauthenticated'))
    browser.advance(10_000)
    await settle()
    expect(server.asked()).toEqual([])
  })

  it('is taken over by a tab if the session turns out to last', async () => {
    server.session = sessionOf('ada', browser.now() + 6000)
    const page = await openPage()
    await settle()
    expect(server.streams.size).toBe(0)
    server.session = sessionOf('ada', browser.now() + hour)
    page.client.setData(server.session)
    await streams(1)
  })

  it('passes to another tab when the one that follows it is frozen, and back only when it is free', async () => {
    const first = await openPage()
    await streams(1)
    const second = await openPage()
    const [stream] = server.streams
    first.freeze()
    await vi.waitFor(() => expect([...server.streams]).not.toContain(stream))
    await streams(1)
    const [other] = server.streams
    first.thaw()
    await settle()
    expect([...server.streams]).toEqual([other])
    second.client.dispose()
    await vi.waitFor(() => expect([...server.streams]).not.toContain(other))
    await streams(1)
  })

  it('is asked about, after a page was put away, what happened meanwhile', async () => {
    const page = await openPage()
    await streams(1)
    server.asked()
    page.freeze()
    await streams(0)
    server.session = sessionOf('bob', browser.now() + hour)
    page.thaw()
    await streams(1)
    await vi.waitFor(() => expect(page.state().data?.user?.name).toBe('bob'))
    expect(server.asked()).toContain('session')
  })

  it('leaves nothing behind', async () => {
    const page = await openPage()
    const waiting = await openPage()
    await streams(1)
    waiting.client.dispose()
    expect(waiting.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
    page.client.dispose()
    await streams(0)
    await settle()
    expect(page.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
    server.asked()
    browser.advance(hour)
    await settle()
    expect(server.asked()).toEqual([])
  })
})

describe('a browser without locks', () => {
  it('has the tab that is seen follow the stream', async () => {
    browser.hasLocks = false
    const page = await openPage()
    await openPage({}, false)
    await streams(1)
    page.hide()
    await streams(0)
    server.asked()
    browser.advance(hour)
    await settle()
    expect(server.asked()).toEqual([])
    page.show()
    await streams(1)
  })

  it('is the same where locks are forbidden', async () => {
    const tab = browser.openTab()
    const { presence: page } = tab.environment
    if (!page) throw new Error('A tab has a page.')
    const locks = { request: () => Promise.reject(new DOMException('no', 'SecurityError')) }
    await openPage({ environment: { ...tab.environment, presence: { ...page, locks } } })
    await streams(1)
    tab.hide()
    await streams(0)
  })
})

describe('a stream that is down', () => {
  it('is replaced by asking, and tried again at growing intervals; then she is asked for once', async () => {
    const page = await openPage({ refetchInterval: 20 })
    await streams(1)
    server.asked()
    browser.advance(100_000)
    server.tell(': here\n\n')
    await settle()
    server.asked()
    server.refuse = (response) => response.writeHead(503).end()
    for (const stream of server.streams) stream.destroy()
    await streams(0)
    await settle()

    const asked: string[] = []
    for (let second = 0; second < 200; second++) {
      browser.advance(1000)
      if (second % 5 === 0) await settle()
      asked.push(...server.asked())
    }
    const tries = asked.filter((path) => path === 'events').length
    expect(asked.length - tries).toBeGreaterThanOrEqual(8)
    expect(asked.length - tries).toBeLessThanOrEqual(10)
    expect(tries).toBeGreaterThanOrEqual(4)
    expect(tries).toBeLessThanOrEqual(8)
    expect(page.state()).toMatchObject({ status: 'authenticated', error: undefined })

    server.refuse = undefined
    await pass(1000, () => expect(server.streams.size).toBe(1))
    await settle()
    expect(server.asked().at(-1)).toBe('session')
    browser.advance(49_000)
    await settle()
    expect(server.asked()).toEqual([])
  })

  it('is replaced by asking each minute if no interval is declared, by one tab', async () => {
    server.refuse = (response) => response.writeHead(404).end()
    const page = await openPage()
    await openPage()
    await settle()
    expect(server.asked()).toEqual(['events'])
    for (let minute = 1; minute <= 3; minute++) {
      // A little more, since the other page has told of itself.
      browser.advance(65_000)
      await asked('session')
      await settle()
    }
    expect(page.state().status).toBe('authenticated')
  })

  it('is not tried again where there is none, until another session begins', async () => {
    server.refuse = (response) => response.writeHead(404).end()
    const page = await openPage()
    await settle()
    expect(server.asked()).toEqual(['events'])
    page.goOnline()
    page.hide()
    page.show()
    browser.advance(59_000)
    await settle()
    expect(server.asked()).not.toContain('events')
    page.client.setData(null)
    page.client.setData(server.session)
    await settle()
    browser.advance(200)
    await settle()
    expect(server.asked()).toContain('events')
    await page.client.getSession()
    page.client.setData(sessionOf('bob', browser.now() + hour))
    await settle()
    browser.advance(200)
    await settle()
    expect(server.asked()).toContain('events')
  })

  it.each([408, 429, 500, 503])('is tried again after the status %i', async (status) => {
    server.refuse = (response) => response.writeHead(status).end()
    await openPage()
    await settle()
    expect(server.asked()).toEqual(['events'])
    server.refuse = undefined
    browser.advance(4000)
    await streams(1)
  })

  it.each([204, 401])(
    'tells with the status %i that nobody is signed in, which is asked about',
    async (status) => {
      server.refuse = (response) => response.writeHead(status).end()
      server.session = null
      const page = await openPage({ session: sessionOf('ada', browser.now() + hour) })
      await vi.waitFor(() => expect(page.state().status).toBe('unauthenticated'))
      expect(server.asked()).toEqual(['events', 'session'])
      browser.advance(hour)
      await settle()
      expect(server.asked()).toEqual([])
    },
  )

  it.each([
    ['online', 0, 3000],
    ['online', 3500, 0],
    ['show', 0, 3000],
    ['show', 3500, 0],
  ] as const)(
    'is tried again with the event "%s" after %i milliseconds, but not within the first three seconds',
    async (event, before, after) => {
      server.refuse = (response) => response.writeHead(503).end()
      const page = await openPage()
      await settle()
      browser.advance(6000)
      await settle()
      server.asked()
      server.refuse = undefined
      browser.advance(before)
      if (event === 'online') page.goOnline()
      else {
        page.hide()
        page.show()
      }
      if (after > 0) {
        browser.advance(after - 1)
        await settle()
        expect(server.asked().filter((path) => path === 'events')).toEqual([])
        browser.advance(1)
      }
      await settle()
      expect(server.streams.size).toBe(1)
    },
  )

  it('is not tried each time that she comes back where it ends at once', async () => {
    server.refuse = (response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end('retry: 3000\n\n')
    const page = await openPage()
    await settle()
    server.asked()
    for (let turn = 0; turn < 50; turn++) {
      page.hide()
      page.show()
      page.goOnline()
      browser.advance(100)
      await settle()
    }
    expect(server.asked().filter((path) => path === 'events').length).toBeLessThanOrEqual(2)
  })

  it('is tried more and more rarely where it never lasts', async () => {
    server.refuse = (response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end('retry: 3000\n\n')
    await openPage()
    let tries = 0
    for (let second = 0; second < 240; second++) {
      browser.advance(1000)
      if (second % 4 === 0) await settle()
      tries += server.asked().filter((path) => path === 'events').length
    }
    expect(tries).toBeLessThanOrEqual(9)
  })

  it('is tried again soon if it had lasted', async () => {
    await openPage()
    await streams(1)
    for (let round = 0; round < 4; round++) {
      for (let part = 0; part < 3; part++) {
        browser.advance(30_000)
        server.tell(': here\n\n')
        await settle()
      }
      for (const stream of server.streams) stream.end()
      await streams(0)
      await settle()
      browser.advance(4000)
      await streams(1)
      await settle()
    }
  })

  it('is noticed by its silence', async () => {
    await openPage()
    await streams(1)
    server.asked()
    browser.advance(50_000)
    await streams(0)
    await settle()
    browser.advance(4000)
    await streams(1)
    await asked('events', 'session')
  })
})

describe('what the stream says', () => {
  it('overtakes an answer that is on its way, however late that arrives', async () => {
    const page = await openPage()
    await streams(1)
    server.asked()
    const release = server.hold()
    const late = page.client.getSession()
    await asked('session')
    server.session = null
    server.tell(ended)
    await asked('session')
    release()
    await late
    await vi.waitFor(() => expect(page.state().status).toBe('unauthenticated'))
    await settle()
    expect(page.state().status).toBe('unauthenticated')
  })

  it('is asked about with one request at a time, and once more for all that comes meanwhile', async () => {
    const page = await openPage()
    await streams(1)
    server.asked()
    const release = server.hold()
    server.tell(change)
    await asked('session')
    for (let count = 0; count < 50; count++) server.tell(change)
    await settle()
    expect(server.asked()).toEqual([])
    rename('ada l.')
    release()
    await settle()
    browser.advance(999)
    await settle()
    expect(server.asked()).toEqual([])
    browser.advance(1)
    await vi.waitFor(() => expect(page.state().data?.user?.name).toBe('ada l.'))
    await settle()
    expect(server.asked()).toEqual(['session'])
  })

  it('is asked about ever less often where it never ends, and at once after a rest', async () => {
    const page = await openPage()
    await streams(1)
    await settle()
    server.asked()
    const times: number[] = []
    for (let second = 0; second < 130; second++) {
      server.tell(change)
      await settle()
      times.push(...server.asked().map(() => second))
      browser.advance(1000)
    }
    expect(times).toEqual([0, 1, 3, 7, 15, 31, 61, 91, 121])
    await settle()
    for (let part = 0; part < 2; part++) {
      browser.advance(31_000)
      server.tell(': here\n\n')
      await settle()
    }
    server.asked()
    server.tell(change)
    await asked('session')
    await settle()
    server.tell(change)
    await settle()
    page.leave()
    await streams(0)
    await settle()
    expect(page.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
    expect(server.asked()).toEqual([])
  })

  it('costs a page that has just been rendered no request', async () => {
    await openPage()
    await streams(1)
    await settle()
    expect(server.asked()).toEqual(['events'])
  })
})

describe('what follows the stream', () => {
  it('is loaded once it is needed, and tried again if it cannot be loaded', async () => {
    const loads: string[] = []
    const page = await openPage({ push: false })
    const { environment } = page
    const client = createSessionClient(
      {
        basePath: server.basePath,
        environment,
        now: browser.now,
        session: server.session,
        serverTime: browser.now(),
        push: true,
      },
      async () => changes,
      async () => ({
        createPresence: (core) =>
          presence.createPresence(core, async () => {
            loads.push('push')
            if (loads.length === 1) throw new TypeError('Failed to fetch')
            return import('./push.ts')
          }),
      }),
    )
    client.store.subscribe(() => undefined)
    client.start()
    browser.advance(2000)
    await idle()
    expect(loads).toEqual(['push'])
    await client.getSession()
    await streams(1)
    await client.getSession()
    expect(loads).toEqual(['push', 'push'])
    client.dispose()
  })
})
