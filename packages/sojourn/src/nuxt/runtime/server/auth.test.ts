import { eventHandler } from 'h3'
import { ofetch } from 'ofetch'
import { afterEach, expect, it, vi } from 'vitest'
import { createBrowser, type TestBrowser } from '../../../../test/support/browser.ts'
import { stopServers } from '../../../../test/support/local-server.ts'
import { startNitro } from '../../../../test/support/nitro/start-nitro.ts'
import { passwordProvider, secret, signInAda } from '../../../../test/support/test-auth.ts'
import { createStepUp } from '../../../client/step-up.ts'
import { memoryStorage } from '../../../storage/memory.ts'
import { fakeClock } from '../../../testing/fake-clock.ts'

afterEach(stopServers)

const challenge = {
  code: 'insufficient_user_authentication',
  message: expect.any(String) as string,
  max_age: 300,
}

/** An application with one route that demands a recent sign-in, and a browser at it. */
async function start(strategy: 'jwt' | 'database' = 'jwt') {
  const clock = fakeClock(new Date())
  const config = {
    secret,
    providers: [passwordProvider],
    adapter: memoryStorage(),
    session: { strategy },
    now: clock.now,
    logger: { warn: () => undefined, error: () => undefined },
  }
  const at = await startNitro({
    options: { provider: { type: 'authjs', trustHost: true } },
    async load() {
      const { NuxtAuthHandler, requireAuthentication } = await import('./auth.ts')
      return {
        routes: {
          '/api/auth/**': NuxtAuthHandler(config),
          '/api/pay': eventHandler(async (event) => {
            const { name } = await requireAuthentication(event, { maxAge: 300 })
            return { name }
          }),
          '/api/gold': eventHandler(async (event) =>
            requireAuthentication(event, { acrValues: ['gold'] }),
          ),
        },
      }
    },
  })
  const browser = createBrowser(
    { handle: async (request) => fetch(request as Request, { redirect: 'manual' }) },
    at,
  )
  return { at, clock, browser }
}

function cookieOf(browser: TestBrowser): Record<string, string> {
  return { cookie: browser.request('/').headers.get('cookie') ?? '' }
}

it('requireAuthentication lets through whoever has signed in lately, and challenges the others', async () => {
  const { browser, clock } = await start()
  const nobody = await browser.get('/api/pay')
  expect(nobody.status).toBe(401)
  await expect(nobody.json()).resolves.toMatchObject({ data: { code: 'session_required' } })
  await signInAda(browser)
  await expect((await browser.get('/api/pay')).json()).resolves.toEqual({ name: 'Ada' })
  clock.advance({ hours: 1 })
  const late = await browser.get('/api/pay')
  expect(late.status).toBe(401)
  await expect(late.json()).resolves.toMatchObject({ statusCode: 401, data: challenge })
})

it('its challenge is known again in the browser, as $fetch and as fetch have it', async () => {
  const { at, browser, clock } = await start()
  await signInAda(browser)
  clock.advance({ hours: 1 })
  const session = { user: { email: 'ada@example.com' } }
  const stepUp = createStepUp({
    store: { get: () => ({ data: session }) },
    getSession: async () => session,
    signIn: async () => {
      throw new TypeError('Nobody signs in here.')
    },
  })
  const url = `${at}/api/pay`
  const running = [
    stepUp.run(async () => ofetch<unknown>(url, { headers: cookieOf(browser) })),
    stepUp.run(async () => {
      const response = await fetch(url, { headers: cookieOf(browser) })
      return response.ok ? ((await response.json()) as unknown) : response
    }),
  ]
  await vi.waitFor(() => expect(stepUp.store.get().challenge).toEqual(challenge))
  await signInAda(browser)
  await stepUp.retry()
  await expect(Promise.all(running)).resolves.toEqual([{ name: 'Ada' }, { name: 'Ada' }])
})

it('is a failure where a demand cannot be judged', async () => {
  // By Nitro, which says there what the browser is not told.
  const complaints = vi.spyOn(console, 'error').mockReturnValue()
  const { browser } = await start('database')
  await signInAda(browser)
  const answer = await browser.get('/api/gold')
  expect(answer.status).toBe(500)
  expect(await answer.text()).not.toMatch(/insufficient_user_authentication|stored session/)
  expect(complaints).toHaveBeenCalledOnce()
  complaints.mockRestore()
})
