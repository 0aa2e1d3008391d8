import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp, defineEventHandler, getRequestIP, toNodeListener, toWebRequest } from 'h3'
import { expect, it, onTestFinished, vi } from 'vitest'
import { email, openSite, type Pair } from './support/site.ts'

// A password costs 40 ms of a core that nobody else wants.
vi.setConfig({ testTimeout: 30_000 })

it('answers over HTTP, mounted in h3 as the guide says, with all of NuxtAuth’s defaults', async () => {
  const site = await openSite()
  const app = createApp().use(
    defineEventHandler((event) =>
      site.tokens.handle(toWebRequest(event), { address: getRequestIP(event) }),
    ),
  )
  const server = createServer(toNodeListener(app))
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const base = `http://127.0.0.1:${port}/api/auth`
  const post = (path: string, body?: unknown, headers: object = {}): Promise<Response> =>
    fetch(base + path, {
      method: 'POST',
      headers:
        body === undefined ? { ...headers } : { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })

  const person = { username: 'grace@example.com', password: 'nanoseconds, please' }
  expect(await (await post('/register', person)).json()).toEqual({})
  const first = (await (await post('/login', person)).json()) as Pair
  const refreshed = await post('/refresh', { refreshToken: first.refreshToken })
  const second = (await refreshed.json()) as Pair
  const authorization = `Bearer ${second.token}`
  const session = await fetch(`${base}/session`, { headers: { authorization } })
  expect(await session.json()).toMatchObject({ email: person.username })
  const listed = await fetch(`${base}/sessions`, { headers: { authorization } })
  expect(await listed.json()).toMatchObject({
    sessions: [{ isCurrent: true, address: '127.0.0.1', userAgent: 'node' }],
  })

  const large = await post('/login', { email, password: 'x'.repeat(200_000) })
  expect(large.status).toBe(413)
  expect((await post('/login', { email, password: 'wrong' })).status).toBe(401)
  expect((await fetch(`${base}/login`)).headers.get('allow')).toBe('POST')
  // As NuxtAuth sends it: the token as it is, and no body without `refresh`.
  expect((await post('/logout', undefined, { authorization })).status).toBe(200)
  expect((await fetch(`${base}/session`, { headers: { authorization } })).status).toBe(401)
})
