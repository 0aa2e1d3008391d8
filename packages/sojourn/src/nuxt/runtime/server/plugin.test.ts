import { createApp, eventHandler, type H3Event, setHeader, toNodeListener } from 'h3'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

/** What Nitro has of the application; the rest of it is real. */
const nitro = vi.hoisted(() => ({ config: {}, rules: {} as Record<string, unknown> }))
vi.mock('nitropack/runtime', () => ({
  defineNitroPlugin: (plugin: unknown) => plugin,
  getRouteRules: () => nitro.rules,
  useRuntimeConfig: () => nitro.config,
}))

const running: Server[] = []
const asked: { path: string | undefined; headers: IncomingHttpHeaders }[] = []
let elsewhere = ''

async function listen(server: Server): Promise<string> {
  running.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

beforeEach(async () => {
  nitro.rules = {}
  asked.length = 0
  const answer = { user: { name: 'ada' }, expires: '2099-01-01T00:00:00.000Z' }
  elsewhere = await listen(
    createServer(({ url, headers }, response) => {
      asked.push({ path: url, headers })
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(answer))
    }),
  )
})
afterEach(() => {
  for (const server of running.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** Starts an application whose people sign in at `baseURL`; each page shows what is known. */
async function start(baseURL: string, early: Record<string, string> = {}): Promise<string> {
  nitro.config = {
    app: { baseURL: '/', buildId: 'test' },
    public: { auth: { baseURL, disableInternalRouting: true, disableServerSideAuth: false } },
    sojourn: { originEnvKey: 'NOT_SET', trustHost: '', provider: '', baseURL: '' },
  }
  const { default: plugin } = await import('./plugin.ts')
  const hooks = new Map<string, (event: H3Event) => void>()
  const hook = (name: string, run: (event: H3Event) => void): void => void hooks.set(name, run)
  ;(plugin as (app: object) => void)({ hooks: { hook } })
  const app = createApp({
    onRequest: (event) => hooks.get('request')?.(event),
    onBeforeResponse: (event) => hooks.get('beforeResponse')?.(event),
  })
  app.use(
    eventHandler(async (event) => {
      for (const [name, value] of Object.entries(early)) setHeader(event, name, value)
      const snapshot = await event.context.readSessionSnapshot?.()
      return { name: snapshot?.session?.user?.name }
    }),
  )
  return listen(createServer(toNodeListener(app)))
}

it('asks elsewhere also for a page whose path is that of the endpoints there', async () => {
  const url = await start(`${elsewhere}/account`)
  for (const page of ['/account', '/account/orders', '/']) {
    const response = await fetch(url + page, { headers: { cookie: 'sid=1' } })
    expect(await response.json()).toEqual({ name: 'ada' })
    expect(response.headers.get('cache-control')).toBe('private, no-store')
  }
  expect(asked.map(({ path }) => path)).toEqual(Array(3).fill('/account/session'))
  expect(asked[0]?.headers['cookie']).toBe('sid=1')
})

it('does not ask again while it is asked itself, by whatever name it is known', async () => {
  const target = { url: '' }
  let count = 0
  const proxy = await listen(
    createServer(({ url, headers }, response) => {
      count++
      if (count > 5) {
        response.destroy()
        return
      }
      void fetch(target.url + String(url), {
        headers: { ...(headers as Record<string, string>), connection: 'close' },
      }).then(async (answer) => {
        response.setHeader('content-type', 'application/json')
        response.end(await answer.text())
      })
    }),
  )
  target.url = await start(`${proxy}/account`)
  const response = await fetch(`${target.url}/`)
  expect(await response.json()).toEqual({})
  expect(count).toBe(1)
})

it.each([
  ['cache-control', 'public, max-age=60'],
  ['cdn-cache-control', 'max-age=60'],
  ['surrogate-control', 'max-age=60'],
])('looks at nobody where the answer already has %s: %s', async (name, value) => {
  const url = await start(`${elsewhere}/account`, { [name]: value })
  const response = await fetch(url)
  expect(await response.json()).toEqual({})
  expect(response.headers.get(name)).toBe(value)
  expect(asked).toEqual([])
})
