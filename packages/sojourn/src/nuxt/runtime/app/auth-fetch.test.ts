import { createServer } from 'node:http'
import { afterEach, expect, it, vi } from 'vitest'
import { listen, stopServers } from '../../../../test/support/local-server.ts'
import { openApplication } from '../../../../test/support/nuxt-app/open-application.ts'
import { useAuthFetch } from './auth-fetch.ts'
import plugin from './plugin.ts'

afterEach(stopServers)

/** Milliseconds until what a server has answered must be on the page. */
const patience = 10_000

/** As Nuxt calls it, which writes a key into each call. */
const keyed = useAuthFetch as unknown as (
  ...args: readonly unknown[]
) => Pick<ReturnType<typeof useAuthFetch>, 'data' | 'error'>

const session = { user: { name: 'ada' }, expires: '2126-11-22T00:00:00.000Z' }

/** Opens an application whose server says `who` is there, and answers for orders with these statuses in turn, then 200. */
async function open(setup: () => () => string, who: object, answers: readonly number[] = []) {
  const asked: string[] = []
  const server = createServer(({ url = '' }, response) => {
    const orders = asked.filter((path) => path === '/api/orders').length
    asked.push(url)
    const isOrders = url === '/api/orders'
    response.statusCode = isOrders ? (answers[orders] ?? 200) : 200
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(isOrders ? { id: 7, total: 20 } : who))
  })
  const { text } = await openApplication({ url: await listen(server), plugins: [plugin], setup })
  return { asked, text }
}

it('hands on the key that Nuxt gave the call, so that other calls have data of their own', async () => {
  const { asked, text } = await open(() => {
    const calls = [
      keyed('/api/orders', 'first'),
      keyed('/api/orders', { pick: ['id'] }, 'second'),
      keyed('/api/orders', 'third'),
      // Another rendering of the first.
      keyed('/api/orders', 'first'),
    ]
    return () => JSON.stringify(calls.map(({ data }) => data.value))
  }, {})
  const all = { id: 7, total: 20 }
  await vi.waitFor(() => expect(text()).toBe(JSON.stringify([all, { id: 7 }, all, all])), patience)
  expect(asked.filter((path) => path === '/api/orders')).toHaveLength(3)
})

it('asks once more after a 401 if somebody is signed in, and is told the error if nobody is', async () => {
  const setup = () => {
    const { data, error } = keyed('/api/orders', 'key')
    return () =>
      JSON.stringify([data.value ?? null, (error.value as { status?: number } | undefined)?.status])
  }
  const known = await open(setup, session, [401])
  await vi.waitFor(() => expect(known.text()).toBe('[{"id":7,"total":20},null]'), patience)
  expect(known.asked.filter((path) => path === '/api/orders')).toHaveLength(2)
  const unknown = await open(setup, {}, [401])
  await vi.waitFor(() => expect(unknown.text()).toBe('[null,401]'), patience)
  expect(unknown.asked.filter((path) => path === '/api/orders')).toHaveLength(1)
})
