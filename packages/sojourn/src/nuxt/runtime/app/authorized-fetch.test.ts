import { createApp, createEvent, eventHandler, type H3Event, toNodeListener } from 'h3'
import type { $Fetch } from 'nitropack/types'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ofetch } from 'ofetch'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Authorized, createAuthorizedFetch } from './authorized-fetch.ts'

interface Seen {
  readonly url: string | undefined
  readonly authorization: string | undefined
  readonly cookie: string | undefined
}

let seen: Seen[] = []
/** The token that is good; another one is answered with 401. */
let good = 'Bearer new'
let ours: Server
let theirs: Server
const addressOf = (server: Server): string =>
  `http://localhost:${(server.address() as AddressInfo).port}`

function note({ url, headers }: IncomingMessage): void {
  seen.push({ url, authorization: headers.authorization, cookie: headers.cookie })
}

async function listen(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => void server.listen(0, resolve))
  return server
}

beforeAll(async () => {
  const app = createApp().use(
    eventHandler((event) => {
      note(event.node.req)
      const isGood = event.node.req.headers.authorization === good
      event.node.res.statusCode = isGood ? 200 : 401
      return { isGood }
    }),
  )
  ours = await listen(createServer(toNodeListener(app)))
  theirs = await listen(
    createServer((request, response) => {
      note(request)
      response.writeHead(request.url === '/401' ? 401 : 200, { 'content-type': 'application/json' })
      response.end('{}')
    }),
  )
})
afterAll(() => {
  ours.close()
  theirs.close()
})
beforeEach(() => {
  seen = []
  good = 'Bearer new'
})

/** As a client of tokens does it: an old token first, a new one after a 401. */
function tokens(): { authorized: Authorized; refreshes: () => number } {
  let refreshes = 0
  return {
    refreshes: () => refreshes,
    async authorized(run) {
      try {
        return await run({ Authorization: refreshes ? 'Bearer new' : 'Bearer old' })
      } catch (error) {
        if ((error as { status?: number }).status !== 401) throw error
        refreshes++
        return run({ Authorization: 'Bearer new' })
      }
    },
  }
}

function setUp(event?: H3Event) {
  const { authorized, refreshes } = tokens()
  const own = addressOf(ours)
  // Nuxt's `$fetch` has a base too.
  const base = ofetch.create({ baseURL: own }) as unknown as $Fetch
  const isOurs = (address: string): boolean => new URL(address, own).origin === own
  return { fetch: createAuthorizedFetch(base, authorized, isOurs, event), refreshes }
}

const authorizations = (): unknown[] => seen.map(({ authorization }) => authorization)

describe('a request as the signed-in person', () => {
  it('carries the token, and goes once more with a new one after a 401', async () => {
    const { fetch, refreshes } = setUp()
    expect(await fetch('/orders')).toEqual({ isGood: true })
    expect(authorizations()).toEqual(['Bearer old', 'Bearer new'])
    expect(refreshes()).toBe(1)
  })

  it('goes no third time, and gives the error to whoever asked', async () => {
    good = 'Bearer of somebody else'
    const { fetch } = setUp()
    await expect(fetch('/orders')).rejects.toMatchObject({ status: 401, data: { isGood: false } })
    expect(seen).toHaveLength(2)
  })

  it('has what is on $fetch', async () => {
    const { fetch } = setUp()
    expect((await fetch.raw('/orders', { method: 'POST', body: { a: 1 } })).status).toBe(200)
    const made = fetch.create({ query: { page: 2 } })
    await made('/orders')
    expect(seen.map(({ url }) => url)).toEqual(['/orders', '/orders', '/orders?page=2'])
    expect(authorizations()).toEqual(['Bearer old', 'Bearer new', 'Bearer new'])
  })

  it('keeps the header of a caller who sets it', async () => {
    good = 'Basic abc'
    const { fetch } = setUp()
    await fetch('/orders', { headers: { authorization: 'Basic abc' } })
    await fetch('/orders', {
      onRequest: ({ options }) => options.headers.set('authorization', good),
    })
    expect(authorizations()).toEqual(['Basic abc', 'Basic abc'])
  })

  it('runs the interceptors of the defaults and of the call', async () => {
    const { fetch } = setUp()
    const ran: string[] = []
    const made = fetch.create({ onRequest: () => void ran.push('default') })
    await made.create({})('/orders', { onRequest: [() => void ran.push('call')] })
    expect(ran).toEqual(['default', 'call', 'default', 'call'])
  })
})

describe('a request to another origin', () => {
  const cases: [string, (fetch: $Fetch) => Promise<unknown>][] = [
    ['an address', (fetch) => fetch(`${addressOf(theirs)}/x`)],
    ['an address as URL', (fetch) => fetch(new URL(`${addressOf(theirs)}/x`) as never)],
    ['an address as Request', (fetch) => fetch(new Request(`${addressOf(theirs)}/x`) as never)],
    ['a base', (fetch) => fetch('/x', { baseURL: addressOf(theirs) })],
    ['a base of defaults', (fetch) => fetch.create({ baseURL: addressOf(theirs) })('/x')],
    [
      'an interceptor that changes the base',
      (fetch) =>
        fetch('/x', { onRequest: ({ options }) => void (options.baseURL = addressOf(theirs)) }),
    ],
    [
      'an interceptor that changes the address',
      (fetch) =>
        fetch('/x', { onRequest: (context) => void (context.request = `${addressOf(theirs)}/x`) }),
    ],
  ]
  it.each(cases)('carries no token: by %s', async (_, send) => {
    await send(setUp().fetch)
    expect(seen).toEqual([{ url: '/x', authorization: undefined, cookie: undefined }])
  })

  it('refreshes nothing when that says 401', async () => {
    const { fetch, refreshes } = setUp()
    await expect(fetch(`${addressOf(theirs)}/401`)).rejects.toMatchObject({ status: 401 })
    expect(seen).toHaveLength(1)
    expect(refreshes()).toBe(0)
  })
})

describe('on a server', () => {
  /** A visitor's request for a page. */
  function visit(headers: Record<string, string>): H3Event {
    return createEvent({ url: '/page', headers, method: 'GET' } as never, {} as never)
  }

  it('asks as the visitor, with the token and not with what the browser sent to the page', async () => {
    const { fetch } = setUp(visit({ cookie: 'a=1', authorization: 'Basic staging' }))
    await fetch('/orders')
    expect(seen.map(({ authorization, cookie }) => [authorization, cookie])).toEqual([
      ['Bearer old', 'a=1'],
      ['Bearer new', 'a=1'],
    ])
  })

  it('gives the cookies of the visitor to nobody else', async () => {
    const { fetch } = setUp(visit({ cookie: 'a=1' }))
    await fetch(`${addressOf(theirs)}/x`)
    await fetch('/x', { baseURL: addressOf(theirs) })
    await fetch.create({ baseURL: addressOf(theirs) })('/x')
    await fetch(`//${new URL(addressOf(theirs)).host}/x`, { baseURL: 'http:' }).catch(
      () => undefined,
    )
    for (const request of seen) {
      expect(request).toEqual({ url: '/x', authorization: undefined, cookie: undefined })
    }
    expect(seen.length).toBeGreaterThanOrEqual(3)
  })
})
