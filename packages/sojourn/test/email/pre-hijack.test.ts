/**
 * Somebody prepares an account for a person who does not have one yet (A3): when that person proves that the
 * address is theirs, what was prepared is gone.
 *
 * @module
 */
import { describe, expect, it } from 'vitest'
import type { AtomicStorage } from '../../src/core/storage.ts'
import { createPasswords } from '../../src/passwords/index.ts'
import { credentials } from '../../src/providers/credentials.ts'
import type { TestBrowser } from '../support/browser.ts'
import { storages } from '../support/storages.ts'
import { ask, emailApp, follow, last, signedIn, typeCode } from './support/email-app.ts'

const victimsAddress = 'victim@example.com'
const attackersPassword = 'chosen by the attacker'

function app(storage: AtomicStorage, code: boolean, strategy: 'database' | 'jwt') {
  const passwords = createPasswords(storage)
  const made = emailApp(
    {},
    {
      storage,
      session: strategy === 'database' ? { strategy } : { strategy, maxStaleness: 0 },
      providers: [
        {
          id: 'email',
          name: 'Email',
          type: 'email',
          code,
          sendVerificationRequest: (request) => made.sent.push(request),
        },
        credentials({
          credentials: { email: {}, password: { type: 'password' } },
          authorize: ({ email = '', password = '' }) => passwords.verify({ email, password }),
        }),
      ],
    },
  )
  return { ...made, passwords }
}

async function signInByPassword(browser: TestBrowser): Promise<void> {
  await browser.post('/api/auth/callback/credentials', {
    csrfToken: await browser.csrfToken(),
    email: victimsAddress,
    password: attackersPassword,
  })
}

describe.each(storages)('an account that was prepared for somebody else, in %s', (_, open) => {
  it.each([
    ['a link', false, 'database'],
    ['a code', true, 'database'],
    ['a link', false, 'jwt'],
  ] as const)(
    'is theirs alone once they have used %s (A3, GHSA-qq9h-g4jm-xgf3) %#',
    async (_kind, code, strategy) => {
      const { passwords, ...site } = app(await open(), code, strategy)
      await passwords.signUp({
        email: victimsAddress,
        password: attackersPassword,
        name: 'Mallory',
      })
      const attacker = site.browser()
      await signInByPassword(attacker)
      expect(await signedIn(attacker)).toBe(victimsAddress)

      const victim = site.browser()
      site.clock.advance({ minutes: 1 })
      await ask(victim, victimsAddress)
      if (code) await typeCode(victim, last(site.sent).token)
      else await follow(victim, last(site.sent).url)

      expect(await signedIn(victim)).toBe(victimsAddress)
      expect(await signedIn(attacker)).toBeUndefined()
      site.clock.advance({ minutes: 1 })
      const again = site.browser()
      await signInByPassword(again)
      expect(await signedIn(again)).toBeUndefined()
      expect(await signedIn(victim)).toBe(victimsAddress)
    },
  )

  it('keeps its password where the address was theirs before', async () => {
    const { passwords, ...site } = app(await open(), false, 'database')
    await passwords.signUp({ email: victimsAddress, password: attackersPassword })
    const person = site.browser()
    await ask(person, victimsAddress)
    await follow(person, last(site.sent).url)
    const { id = '' } = (await site.storage.readUserByEmail(victimsAddress)) ?? {}
    expect(await site.storage.readPasswordHash(id)).toBeNull()
    const hash = 'the hash of a password of their own'
    await site.storage.setPasswordHash(id, { hash, expected: null, ends: null })
    await ask(person, victimsAddress)
    await follow(site.browser(), last(site.sent).url)
    expect(await site.storage.readPasswordHash(id)).toBe(hash)
  })
})
