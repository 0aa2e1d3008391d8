import { createApp, createError, eventHandler, type H3Event, setHeader, toWebHandler } from 'h3'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { guardPersonal, makePersonal } from './personal-answer.ts'
import { allowsSharing } from './shared-headers.ts'

const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined)
afterEach(() => errors.mockClear())

/** Answers by this function, with the hooks called as Nitro does it. */
async function answer(page: (event: H3Event) => unknown): Promise<Record<string, string>> {
  let before: (event: H3Event) => void = () => undefined
  let failed: (error: Error, context: { event?: H3Event }) => void = () => undefined
  guardPersonal({
    hook(name: string, run: never) {
      if (name === 'error') failed = run
      else before = run
    },
  })
  const app = createApp({
    onBeforeResponse: (event) => before(event),
    onError: (error, event) => failed(error, { event }),
  })
  app.use(eventHandler((event) => page(event) ?? 'page'))
  const response = await toWebHandler(app)(new Request('http://localhost/'))
  const names = [...response.headers].filter(([name]) => /cache-control|surrogate/.test(name))
  return Object.fromEntries(names)
}

const personal = { 'cache-control': 'private, no-store' }

describe('a page that looked who it is for', () => {
  it.each<[string, Record<string, string>]>([
    ['public', { 'cache-control': 'public, max-age=60' }],
    ['kept by the browser alone', { 'cache-control': 'private, max-age=60' }],
    ['kept by a CDN', { 'cdn-cache-control': 'max-age=60' }],
    [
      'all of that',
      { 'cache-control': 'public', 'surrogate-control': 'x', 'vercel-cdn-cache-control': 'y' },
    ],
  ])('is kept by no cache, though it then says that it is %s', async (_, headers) => {
    const page = (event: H3Event): void => {
      makePersonal(event)
      for (const [name, value] of Object.entries(headers)) setHeader(event, name, value)
    }
    expect(await answer(page)).toEqual(personal)
    const fail = (event: H3Event): never => {
      page(event)
      throw createError({ statusCode: 403 })
    }
    expect(await answer(fail)).toEqual(personal)
  })

  it('may forbid caches in its own words', async () => {
    const words = 'no-cache, no-store, must-revalidate'
    const headers = await answer((event) => {
      makePersonal(event)
      setHeader(event, 'cache-control', words)
    })
    expect(headers).toEqual({ 'cache-control': words })
  })

  it('is reported once, not at each request', async () => {
    vi.resetModules()
    const anew = await import('./personal-answer.ts')
    const { createEvent } = await import('h3')
    for (const _ of [1, 2]) {
      const headers: Record<string, string> = {}
      const response = {
        headersSent: false,
        getHeader: (name: string) => headers[name],
        getHeaders: () => headers,
        setHeader: (name: string, value: string) => void (headers[name] = value),
      }
      const event = createEvent({ url: '/orders?id=1' } as never, response as never)
      anew.makePersonal(event)
      headers['cache-control'] = 'public'
      anew.keepPersonal(event)
      expect(headers).toEqual(personal)
    }
    expect(errors).toHaveBeenCalledOnce()
    expect(String(errors.mock.calls[0])).toMatch(/\/orders asked/)
  })
})

it('leaves alone what a page says that looked at nobody', async () => {
  const headers = { 'cache-control': 'public, max-age=60', 'cdn-cache-control': 'max-age=60' }
  const page = (event: H3Event): void => {
    for (const [name, value] of Object.entries(headers)) setHeader(event, name, value)
  }
  expect(await answer(page)).toEqual(headers)
})

describe('allowsSharing', () => {
  it.each<[boolean, string, string]>([
    [true, 'Cache-Control', 'public, max-age=60'],
    [true, 'cache-control', 's-maxage=60'],
    [false, 'cache-control', 'max-age=60'],
    [true, 'CDN-Cache-Control', 'max-age=60'],
    [true, 'vercel-cdn-cache-control', 'public'],
    [true, 'cloudflare-cdn-cache-control', 's-maxage=1'],
    [true, 'netlify-cdn-cache-control', 'public, durable'],
    [true, 'surrogate-control', 'max-age=60, content="ESI/1.0"'],
    [false, 'surrogate-control', 'max-age=0'],
    [false, 'cdn-cache-control', 'no-store'],
    [false, 'cdn-cache-control', 'private, max-age=60'],
    [false, 'x-note', 'public, max-age=60'],
  ])('is %j for %s: %s', (expected, name, value) => {
    expect(allowsSharing(name, value)).toBe(expected)
  })
})
