import { describe, expect, it, vi } from 'vitest'

import type { NewSession } from '../../../src/core/storage.ts'
import type { SqlStorage } from '../../../src/storage/sql/index.ts'
import type { Connection } from './support/connection.ts'
import { useDatabases } from './support/databases.ts'
import { installedAdapter } from './support/installed-adapters.ts'
import { endsAt, publishedSchemas, token, verifiedAt } from './support/published-schemas.ts'
import type { PublishedSchema } from './support/published-schemas.ts'
import { sessionOf } from './support/samples.ts'

const day = 86_400_000
const outdated = expect.objectContaining({ code: 'storage_outdated' })

const databases = useDatabases()
// Others may be busy on this machine.
vi.setConfig({ testTimeout: 20_000 })

/** Makes a database of a published schema, and lets a test use it. */
async function withSchema(
  schema: PublishedSchema,
  use: (storage: SqlStorage, connection: Connection) => Promise<void>,
): Promise<void> {
  await databases.withTables(schema.dialect, schema.statements.join(';'), use)
}

function newSession(userId: string, name: string): NewSession {
  return sessionOf(userId, `public-${name}`, {
    token: `sha256:${name}`,
    expiresAt: endsAt,
    signedInAt: endsAt - day,
    renewedAt: endsAt - day,
    userAgent: 'Test',
  })
}

async function ada(storage: SqlStorage): Promise<string> {
  return (await storage.readUserByEmail('ada@example.com'))?.id ?? ''
}

/** The stored ends of sessions, as the driver gives them. */
async function storedEnds(schema: PublishedSchema, connection: Connection): Promise<unknown[]> {
  return (await connection.ask(schema.expires)).map((row) => row['expires'])
}

