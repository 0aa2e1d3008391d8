/**
 * People with passwords, on each storage that can keep them.
 *
 * @module
 */
import { randomBytes, scryptSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Postgresql, startPostgresql } from 'test-services/postgresql'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { AtomicStorage } from '../../src/core/storage.ts'
import { createPasswords, hashPassword, type Passwords } from '../../src/passwords/index.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { sqlStorage } from '../../src/storage/sql/index.ts'

const email = 'ada@example.com'
const password = 'open sea, quiet bay'
const another = 'harbour at night'
const now = 1_800_000_000_000

let server: Postgresql
beforeAll(async () => {
  server = await startPostgresql()
}, 60_000)
afterAll(async () => server.stop())

async function sql(url: string): Promise<AtomicStorage> {
  const storage = sqlStorage(url)
  onTestFinished(async () => storage.close())
  await storage.migrate()
  return storage
}

const storages: readonly [string, () => Promise<AtomicStorage>][] = [
  ['memory', async () => memoryStorage()],
  ['SQLite', async () => sql(join(makeFolder(), 'app.db'))],
  ['PostgreSQL', async () => sql(await server.createDatabase())],
]

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-passwords-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A hash of the password that was good once. */
function outdatedHash(logBlocks = 10): string {
  const salt = randomBytes(16)
  const maxmem = 2 ** 28
  const hash = scryptSync(password, salt, 32, { N: 2 ** logBlocks, r: 8, p: 1, maxmem })
  const encode = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')
  return `$scrypt$ln=${logBlocks},r=8,p=1$${encode(salt)}$${encode(hash)}`
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'done',
    (error: unknown) => (error as { code?: unknown }).code ?? error,
  )
}

async function beginSession(storage: AtomicStorage, userId: string, id: string): Promise<void> {
  const isCreated = await storage.createSession({
    id,
    userId,
    token: `sha256:${id}`,
    expiresAt: now + 60_000,
    signedInAt: now - 60_000,
    renewedAt: now - 60_000,
    idleTime: null,
    persistent: true,
    userAgent: null,
    address: null,
  })
  expect(isCreated).toBe(true)
}

/** The storage, in which something else happens in the moment after a password's hash was first read. */
function meanwhile(storage: AtomicStorage, event: () => Promise<unknown>): AtomicStorage {
  let isFirst = true
  return {
    ...storage,
    async readPasswordHash(userId) {
      const hash = await storage.readPasswordHash(userId)
      if (isFirst) {
        isFirst = false
        await event()
      }
      return hash
    },
  }
}

interface SetUp {
  readonly storage: AtomicStorage
  readonly passwords: Passwords
  readonly id: string
}

async function signUpAda(storage: AtomicStorage): Promise<SetUp> {
  const passwords = createPasswords(storage, { now: () => now })
  const { id } = await passwords.signUp({ email, password, name: 'Ada' })
  return { storage, passwords, id }
}

it('refuses a storage that cannot keep passwords, at start', () => {
  const storage = { ...memoryStorage(), tier: 'basic' } as unknown as AtomicStorage
  expect(() => createPasswords(storage)).toThrow(/tier "atomic"/)
})

describe('passwords, whatever the storage', () => {
  const setUp = async (): Promise<SetUp> => signUpAda(memoryStorage())

  it('are not given to what is no address', async () => {
    const { passwords } = await setUp()
    for (const wrong of ['ada', 'a@x.com,b@y.com', '"a@evil.com"@victim.com']) {
      expect(await codeOf(passwords.signUp({ email: wrong, password }))).toBe('email_invalid')
    }
  })

  // ASVS 6.2.1 and 6.2.9: at least 8 characters, and well beyond 64. Each code point is one.
  it.each([
    ['7 characters', 'quiet b', false],
    ['7 emoji, which are 14 units', '🐚'.repeat(7), false],
    ['1025 characters', 'x'.repeat(1025), false],
    ['1025 emoji', '🐚'.repeat(1025), false],
    ['a megabyte', 'x'.repeat(1_000_000), false],
    ['no text', 12_345_678, false],
    ['half a pair', 'open sea \uD83D', false],
    ['8 characters', 'quietbay', true],
    ['1024 emoji', '🐚'.repeat(1024), true],
    // ASVS 6.2.5: nothing about composition.
    ['8 spaces', ' '.repeat(8), true],
    ['8 NULs', '\0'.repeat(8), true],
  ])('are asked only for their length (ASVS 6.2.1): %s', async (__, text, isAccepted) => {
    const passwords = createPasswords(memoryStorage())
    const result = await codeOf(passwords.signUp({ email, password: text as string }))
    expect(result).toBe(isAccepted ? 'done' : 'password_unacceptable')
  })

  it.each([
    ['nothing', {}],
    ['a list', { email: [email], password: [password] }],
    ['a query of another database', { email: { $ne: null }, password: { $ne: null } }],
    ['no password', { email }],
  ])('let nobody in for %s', async (__, entered) => {
    const { passwords } = await setUp()
    expect(await passwords.verify(entered as never)).toBeNull()
    expect(await passwords.provider().authorize(entered as never, request)).toBeNull()
  })

  const request = { method: 'POST', headers: {}, query: {} }

  it('are offered as a provider', async () => {
    const { passwords, id } = await setUp()
    const provider = passwords.provider()
    expect(provider).toMatchObject({ id: 'credentials', name: 'Password', type: 'credentials' })
    expect(Object.keys(provider.credentials)).toEqual(['email', 'password'])
    expect(await provider.authorize({ email, password }, request)).toMatchObject({ id, email })
    expect(await provider.authorize({ email, password: another }, request)).toBeNull()
    expect(passwords.provider({ id: 'staff', name: 'Staff' })).toMatchObject({
      id: 'staff',
      name: 'Staff',
    })
  })
})

