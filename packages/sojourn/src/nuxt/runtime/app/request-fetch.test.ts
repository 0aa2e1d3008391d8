import {
  createApp,
  createRouter,
  eventHandler,
  getCookie,
  type H3Event,
  readFormData,
  setCookie,
  setResponseHeader,
  toWebHandler,
} from 'h3'
import { describe, expect, it } from 'vitest'
import { requestFetch } from './request-fetch.ts'

/** Renders a page by this function; endpoints are answered within the process, as Nitro does it. */
async function render(page: (fetch: typeof globalThis.fetch) => Promise<unknown>, cookie = '') {
  const seen: string[] = []
  const endpoints = createApp().use(
    createRouter()
      .get(
        '/begin',
        eventHandler((event) => {
          setCookie(event, 'csrf', 'one')
          setCookie(event, 'other', 'value')
          return 'begun'
        }),
      )
      .get(
        '/again',
        eventHandler((event) => {
          seen.push(event.headers.get('cookie') ?? '')
          setCookie(event, 'csrf', 'two')
          return getCookie(event, 'csrf') ?? 'none'
        }),
      )
      .get(
        '/end',
        eventHandler((event) => {
          setCookie(event, 'csrf', '', { maxAge: 0 })
          return 'ended'
        }),
      )
      .post(
        '/form',
        eventHandler(async (event) => readFormData(event).then((form) => form.get('name'))),
      )
      .get(
        '/quiet',
        eventHandler((event) => {
          seen.push(event.headers.get('cookie') ?? '')
          return 'quiet'
        }),
      ),
  )
  const answer = toWebHandler(endpoints)
  const app = createApp().use(
    eventHandler(async (event) => {
      const within = (path: string, init?: RequestInit): Promise<Response> =>
        answer(new Request(`http://localhost${path}`, init))
      ;(event as { fetch: H3Event['fetch'] }).fetch = within as H3Event['fetch']
      setResponseHeader(event, 'set-cookie', ['csrf=zero; Path=/', 'page=own; Path=/'])
      return page(requestFetch(event))
    }),
  )
  const response = await toWebHandler(app)(
    new Request('http://localhost/', { headers: { cookie } }),
  )
  return { response, text: await response.text(), cookies: response.headers.getSetCookie(), seen }
}

describe('fetch during the rendering of a page', () => {
  it('asks as the visitor, and later as the one whom answers have made of them', async () => {
    const { seen, text } = await render(async (fetch) => {
      await fetch('/quiet')
      await fetch('/begin')
      await fetch('/again')
      await fetch('/end')
      await fetch('/quiet')
      return 'done'
    }, 'theme=dark; csrf=old')
    expect(text).toBe('done')
    expect(seen).toEqual([
      'theme=dark; csrf=old',
      'theme=dark; csrf=one; other=value',
      'theme=dark; other=value',
    ])
  })

  it('keeps cookies of one name as they came, also when another one changes', async () => {
    const { seen } = await render(async (fetch) => {
      await fetch('/quiet')
      await fetch('/begin')
      await fetch('/again')
      return ''
    }, 'sid=long; sid=short; odd; csrf=old; csrf=older; theme=dark')
    expect(seen).toEqual([
      'sid=long; sid=short; odd; csrf=old; csrf=older; theme=dark',
      'sid=long; sid=short; odd; csrf=one; theme=dark; other=value',
    ])
  })

  it('gives each cookie to the browser once, the last one, beside those of the page', async () => {
    const { cookies, response } = await render(async (fetch) => {
      await fetch('/begin')
      await fetch('/again')
      return ''
    })
    expect(cookies).toEqual(['page=own; Path=/', 'other=value; Path=/', 'csrf=two; Path=/'])
    expect(response.headers.get('cache-control')).toBe('private, no-store')
  })

  it('sends forms as a browser would', async () => {
    const form = { method: 'POST', body: new URLSearchParams({ name: 'Ada' }) }
    const { text } = await render(async (fetch) => (await fetch('/form', form)).text())
    expect(text).toBe('Ada')
  })

  it('leaves a page alone for which no cookie was set', async () => {
    const { response } = await render(async (fetch) => (await fetch('/quiet')).text())
    expect(response.headers.get('cache-control')).toBeNull()
  })
})
