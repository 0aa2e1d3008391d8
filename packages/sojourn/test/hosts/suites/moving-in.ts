/**
 * Sessions that Auth.js v5 began, under the same secret: minted here by Auth.js itself.
 *
 * @module
 */
import { encode } from '@auth/core/jwt'
import { describe, expect, it } from 'vitest'
import { createBrowser, type TestBrowser } from '../../support/browser.ts'
import { secret } from '../../support/test-auth.ts'
import type { Host } from '../host.ts'

const ours = 'next-auth.session-token'
const theirs = 'authjs.session-token'
const token = {
  name: 'Grace',
  email: 'g@example.com',
  picture: 'https://example.com/g.png',
  sub: '7',
}

function mint(salt = theirs, of = secret, more: Record<string, unknown> = {}): Promise<string> {
  return encode({ token: { ...token, ...more }, secret: of, salt, maxAge: 3600 })
}

function has(browser: TestBrowser, name: string): boolean {
  return [...browser.cookies.keys()].some((key) => key.startsWith(name))
}

/** Nobody is signed out by the move from Auth.js v5. */
export function movingInSuite(host: Host): void {
  describe('a session of Auth.js v5', () => {
    it('is read on the server, and moves into our cookie at the first answer', async () => {
      const auth = await host.start()
      const browser = createBrowser(auth)
      browser.cookies.set(theirs, await mint())
      await expect(auth.getSession(browser.request('/'))).resolves.toMatchObject({
        user: { name: 'Grace', email: 'g@example.com', image: 'https://example.com/g.png' },
      })
      const before = await auth.getToken(browser.request('/'))
      expect(await browser.session()).toMatchObject({ user: { name: 'Grace' } })
      expect([...browser.cookies.keys()]).toEqual([ours])
      const after = await auth.getToken(browser.request('/'))
      expect(after).toMatchObject({ sub: '7', jti: before?.jti })
    })

    it('moves with its secure cookie where cookies are secure, and not out of the other one', async () => {
      const auth = await host.start({ config: { useSecureCookies: true } })
      for (const [name, reads] of [
        [`__Secure-${theirs}`, true],
        [theirs, false],
      ] as const) {
        const browser = createBrowser(auth)
        browser.cookies.set(name, await mint(name))
        const session = await auth.getSession(browser.request('/'))
        expect(session?.user?.name).toBe(reads ? 'Grace' : undefined)
      }
    })

    it('is good in the cookie of its own name alone, as Auth.js has it', async () => {
      const browser = createBrowser(await host.start())
      browser.cookies.set(theirs, await mint('another-cookie'))
      expect(await browser.session()).toEqual({})
      expect(browser.cookies.size).toBe(0)
      browser.cookies.set(ours, await mint())
      expect(await browser.session()).toEqual({})
    })

    it('is read in chunks, and all of them are cleared', async () => {
      const browser = createBrowser(await host.start())
      const text = await mint(theirs, secret, { note: 'x'.repeat(4000) })
      browser.cookies.set(`${theirs}.0`, text.slice(0, 3936)).set(`${theirs}.1`, text.slice(3936))
      expect(await browser.session()).toMatchObject({ user: { name: 'Grace' } })
      expect(has(browser, theirs)).toBe(false)
      expect(has(browser, ours)).toBe(true)
    })

    it('is read under an older secret of the list', async () => {
      const browser = createBrowser(
        await host.start({ config: { secret: [`${secret}, the new one`, secret] } }),
      )
      browser.cookies.set(theirs, await mint())
      expect(await browser.session()).toMatchObject({ user: { name: 'Grace' } })
    })

    it('ends by the clock', async () => {
      const auth = await host.start({ clock: new Date().toISOString() })
      const browser = createBrowser(auth)
      browser.cookies.set(theirs, await mint())
      await auth.advance({ minutes: 61 })
      expect(await browser.session()).toEqual({})
      expect(browser.cookies.size).toBe(0)
    })

    it('does not come back after sign-out, which clears both cookies', async () => {
      const browser = createBrowser(await host.start())
      browser.cookies.set(theirs, await mint())
      const late = browser.request('/api/auth/session')
      await browser.post('/api/auth/signout', { csrfToken: await browser.csrfToken() })
      expect(has(browser, theirs) || has(browser, ours)).toBe(false)
      expect(await browser.session()).toEqual({})
      // A renewal that was under way puts a cookie back: the note of ended sessions refuses it.
      browser.receive(await (await host.start()).handle(late))
      expect(has(browser, ours)).toBe(true)
      expect(await browser.session()).toEqual({})
    })

    it('gives way to a session of ours', async () => {
      const auth = await host.start()
      const browser = createBrowser(auth)
      browser.cookies.set(theirs, await mint())
      await browser.session()
      const mine = browser.cookies.get(ours) ?? ''
      browser.cookies.set(theirs, await mint(theirs, secret, { name: 'Somebody else' }))
      browser.cookies.set(ours, mine)
      const response = await browser.get('/api/auth/session')
      expect(await response.json()).toMatchObject({ user: { name: 'Grace' } })
      // A cookie that cannot be cleared from here must not have each answer seal anew.
      expect(response.headers.getSetCookie()).toEqual([])
      await browser.post('/api/auth/signout', { csrfToken: await browser.csrfToken() })
      expect(has(browser, theirs) || has(browser, ours)).toBe(false)
    })

    it('does not come back after sign-out by a cookie of the whole domain, which stays', async () => {
      const auth = await host.start()
      const browser = createBrowser(auth)
      const stuck = await mint()
      browser.cookies.set(theirs, stuck)
      await browser.session()
      browser.cookies.set(theirs, stuck)
      await browser.post('/api/auth/signout', { csrfToken: await browser.csrfToken() })
      browser.cookies.set(theirs, stuck)
      expect(await browser.session()).toEqual({})
      const note = (await browser.post('/api/auth/signout', {})).headers.getSetCookie()
      expect(note).toEqual([])
    })

    it('ends with a note that lasts as long as the session would have', async () => {
      const browser = createBrowser(await host.start())
      browser.cookies.set(theirs, await mint())
      const csrfToken = await browser.csrfToken()
      const response = await browser.post('/api/auth/signout', { csrfToken })
      const note = response.headers
        .getSetCookie()
        .find((cookie) => cookie.includes('ended-sessions'))
      expect(Number(/Max-Age=(\d+)/.exec(note ?? '')?.[1])).toBeGreaterThan(3500)
    })

    it.each(['', 'x', 'a.b.c.d.e', '....', 'eyJhbGciOiJkaXIifQ....', 'null'])(
      'is nobody where the cookie holds %j',
      async (value) => {
        const browser = createBrowser(await host.start())
        browser.cookies.set(theirs, value)
        expect(await browser.session()).toEqual({})
      },
    )
  })
}
