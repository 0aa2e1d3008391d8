import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type EventServer, startEventServer } from '../../test/support/event-server.ts'
import {
  createFakeBrowser,
  type FakeBrowser,
  type FakeTab,
} from '../../test/support/fake-browser.ts'
import { sessionOf } from '../../test/support/fake-server.ts'
import { followEvents } from './event-stream.ts'

let browser: FakeBrowser
let tab: FakeTab
let server: EventServer

beforeEach(async () => {
  browser = createFakeBrowser()
  tab = browser.openTab()
  server = await startEventServer(browser.now)
  server.session = sessionOf('ada', browser.now() + 3_600_000)
})
afterEach(() => server.close())

/** Listens to the server; tells what was heard. */
function follow(signal = new AbortController().signal) {
  const heard = { opened: 0, changes: 0 }
  const ended = followEvents({
    url: `${server.basePath}/events`,
    fetch,
    signal,
    schedule: tab.environment.schedule,
    onOpen: () => heard.opened++,
    onSession: () => heard.changes++,
  })
  return { heard, ended }
}

async function open(signal?: AbortSignal) {
  const stream = follow(signal)
  await vi.waitFor(() => expect(stream.heard.opened).toBe(1))
  return stream
}

describe('the event stream', () => {
  it.each([
    ['\n', ['event: session\ndata: {"change":"ended"}\n\n']],
    ['\r\n', ['event: session\r\ndata: {}\r\n\r\n']],
    ['\r', ['event: session\rdata: {}\r\r']],
    ['no space', ['event:session\ndata:{}\n\n']],
    ['pieces', [': hel', 'lo\n\neve', 'nt: sess', 'ion\r', '\ndata: {}\r\n', '\r\n']],
    ['another event before', ['event: other\ndata: {}\n\nevent: session\ndata: {}\n\n']],
    ['the name after the data', ['data: {}\nevent: session\n\n']],
  ])('hears of a change, written with %j', async (_, pieces) => {
    const { heard, ended } = await open()
    for (const piece of pieces) {
      server.tell(piece)
      await server.settle()
    }
    await vi.waitFor(() => expect(heard.changes).toBe(1))
    for (const stream of server.streams) stream.end()
    await expect(ended).resolves.toBe(200)
    expect(heard).toEqual({ opened: 1, changes: 1 })
    expect(tab.live().timers).toBe(0)
  })

  it.each([
    'event: sessions\ndata: {}\n\n',
    'data: event: session\n\n',
    ': event: session\n\n',
    'event: session\ndata: {}\n',
    '\n\n\n\n',
  ])('does not take %j for a change', async (text) => {
    const { heard, ended } = await open()
    server.tell(text)
    for (const stream of server.streams) stream.end()
    await ended
    expect(heard.changes).toBe(0)
  })

  it('is over when nothing is heard for longer than a server is ever silent', async () => {
    const { ended } = await open()
    for (let round = 0; round < 3; round++) {
      browser.advance(49_999)
      server.tell(': here\n\n')
      await server.settle()
      expect(server.streams.size).toBe(1)
    }
    browser.advance(50_000)
    await expect(ended).resolves.toBe(200)
    await vi.waitFor(() => expect(server.streams.size).toBe(0))
  })

  it('is over when a server that was asked does not answer', async () => {
    server.refuse = () => undefined
    const { ended } = follow()
    await vi.waitFor(() => expect(server.asked()).toEqual(['events']))
    browser.advance(50_000)
    await expect(ended).resolves.toBe(0)
  })

  it('is over when somebody sends what never ends', async () => {
    const { heard, ended } = await open()
    const timer = setInterval(() => server.tell('event: session '.repeat(100)), 1)
    await expect(ended).resolves.toBe(200)
    clearInterval(timer)
    expect(heard.changes).toBe(0)
    await vi.waitFor(() => expect(server.streams.size).toBe(0))
  })

  it('is closed from here, at any time', async () => {
    const closing = new AbortController()
    const { ended } = await open(closing.signal)
    closing.abort()
    await expect(ended).resolves.toBe(200)
    await vi.waitFor(() => expect(server.streams.size).toBe(0))
    await expect(follow(AbortSignal.abort()).ended).resolves.toBe(0)
    expect(tab.live().timers).toBe(0)
  })

  it.each([204, 400, 401, 404, 429, 500, 503])('is refused with the status %i', async (status) => {
    server.refuse = (response) => response.writeHead(status).end()
    const { heard, ended } = follow()
    await expect(ended).resolves.toBe(status)
    expect(heard).toEqual({ opened: 0, changes: 0 })
  })

  it.each([
    ['a page', 'text/html'],
    ['JSON', 'application/json'],
  ])('is not %s', async (_, type) => {
    server.refuse = (response) =>
      response.writeHead(200, { 'content-type': type }).end('event: session\ndata: {}\n\n')
    const { heard, ended } = follow()
    await expect(ended).resolves.toBe(406)
    expect(heard).toEqual({ opened: 0, changes: 0 })
  })

  it('is not an answer without a body or a type', async () => {
    for (const response of [
      new Response(null, { headers: { 'content-type': 'text/event-stream' } }),
      new Response('event: session\n\n'),
    ]) {
      response.headers.delete(response.body ? 'content-type' : 'x')
      const ended = followEvents({
        url: '/events',
        fetch: async () => response,
        signal: new AbortController().signal,
        schedule: tab.environment.schedule,
        onOpen: expect.unreachable,
        onSession: expect.unreachable,
      })
      await expect(ended).resolves.toBe(406)
    }
  })

  it('is down where there is no server', async () => {
    await server.close()
    await expect(follow().ended).resolves.toBe(0)
    server = await startEventServer(browser.now)
  })

  it('asks for a stream, and for none that somebody has kept', async () => {
    let seen: unknown
    server.refuse = (response, { headers }) => {
      seen = [headers.accept, headers['cache-control']]
      response.writeHead(404).end()
    }
    await follow().ended
    expect(seen).toEqual(['text/event-stream', 'no-cache'])
  })
})
