/**
 * Sessions that the storage knows, wherever the engine runs. What becomes of them in every case is asked in
 * `test/server/sessions-as-things.test.ts`.
 *
 * @module
 */
import { describe, expect, it } from 'vitest'
import { createBrowser } from '../../support/browser.ts'
import { signInAda } from '../../support/test-auth.ts'
import type { Host } from '../host.ts'

const noon = '2026-11-21T12:00:00Z'

/** Sessions of a database, and sealed ones with records. */
export function storedSessionSuite(host: Host): void {
  describe.each([
    ['stored', {}],
    ['sealed and on record', { strategy: 'jwt', maxStaleness: 0 }],
  ] as const)('a session that is %s', (_, session) => {
    it('is read, renewed, listed with its connection, and ended elsewhere', async () => {
      const auth = await host.start({ storage: 'memory', clock: noon, config: { session } })
      const laptop = createBrowser(auth)
      const phone = createBrowser(auth)
      await signInAda(laptop)
      await signInAda(phone)
      await auth.advance({ days: 20 })
      for (const browser of [laptop, phone]) {
        expect(await browser.session()).toMatchObject({ expires: '2027-01-10T12:00:00.000Z' })
      }
      const { sessions } = (await (await laptop.get('/api/auth/sessions')).json()) as {
        sessions: { id: string; isCurrent: boolean; address: string | null }[]
      }
      expect(sessions.map(({ isCurrent }) => isCurrent).toSorted((a, b) => +a - +b)).toEqual([
        false,
        true,
      ])
      for (const { address } of sessions) {
        expect(address).toEqual(
          host.name === 'node:http' ? expect.stringMatching(/127\.0\.0\.1|::1/) : null,
        )
      }
      const csrfToken = await laptop.csrfToken()
      await laptop.post('/api/auth/sessions', { csrfToken, revoke: 'others' }, { json: true })
      expect(await phone.session()).toEqual({})
      expect(await auth.getSession(laptop.request('/'))).toMatchObject({ user: { name: 'Ada' } })
      await laptop.post('/api/auth/signout', { csrfToken })
      expect(await auth.getSession(laptop.request('/'))).toBeNull()
    })
  })
}
