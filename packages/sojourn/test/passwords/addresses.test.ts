/**
 * Addresses of people with passwords: verified, changed; and people who go.
 */
import { describe, expect, it } from 'vitest'
import { createPasswords } from '../../src/passwords/index.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import {
  another,
  askForReset,
  beginSession,
  codeOf,
  email,
  password,
  sessionsOf,
  type Site,
  siteWithAda,
  storages,
} from './support/site.ts'

const newAddress = 'countess@example.com'

describe.each(storages)('an address in %s', { timeout: 30_000 }, (_, createStorage) => {
  const setUp = async (): Promise<Site & { readonly id: string }> =>
    siteWithAda(await createStorage())

  describe('is verified', () => {
    it('by the same person with a token that was mailed, and nothing else changes', async () => {
      const site = await setUp()
      const { passwords, storage, id } = site
      await beginSession(site, id, 'laptop')
      await passwords.requestVerification(id)
      const { clock } = site
      expect(site.mails).toMatchObject([
        { kind: 'verify', email, expires: new Date(clock.now() + 24 * 60 * 60_000), user: { id } },
      ])
      clock.advance({ minutes: 30 })
      const token = site.tokenOf('verify')
      const verified = await passwords.verifyAddress(token, { signedInAs: id })
      expect(verified).toMatchObject({ id, emailVerified: new Date(clock.now()) })
      expect((await storage.readUser(id))?.emailVerified).toEqual(new Date(clock.now()))
      expect(await passwords.verify({ email, password })).toMatchObject({ id })
      expect(await sessionsOf(site, id)).toEqual(['laptop'])
      const again = passwords.verifyAddress(token, { signedInAs: id })
      expect(await codeOf(again)).toBe('verification_invalid')
    })

    it('by whoever reads it, and what somebody else may have prepared goes (A3)', async () => {
      for (const signedInAs of [undefined, 'somebody else']) {
        const site = await setUp()
        const { passwords, id } = site
        await beginSession(site, id, 'laptop')
        await passwords.requestVerification(id)
        await passwords.verifyAddress(site.tokenOf('verify'), { signedInAs })
        expect(await site.storage.readPasswordHash(id)).toBeNull()
        expect(await passwords.verify({ email, password })).toBeNull()
        expect(await sessionsOf(site, id)).toEqual([])
      }
    })

    it('within a day, and only if it is still theirs', async () => {
      const site = await setUp()
      const { passwords, storage, id } = site
      await passwords.requestVerification(id)
      const token = site.tokenOf('verify')
      await storage.updateUser(id, { email: newAddress })
      expect(await codeOf(passwords.verifyAddress(token))).toBe('verification_invalid')
      await storage.updateUser(id, { email })
      site.clock.advance({ days: 1 })
      expect(await codeOf(passwords.verifyAddress(token))).toBe('verification_invalid')
      expect(await storage.readUser(id)).toMatchObject({ emailVerified: null })
    })

    it('once, of 16 who bring the token at once', async () => {
      const site = await setUp()
      await site.passwords.requestVerification(site.id)
      const token = site.tokenOf('verify')
      const codes = await Promise.all(
        Array.from({ length: 16 }, async () => codeOf(site.passwords.verifyAddress(token))),
      )
      expect(codes.filter((code) => code === 'done')).toHaveLength(1)
    })

    it('after at most five mails in 15 minutes, and none if it is verified', async () => {
      const site = await setUp()
      const { passwords, id } = site
      for (let time = 0; time < 5; time++) await passwords.requestVerification(id)
      await expect(passwords.requestVerification(id)).rejects.toMatchObject({
        code: 'attempts_exceeded',
        retryAfter: 900,
      })
      expect(site.mails).toHaveLength(5)
      site.clock.advance({ minutes: 15 })
      await passwords.verifyAddress(site.tokenOf('verify'), { signedInAs: id })
      await passwords.requestVerification(id)
      expect(site.mails).toHaveLength(5)
    })
  })

  describe('is changed', () => {
    it('by the person with the password and the token that was mailed to it', async () => {
      const site = await setUp()
      const { passwords, storage, id } = site
      for (const session of ['laptop', 'phone']) await beginSession(site, id, session)
      await passwords.requestAddressChange(id, { email: ' Countess@Example.com', password })
      await site.settle()
      expect(site.mails).toMatchObject([
        { kind: 'change', email: newAddress, user: { id } },
        { kind: 'change-requested', email, user: { id } },
      ])
      expect(await storage.readUser(id)).toMatchObject({ email })
      const token = site.tokenOf('change')
      site.clock.advance({ minutes: 29 })
      const changed = await passwords.changeAddress(id, token, { keepSession: 'laptop' })
      await site.settle()
      const emailVerified = new Date(site.clock.now())
      expect(changed).toMatchObject({ id, email: newAddress, emailVerified })
      expect(await sessionsOf(site, id)).toEqual(['laptop'])
      expect(site.mails.at(-1)).toMatchObject({ kind: 'address-changed', email })
      expect(await passwords.verify({ email: newAddress, password })).toMatchObject({ id })
      expect(await passwords.verify({ email, password })).toBeNull()
      expect(await codeOf(passwords.changeAddress(id, token))).toBe('verification_invalid')
    })

    it('not without the password (ASVS 7.5.1)', async () => {
      const site = await setUp()
      const { passwords, storage, id } = site
      const other = await storage.createUser({ email: 'noor@example.com', emailVerified: null })
      const wrong = [
        passwords.requestAddressChange(id, { email: newAddress, password: `${password} ` }),
        passwords.requestAddressChange(id, { email: newAddress, password: undefined as never }),
        passwords.requestAddressChange(other?.id ?? '', { email: newAddress, password: '' }),
        passwords.requestAddressChange('nobody', { email: newAddress, password }),
      ]
      const codes = await Promise.all(wrong.map(codeOf))
      expect(new Set(codes)).toEqual(new Set(['credentials_rejected']))
      expect(site.mails).toEqual([])
    })

    it('not to what is no address, or is somebody’s', async () => {
      const site = await setUp()
      const { passwords, storage, id } = site
      await storage.createUser({ email: 'Noor@Example.com', emailVerified: null })
      const to = async (address: string): Promise<unknown> =>
        codeOf(passwords.requestAddressChange(id, { email: address, password }))
      expect(await to('a@x.example,b@y.example')).toBe('email_invalid')
      // As another system has stored it.
      expect(await to('Noor@Example.com')).toBe('email_taken')
      await passwords.signUp({ email: newAddress, password })
      expect(await to(newAddress.toUpperCase())).toBe('email_taken')
      expect(site.mails).toEqual([])
    })

    it('not if somebody has it by then: of two who ask, one gets it (A5)', async () => {
      const site = await setUp()
      const { passwords, id } = site
      const noor = await passwords.signUp({ email: 'noor@example.com', password })
      await passwords.requestAddressChange(id, { email: newAddress, password })
      const first = site.tokenOf('change')
      await passwords.requestAddressChange(noor.id, { email: newAddress, password })
      const second = site.tokenOf('change')
      const codes = await Promise.all([
        codeOf(passwords.changeAddress(id, first)),
        codeOf(passwords.changeAddress(noor.id, second)),
      ])
      expect(codes).toEqual(expect.arrayContaining(['done', 'email_taken']))
    })

    it('not by somebody else who is signed in, and the token stays good', async () => {
      const site = await setUp()
      const { passwords, id } = site
      const noor = await passwords.signUp({ email: 'noor@example.com', password })
      await passwords.requestAddressChange(id, { email: newAddress, password })
      const token = site.tokenOf('change')
      expect(await codeOf(passwords.changeAddress(noor.id, token))).toBe('verification_invalid')
      expect(await codeOf(passwords.changeAddress(id, token))).toBe('done')
    })

    it('not after 30 minutes, another change, or a change of the password', async () => {
      const site = await setUp()
      const { passwords, id } = site
      const ask = async (address: string, present = password): Promise<string> => {
        await passwords.requestAddressChange(id, { email: address, password: present })
        return site.tokenOf('change')
      }
      const old = await ask(newAddress)
      site.clock.advance({ minutes: 30 })
      expect(await codeOf(passwords.changeAddress(id, old))).toBe('verification_invalid')

      const tokens = [await ask('one@example.com'), await ask('two@example.com')]
      await passwords.changeAddress(id, tokens[0] ?? '')
      const second = passwords.changeAddress(id, tokens[1] ?? '')
      expect(await codeOf(second)).toBe('verification_invalid')

      const pending = await ask('three@example.com')
      await passwords.change(id, { current: password, password: another })
      expect(await codeOf(passwords.changeAddress(id, pending))).toBe('verification_invalid')
      expect(await site.storage.readUser(id)).toMatchObject({ email: 'one@example.com' })
    })

    it('after at most ten attempts of a person in 15 minutes', async () => {
      const site = await setUp()
      const { passwords, id } = site
      const wrong = { email: newAddress, password: 'not it at all' }
      for (let time = 0; time < 10; time++) {
        const code = await codeOf(passwords.requestAddressChange(id, wrong))
        expect(code).toBe('credentials_rejected')
      }
      const right = { email: newAddress, password }
      await expect(passwords.requestAddressChange(id, right)).rejects.toMatchObject({
        code: 'attempts_exceeded',
        retryAfter: 900,
      })
      // The password cannot be guessed elsewhere instead.
      const change = { current: password, password: another }
      expect(await codeOf(passwords.change(id, change))).toBe('attempts_exceeded')
      expect(await codeOf(passwords.remove(id, { password }))).toBe('attempts_exceeded')
      expect(await codeOf(passwords.changeAddress(id, 'x'))).toBe('attempts_exceeded')
      // Who owns the mailbox gets in again all the same.
      const token = await askForReset(site)
      expect(await codeOf(passwords.reset({ token, password: another }))).toBe('done')
      site.clock.advance({ minutes: 15 })
      const later = { email: newAddress, password: another }
      expect(await codeOf(passwords.requestAddressChange(id, later))).toBe('done')
    })
  })

  describe('goes with its person', () => {
    it('who enters the password, and all sessions end', async () => {
      const site = await setUp()
      const { passwords, storage, id } = site
      await beginSession(site, id, 'laptop')
      const wrong = passwords.remove(id, { password: another })
      expect(await codeOf(wrong)).toBe('credentials_rejected')
      expect(await storage.readUser(id)).not.toBeNull()
      await passwords.remove(id, { password })
      expect(await storage.readUser(id)).toBeNull()
      expect(await storage.readPasswordHash(id)).toBeNull()
      expect(await sessionsOf(site, id)).toEqual([])
      expect(await codeOf(passwords.remove(id, { password }))).toBe('credentials_rejected')
      expect(await codeOf(passwords.signUp({ email, password }))).toBe('done')
    })
  })
})