// What was found in the database of a program, before anybody has migrated it.
describe.each(publishedSchemas)('$name, not migrated', (schema) => {
  const { instants, adapter, further } = schema
  const verified = schema.verified ?? verifiedAt

  it('is read as it is', () =>
    withSchema(schema, async (storage) => {
      const read = await storage.readSession(['sha256:digest', token])
      expect(read?.session).toEqual({
        id: null,
        userId: read?.user.id,
        expiresAt: schema.name.includes('seconds') ? Math.ceil(endsAt / 1000) * 1000 : endsAt,
        signedInAt: null,
        renewedAt: null,
        idleTime: null,
        persistent: true,
        userAgent: null,
        address: null,
      })
      expect(read?.user).toMatchObject({ name: 'Ada', email: 'ada@example.com', image: null })
      expect(read?.user.emailVerified).toEqual(new Date(verified))
      if (further !== undefined) expect(read?.user[further[0]]).toBe(further[1])

      const id = await ada(storage)
      expect(read?.user.id).toBe(id)
      expect(await storage.readUser(id)).toEqual(read?.user)
      expect(await storage.readUserByAccount('github', '42')).toEqual(read?.user)
      expect(await storage.readUser('999999')).toBeNull()
      expect(await storage.readUser('nobody')).toBeNull()
      expect(await storage.readSession(['unknown'])).toBeNull()
    }))

  it('keeps the form of what the other program reads', () =>
    withSchema(schema, async (storage, connection) => {
      const later = endsAt + day
      const renewal = { renewedAt: 1, signedInAt: 1 }
      const key = { tokens: ['sha256:digest', token] }
      expect(await storage.renewSession(key, { expiresAt: later, ...renewal })).toBe(true)
      expect(await storage.renewSession(key, { expiresAt: endsAt, ...renewal })).toBe(true)
      expect(await storedEnds(schema, connection)).toEqual([instants.stored(later)])

      const id = await ada(storage)
      expect(await storage.createSession(newSession(id, 'new'))).toBe(true)
      expect(await storage.createSession(newSession('nobody', 'other'))).toBe(false)
      expect(new Set(await storedEnds(schema, connection))).toEqual(
        new Set([instants.stored(endsAt), instants.stored(later)]),
      )
      expect((await storage.readSession(['sha256:new']))?.session.expiresAt).toBe(
        schema.name.includes('seconds') ? Math.ceil(endsAt / 1000) * 1000 : endsAt,
      )
      expect(await storage.endSession({ tokens: ['sha256:new'] })).toBe(true)
      expect(await storage.endSession({ tokens: ['sha256:new'] })).toBe(false)
      // The one that has expired goes, and no other.
      await storage.createSession({ ...newSession(id, 'old'), expiresAt: endsAt - day })
      expect(await storage.removeExpired(endsAt - 2 * day, 10)).toBe(0)
      expect(await storage.removeExpired(endsAt, 10)).toBe(1)
      expect(await storedEnds(schema, connection)).toEqual([instants.stored(later)])
    }))

  it('keeps people and accounts, each once', () =>
    withSchema(schema, async (storage) => {
      const at = new Date(verifiedAt)
      const account = { provider: 'github', type: 'oauth', providerAccountId: '43' }
      const bob = { name: 'Bob', email: 'bob@example.com', emailVerified: at }
      const made = await storage.createUser({ id: crypto.randomUUID(), ...bob }, { account })
      expect(made).toMatchObject({ name: 'Bob', email: 'bob@example.com' })
      expect(made?.emailVerified).toEqual(new Date(verified))
      const id = made?.id ?? ''
      expect(await storage.readUserByAccount('github', '43')).toEqual(made)

      expect(await storage.createUser({ ...bob, name: 'Again' })).toBeNull()
      const other = { ...bob, email: 'other@example.com' }
      expect(await storage.createUser(other, { account })).toBeNull()
      expect(await storage.readUserByEmail('other@example.com')).toBeNull()
      expect(await storage.linkAccount({ ...account, userId: await ada(storage) })).toBe(false)
      expect(await storage.updateUser(id, { email: 'ada@example.com' })).toBeNull()
      const changed = await storage.updateUser(id, { name: 'Robert', emailVerified: null })
      expect(changed).toMatchObject({ id, name: 'Robert', emailVerified: null })

      // More than once: at first, connections are opened one after the other.
      for (const name of ['eve', 'eva', 'evi', 'evo']) {
        const person = { email: `${name}@example.com`, emailVerified: null }
        const attempts = Array.from({ length: 10 }, (_, attempt) => `${name} ${attempt}`)
        const made = await Promise.all(
          attempts.map((each) =>
            storage.createUser(person, { account: { ...account, providerAccountId: each } }),
          ),
        )
        expect(made.filter((user) => user !== null)).toHaveLength(1)
        const linked = await Promise.all(
          attempts.map((_, attempt) =>
            storage.linkAccount(
              { ...account, providerAccountId: name, userId: id },
              // In the session of their person, or by the address.
              { begunAt: attempt % 2 === 0 ? Date.now() : undefined },
            ),
          ),
        )
        expect(linked.filter(Boolean)).toHaveLength(1)
      }

      await storage.createSession(newSession(id, 'bob'))
      expect(await storage.deleteUser(id)).toBe(true)
      expect(await storage.deleteUser(id)).toBe(false)
      expect(await storage.readSession(['sha256:bob'])).toBeNull()
      expect(await storage.readUserByAccount('github', '43')).toBeNull()
      expect(await storage.unlinkAccount('github', '42')).toBe(true)
      expect(await storage.readSession([token])).not.toBeNull()
    }))

  it('gives a one-time secret once', () =>
    withSchema(schema, async (storage) => {
      const secret = { identifier: 'ada@example.com', token: 'secret', expiresAt: 2e12 }
      await storage.createVerificationToken(secret)
      const taken = await Promise.all(
        [1, 2, 3].map(() => storage.useVerificationToken('ada@example.com', 'secret')),
      )
      expect(taken.filter((each) => each !== null)).toEqual([secret])
    }))

  it('says that it is outdated to whom it cannot serve', () =>
    withSchema(schema, async (storage) => {
      const id = await ada(storage)
      await expect(storage.listSessions(id, 0)).rejects.toEqual(outdated)
      await expect(storage.endSessions(id, { now: 0 })).rejects.toEqual(outdated)
      await expect(storage.findSession('x', id)).rejects.toEqual(outdated)
      await expect(storage.claim('key', 1, 0)).rejects.toEqual(outdated)
      await expect(storage.readPasswordHash(id)).rejects.toEqual(outdated)
      const limited = storage.createSession(newSession(id, 'x'), { limit: 1 })
      await expect(limited).rejects.toEqual(outdated)
      // It would be kept as a session of the usual kind.
      for (const own of [{ persistent: false }, { idleTime: 60_000 }]) {
        const created = storage.createSession({ ...newSession(id, 'x'), ...own })
        await expect(created).rejects.toEqual(outdated)
      }
      expect(await storage.readSession(['sha256:x'])).toBeNull()
      const bob = { email: 'bob@example.com', emailVerified: null }
      await expect(storage.createUser(bob, { passwordHash: 'x' })).rejects.toEqual(outdated)
      expect(await storage.readUserByEmail('bob@example.com')).toBeNull()
    }))

  it('keeps its rows when it is migrated, and is whole then', () =>
    withSchema(schema, async (storage, connection) => {
      const before = await storage.readSession([token])
      const planned = await storage.plan()
      expect(planned.length).toBeGreaterThan(0)
      const seen: string[] = []
      await storage.migrate((step) => seen.push(step.sql))
      expect(seen).toEqual(planned.map((step) => step.sql))
      expect(await storage.plan()).toEqual([])
      await storage.migrate(() => expect.unreachable('nothing is left to do'))
      const report = await storage.inspect()
      expect(report.missing).toEqual([])
      expect(report.problems.map(({ problem }) => problem)).toEqual([
        expect.stringContaining('stored in clear'),
      ])

      expect(await storage.readSession([token])).toEqual(before)
      expect(await storedEnds(schema, connection)).toEqual([instants.stored(endsAt)])
      const id = await ada(storage)
      await storage.createSession({ ...newSession(id, 'new'), userAgent: 'Firefox' })
      const listed = await storage.listSessions(id, endsAt - day)
      expect(listed.map((session) => session.id)).toEqual(['public-new', expect.any(String)])
      expect(listed.map((session) => session.userAgent)).toEqual(['Firefox', null])
      const old = listed[1]?.id ?? ''
      expect((await storage.readSession([token]))?.session.id).toBe(old)
      expect(await storage.endSessions(id, { now: 1, except: old })).toBe(1)
      expect(await storage.readSession(['sha256:new'])).toBeNull()
      const change = { hash: 'hash', expected: null, ends: null }
      expect(await storage.setPasswordHash(id, change)).toBe(true)
      expect(await storage.readPasswordHash(id)).toBe('hash')
      expect(await storage.deleteUser(id)).toBe(true)
      expect(await storedEnds(schema, connection)).toEqual([])
    }))

  // Where no adapter is installed, there is nobody to share with.
  const states = adapter === undefined ? [] : ['not migrated', 'migrated']
  it.each(states)('shares its rows with the adapter, %s', (state) =>
    withSchema(schema, async (storage, connection) => {
      const other = installedAdapter(schema, connection)
      if (state === 'migrated') await storage.migrate()
      const id = await ada(storage)
      await storage.renewSession(
        { tokens: [token] },
        { expiresAt: endsAt + day, renewedAt: 1, signedInAt: 1 },
      )
      const theirs = await other?.getSessionAndUser?.(token)
      expect(theirs.session.expires).toEqual(new Date(endsAt + day))
      expect(theirs.user.emailVerified).toEqual(new Date(verifiedAt))

      await storage.createSession({ ...newSession(id, 'ours'), token: 'ours-in-clear' })
      const read = await other?.getSessionAndUser?.('ours-in-clear')
      expect(read.session.expires).toEqual(new Date(endsAt))
      const expires = new Date(endsAt + 2 * day)
      await other?.createSession?.({
        sessionToken: 'theirs-in-clear',
        userId: read.user.id,
        expires,
      })
      const { session } = (await storage.readSession(['theirs-in-clear'])) ?? {}
      expect(session).toMatchObject({ userId: id, expiresAt: endsAt + 2 * day })

      const user = await other?.createUser?.({
        id: crypto.randomUUID(),
        name: 'Bob',
        email: 'bob@example.com',
        emailVerified: new Date(verifiedAt),
        image: null,
      })
      expect(await storage.readUserByEmail('bob@example.com')).toMatchObject({
        id: String(user.id),
        emailVerified: new Date(verifiedAt),
      })
      const secret = { identifier: 'x', token: 'y', expires }
      await other?.createVerificationToken?.(secret)
      expect((await storage.useVerificationToken('x', 'y'))?.expiresAt).toBe(endsAt + 2 * day)
      const ours = { identifier: 'x', token: 'z', expiresAt: endsAt }
      await storage.createVerificationToken(ours)
      const used = await other?.useVerificationToken?.({ identifier: 'x', token: 'z' })
      expect(used.expires).toEqual(new Date(endsAt))
    }),
  )
})
