import { DatabaseSync } from 'node:sqlite'

import { Pool } from 'pg'
import { describe, expect, it, vi } from 'vitest'

import { sqlStorage } from '../../../src/storage/sql/index.ts'
import type { SqlStorage } from '../../../src/storage/sql/index.ts'
import { connect } from './support/connection.ts'
import { useDatabases } from './support/databases.ts'
import { authJsTables, sessionOf } from './support/samples.ts'

const databases = useDatabases()
const later = Date.now() + 172_800_000

async function withSqlite(
  prepare: string,
  options: { readBigInts?: boolean } = {},
): Promise<{ sqlite: DatabaseSync; storage: SqlStorage }> {
  const sqlite = new DatabaseSync(':memory:', options)
  sqlite.exec(prepare)
  const storage = sqlStorage({ sqlite })
  await storage.migrate()
  return { sqlite, storage }
}

const ada = `insert into users (id, email) values ('1', 'ada@example.com')`

describe('the form of `expires`', () => {
  it.each([0, 1, 1000, -1, 9e15])('is not that of one odd row of %d', async (odd) => {
    const { sqlite, storage } = await withSqlite(`${authJsTables()} ${ada};
      insert into sessions values ('odd', '1', ${odd}), ('good', '1', ${later})`)
    await storage.createSession(sessionOf('1', 'one', { expiresAt: later }))
    expect((await storage.readSession(['good']))?.session.expiresAt).toBe(later)
    expect((await storage.readSession(['sha256:one']))?.session.expiresAt).toBe(later)
    const stored = sqlite.prepare(`select expires from sessions where sessionToken = 'sha256:one'`)
    expect(stored.get()?.['expires']).toBe(later)
    await storage.removeExpired(Date.now(), 10)
    expect(await storage.readSession(['good'])).not.toBeNull()
  })

  it.each([0, 1, 1000])('is milliseconds where the only row holds %d', async (odd) => {
    const { storage } = await withSqlite(`${authJsTables()} ${ada};
      insert into sessions values ('odd', '1', ${odd})`)
    await storage.createSession(sessionOf('1', 'one', { expiresAt: later }))
    expect((await storage.readSession(['sha256:one']))?.session.expiresAt).toBe(later)
    expect((await storage.readSession(['odd']))?.session.expiresAt).toBeLessThan(Date.now())
  })

  it.each([
    ['milliseconds', String(later), String(later + 1000)],
    ['seconds', String(Math.ceil(later / 1000)), String(Math.ceil(later / 1000) + 1)],
  ])('is digits where text holds %s', async (_, digits, renewed) => {
    const { sqlite, storage } = await withSqlite(`${authJsTables('text', 'text')} ${ada};
      insert into sessions values ('old', '1', '${digits}')`)
    await storage.createSession(sessionOf('1', 'one', { expiresAt: later }))
    await storage.renewSession(
      { tokens: ['old'] },
      { expiresAt: later + 1000, renewedAt: 1, signedInAt: 1 },
    )
    const rows = sqlite.prepare('select expires from sessions order by sessionToken').all()
    expect(rows.map((row) => row['expires'])).toEqual([renewed, digits])
    expect(await storage.listSessions('1', Date.now())).toHaveLength(2)
    expect(await storage.removeExpired(later + 2000, 10)).toBe(2)
  })

  it('never makes what cannot be read an instant that is none', async () => {
    const { storage } = await withSqlite(`${authJsTables()} ${ada};
      insert into sessions values ('good', '1', 2000000000), ('odd', '1', 'soon')`)
    expect((await storage.readSession(['odd']))?.session.expiresAt).toBe(0)
    expect((await storage.readSession(['good']))?.session.expiresAt).toBe(2e12)
  })

  it('of PostgreSQL may be infinity', async () => {
    const pool = new Pool({ connectionString: await databases.create('postgresql') })
    pool.on('error', () => undefined)
    const storage = sqlStorage({ pool })
    await storage.migrate()
    await pool.query(`insert into users (id, email, "emailVerified") values ('1', 'a', 'infinity')`)
    await pool.query(
      `insert into sessions ("userId", expires, "sessionToken") values ('1', 'infinity', 't'), ('1', '-infinity', 'u')`,
    )
    const read = await storage.readSession(['t'])
    expect(new Date(read?.session.expiresAt ?? Number.NaN).getUTCFullYear()).toBe(9999)
    expect(read?.user.emailVerified?.getUTCFullYear()).toBe(9999)
    expect((await storage.readSession(['u']))?.session.expiresAt).toBe(0)
    await storage.close()
    await pool.end()
  })
})

