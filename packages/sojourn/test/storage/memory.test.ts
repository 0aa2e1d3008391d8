import { describe, expect, it } from 'vitest'
import { memoryStorage } from '../../src/storage/memory.ts'
import { storageContract } from '../../src/testing/index.ts'

const sample = {
  id: 's',
  token: 'sha256:s',
  expiresAt: Date.parse('2026-12-01T00:00:00Z'),
  signedInAt: null,
  renewedAt: null,
  idleTime: null,
  persistent: true,
  userAgent: null,
  address: null,
}

describe('the memory storage', () => {
  it.each(storageContract)('$name', async ({ run }) => {
    await run({ open: memoryStorage, rounds: 500 })
  })

  it('keeps what it was given, not the object that it was given', async () => {
    const storage = memoryStorage()
    const person = { name: 'Ada', email: 'ada@example.com', emailVerified: null, tags: ['a'] }
    const ada = await storage.createUser(person)
    person.tags.push('b')
    expect(await storage.readUser(ada?.id ?? '')).toMatchObject({ tags: ['a'] })

    const session = { ...sample, userId: ada?.id ?? '' }
    await storage.createSession(session)
    session.expiresAt = 0
    expect(await storage.readSession([sample.token])).toMatchObject({
      session: { expiresAt: sample.expiresAt },
    })

    const token = { identifier: 'ada@example.com', token: 'a', expiresAt: 1 }
    await storage.createVerificationToken(token)
    token.expiresAt = 2
    expect(await storage.useVerificationToken('ada@example.com', 'a')).toMatchObject({
      expiresAt: 1,
    })
  })

  it('forgets what was ended once its cookie is not good any more', async () => {
    const storage = memoryStorage()
    const ada = await storage.createUser({ name: 'Ada', emailVerified: null })
    await storage.createSession({ ...sample, userId: ada?.id ?? '' })
    await storage.endSession({ tokens: [sample.token] })
    expect(await storage.removeExpired(sample.expiresAt - 1, 10)).toBe(0)
    expect(await storage.removeExpired(sample.expiresAt, 10)).toBe(1)
    expect(await storage.removeExpired(sample.expiresAt, 10)).toBe(0)
  })

  it('shares nothing with another one', async () => {
    const storage = memoryStorage()
    await storage.createUser({ name: 'Ada', email: 'ada@example.com', emailVerified: null })
    expect(await memoryStorage().readUserByEmail('ada@example.com')).toBeNull()
  })
})
