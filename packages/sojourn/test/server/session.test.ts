/**
 * What a callback may do that no description says. What becomes of sessions is asked of every host, in
 * `test/hosts/suites/session.ts`.
 */
import { describe, expect, it } from 'vitest'
import { memoryStorage } from '../../src/storage/memory.ts'
import { createBrowser } from '../support/browser.ts'
import { signInAda, testAuth } from '../support/test-auth.ts'

describe('callbacks', () => {
  it.each([undefined, '', 0, true])('hold no session when jwt returns %j', async (nothing) => {
    let broken = false
    const auth = testAuth({
      callbacks: { jwt: ({ token }) => (broken ? (nothing as never) : token) },
    })
    const browser = createBrowser(auth)
    await signInAda(browser)
    broken = true
    await expect(auth.getSession(browser.request('/'))).rejects.toMatchObject({
      code: 'request_failed',
    })
    expect((await browser.get('/api/auth/session')).status).toBe(500)
    const stranger = createBrowser(auth)
    expect((await signInAda(stranger)).headers.get('location')).toContain('code=request_failed')
    expect(await auth.getSession(stranger.request('/'))).toBeNull()
  })
})

describe('a question that no person has caused', () => {
  it.each(['jwt', 'database'] as const)(
    'is answered and renews nothing, with the strategy %s',
    async (strategy) => {
      let time = Date.parse('2026-01-01T00:00:00Z')
      const auth = testAuth({
        now: () => time,
        session: { strategy, maxAge: 600, updateAge: 0 },
        ...(strategy === 'database' && { adapter: memoryStorage() }),
      })
      const browser = createBrowser(auth)
      await signInAda(browser)
      const end = time + 600_000
      time += 300_000
      const answer = await browser.get('/api/auth/session?unattended')
      expect(answer.headers.getSetCookie()).toEqual([])
      expect(Number(answer.headers.get('x-sojourn-time'))).toBe(time)
      expect(await answer.json()).toMatchObject({ expires: new Date(end).toISOString() })

      const attended = await browser.get('/api/auth/session?unattendedly')
      expect(attended.headers.getSetCookie()).toHaveLength(1)
      time += 620_000
      const over = await browser.get('/api/auth/session?a=b&unattended=1')
      expect(await over.json()).toEqual({})
    },
  )
})