describe.each(storages)('passwords in %s', { timeout: 30_000 }, (_, createStorage) => {
  const setUp = async (): Promise<SetUp> => signUpAda(await createStorage())

  describe('signing up', () => {
    it('stores a person whom the address and the password find again', async () => {
      const { storage, passwords, id } = await setUp()
      expect(await storage.readUserByEmail(email)).toMatchObject({ id, email, name: 'Ada' })
      expect(await passwords.verify({ email, password })).toMatchObject({ id, name: 'Ada' })
    })

    it('keeps a hash, and returns nothing of it', async () => {
      const { storage, passwords, id } = await setUp()
      expect(await storage.readPasswordHash(id)).toMatch(/^\$argon2id\$/)
      const shown = JSON.stringify([
        await storage.readUserByEmail(email),
        await passwords.verify({ email, password }),
        await passwords.signUp({ email: 'noor@example.com', password }),
      ])
      expect(shown).not.toMatch(/argon2|open sea/)
    })

    it('of 20 for one address at once, lets one in and tells 19 (ASVS 15.4.2)', async () => {
      const storage = await createStorage()
      const passwords = createPasswords(storage)
      const spellings = [
        'ada@example.com',
        'Ada@Example.com ',
        'ada＠example.com',
        'ADA@EXAMPLE.COM',
      ]
      const results = await Promise.all(
        Array.from({ length: 20 }, async (__, index) =>
          codeOf(
            passwords.signUp({
              email: spellings[index % spellings.length] ?? email,
              password: `${password} ${index}`,
            }),
          ),
        ),
      )
      expect(results.filter((code) => code === 'done')).toHaveLength(1)
      expect(results.filter((code) => code === 'email_taken')).toHaveLength(19)
      const winner = results.indexOf('done')
      const own = { email, password: `${password} ${winner}` }
      expect(await passwords.verify(own)).toMatchObject({ email })
      const other = { email, password: `${password} ${(winner + 1) % 20}` }
      expect(await passwords.verify(other)).toBeNull()
    })

    it('says that an address is taken, however it is spelt', async () => {
      const { passwords } = await setUp()
      expect(await codeOf(passwords.signUp({ email: ' ADA@example.com', password }))).toBe(
        'email_taken',
      )
    })

    it('says that an address is taken which another system stored in the spelling entered', async () => {
      const storage = await createStorage()
      await storage.createUser({ email: 'Ada@Example.com', emailVerified: null })
      const signUp = createPasswords(storage).signUp({ email: ' Ada@Example.com ', password })
      expect(await codeOf(signUp)).toBe('email_taken')
      expect(await storage.readUserByEmail(email)).toBeNull()
    })

    it('lets no column say who it is, or that the address was verified', async () => {
      const { storage, passwords, id } = await setUp()
      const columns = { id, emailVerified: new Date(0) }
      const user = await passwords.signUp({ email: 'eve@example.com', password, ...columns })
      expect(user.id).not.toBe(id)
      expect(await storage.readUser(user.id)).toMatchObject({ emailVerified: null })
    })
  })

  describe('signing in', () => {
    it('takes an address in any spelling, and a password exactly as received (ASVS 6.2.8)', async () => {
      const { passwords, id } = await setUp()
      expect(await passwords.verify({ email: ' ADA＠example.com', password })).toMatchObject({ id })
      for (const wrong of [`${password} `, password.toUpperCase(), password.slice(0, -1), '']) {
        expect(await passwords.verify({ email, password: wrong })).toBeNull()
      }
    })

    it('finds whom another system stored in the spelling entered, before another', async () => {
      const { storage, passwords, id } = await setUp()
      const stored = { email: 'Ada@Example.com', emailVerified: null }
      const other = await storage.createUser(stored, { passwordHash: await hashPassword(another) })
      const entered = ' Ada@Example.com'
      expect(await passwords.verify({ email: entered, password: another })).toEqual(other)
      expect(await passwords.verify({ email: entered, password })).toBeNull()
      expect(await passwords.verify({ email, password })).toMatchObject({ id })
    })

    it('passes over whom another system stored without a password', async () => {
      const { storage, passwords, id } = await setUp()
      await storage.createUser({ email: 'Ada@Example.com', emailVerified: null })
      expect(await passwords.verify({ email: 'Ada@Example.com', password })).toMatchObject({ id })
    })

    it('is refused for a person without a password', async () => {
      const { storage, passwords } = await setUp()
      await storage.createUser({ email: 'noor@example.com', emailVerified: null })
      expect(await passwords.verify({ email: 'noor@example.com', password })).toBeNull()
      expect(await passwords.verify({ email: 'noor@example.com', password: '' })).toBeNull()
    })

    it('takes as long for an address that nobody has (ASVS 6.3.8), whatever hashes there are', async () => {
      const { storage, passwords } = await setUp()
      const store = async (address: string, passwordHash?: string): Promise<unknown> =>
        storage.createUser({ email: address, emailVerified: null }, { passwordHash })
      await store('noor@example.com')
      await store('cheap@example.com', outdatedHash(10))
      await store('dear@example.com', outdatedHash(15))
      const timeOf = async (address: string): Promise<number> => {
        const startedAt = performance.now()
        expect(await passwords.verify({ email: address, password: another })).toBeNull()
        return performance.now() - startedAt
      }
      // The costs are known once they were seen.
      for (const address of ['cheap@example.com', 'dear@example.com']) await timeOf(address)
      // In groups, so that a busy machine slows all of it.
      const others = [
        'nobody@example.com',
        'Nobody@Example.com',
        'noor@example.com',
        'cheap@example.com',
        'dear@example.com',
      ].map((address) => ({ address, ratios: [] as number[] }))
      for (let round = 0; round < 9; round += 1) {
        const known = await timeOf(email)
        for (const { address, ratios } of others) ratios.push((await timeOf(address)) / known)
      }
      for (const { address, ratios } of others) {
        const median = ratios.toSorted((a, b) => a - b)[4]
        expect(median, address).toBeGreaterThan(0.5)
        expect(median, address).toBeLessThan(2)
      }
    })

    it('is as quick as before for the right password, whatever other hashes cost', async () => {
      const { storage, passwords, id } = await setUp()
      const timeOf = async (): Promise<number> => {
        const startedAt = performance.now()
        expect(await passwords.verify({ email, password })).toMatchObject({ id })
        return performance.now() - startedAt
      }
      // The least of several: a busy machine only adds.
      const before = Math.min(await timeOf(), await timeOf(), await timeOf())
      const passwordHash = outdatedHash(16)
      await storage.createUser({ email: 'dear@example.com', emailVerified: null }, { passwordHash })
      const startedAt = performance.now()
      await passwords.verify({ email: 'dear@example.com', password: another })
      expect(performance.now() - startedAt).toBeGreaterThan(3 * before)
      const times = [await timeOf(), await timeOf(), await timeOf()]
      expect(Math.min(...times)).toBeLessThan(3 * before)
    })

    it('makes an outdated hash anew, and ends no session by that', async () => {
      const { storage, passwords, id } = await setUp()
      const expected = await storage.readPasswordHash(id)
      await storage.setPasswordHash(id, { hash: outdatedHash(), expected, ends: null })
      await beginSession(storage, id, 'phone')
      expect(await passwords.verify({ email, password: another })).toBeNull()
      expect(await storage.readPasswordHash(id)).toMatch(/^\$scrypt\$ln=10/)
      expect(await passwords.verify({ email, password })).toMatchObject({ id })
      const renewed = await storage.readPasswordHash(id)
      expect(renewed).toMatch(/^\$argon2id\$/)
      expect(await passwords.verify({ email, password })).toMatchObject({ id })
      expect(await storage.readPasswordHash(id)).toBe(renewed)
      expect(await storage.listSessions(id, now)).toHaveLength(1)
    })

    it('lets everybody in of 10 who find the hash outdated at once', async () => {
      const { storage, passwords, id } = await setUp()
      const expected = await storage.readPasswordHash(id)
      await storage.setPasswordHash(id, { hash: outdatedHash(), expected, ends: null })
      const people = await Promise.all(
        Array.from({ length: 10 }, async () => passwords.verify({ email, password })),
      )
      expect(people.filter((person) => person?.id === id)).toHaveLength(10)
    })

    it('is refused if the password is changed while it is being verified', async () => {
      const { storage, passwords, id } = await setUp()
      const slow = createPasswords(
        meanwhile(storage, async () =>
          passwords.change(id, { current: password, password: another }),
        ),
      )
      expect(await slow.verify({ email, password })).toBeNull()
    })

    it('brings back no old password by making its outdated hash anew', async () => {
      const { storage, passwords, id } = await setUp()
      const expected = await storage.readPasswordHash(id)
      await storage.setPasswordHash(id, { hash: outdatedHash(), expected, ends: null })
      const slow = createPasswords(
        meanwhile(storage, async () =>
          passwords.change(id, { current: password, password: another }),
        ),
      )
      expect(await slow.verify({ email, password })).toBeNull()
      expect(await passwords.verify({ email, password })).toBeNull()
      expect(await passwords.verify({ email, password: another })).toMatchObject({ id })
    })

    it('fails, and lets nobody in, where the stored hash is none', async () => {
      const { storage, passwords, id } = await setUp()
      const expected = await storage.readPasswordHash(id)
      await storage.setPasswordHash(id, { hash: password, expected, ends: null })
      await expect(passwords.verify({ email, password })).rejects.toThrow('not a PHC string')
    })
  })

  describe('changing the password', () => {
    it('takes the new one from now on, and only it', async () => {
      const { passwords, id } = await setUp()
      await passwords.change(id, { current: password, password: another })
      expect(await passwords.verify({ email, password })).toBeNull()
      expect(await passwords.verify({ email, password: another })).toMatchObject({ id })
    })

    it('ends the other sessions, and keeps the one that asks (ASVS 7.4.3)', async () => {
      const { storage, passwords, id } = await setUp()
      const other = await passwords.signUp({ email: 'noor@example.com', password })
      for (const session of ['laptop', 'phone', 'library']) await beginSession(storage, id, session)
      await beginSession(storage, other.id, 'tablet')
      await passwords.change(id, { current: password, password: another, keepSession: 'laptop' })
      expect(await storage.listSessions(id, now)).toMatchObject([{ id: 'laptop' }])
      expect(await storage.listSessions(other.id, now)).toHaveLength(1)
    })

    it('ends all sessions if none is to go on', async () => {
      const { storage, passwords, id } = await setUp()
      await beginSession(storage, id, 'laptop')
      await passwords.change(id, { current: password, password: another })
      expect(await storage.listSessions(id, now)).toEqual([])
    })

    it('needs the present password (ASVS 6.2.3), and else changes nothing', async () => {
      const { storage, passwords, id } = await setUp()
      await beginSession(storage, id, 'laptop')
      const wrong = { current: `${password} `, password: another }
      expect(await codeOf(passwords.change(id, wrong))).toBe('credentials_rejected')
      expect(
        await codeOf(passwords.change('nobody', { current: password, password: another })),
      ).toBe('credentials_rejected')
      const short = { current: password, password: 'short' }
      expect(await codeOf(passwords.change(id, short))).toBe('password_unacceptable')
      expect(await passwords.verify({ email, password })).toMatchObject({ id })
      expect(await storage.listSessions(id, now)).toHaveLength(1)
    })

    it('is refused to a person who has none', async () => {
      const { storage, passwords } = await setUp()
      const user = await storage.createUser({ email: 'noor@example.com', emailVerified: null })
      const change = passwords.change(user?.id ?? '', { current: '', password: another })
      expect(await codeOf(change)).toBe('credentials_rejected')
    })

    it('of 5 from one password at once, is done for one', async () => {
      const { passwords, id } = await setUp()
      const results = await Promise.all(
        Array.from({ length: 5 }, async (__, index) =>
          codeOf(passwords.change(id, { current: password, password: `${another} ${index}` })),
        ),
      )
      expect(results.toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
        ...Array.from({ length: 4 }, () => 'credentials_rejected'),
        'done',
      ])
      const winner = `${another} ${results.indexOf('done')}`
      expect(await passwords.verify({ email, password: winner })).toMatchObject({ id })
    })

    it('is done although a sign-in makes the outdated hash anew meanwhile', async () => {
      const { storage, passwords, id } = await setUp()
      const hash = await hashPassword(password)
      const slow: { -readonly [Key in keyof AtomicStorage]: AtomicStorage[Key] } = {
        ...storage,
        async setPasswordHash(userId, change) {
          slow.setPasswordHash = storage.setPasswordHash
          await storage.setPasswordHash(id, { hash, expected: change.expected, ends: null })
          return storage.setPasswordHash(userId, change)
        },
      }
      await createPasswords(slow).change(id, { current: password, password: another })
      expect(await passwords.verify({ email, password: another })).toMatchObject({ id })
    })
  })
})
