import { afterEach, describe, expect, it, vi } from 'vitest'
import { timeHeader } from '../core/protocol.ts'
import { createEndpointClient, isInstant } from './endpoint-client.ts'
import { post, readString } from './post.ts'
import { json } from '../../test/support/fake-server.ts'

function setUp(respond: () => Response | Promise<Response>, basePath = '/api/auth') {
  const requests: { url: string; init: RequestInit }[] = []
  const times: number[][] = []
  const logged: unknown[] = []
  let time = 1000
  const endpoints = createEndpointClient(
    {
      basePath,
      async fetch(url, init = {}) {
        requests.push({ url: url as string, init })
        return respond()
      },
      logger: {
        error: () => undefined,
        warn: (code, detail) => logged.push([code, detail]),
        debug: () => undefined,
      },
    },
    () => (time += 10),
    (...args) => times.push(args),
  )
  return { endpoints, requests, times, logged }
}

describe('the base path', () => {
  it.each([
    ['/api/auth', '/api/auth'],
    ['/api/auth/', '/api/auth'],
    ['cool-app', '/cool-app'],
    ['//cool-app//', '/cool-app'],
    ['', ''],
    ['/', ''],
    ['https://id.example.com/auth/', 'https://id.example.com/auth'],
    ['http://localhost:3000', 'http://localhost:3000'],
  ])('%s is read as "%s"', async (basePath, expected) => {
    const { endpoints, requests } = setUp(() => json({}), basePath)
    expect(endpoints.basePath).toBe(expected)
    await endpoints.send('session')
    expect(requests[0]?.url).toBe(`${expected}/session`)
  })
})

describe('a request', () => {
  it('is neither cached nor endless', async () => {
    const { endpoints, requests } = setUp(() => json({}))
    await endpoints.send('session')
    expect(requests[0]).toMatchObject({ url: '/api/auth/session', init: { cache: 'no-store' } })
    expect(requests[0]?.init.signal).toBeInstanceOf(AbortSignal)
  })

  it('sends forms as forms and the rest as JSON', async () => {
    const { endpoints, requests } = setUp(() => json({}))
    const form = new URLSearchParams('a=1')
    await post(endpoints, 'signout', form)
    await post(endpoints, 'session', { a: 1 })
    expect(requests.map(({ init }) => [init.method, init.body])).toEqual([
      ['POST', form],
      ['POST', '{"a":1}'],
    ])
    expect(requests[1]?.init.headers).toMatchObject({ 'content-type': 'application/json' })
    expect(requests[0]?.init.headers).not.toHaveProperty('content-type')
  })

  afterEach(() => vi.unstubAllGlobals())

  it('uses the global fetch of the moment if none is given', async () => {
    const endpoints = createEndpointClient(
      {},
      () => 0,
      () => undefined,
    )
    vi.stubGlobal('fetch', async () => json({ ok: true }))
    await expect(endpoints.send('session')).resolves.toMatchObject({ body: { ok: true } })
  })

  it('works where tests of applications have a `fetch` that gives no headers, and no `AbortSignal.timeout`', async () => {
    const bare = { ok: true, status: 200, json: async () => ({ a: 1 }) } as unknown as Response
    const { endpoints, requests } = setUp(() => bare)
    vi.stubGlobal('AbortSignal', {})
    await expect(endpoints.send('session')).resolves.toMatchObject({
      outcome: 'answer',
      body: { a: 1 },
      serverTime: undefined,
    })
    expect(requests[0]?.init.signal).toBeUndefined()
  })
})

describe('an outcome', () => {
  it.each([
    ['200 with JSON', () => json({ a: 1 }), 'answer', 200, { a: 1 }],
    ['200 with null', () => json(null), 'answer', 200, null],
    ['400 with JSON', () => json({ a: 1 }, 400), 'refusal', 400, { a: 1 }],
    ['401 with HTML', () => new Response('<p>', { status: 401 }), 'refusal', 401, undefined],
    ['200 with HTML', () => new Response('<p>'), 'failure', 200, undefined],
    ['204', () => new Response(null, { status: 204 }), 'failure', 204, undefined],
    ['500 with JSON', () => json({ a: 1 }, 500), 'failure', 500, { a: 1 }],
    ['the network', () => Promise.reject(new TypeError('x')), 'failure', 0, undefined],
  ] as const)('of %s is told apart', async (_, respond, outcome, status, body) => {
    const { endpoints, logged } = setUp(respond)
    const reply = await endpoints.send('session')
    expect(reply).toMatchObject({ outcome, status })
    expect(reply.body).toEqual(body)
    expect(reply.cause instanceof Error).toBe(outcome !== 'answer')
    expect(logged).toHaveLength(outcome === 'failure' ? 1 : 0)
  })
})

describe('the time that is waited', () => {
  it.each([
    [undefined, 10_000, 60_000],
    [20, 20_000, 20_000],
  ])(
    'is, of %s seconds, %i ms for a question and %i ms for a change',
    async (timeout, get, set) => {
      const limits: number[] = []
      vi.stubGlobal('AbortSignal', { timeout: (ms: number) => void limits.push(ms) })
      const endpoints = createEndpointClient(
        { timeout, fetch: async () => json({}) },
        Date.now,
        () => undefined,
      )
      await endpoints.send('session')
      await post(endpoints, 'callback/credentials', {})
      expect(limits).toEqual([get, set])
    },
  )
})

describe('the time of the server', () => {
  it('is read with when it was asked and answered', async () => {
    const { endpoints, times } = setUp(() => Response.json({}, { headers: { [timeHeader]: '77' } }))
    await expect(endpoints.send('session')).resolves.toMatchObject({ serverTime: 77 })
    expect(times).toEqual([[77, 1010, 1020]])
  })

  it.each(['', 'yesterday', '-1', '1.5', 'Infinity', '9e15'])('is not "%s"', async (value) => {
    const { endpoints, times } = setUp(() =>
      Response.json({}, { headers: { [timeHeader]: value } }),
    )
    await expect(endpoints.send('session')).resolves.toMatchObject({ serverTime: undefined })
    expect(times).toEqual([])
  })
})

describe('reading', () => {
  it('takes strings only', () => {
    expect([readString({ a: 'b' }, 'a'), readString({ a: 1 }, 'a'), readString(null, 'a')]).toEqual(
      ['b', undefined, undefined],
    )
  })

  it('takes instants within what a Date holds', () => {
    expect([0, 8.64e15, 8.64e15 + 2, NaN, '1', null].map(isInstant)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ])
  })
})
