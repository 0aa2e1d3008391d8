/**
 * A forgotten password: who may set a new one, how often, and what nobody can tell from it.
 */
import { describe, expect, it, vi } from 'vitest'
import type { AtomicStorage } from '../../src/core/storage.ts'
import { createPasswords, hashPassword } from '../../src/passwords/index.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import {
  another,
  askForReset,
  beginSession,
  codeOf,
  email,
  openSite,
  password,
  sessionsOf,
  type Site,
  siteWithAda,
  storages,
} from './support/site.ts'

describe.each(storages)('a reset in %s', { timeout: 60_000 }, (_, createStorage) => {
  const setUp = async (): Promise<Site & { readonly id: string }> =>
    siteWithAda(await createStorage())

  it('sets a new password by a token that was mailed, for 30 minutes', async () => {
    const site = await setUp()
    const { passwords, id } = site
    const token = await askForReset(site, ' Ada@Example.COM')
    expect(site.mails).toMatchObject([
      { kind: 'reset', email, expires: new Date(site.clock.now() + 30 * 60_000), user: { id } },
    ])
    expect(token).toMatch(/^[\w-]+\.[\w-]{43}$/)
    expect(await passwords.reset({ token, password: another })).toMatchObject({ id })
    expect(await passwords.verify({ email, password })).toBeNull()
    expect(await passwords.verify({ email, password: another })).toMatchObject({ id })
  })

  it('ends all sessions, verifies the address and tells the person (ASVS 6.3.7)', async () => {
    const site = await setUp()
    const { id } = site
    await beginSession(site, id, 'laptop')
    const token = await askForReset(site)
    site.clock.advance({ seconds: 1 })
    await site.passwords.reset({ token, password: another })
    await site.settle()
    expect(await sessionsOf(site, id)).toEqual([])
    expect((await site.storage.readUser(id))?.emailVerified).toEqual(new Date(site.clock.now()))
    expect(site.mails.at(-1)).toMatchObject({ kind: 'password-changed', email, user: { id } })
  })

  it('also ends the sessions of a person whose address was verified before', async () => {
    const site = await setUp()
    const { id, storage } = site
    await storage.updateUser(id, { emailVerified: new Date(1000) })
    await beginSession(site, id, 'laptop')
    const token = await askForReset(site)
    await site.passwords.reset({ token, password: another })
    expect(await sessionsOf(site, id)).toEqual([])
    expect((await storage.readUser(id))?.emailVerified).toEqual(new Date(1000))
  })

  it('gives a first password to a person who has signed in otherwise', async () => {
    const site = await setUp()
    const noor = 'noor@example.com'
    const user = await site.storage.createUser({ email: noor, emailVerified: new Date(1000) })
    await site.storage.linkAccount({
      provider: 'github',
      type: 'oauth',
      providerAccountId: 'noor',
      userId: user?.id ?? '',
    })
    const token = await askForReset(site, noor)
    await site.passwords.reset({ token, password: another })
    const person = await site.passwords.verify({ email: noor, password: another })
    expect(person).toMatchObject({ id: user?.id })
    expect(await site.storage.readUserByAccount('github', 'noor')).not.toBeNull()
  })

  it('is done once by 16 who bring one token at once, 50 times', async () => {
    const site = await setUp()
    for (let round = 0; round < 50; round++) {
      site.clock.advance({ minutes: 16 })
      const token = await askForReset(site)
      const codes = await Promise.all(
        Array.from({ length: 16 }, async (__, index) =>
          codeOf(site.passwords.reset({ token, password: `${another} ${index}` })),
        ),
      )
      expect(codes.filter((code) => code === 'done')).toHaveLength(1)
      expect(codes.filter((code) => code === 'verification_invalid')).toHaveLength(15)
      if (round % 10 > 0) continue
      const winner = `${another} ${codes.indexOf('done')}`
      expect(await site.passwords.verify({ email, password: winner })).not.toBeNull()
    }
  })

  it('is refused after 30 minutes', async () => {
    const site = await setUp()
    const token = await askForReset(site)
    site.clock.advance({ minutes: 30 })
    const late = site.passwords.reset({ token, password: another })
    expect(await codeOf(late)).toBe('verification_invalid')
    expect(await site.passwords.verify({ email, password })).not.toBeNull()
  })

  it('is refused once the password has changed, in whichever way', async () => {
    const site = await setUp()
    const { passwords, id } = site
    const [first, second] = [await askForReset(site), await askForReset(site)]
    await passwords.change(id, { current: password, password: another })
    expect(await codeOf(passwords.reset({ token: first, password }))).toBe('verification_invalid')
    expect(await codeOf(passwords.reset({ token: second, password }))).toBe('verification_invalid')
    const [third, fourth] = [await askForReset(site), await askForReset(site)]
    await passwords.reset({ token: third, password })
    expect(await codeOf(passwords.reset({ token: fourth, password }))).toBe('verification_invalid')
  })

  it('of two tokens at once is done for one', async () => {
    const site = await setUp()
    const tokens = [await askForReset(site), await askForReset(site)]
    const codes = await Promise.all(
      tokens.map(async (token, index) =>
        codeOf(site.passwords.reset({ token, password: `${another} ${index}` })),
      ),
    )
    expect(codes.filter((code) => code === 'done')).toHaveLength(1)
  })

  it('is refused once the address has changed', async () => {
    const site = await setUp()
    const token = await askForReset(site)
    await site.storage.updateUser(site.id, { email: 'moved@example.com' })
    const late = site.passwords.reset({ token, password: another })
    expect(await codeOf(late)).toBe('verification_invalid')
  })

  it('is refused to a person who is gone', async () => {
    const site = await setUp()
    const token = await askForReset(site)
    await site.passwords.remove(site.id, { password })
    const late = site.passwords.reset({ token, password: another })
    expect(await codeOf(late)).toBe('verification_invalid')
  })

  it('leaves its token as it is while the new password is not acceptable', async () => {
    const site = await setUp()
    const token = await askForReset(site)
    const short = site.passwords.reset({ token, password: 'short' })
    expect(await codeOf(short)).toBe('password_unacceptable')
    expect(await codeOf(site.passwords.reset({ token, password: another }))).toBe('done')
  })

  it('is mailed to the stored address, not to one that is only spelt alike', async () => {
    const site = await setUp()
    await askForReset(site, 'ａｄａ@example.com')
    expect(site.mails).toMatchObject([{ kind: 'reset', email }])
  })

  it('is mailed five times in 15 minutes, and in silence no more', async () => {
    const site = await setUp()
    for (let time = 0; time < 8; time++) {
      expect(await codeOf(site.passwords.requestReset(email))).toBe('done')
    }
    await site.settle()
    expect(site.mails).toHaveLength(5)
    site.clock.advance({ minutes: 15 })
    await askForReset(site)
    expect(site.mails).toHaveLength(6)
    expect(site.reports).toEqual([])
  })
})

