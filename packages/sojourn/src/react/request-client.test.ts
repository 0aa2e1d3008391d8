import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFakeServer, sessionOf, type FakeServer } from '../../test/support/fake-server.ts'
import { createRequestClient as createBrowserClient } from './no-request-client.ts'
import { createRequestClient } from './request-client.ts'
import { getCsrfToken, getProviders, getSession, SessionProvider, useSession } from './index.ts'

const ada = sessionOf('ada', Date.now() + 3_600_000)
const names = ['NEXTAUTH_URL_INTERNAL', 'AUTH_URL', 'NEXTAUTH_URL', 'VERCEL_URL', 'PORT']
const req = { headers: { cookie: 'next-auth.session-token=abc' } }
const { process } = globalThis
let server: FakeServer

/** Puts an engine where the functions are to find it. */
function serve(basePath: string): void {
  server = createFakeServer(Date.now, basePath)
  server.session = ada
  vi.stubGlobal('fetch', server.fetch)
}

beforeEach(() => {
  for (const name of names) vi.stubEnv(name, undefined)
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

describe('on a server', () => {
  it.each([
    ['getServerSideProps', { req, res: {}, query: {} }],
    ['getInitialProps of an application', { ctx: { req } }],
  ])('the functions ask in the name of the request, as %s has it', async (_, context) => {
    serve('http://localhost:3000/api/auth')
    await expect(getSession(context)).resolves.toEqual(ada)
    await expect(getCsrfToken(context)).resolves.toBe('csrf-0')
    for (const { headers } of server.seen) expect(headers.get('cookie')).toBe(req.headers.cookie)
  })

  it('they do without a request, for what is the same for everybody', async () => {
    serve('http://localhost:3000/api/auth')
    expect(Object.keys((await getProviders()) ?? {})).toContain('github')
    expect(server.seen[0]?.headers.has('cookie')).toBe(false)
  })

  it('a form with a token gets its cookie, one for a page that asks several times', async () => {
    let count = 0
    vi.stubGlobal('fetch', async () => {
      const headers = { 'set-cookie': `next-auth.csrf-token=token-${++count}|x; Path=/; HttpOnly` }
      return Response.json({ csrfToken: `token-${count}` }, { headers })
    })
    const req = new IncomingMessage(new Socket())
    const res = new ServerResponse(req)
    res.setHeader('set-cookie', 'theme=dark')
    const asked = [getCsrfToken({ req, res }), getCsrfToken({ ctx: { req, res } })]
    expect(await Promise.all(asked)).toEqual(['token-1', 'token-1'])
    expect(await getCsrfToken({ req, res })).toBe('token-1')
    expect(res.getHeader('set-cookie')).toEqual([
      'theme=dark',
      'next-auth.csrf-token=token-1|x; Path=/; HttpOnly',
    ])

    const first = new ServerResponse(req)
    expect(await getCsrfToken({ req, res: first })).toBe('token-2')
    expect(first.getHeader('set-cookie')).toHaveLength(1)
    // As a test of an application has it.
    expect(await getCsrfToken({ req, res: {} })).toBe('token-3')

    const next = new ServerResponse(req)
    next.flushHeaders()
    expect(await getCsrfToken({ req, res: next })).toBe('token-4')
    expect(next.getHeader('set-cookie')).toBeUndefined()
  })

  it('asks again for a token after a failure', async () => {
    const res = new ServerResponse(new IncomingMessage(new Socket()))
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('down')))
    expect(await getCsrfToken({ req, res })).toBeUndefined()
    serve('http://localhost:3000/api/auth')
    expect(await getCsrfToken({ req, res })).toBe('csrf-0')
    expect(res.getHeader('set-cookie')).toBeUndefined()
  })

  it('share nothing between requests', async () => {
    serve('http://localhost:3000/api/auth')
    await Promise.all([getSession({ req }), getSession({ req: {} }), getSession()])
    expect(server.seen.map(({ headers }) => headers.get('cookie'))).toEqual([
      req.headers.cookie,
      null,
      null,
    ])
  })

  it.each([
    [{ NEXTAUTH_URL: 'https://app.example.com' }, 'https://app.example.com/api/auth'],
    [{ NEXTAUTH_URL: 'https://app.example.com/' }, 'https://app.example.com/api/auth'],
    [{ AUTH_URL: 'https://app.example.com/shop/auth/' }, 'https://app.example.com/shop/auth'],
    [
      { NEXTAUTH_URL_INTERNAL: 'http://10.0.0.1:3000', NEXTAUTH_URL: 'https://app.example.com' },
      'http://10.0.0.1:3000/api/auth',
    ],
    [{ VERCEL_URL: 'app.vercel.example' }, 'https://app.vercel.example/api/auth'],
    [{ NEXTAUTH_URL: '', PORT: '4000' }, 'http://localhost:4000/api/auth'],
  ])('find the engine by %o', async (environment, address) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
    serve(address)
    await expect(getSession({ req })).resolves.toEqual(ada)
    expect(server.seen[0]?.url).toBe(`${address}/session`)
  })

  it('find the engine where there is no environment, as on some edges', async () => {
    serve('http://localhost:3000/api/auth')
    vi.stubGlobal('process', undefined)
    const client = createRequestClient({ req })
    vi.stubGlobal('process', process)
    await expect(client.getSession()).resolves.toEqual(ada)
  })

  it('say that there is no session if the engine cannot be reached', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')))
    await expect(getSession({ req })).resolves.toBeNull()
    await expect(getCsrfToken({ req })).resolves.toBeUndefined()
    await expect(getProviders()).resolves.toBeNull()
  })

  it('a page is rendered without a request or a word', () => {
    serve('/api/auth')
    const complaints = vi.spyOn(console, 'error')
    const Show = () => useSession({ required: true }).status
    const page = (session: null | undefined) =>
      renderToString(createElement(SessionProvider, { session }, createElement(Show)))
    expect(page(undefined)).toBe('loading')
    expect(page(null)).toBe('loading')
    expect(server.seen).toEqual([])
    expect(complaints).not.toHaveBeenCalled()
    complaints.mockRestore()
  })
})

describe('in a worker of a page', () => {
  it('the functions ask the origin of the page', async () => {
    serve('/api/auth')
    await expect(createBrowserClient().getSession()).resolves.toEqual(ada)
    expect(server.seen.map(({ url }) => url)).toEqual(['/api/auth/session'])
  })
})
