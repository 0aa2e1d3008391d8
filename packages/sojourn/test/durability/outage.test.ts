/**
 * A database that is stopped and started under load: 5xx with a code meanwhile, recovery without a restart,
 * and nobody signed out.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { startPostgresql } from 'test-services/postgresql'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sqlStorage, type SqlStorage } from '../../src/storage/sql/index.ts'
import { createBrowser, type TestBrowser } from '../support/browser.ts'
import { openDoor, signInAs } from '../support/sign-in.ts'
import { testAuth } from '../support/test-auth.ts'

let server: Awaited<ReturnType<typeof startPostgresql>>
let storage: SqlStorage

beforeAll(async () => {
  server = await startPostgresql({ durable: true })
  storage = sqlStorage(await server.createDatabase())
  await storage.migrate()
}, 60_000)
afterAll(async () => {
  await storage.close()
  await server.stop()
})

it(
  'answers 503 while PostgreSQL is down, and goes on when it is back',
  { timeout: 120_000 },
  async () => {
    const auth = testAuth({
      adapter: storage,
      providers: [openDoor],
      session: { maxAge: 3600, updateAge: 0 },
    })
    const browsers: TestBrowser[] = []
    for (let index = 0; index < 10; index++) {
      const browser = createBrowser(auth)
      await signInAs(browser, `P${index}`)
      browsers.push(browser)
    }

    const answers = new Map<string, number>()
    let slowest = 0
    let isLoaded = true
    const load = browsers.map(async (browser) => {
      while (isLoaded) {
        const started = performance.now()
        const response = await browser.get('/api/auth/session')
        slowest = Math.max(slowest, performance.now() - started)
        const body = (await response.json()) as { user?: unknown; code?: string }
        const answer = `${response.status} ${body.code ?? ('user' in body ? 'session' : 'nobody')}`
        answers.set(answer, (answers.get(answer) ?? 0) + 1)
        await sleep(1)
      }
    })

    for (let outage = 0; outage < 3; outage++) {
      await sleep(200)
      await server.kill()
      const refused = answers.get('503 storage_unavailable') ?? 0
      await sleep(500)
      expect(answers.get('503 storage_unavailable') ?? 0).toBeGreaterThan(refused)
      const stranger = createBrowser(auth)
      expect((await signInAs(stranger, 'Late', { json: 'true' })).status).toBe(503)
      await server.start()
      const back = performance.now()
      await expect
        .poll(async () => (await browsers[0]?.get('/api/auth/session'))?.status, {
          timeout: 10_000,
        })
        .toBe(200)
      expect(performance.now() - back).toBeLessThan(2000)
    }
    await sleep(200)
    isLoaded = false
    await Promise.all(load)

    // Neither anything but these two answers, nor anybody told that they are nobody.
    expect([...answers.keys()].toSorted()).toEqual(['200 session', '503 storage_unavailable'])
    expect(slowest).toBeLessThan(6000)
    for (const [index, browser] of browsers.entries()) {
      expect(await browser.session()).toMatchObject({ user: { name: `P${index}` } })
    }
  },
)