describe('an address', () => {
  it('that cannot be mailed to is said to be so, and whoever waits hears of a failure', async () => {
    const site = await siteWithAda(memoryStorage())
    const { passwords, storage, id } = site
    const nobody = await storage.createUser({ name: 'X', emailVerified: null })
    expect(await codeOf(passwords.requestVerification(nobody?.id ?? ''))).toBe('email_invalid')
    expect(await codeOf(passwords.requestVerification('nobody'))).toBe('email_invalid')
    const fault = new Error('no server')
    site.break(fault)
    await expect(passwords.requestVerification(id)).rejects.toMatchObject({
      code: 'email_not_sent',
      cause: fault,
    })
    const change = passwords.requestAddressChange(id, { email: newAddress, password })
    expect(await codeOf(change)).toBe('email_not_sent')
  })

  it('needs a way to mail', async () => {
    const storage = memoryStorage()
    const { id } = await siteWithAda(storage)
    const mute = createPasswords(storage)
    await expect(mute.requestVerification(id)).rejects.toThrow(/pass `send`/)
    const wanted = { email: newAddress, password }
    await expect(mute.requestAddressChange(id, wanted)).rejects.toThrow(/pass `send`/)
    // What only tells people goes on without.
    await mute.change(id, { current: password, password: another })
  })

  it('is told of a change of the password', async () => {
    const site = await siteWithAda(memoryStorage())
    await site.passwords.change(site.id, { current: password, password: another })
    await site.settle()
    expect(site.mails).toMatchObject([{ kind: 'password-changed', email, user: { id: site.id } }])
  })
})