describe('an address', () => {
  it.each(['', `('0', 'x', ${later}),`, `('0', 'x', 1790000000),`, `('0', 'x', '2026-01-01'),`])(
    'of a person for whom 0 is stored was not verified, beside %j',
    async (others) => {
      const { storage } = await withSqlite(`${authJsTables()}
        insert into users (id, email, emailVerified) values ${others} ('1', 'ada@example.com', 0)`)
      expect((await storage.readUser('1'))?.emailVerified).toBeNull()
    },
  )

  it('was not verified if what is stored is no instant', async () => {
    const { storage } = await withSqlite(`${authJsTables()}
      insert into users (id, email, emailVerified) values ('1', 'ada@example.com', 'no')`)
    expect((await storage.readUser('1'))?.emailVerified).toBeNull()
  })

  it('was verified where 1 is stored', async () => {
    const { storage } = await withSqlite(`${authJsTables()}
      insert into users (id, email, emailVerified) values ('1', 'ada@example.com', 1)`)
    expect((await storage.readUser('1'))?.emailVerified).toBeInstanceOf(Date)
  })
})

describe('integers of SQLite', () => {
  it('beyond what numbers hold are texts', async () => {
    const { sqlite, storage } = await withSqlite(`${authJsTables()}
      alter table users add column discordId integer; alter table users add column age integer;
      insert into users (id, email, discordId, age) values ('1', 'a', 175928847299117063, 36)`)
    const person = { discordId: '175928847299117063', age: 36 }
    expect(await storage.readUser('1')).toMatchObject(person)
    await storage.createSession(sessionOf('1', 'one'))
    expect((await storage.readSession(['sha256:one']))?.user).toMatchObject(person)
    const made = await storage.createUser({ ...person, email: 'b', emailVerified: null })
    expect(made).toMatchObject(person)
    const kept = sqlite.prepare('select count(*) as count from users where discordId > 1000')
    expect(kept.get()).toEqual({ count: 2 })
  })

  it('are numbers also on a connection that gives bigints', async () => {
    const { storage } = await withSqlite('', { readBigInts: true })
    expect(await storage.plan()).toEqual([])
    expect((await storage.inspect()).problems).toEqual([])
    await storage.createUser({ id: '1', email: 'a', emailVerified: new Date(2e12) })
    const { token, ...record } = sessionOf('1', 'one', { persistent: false, idleTime: 5 })
    await storage.createSession({ ...record, token })
    expect(await storage.readSession([token])).toMatchObject({
      session: record,
      user: { emailVerified: new Date(2e12) },
    })
    expect(await storage.listSessions('1', 1)).toEqual([record])
  })
})

describe.each(['sqlite', 'postgresql'] as const)(
  'a person of %s with 40,000 sessions',
  (dialect) => {
    it('can list them, and be held to a limit', { timeout: 60_000 }, async () => {
      const address = await databases.create(dialect)
      const storage = sqlStorage(address)
      await storage.migrate()
      await storage.createUser({ id: '1', email: 'a', emailVerified: null })
      const other = connect(address)
      const expires = dialect === 'sqlite' ? String(later) : 'to_timestamp(4000000000)'
      await other.ask(
        `with recursive n (i) as (select 1 union all select i + 1 from n where i < 40000)
       insert into sessions ("userId", expires, "sessionToken") select '1', ${expires}, 't' || i from n`,
      )
      await storage.createSession(sessionOf('1', 'old', { signedInAt: 5 }))
      // Another program has begun them, so that they have no name yet.
      const listed = await storage.listSessions('1', Date.now())
      expect(new Set(listed.map(({ id }) => id)).size).toBe(40_001)
      expect(await storage.createSession(sessionOf('1', 'new'), { limit: 2 })).toBe(true)
      const left = await storage.listSessions('1', Date.now())
      expect(left.map(({ id }) => id)).toEqual(['new', 'old'])
      const adopts = { issuedAt: Date.now() + 1000 }
      const ended = sessionOf('1', listed[40_000]?.id ?? '')
      expect(await storage.createSession(ended, { adopts })).toBe(false)
      await storage.close()
      await other.close()
    })
  },
)

