/**
 * The event stream, wherever the engine runs: what is written reaches the visitor at once, and when the visitor goes
 * nothing is left. What it tells in every case is asked in `test/server/push.test.ts`.
 *
 * @module
 */
import { describe, expect, it, vi } from 'vitest'
import { createBrowser, type TestBrowser } from '../../support/browser.ts'
import { readEvents } from '../../support/event-reader.ts'
import { signInAda } from '../../support/test-auth.ts'
import type { Host } from '../host.ts'

const path = '/api/auth/events'
const ended = 'event: session\ndata: {"change":"ended"}\n\n'

/** Streams of sessions. */
export function eventsSuite(host: Host): void {
  describe('an event stream', () => {
    it('is for whoever is signed in, and for no cache and no proxy to keep back', async () => {
      const browser = createBrowser(await host.start())
      const nobody = await browser.get(path)
      expect(nobody.status).toBe(204)
      expect(nobody.headers.has('content-length')).toBe(false)
      await signInAda(browser)
      const response = await browser.get(path)
      expect(response.status).toBe(200)
      const headers = Object.fromEntries(response.headers)
      expect(headers).toMatchObject({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'private, no-cache, no-store, no-transform',
        'x-accel-buffering': 'no',
      })
      expect(headers).not.toHaveProperty('content-length')
      const events = readEvents(response)
      await events.until('\n\n')
      expect(events.text()).toBe('retry: 3000\n\n')
      await events.leave()
    })

    it('is refused to a page of another site', async () => {
      const browser = createBrowser(await host.start())
      await signInAda(browser)
      const response = await browser.get(path, { 'sec-fetch-site': 'cross-site' })
      expect(response.status).toBe(403)
      expect(await response.json()).toMatchObject({ code: 'csrf_mismatch' })
    })

    it.each([
      ['stored', {}],
      ['sealed and on record', { strategy: 'jwt', maxStaleness: 600 }],
    ] as const)('tells at once that a session which is %s was revoked', async (_, session) => {
      const auth = await host.start({ storage: 'memory', config: { session } })
      const laptop = createBrowser(auth)
      const phone = createBrowser(auth)
      await signInAda(laptop)
      await signInAda(phone)
      const events = readEvents(await phone.get(path))
      await events.until('retry')
      const kept = readEvents(await laptop.get(path))
      const csrfToken = await laptop.csrfToken()
      await laptop.post('/api/auth/sessions', { csrfToken, revoke: 'others' }, { json: true })
      const revokedAt = performance.now()
      expect(await events.ended).toBe(`retry: 3000\n\n${ended}`)
      expect(performance.now() - revokedAt).toBeLessThan(1000)
      expect(await phone.session()).toEqual({})
      expect((await phone.get(path)).status).toBe(204)
      expect(kept.text()).toBe('retry: 3000\n\n')
      await kept.leave()
    })

    it('ends when its own browser has signed out', { timeout: 60_000 }, async () => {
      const browser = createBrowser(await host.start())
      await signInAda(browser)
      const csrfToken = await browser.csrfToken()
      const events = readEvents(await browser.get(path))
      await events.until('retry')
      await browser.post('/api/auth/signout', { csrfToken })
      // A second later; with the next sign of life where a timer ends with the request that began it.
      expect(await events.ended).toContain(ended)
    })

    it('leaves nothing behind when its visitor has gone', { timeout: 90_000 }, async () => {
      const browser = createBrowser(await host.start())
      await signInAda(browser)
      const open = async (): Promise<Response[]> =>
        Promise.all(Array.from({ length: 10 }, () => browser.get(path)))
      const streams = (await open()).map(readEvents)
      await Promise.all(streams.map((stream) => stream.until('retry')))
      const refused = await browser.get(path)
      expect(refused.status).toBe(429)
      expect(await refused.json()).toMatchObject({ code: 'streams_exceeded' })
      await Promise.all(streams.map((stream) => stream.leave()))
      await vi.waitFor(async () => expect(await statuses(browser)).toEqual(200), {
        timeout: 70_000,
        interval: 1000,
      })
    })
  })
}

async function statuses(browser: TestBrowser): Promise<number> {
  const response = await browser.get(path)
  if (response.status === 200) await response.body?.cancel()
  return response.status
}
