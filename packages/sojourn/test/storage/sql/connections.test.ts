import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

import { Client, Pool } from 'pg'
import type { PoolConfig } from 'pg'
import { describe, expect, it, vi } from 'vitest'

import { sqlStorage } from '../../../src/storage/sql/index.ts'
import type { SqlStorage } from '../../../src/storage/sql/index.ts'
import { connect } from './support/connection.ts'
import { useDatabases } from './support/databases.ts'
import { sessionOf } from './support/samples.ts'

const databases = useDatabases()
// Others may be busy on this machine.
vi.setConfig({ testTimeout: 20_000 })

function poolOf(address: string, options: PoolConfig = {}): Pool {
  // The server may end before its connections have.
  return new Pool({ connectionString: address, ...options }).on('error', () => undefined)
}

async function signIn(storage: SqlStorage, userId: string): Promise<void> {
  await storage.createUser({ id: userId, email: `${userId}@example.com`, emailVerified: null })
  await storage.createSession(
    sessionOf(userId, `public-${userId}`, { token: `sha256:${userId}`, expiresAt: 2e12 }),
  )
}

describe('an address', () => {
  it.each([
    ['a path', (path: string) => path],
    ['a file URL', (path: string) => `file:${path}`],
    ['a file URL with slashes', (path: string) => `file://${path}`],
    ['a file URL with options', (path: string) => `file:${path}?connection_limit=1`],
  ])('is %s', async (_, toAddress) => {
    const path = await databases.create('sqlite')
    const storage = sqlStorage(toAddress(path))
    await storage.migrate()
    await storage.close()
    const connection = connect(path)
    expect(await connection.ask('select * from users')).toEqual([])
    await connection.close()
  })

  it.each(['mysql://user:secret@host/db', 'mongodb://user:secret@host', ''])(
    'of another kind is refused without being repeated: %s',
    (address) => {
      expect(() => sqlStorage(address)).toThrow(TypeError)
      expect(() => sqlStorage(address)).not.toThrow(/secret/)
    },
  )
})

describe('a connection that is given', () => {
  it('of SQLite is used as it is, and stays open', async () => {
    const sqlite = new DatabaseSync(':memory:')
    const storage = sqlStorage({ sqlite })
    await storage.migrate()
    await signIn(storage, 'ada')
    await storage.close()
    expect(sqlite.prepare('select id from users').all()).toEqual([{ id: 'ada' }])
    await expect(storage.readUser('ada')).rejects.toThrow('closed')
  })

  it('of PostgreSQL reads a session in one round trip', async () => {
    const pool = poolOf(await databases.server().createDatabase())
    const storage = sqlStorage({ pool })
    await storage.migrate()
    await signIn(storage, 'ada')
    await storage.readSession(['sha256:ada'])
    const query = vi.spyOn(pool, 'query')
    const lent = vi.spyOn(Client.prototype, 'query')
    const read = await storage.readSession(['sha256:ada', 'ada'])
    expect(read?.user.id).toBe('ada')
    expect(query).toHaveBeenCalledTimes(1)
    expect(lent).toHaveBeenCalledTimes(1)
    lent.mockRestore()
    await storage.close()
    await pool.end()
  })
})

describe('SQLite', () => {
  it('waits for another process that writes, and reads meanwhile', async () => {
    const path = await databases.create('sqlite')
    const storage = sqlStorage(path)
    await storage.migrate()
    await signIn(storage, 'ada')
    const other = connect(path)
    await other.ask('begin immediate')
    const waiting = Promise.all([
      storage.claim('key', 2, 1),
      storage.endSessions('ada', { now: 1 }),
    ])
    let isDone = false
    void waiting.then(() => (isDone = true))
    await sleep(300)
    expect(isDone).toBe(false)
    expect(await storage.readSession(['sha256:ada'])).not.toBeNull()
    await other.ask('commit')
    expect(await waiting).toEqual([true, 1])
    await storage.close()
    await other.close()
  })

  it('answers a read at once, as a value', async () => {
    const storage = sqlStorage(':memory:')
    await storage.migrate()
    await signIn(storage, 'ada')
    expect(storage.readSession(['sha256:other', 'sha256:ada'])).toMatchObject({
      session: { id: 'public-ada' },
      user: { id: 'ada' },
    })
    expect(storage.readSession([])).toBeNull()
    await storage.close()
  })

  it('keeps a write-ahead log, so that others read while it writes', async () => {
    const path = await databases.create('sqlite')
    const storage = sqlStorage(path)
    await storage.migrate()
    const other = connect(path)
    expect(await other.ask('pragma journal_mode')).toEqual([{ journal_mode: 'wal' }])
    await other.close()
    await storage.close()
  })
})

describe('PostgreSQL', () => {
  it('gives a connection back whole, or not at all', async () => {
    const address = await databases.server().createDatabase()
    const pool = poolOf(address, { query_timeout: 150 })
    const storage = sqlStorage({ pool })
    await storage.migrate()
    await signIn(storage, 'ada')
    const other = new Client(address)
    await other.connect()
    await other.query('begin')
    await other.query(`select 1 from users where id = 'ada' for update`)
    await expect(storage.endSessions('ada', { now: 1 })).rejects.toThrow('timeout')
    // It is still waiting for the server, so nobody else may use it.
    expect(pool.totalCount).toBe(0)
    await other.query('commit')
    // An answer of the server that is an error leaves the connection whole.
    expect(await storage.createUser({ id: 'ada', emailVerified: null })).toBeNull()
    expect([pool.totalCount, pool.idleCount]).toEqual([1, 1])
    expect(await storage.endSessions('ada', { now: 1 })).toBeLessThanOrEqual(1)
    await other.end()
    await storage.close()
    await pool.end()
  })

  it('removes expired rows without waiting for one that somebody writes', async () => {
    const address = await databases.server().createDatabase()
    const storage = sqlStorage(address)
    await storage.migrate()
    await signIn(storage, 'ada')
    await signIn(storage, 'bob')
    const other = new Client(address)
    await other.connect()
    await other.query('begin')
    await other.query(`update sessions set "renewedAt" = 2 where "userId" = 'ada'`)
    expect(await storage.removeExpired(2e12, 10)).toBe(1)
    expect(await storage.readSession(['sha256:ada'])).not.toBeNull()
    await other.query('commit')
    expect(await storage.removeExpired(2e12, 10)).toBe(1)
    await other.end()
    await storage.close()
  })

  it('finds a batch of expired rows by an index, and each of them by its place', async () => {
    const address = await databases.server().createDatabase()
    const pool = poolOf(address)
    const storage = sqlStorage({ pool })
    await storage.migrate()
    await pool.query(`insert into users (id) select 'u' || i from generate_series(1, 20000) as i`)
    await pool.query(
      `insert into sessions ("userId", "sessionToken", expires)
       select 'u' || i, 't' || i, to_timestamp(i) from generate_series(1, 20000) as i`,
    )
    await pool.query('analyze')
    const said = vi.spyOn(Client.prototype, 'query')
    expect(await storage.removeExpired(100_000, 10)).toBe(10)
    const text = said.mock.calls
      .map(([query]) => query as unknown as { text: string; values: unknown[] })
      .find((query) => query.text.startsWith('delete from "sessions"'))
    said.mockRestore()
    const plan = await pool.query<Record<string, string>>(`explain ${text?.text}`, text?.values)
    const lines = plan.rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(lines).toContain('Tid Scan on sessions')
    expect(lines).toContain('sojourn_sessions_expires')
    await storage.close()
    await pool.end()
  })
})