describe('texts with a zero byte', () => {
  it('are nobody’s, and do not make PostgreSQL fail', async () => {
    const address = await databases.create('postgresql')
    const pool = new Pool({ connectionString: address })
    pool.on('error', () => undefined)
    const storage = sqlStorage({ pool })
    await storage.migrate()
    await storage.createUser({ id: '1', email: 'a', emailVerified: null }, { passwordHash: 'h' })
    await storage.createSession(sessionOf('1', 'ab', { token: 'ab' }))
    const said = vi.spyOn(pool, 'connect')
    expect(await storage.endSession({ id: 'a\0b', userId: '1' })).toBe(false)
    expect(await storage.endSession({ tokens: ['a\0b'] })).toBe(false)
    expect(await storage.findSession('a\0b', '1')).toBeNull()
    const renewal = { expiresAt: 1, renewedAt: 1, signedInAt: 1 }
    expect(await storage.renewSession({ id: 'a\0b', userId: '1' }, renewal)).toBe(false)
    expect(await storage.renewSession({ tokens: ['a\0b'] }, renewal)).toBe(false)
    expect(await storage.readUserByEmail('a\0')).toBeNull()
    expect(await storage.readUserByAccount('a\0', 'b')).toBeNull()
    expect(await storage.unlinkAccount('a', 'b\0')).toBe(false)
    expect(await storage.useVerificationToken('a\0', 'b')).toBeNull()
    expect(await storage.readUser('1\0')).toBeNull()
    expect(await storage.readPasswordHash('1\0')).toBeNull()
    expect(await storage.readSession(['ab'])).not.toBeNull()
    expect(await storage.endSessions('1', { now: 1, except: 'a\0' })).toBe(1)
    // What cannot be stored is refused, and nobody looks at the whole schema because of it.
    await expect(storage.claim('a\0', 9, 1)).rejects.toThrow()
    said.mockClear()
    const session = storage.createSession(sessionOf('1', 'one', { userAgent: 'a\0b' }))
    await expect(session).rejects.toThrow()
    expect(await storage.readUser('1')).not.toBeNull()
    expect(said).toHaveBeenCalledTimes(2)
    await storage.close()
    await pool.end()
  })
})

describe('ids that are UUIDs', () => {
  it('are the same in large letters', async () => {
    const pool = new Pool({ connectionString: await databases.create('postgresql') })
    pool.on('error', () => undefined)
    await pool.query(
      'create table users (id uuid primary key default gen_random_uuid(), email text, "emailVerified" timestamptz)',
    )
    const storage = sqlStorage({ pool })
    await storage.migrate()
    const { id = '' } = (await storage.createUser({ email: 'a', emailVerified: null })) ?? {}
    const now = Date.now()
    const loud = id.toUpperCase()
    const adopts = { issuedAt: now - 5000 }
    expect(await storage.createSession(sessionOf(loud, 'first'), { adopts })).toBe(true)
    expect(await storage.createSession(sessionOf(loud, 'first'), { adopts })).toBe(true)
    await storage.endSessions(loud, { now })
    expect(await storage.createSession(sessionOf(id, 'one'), { adopts })).toBe(false)
    expect(
      await storage.createSession(sessionOf(loud.replaceAll('-', ''), 'two'), { adopts }),
    ).toBe(false)
    expect(await storage.updateUser(loud, { email: 'a' })).toMatchObject({ id })
    await storage.close()
    await pool.end()
  })
})
