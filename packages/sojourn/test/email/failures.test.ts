/**
 * Sign-in by e-mail when something is wrong elsewhere, what an audit log learns of it, and secrets of other kinds.
 *
 * @module
 */
import { describe, expect, it } from 'vitest'
import { createPasswords } from '../../src/passwords/index.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import type { Events } from '../../src/server/events.ts'
import { reports } from '../support/test-auth.ts'
import {
  ask,
  emailApp,
  follow,
  last,
  leadsTo,
  postLink,
  signedIn,
  typeCode,
} from './support/email-app.ts'

const address = 'ada@example.com'

const unreachable = async (): Promise<never> => {
  throw new Error('connect ECONNREFUSED db.internal:5432')
}

describe('a storage that does not answer', () => {
  it.each(['createVerificationToken', 'readUserByEmail', 'countAttempt'] as const)(
    'at %s keeps the mail from being sent',
    async (method) => {
      const app = emailApp({}, { storage: { ...memoryStorage(), [method]: unreachable } })
      const response = await ask(app.browser(), address)
      expect(leadsTo(response)).toContain('code=storage_unavailable')
      expect(leadsTo(response)).not.toContain('internal')
      expect(app.sent).toHaveLength(0)
    },
  )

  it.each(['useVerificationToken', 'createUser', 'createSession'] as const)(
    'at %s signs nobody in by a link',
    async (method) => {
      const app = emailApp({}, { storage: { ...memoryStorage(), [method]: unreachable } })
      const browser = app.browser()
      await ask(browser, address)
      expect(leadsTo(await follow(browser, last(app.sent).url))).toContain(
        'code=storage_unavailable',
      )
      expect(await signedIn(browser)).toBeUndefined()
    },
  )

  it('at the counting of tries signs nobody in by a code', async () => {
    const storage = memoryStorage()
    let isDown = false
    const countAttempt: typeof storage.countAttempt = async (...given) =>
      isDown ? unreachable() : storage.countAttempt(...given)
    const app = emailApp({ code: true }, { storage: { ...storage, countAttempt } })
    const browser = app.browser()
    await ask(browser, address)
    isDown = true
    const response = await typeCode(browser, last(app.sent).token)
    expect(leadsTo(response)).toContain('code=storage_unavailable')
    expect(await signedIn(browser)).toBeUndefined()
    // Nothing was used up.
    isDown = false
    await typeCode(browser, last(app.sent).token)
    expect(await signedIn(browser)).toBe(address)
  })
})

describe('events', () => {
  it('tell of sign-ins and of what was refused, and of no secret', async () => {
    const told: string[] = []
    const events: Events = {
      createUser: ({ user }) => void told.push(`createUser ${user.email}`),
      updateUser: ({ user }) => void told.push(`updateUser ${user.email}`),
      signIn: ({ user, account, isNewUser }) =>
        void told.push(`signIn ${user.email} ${account.type} ${account.provider} ${isNewUser}`),
      failure: ({ error, action, provider }) =>
        void told.push(`failure ${error.code} ${action} ${provider}`),
    }
    const app = emailApp({}, { events })
    await ask(app.browser(), 'no address')
    for (let round = 0; round < 2; round += 1) {
      await ask(app.browser(), address)
      await follow(app.browser(), last(app.sent).url)
    }
    reports.length = 0
    await follow(app.browser(), last(app.sent).url)
    expect(told).toEqual([
      'failure email_invalid signin email',
      `createUser ${address}`,
      `signIn ${address} email email true`,
      `updateUser ${address}`,
      `signIn ${address} email email false`,
      'failure verification_invalid callback email',
    ])
    expect(reports.join()).toContain('warn verification_invalid')
    expect(reports.join()).not.toContain(last(app.sent).token)
  })
})

describe('a secret of another kind', () => {
  it('is worth nothing as a link, nor is a link as that secret', async () => {
    const mails: { kind: string; token: string }[] = []
    const storage = memoryStorage()
    const app = emailApp({}, { storage })
    const passwords = createPasswords(storage, {
      now: app.clock.now,
      send: ({ kind, ...mail }) =>
        void ('token' in mail && mails.push({ kind, token: mail.token })),
    })
    const { id } = await passwords.signUp({ email: address, password: 'her first password' })
    await passwords.requestReset(address)
    await passwords.requestVerification(id)
    await expect.poll(() => mails.map(({ kind }) => kind).toSorted()).toEqual(['reset', 'verify'])
    await ask(app.browser(), address)
    const { url, token } = last(app.sent)
    for (const mail of mails) {
      const response = await postLink(app.browser(), url, { token: mail.token })
      expect(leadsTo(response), mail.kind).toContain('code=verification_invalid')
    }
    await expect(passwords.reset({ token, password: 'of somebody else' })).rejects.toMatchObject({
      code: 'verification_invalid',
    })
    await expect(passwords.verifyAddress(token)).rejects.toMatchObject({
      code: 'verification_invalid',
    })
    const browser = app.browser()
    await follow(browser, url)
    expect(await signedIn(browser)).toBe(address)
  })
})
