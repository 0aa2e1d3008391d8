import { eventHandler, setHeader } from 'h3'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { listen, stopServers } from '../../../../test/support/local-server.ts'
import { startNitro } from '../../../../test/support/nitro/start-nitro.ts'

const asked: { path: string | undefined; headers: IncomingHttpHeaders }[] = []
let elsewhere = ''

beforeEach(async () => {
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
afterEach(stopServers)

interface Given {
  /** Headers that the answer has before anybody looks. */
  readonly early?: Record<string, string>
  readonly routeRules?: Record<string, object>
}

/** Starts an application whose people sign in at `baseURL`; each page shows what is known. */
async function start(baseURL: string, { early = {}, routeRules = {} }: Given = {}) {
  return startNitro({
    options: { baseURL, disableInternalRouting: true, originEnvKey: 'NOT_SET' },
    routeRules,
    async load() {
      const page = eventHandler(async (event) => {
        for (const [name, value] of Object.entries(early)) setHeader(event, name, value)
        const snapshot = await event.context.readSessionSnapshot?.()
        return { name: snapshot?.session?.user?.name }
      })
      return { plugins: [(await import('./plugin.ts')).default], routes: { '/**': page } }
    },
  })
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
  const url = await start(`${elsewhere}/account`, { early: { [name]: value } })
  const response = await fetch(url)
  expect(await response.json()).toEqual({})
  expect(response.headers.get(name)).toBe(value)
  expect(asked).toEqual([])
})

it('looks at nobody for a page that a route rule has kept for everybody, and at everybody for the others', async () => {
  const url = await start(`${elsewhere}/account`, { routeRules: { '/news/**': { isr: true } } })
  expect(await (await fetch(`${url}/news/today`)).json()).toEqual({})
  expect(asked).toEqual([])
  expect(await (await fetch(`${url}/newsletter`)).json()).toEqual({ name: 'ada' })
})