describe('a reset', () => {
  it.each([
    ['nothing', undefined],
    ['an object', { $ne: null }],
    ['an empty text', ''],
    ['no secret', 'YWRh.'],
    ['a short secret', 'YWRh.abc'],
    ['nobody', `.${'a'.repeat(43)}`],
    ['a line break', `YWRh.${'a'.repeat(43)}\n`],
    ['a megabyte', 'a'.repeat(1_000_000)],
    [
      'a person who is not there',
      `${Buffer.from('nobody').toString('base64url')}.${'a'.repeat(43)}`,
    ],
    ['a NUL', `${Buffer.from('\0').toString('base64url')}.${'a'.repeat(43)}`],
    ['bytes that are no text', `_____w.${'a'.repeat(43)}`],
  ])('is refused for a token of %s', async (_, token) => {
    const { passwords } = await siteWithAda(memoryStorage())
    const reset = passwords.reset({ token: token as string, password: another })
    expect(await codeOf(reset)).toBe('verification_invalid')
  })

  it('leaves its token as it is where too many wait', { timeout: 60_000 }, async () => {
    const site = await siteWithAda(memoryStorage())
    const token = await askForReset(site)
    const flood = Array.from({ length: 102 }, async () => hashPassword(password))
    const busy = site.passwords.reset({ token, password: another })
    expect(await codeOf(busy)).toBe('passwords_busy')
    await Promise.all(flood)
    expect(await codeOf(site.passwords.reset({ token, password: another }))).toBe('done')
    expect(await codeOf(site.passwords.reset({ token, password }))).toBe('verification_invalid')
  })

  it('is refused for another’s secret, and for each changed letter', async () => {
    const site = await siteWithAda(memoryStorage())
    const noor = await site.passwords.signUp({ email: 'noor@example.com', password })
    const token = await askForReset(site)
    const [, secret = ''] = token.split('.')
    const forged = [`${Buffer.from(noor.id).toString('base64url')}.${secret}`]
    for (let index = 0; index < secret.length; index += 7) {
      const letter = secret[index] === 'A' ? 'B' : 'A'
      forged.push(token.replace(secret, secret.slice(0, index) + letter + secret.slice(index + 1)))
    }
    for (const wrong of forged) {
      const reset = site.passwords.reset({ token: wrong, password: another })
      expect(await codeOf(reset)).toBe('verification_invalid')
    }
    expect(await codeOf(site.passwords.reset({ token, password: another }))).toBe('done')
  })

  it('leaves nothing in the storage that could be mailed', async () => {
    const storage = memoryStorage()
    const stored: unknown[] = []
    const { createVerificationToken } = storage
    Object.assign(storage, {
      createVerificationToken: (token: Parameters<typeof createVerificationToken>[0]) => {
        stored.push(token)
        return createVerificationToken(token)
      },
    })
    const site = await siteWithAda(storage)
    const [, secret = ''] = (await askForReset(site)).split('.')
    expect(stored).toHaveLength(1)
    expect(JSON.stringify(stored)).not.toContain(secret)
    expect(JSON.stringify(stored)).not.toContain('argon2')
  })

  it('asks the storage nothing before it has answered, whoever’s the address (ASVS 6.3.8)', async () => {
    const asked: string[] = []
    const storage: AtomicStorage = memoryStorage()
    const watched = new Proxy(storage, {
      get(target, name: keyof AtomicStorage) {
        if (typeof target[name] === 'function') asked.push(name)
        return target[name]
      },
    })
    const site = await siteWithAda(watched)
    asked.length = 0
    for (const address of [email, 'nobody@example.com', 'no address']) {
      await site.passwords.requestReset(address)
    }
    expect(asked).toEqual([])
    await site.settle()
    expect(asked.filter((name) => name === 'createVerificationToken')).toHaveLength(2)
    expect(site.mails).toHaveLength(1)
  })

  it('asks the storage as much about nobody, and makes nothing good of it', async () => {
    const asked: string[] = []
    const stored: { readonly identifier: string }[] = []
    const storage = memoryStorage()
    const watched = new Proxy(storage, {
      get(target, name: keyof AtomicStorage) {
        if (typeof target[name] === 'function') asked.push(name)
        if (name !== 'createVerificationToken') return target[name]
        return async (token: Parameters<AtomicStorage['createVerificationToken']>[0]) => {
          stored.push(token)
          return storage.createVerificationToken(token)
        }
      },
    })
    const site = await siteWithAda(watched)
    const calls = []
    for (const address of [email, 'nobody@example.com']) {
      asked.length = 0
      await site.passwords.requestReset(address)
      await site.settle()
      calls.push(asked.map((name) => (name.startsWith('read') ? 'read' : name)))
    }
    expect(calls[1]).toEqual(calls[0])
    expect(stored.map(({ identifier }) => identifier)).toEqual([
      `sojourn:reset:${site.id}`,
      'sojourn:reset:',
    ])
  })

  it('that cannot be mailed is reported without what was in the mail', async () => {
    const site = await siteWithAda(memoryStorage())
    site.break(Object.assign(new Error(`550 rejected: ${email}`), { code: 'EENVELOPE' }))
    await site.passwords.requestReset(email)
    await site.settle()
    expect(site.reports).toEqual(['email_not_sent Error EENVELOPE'])
    // The news of a change does not undo it.
    await site.passwords.change(site.id, { current: password, password: another })
    await site.settle()
    expect(site.reports).toHaveLength(2)
  })

  it('goes to the console if nobody listens, and needs a way to mail', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const storage = memoryStorage()
    await openSite(storage).passwords.signUp({ email, password })
    let over: Promise<void> | undefined
    const failing = createPasswords(storage, {
      send: async () => Promise.reject(new TypeError('no server')),
      waitUntil: (work) => void (over = work),
    })
    await failing.requestReset(email)
    await over
    expect(error).toHaveBeenCalledWith('[sojourn] email_not_sent', 'TypeError')
    error.mockRestore()
    const mute = createPasswords(storage)
    await expect(mute.requestReset(email)).rejects.toThrow(/pass `send`/)
  })

  it('wins over a change of the address that is under way, whichever comes second', async () => {
    for (const isLate of [true, false]) {
      const storage = memoryStorage()
      const plain = await siteWithAda(storage)
      const { id, passwords } = plain
      await storage.updateUser(id, { emailVerified: new Date(1000) })
      await passwords.requestAddressChange(id, { email: 'thief@example.com', password })
      const change = plain.tokenOf('change')
      const reset = await askForReset(plain)
      const { updateUser, setPasswordHash } = storage
      const once = { isDone: false }
      if (isLate) {
        // The thief's change has used its token; the reset happens before the address is written.
        Object.assign(storage, {
          async updateUser(...args: Parameters<typeof updateUser>) {
            if (!once.isDone) {
              once.isDone = true
              await passwords.reset({ token: reset, password: another })
            }
            return updateUser(...args)
          },
        })
        expect(await codeOf(passwords.changeAddress(id, change))).toBe('verification_invalid')
      } else {
        // The reset has shown the address; the change happens before the password is written.
        Object.assign(storage, {
          async setPasswordHash(...args: Parameters<typeof setPasswordHash>) {
            if (!once.isDone) {
              once.isDone = true
              await passwords.changeAddress(id, change)
            }
            return setPasswordHash(...args)
          },
        })
        expect(await codeOf(passwords.reset({ token: reset, password: another }))).toBe('done')
      }
      expect(once.isDone).toBe(true)
      expect(await storage.readUser(id)).toMatchObject({ email })
      expect(await passwords.verify({ email, password: another })).toMatchObject({ id })
      expect(await storage.readUserByEmail('thief@example.com')).toBeNull()
    }
  })
})
