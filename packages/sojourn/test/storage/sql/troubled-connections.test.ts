import { once } from 'node:events'
import { connect as connectSocket, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'

import { Client, Pool } from 'pg'
import { describe, expect, it, vi } from 'vitest'

import { sqlStorage } from '../../../src/storage/sql/index.ts'
import { connect } from './support/connection.ts'
import { useDatabases } from './support/databases.ts'
import { startWorker } from './support/processes.ts'
import { sessionOf } from './support/samples.ts'

const databases = useDatabases()
vi.setConfig({ testTimeout: 20_000 })

/** What nobody has caught while something was done. It would have ended the process. */
async function uncaught(act: () => Promise<void>): Promise<unknown[]> {
  const others = process.listeners('uncaughtException')
  const found: unknown[] = []
  const keep = (error: unknown): unknown => found.push(error)
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', keep)
  try {
    await act()
    await sleep(100)
  } finally {
    process.off('uncaughtException', keep)
    for (const listener of others) process.on('uncaughtException', listener)
  }
  return found
}

/** A way to a server that can be cut. */
async function cable(address: string): Promise<{ address: string; cut: () => Promise<void> }> {
  const target = new URL(address)
  const sockets: Socket[] = []
  const proxy = createServer((near) => {
    const far = connectSocket(Number(target.port), target.hostname)
    near.pipe(far).pipe(near)
    for (const socket of [near, far]) sockets.push(socket.on('error', () => undefined))
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const through = new URL(address)
  through.hostname = '127.0.0.1'
  through.port = String((proxy.address() as AddressInfo).port)
  return {
    address: through.href,
    cut: async () => {
      for (const socket of sockets) socket.destroy()
      proxy.close()
    },
  }
}

describe('SQLite that another process has locked', () => {
  it('is read at full speed while fifty wait to write', async () => {
    const path = await databases.create('sqlite')
    const storage = sqlStorage(path)
    await storage.migrate()
    await storage.createUser({ id: '1', email: 'a', emailVerified: null })
    await storage.createSession(sessionOf('1', 'one'))
    const other = connect(path)
    await other.ask('begin immediate')
    const start = performance.now()
    const waiting = Promise.all(
      Array.from({ length: 50 }, (_, number) =>
        number % 2 === 0
          ? storage.claim(`key ${number}`, 2, 1)
          : storage.createSession(sessionOf('1', `s ${number}`), { limit: 100 }),
      ),
    )
    let reads = 0
    while (performance.now() - start < 1000) {
      await turn()
      expect(await storage.readSession(['sha256:one'])).not.toBeNull()
      expect(await storage.readUser('1')).not.toBeNull()
      reads += 1
    }
    await other.ask('commit')
    expect(await waiting).toEqual(Array.from({ length: 50 }, () => true))
    // Some ten thousand, where nobody else is at work; it was one.
    expect(reads).toBeGreaterThan(300)
    await storage.close()
    await other.close()
  })

  it('leaves the patience of a given connection as it was', async () => {
    const path = await databases.create('sqlite')
    const given = connect(path)
    const other = connect(path)
    const storage = sqlStorage({ sqlite: given.sqlite ?? expect.unreachable() })
    await storage.migrate()
    await given.ask('pragma busy_timeout = 33')
    await other.ask('begin immediate')
    const waiting = Promise.all([storage.claim('a', 2, 1), storage.claim('b', 2, 1)])
    await sleep(100)
    expect(await given.ask('pragma busy_timeout')).toEqual([{ timeout: 33 }])
    await other.ask('commit')
    expect(await waiting).toEqual([true, true])
    expect(await given.ask('pragma busy_timeout')).toEqual([{ timeout: 33 }])
    await given.close()
    await other.close()
  })
})

describe('a connection of PostgreSQL', () => {
  it.each(['lent', 'asked for one read'])(
    'that was opened before and breaks while it is %s does not end the process',
    async (use) => {
      const address = await databases.create('postgresql')
      const setup = sqlStorage(address)
      await setup.migrate()
      await setup.createUser({ id: '1', email: 'a', emailVerified: null })
      await setup.close()
      const way = await cable(address)
      const pool = new Pool({ connectionString: way.address, max: 1 })
      pool.on('error', () => undefined)
      const client = await pool.connect()
      const listeners = client.listenerCount('error')
      client.release()
      const storage = sqlStorage({ pool })
      await storage.readSession(['x'])
      await storage.readUser('1')
      const again = await pool.connect()
      expect(again.listenerCount('error')).toBe(listeners)
      again.release()
      const admin = new Client(address)
      await admin.connect()
      await admin.query('begin')
      await admin.query('lock table users in access exclusive mode')
      const errors = await uncaught(async () => {
        const asked =
          use === 'lent'
            ? storage.endSessions('1', { now: 1 })
            : Promise.resolve(storage.readSession(['x']))
        const answer = asked.then(
          () => 'an answer',
          (error: unknown) => String(error),
        )
        await sleep(200)
        await way.cut()
        expect(await answer).toMatch(/onnection/)
      })
      expect(errors).toEqual([])
      await admin.query('rollback')
      await admin.end()
      await pool.end()
    },
  )

  it('that is lost while nobody uses it does not end the process', async () => {
    const address = await databases.create('postgresql')
    const storage = sqlStorage(address)
    await storage.migrate()
    await storage.close()
    const worker = startWorker(0)
    await worker.open(address)
    expect(await worker.run('claim')).toHaveLength(40)
    const admin = new Client(address)
    await admin.connect()
    const { rowCount } = await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where pid <> pg_backend_pid() and datname = current_database()`,
    )
    expect(rowCount).toBeGreaterThan(0)
    await admin.end()
    await sleep(200)
    expect(await worker.run('claim')).toEqual(Array.from({ length: 40 }, () => 0))
    await worker.kill()
  })

  it('begins with nothing that a pooler between refuses', async () => {
    const seen: string[] = []
    const pooler = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', (start) => {
        seen.push(...start.subarray(8).toString().split('\0'))
        socket.end()
      })
    }).listen(0, '127.0.0.1')
    await once(pooler, 'listening')
    const { port } = pooler.address() as AddressInfo
    const storage = sqlStorage(`postgresql://user:secret@127.0.0.1:${port}/database`)
    await expect(storage.readUser('1')).rejects.toThrow()
    pooler.close()
    expect(seen).toContain('application_name')
    expect(seen).not.toContain('statement_timeout')
    await storage.close()
  })

  it('gives up a transaction that waits too long', async () => {
    const address = await databases.create('postgresql')
    const storage = sqlStorage(address)
    await storage.migrate()
    await storage.createUser({ id: '1', email: 'a', emailVerified: null })
    const admin = new Client(address)
    await admin.connect()
    await admin.query('begin')
    await admin.query(`select 1 from users where id = '1' for update`)
    await expect(storage.endSessions('1', { now: 1 })).rejects.toThrow('statement timeout')
    await admin.end()
    await storage.close()
  })
})

describe('PostgreSQL whose default is another isolation', () => {
  it.each(['repeatable read', 'serializable'])(
    'lets no old password in under %s',
    async (isolation) => {
      const address = await databases.create('postgresql')
      const name = new URL(address).pathname.slice(1)
      const admin = new Client(address)
      await admin.connect()
      await admin.query(
        `alter database "${name}" set default_transaction_isolation = '${isolation}'`,
      )
      await admin.end()
      const storage = sqlStorage(address)
      await storage.migrate()
      for (let round = 0; round < 30; round += 1) {
        const id = `u${round}`
        await storage.createUser({ id, email: id, emailVerified: null }, { passwordHash: 'old' })
        const now = Date.now()
        await Promise.all([
          storage.setPasswordHash(id, { hash: 'new', expected: 'old', ends: { now } }),
          ...[1, 2, 3, 4].map((number) =>
            storage.createSession(sessionOf(id, `${id} ${number}`, { renewedAt: now }), {
              begunAt: now - 1000,
            }),
          ),
        ])
        expect(await storage.listSessions(id, now)).toEqual([])
        await storage.createSession(sessionOf(id, id))
        const renewal = { expiresAt: 4e12, renewedAt: 1, signedInAt: 1 }
        const renewed = await Promise.all(
          [1, 2, 3, 4].map(() => storage.renewSession({ tokens: [`sha256:${id}`] }, renewal)),
        )
        expect(renewed).toEqual([true, true, true, true])
      }
      await storage.close()
    },
  )
})

describe('PostgreSQL whose tables are altered', () => {
  it('is read on without one failure', async () => {
    const address = await databases.create('postgresql')
    const pool = new Pool({ connectionString: address, max: 5 })
    pool.on('error', () => undefined)
    const storage = sqlStorage({ pool })
    await storage.migrate()
    await storage.createUser({ id: '1', email: 'a', emailVerified: null })
    await storage.createSession(sessionOf('1', 'one'))
    const read = async (): Promise<unknown> => storage.readSession(['sha256:one'])
    const prepare = (): Promise<unknown[]> => Promise.all(Array.from({ length: 20 }, read))
    for (const type of ['varchar(200)', 'text', 'varchar(100)']) {
      await prepare()
      await pool.query(`alter table users alter column name type ${type}`)
      const found = await prepare()
      expect(found.filter((each) => each === null)).toEqual([])
    }
    await pool.end()
  })
})
