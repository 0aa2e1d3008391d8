import { setTimeout as sleep } from 'node:timers/promises'

import { describe, expect, it } from 'vitest'

import { sqlStorage } from '../../../src/storage/sql/index.ts'
import type { SqlStorage } from '../../../src/storage/sql/index.ts'
import { connect } from './support/connection.ts'
import type { Connection } from './support/connection.ts'
import { useDatabases } from './support/databases.ts'
import { startWorker } from './support/processes.ts'

const databases = useDatabases()
// When a migration is killed, in milliseconds after it began.
const pauses = process.env['SOJOURN_FULL']
  ? Array.from({ length: 60 }, (_, number) => number * 2)
  : [0, 10, 25, 50]
const patience = process.env['SOJOURN_FULL'] ? 120_000 : 20_000
const outdated = expect.objectContaining({ code: 'storage_outdated' })

async function withDatabase(
  dialect: 'sqlite' | 'postgresql',
  use: (storage: SqlStorage, connection: Connection, address: string) => Promise<void>,
): Promise<void> {
  const address = await databases.create(dialect)
  const storage = sqlStorage(address)
  const connection = connect(address)
  try {
    await use(storage, connection, address)
  } finally {
    await storage.close()
    await connection.close()
  }
}

/** Tables as Auth.js programs have them, without any index, and many rows. */
async function bareTables({ ask, pool }: Connection, rows: number): Promise<void> {
  const instant = pool === undefined ? 'integer' : 'timestamptz'
  const present = pool === undefined ? '2000000000000' : 'now()'
  await ask(
    `create table users (id text primary key, name text, email text, "emailVerified" ${instant}, image text)`,
  )
  await ask(
    'create table accounts (id text, "userId" text, type text, provider text, "providerAccountId" text)',
  )
  await ask(
    `create table sessions (id text, "userId" text, expires ${instant}, "sessionToken" text)`,
  )
  await ask(`create table verification_token (identifier text, expires ${instant}, token text)`)
  const series = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows})`
  await ask(`${series} insert into users (id, email) select 'u' || i, i || '@example.com' from n`)
  await ask(
    `${series} insert into sessions ("userId", expires, "sessionToken") select 'u' || i, ${present}, 't' || i from n`,
  )
}

describe.each(['sqlite', 'postgresql'] as const)('migrating %s', (dialect) => {
  it('is what an empty database asks for', () =>
    withDatabase(dialect, async (storage) => {
      await expect(storage.readUser('1')).rejects.toEqual(outdated)
      await expect(storage.readSession(['1'])).rejects.toEqual(outdated)
      await expect(storage.removeExpired(1, 1)).rejects.toEqual(outdated)
      await expect(
        storage.createUser({ email: 'ada@example.com', emailVerified: null }),
      ).rejects.toEqual(outdated)
      await storage.migrate()
      expect(await storage.readUser('1')).toBeNull()
      expect(await storage.readSession(['1'])).toBeNull()
    }))

  it('is noticed by a process that is running', () =>
    withDatabase(dialect, async (storage, connection, address) => {
      await bareTables(connection, 3)
      await expect(storage.claim('key', 2, 1)).rejects.toEqual(outdated)
      const command = sqlStorage(address)
      await command.migrate()
      await command.close()
      expect(await storage.claim('key', 2, 1)).toBe(true)
      expect(await storage.listSessions('u1', 0)).toHaveLength(1)
      expect((await storage.readSession(['t1']))?.session.id).toEqual(expect.any(String))
    }))

  it('refuses duplicates before it changes anything', () =>
    withDatabase(dialect, async (storage, connection) => {
      await bareTables(connection, 3)
      await connection.ask(`update users set email = '1@example.com' where id = 'u2'`)
      const refusal = /In users, 1 value of email occurs more than once.*Nothing was changed/
      await expect(storage.plan()).rejects.toThrow(refusal)
      await expect(storage.migrate()).rejects.toThrow(refusal)
      const { missing, problems } = await storage.inspect()
      expect(missing).toContain('sessions.publicId')
      expect(missing).toContain('sojourn_claim')
      expect(problems.map(({ problem }) => problem)).toContain(
        'In users, 1 value of email occurs more than once.',
      )
      await connection.ask(`update users set email = null where id = 'u2'`)
      await storage.migrate()
      expect(await storage.plan()).toEqual([])
    }))

  it('refuses to take the table of another program for its own', () =>
    withDatabase(dialect, async (storage, connection) => {
      await connection.ask('create table users (id integer primary key, nickname text)')
      await expect(storage.plan()).rejects.toThrow(/The table users lacks email/)
      await expect(storage.readUser('1')).rejects.toEqual(outdated)
    }))

  it('leaves a table of a fitting name alone if ours is there', () =>
    withDatabase(dialect, async (storage, connection) => {
      await storage.migrate()
      await connection.ask('create table session (sid text primary key, sess text, expire text)')
      expect(await storage.plan()).toEqual([])
      const { problems } = await storage.inspect()
      expect(problems.map(({ problem }) => problem)).toEqual([
        'Beside sessions, which is used, there is session.',
      ])
    }))

  it('makes tables that let people go back to @auth/pg-adapter', () =>
    withDatabase(dialect, async (storage, connection) => {
      await storage.migrate()
      await connection.ask(
        `insert into users (name, email, "emailVerified", image) values ('Ada', 'ada@example.com', null, null)`,
      )
      const user = await storage.readUserByEmail('ada@example.com')
      expect(user?.id).toMatch(/^[\da-f-]{32,36}$/)
    }))

  it(
    'is finished by the next one when it is killed',
    () =>
      withDatabase(dialect, async (storage, connection, address) => {
        await bareTables(connection, 30_000)
        for (const pause of pauses) {
          const worker = startWorker(0)
          await worker.open(address)
          const migrated = worker.run('migrate').catch(() => undefined)
          await sleep(pause)
          await worker.kill()
          await migrated
        }
        await storage.migrate()
        expect(await storage.plan()).toEqual([])
        expect((await storage.inspect()).missing).toEqual([])
        expect((await storage.readSession(['t30000']))?.user.email).toBe('30000@example.com')
        if (dialect === 'sqlite') {
          expect(await connection.ask('pragma integrity_check')).toEqual([
            { integrity_check: 'ok' },
          ])
        }
      }),
    patience,
  )
})

describe('migrating postgresql', () => {
  it('replaces an index whose building was interrupted', () =>
    withDatabase('postgresql', async (storage, connection) => {
      await bareTables(connection, 3)
      await connection.ask(`update sessions set "sessionToken" = 't1'`)
      const build = 'create unique index concurrently'
      await expect(
        connection.ask(`${build} "sojourn_sessions_sessionToken" on sessions ("sessionToken")`),
      ).rejects.toThrow('could not create unique index')
      await connection.ask(`update sessions set "sessionToken" = 't' || "userId"`)
      const steps = await storage.plan()
      expect(steps.map((step) => step.sql)).toContain(
        'drop index concurrently "sojourn_sessions_sessionToken"',
      )
      await storage.migrate()
      expect(await storage.plan()).toEqual([])
      const rows = await connection.ask('select count(*) from pg_index where not indisvalid')
      expect(rows).toEqual([{ count: '0' }])
    }))

  it('lets others write while it builds an index', () =>
    withDatabase('postgresql', async (storage, connection) => {
      await bareTables(connection, 3)
      const steps = await storage.plan()
      const onExisting = steps.filter(({ sql }) =>
        /index .* on "(?:users|accounts|sessions)"/.test(sql),
      )
      expect(onExisting).toHaveLength(6)
      for (const { sql } of onExisting) expect(sql).toContain('concurrently')
    }))
})
