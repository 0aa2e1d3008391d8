/**
 * What a callback may do that no description says. What becomes of sessions is asked of every host, in
 * `test/hosts/suites/session.ts`.
 */
import { describe, expect, it } from 'vitest'
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
