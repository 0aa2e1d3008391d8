import { describe, expect, it, vi } from 'vitest'

import { sqlStorage } from '../../../src/storage/sql/index.ts'
import type { SqlStorage } from '../../../src/storage/sql/index.ts'
import { connect } from './support/connection.ts'
import { useDatabases } from './support/databases.ts'
import { startWorker } from './support/processes.ts'

const rounds = 40
const times = process.env['SOJOURN_FULL'] ? 12 : 1
const patience = process.env['SOJOURN_FULL'] ? 120_000 : 20_000
const databases = useDatabases()
vi.setConfig({ testTimeout: patience })
const workers = [0, 1, 2, 3].map(startWorker)

/** Lets all processes do a job at once. What each of them answered. */
async function together(address: string, job: string): Promise<unknown[]> {
  await Promise.all(workers.map((worker) => worker.open(address)))
  return Promise.all(workers.map((worker) => worker.run(job)))
}

/** Lets four processes do a job on a database that was prepared, then looks at it. */
async function race(
  dialect: 'sqlite' | 'postgresql',
  job: string,
  prepare: (storage: SqlStorage) => Promise<void>,
  look: (results: number[][], storage: SqlStorage, address: string) => Promise<void>,
): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const address = await databases.create(dialect)
    const storage = sqlStorage(address)
    await storage.migrate()
    await prepare(storage)
    if (dialect === 'postgresql') await dropForeignKeys(address)
    const results = (await together(address, job)) as number[][]
    await look(results, storage, address)
    await storage.close()
  }
}

/** As in the schema of `@auth/pg-adapter`, which has none. */
async function dropForeignKeys(address: string): Promise<void> {
  const connection = connect(address)
  await connection.ask('alter table sessions drop constraint "sessions_userId_fkey"')
  await connection.close()
}

async function people(storage: SqlStorage): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await storage.createUser(
      { id: `user ${round}`, email: `${round}@example.com`, emailVerified: null },
      { passwordHash: 'old' },
    )
  }
}

function session(userId: string, name: string): Parameters<SqlStorage['createSession']>[0] {
  return {
    id: name,
    token: `sha256:${name}`,
    userId,
    expiresAt: 2e12,
    signedInAt: 1,
    renewedAt: null,
    idleTime: null,
    persistent: true,
    userAgent: null,
    address: null,
  }
}

/** How many got each, over all processes. */
function winners(results: readonly number[][]): number[] {
  return Array.from({ length: rounds }, (_, round) =>
    results.reduce((sum, result) => sum + (result[round] ?? 0), 0),
  )
}

const oneEach = Array.from({ length: rounds }, () => 1)

describe.each(['sqlite', 'postgresql'] as const)('four processes on one %s database', (dialect) => {
  it('make one person of many sign-ups, with the password of who got the address', () =>
    race(
      dialect,
      'signUp',
      async () => undefined,
      async (results, storage) => {
        expect(winners(results)).toEqual(oneEach)
        for (let round = 0; round < rounds; round += 1) {
          const user = await storage.readUserByEmail(`${round}@example.com`)
          expect(await storage.readUserByAccount('github', `${round}`)).toEqual(user)
          const winner = results.findIndex((result) => result[round] === 1)
          expect(await storage.readPasswordHash(user?.id ?? '')).toBe(`${winner}`)
        }
      },
    ))

  it('take each one-time secret once', () =>
    race(
      dialect,
      'takeSecrets',
      async (storage) => {
        for (let round = 0; round < rounds; round += 1) {
          const token = `secret ${round}`
          await storage.createVerificationToken({ identifier: 'ada', token, expiresAt: 2e12 })
        }
      },
      async (results) => expect(winners(results)).toEqual(oneEach),
    ))

  it('take each key once', () =>
    race(
      dialect,
      'claim',
      async (storage) => {
        // Half of the keys have been taken before, and have expired.
        for (let round = 0; round < rounds; round += 2) await storage.claim(`key ${round}`, 1e12, 0)
      },
      async (results) => expect(winners(results)).toEqual(oneEach),
    ))

  it('keep the limit of sessions', () =>
    race(
      dialect,
      'signIn',
      async (storage) => {
        await storage.createUser({ id: 'ada', email: 'ada@example.com', emailVerified: null })
      },
      async (_, storage) => {
        expect(await storage.listSessions('ada', 0)).toHaveLength(3)
      },
    ))

  it('adopt nothing after all sessions were ended', () =>
    race(dialect, 'adopt', people, async (_, storage) => {
      for (let round = 0; round < rounds; round += 1) {
        expect(await storage.listSessions(`user ${round}`, 0)).toEqual([])
      }
    }))

  it('adopt no session that was ended, at whatever moment', () =>
    race(
      dialect,
      'adoptEnded',
      async (storage) => {
        await people(storage)
        for (let round = 0; round < rounds; round += 1) {
          await storage.createSession(session(`user ${round}`, `${round}`))
        }
      },
      async (_, storage) => {
        for (let round = 0; round < rounds; round += 1) {
          expect(await storage.listSessions(`user ${round}`, 0)).toEqual([])
        }
      },
    ))

  it('leave nothing of somebody who was deleted, also where no foreign key sees to it', () =>
    race(
      dialect,
      'signInDeleted',
      async (storage) => people(storage),
      async (results, _, address) => {
        expect(results[0]).toEqual(Array.from({ length: rounds }, () => true))
        const connection = connect(address)
        expect(await connection.ask('select * from sessions')).toEqual([])
        await connection.close()
      },
    ))

  it('bring no session back that was ended', () =>
    race(
      dialect,
      'renew',
      async (storage) => {
        await people(storage)
        for (let round = 0; round < rounds; round += 1) {
          await storage.createSession(session(`user ${round}`, `${round}`))
        }
      },
      async (results, storage) => {
        expect(results[0]).toEqual(Array.from({ length: rounds }, () => true))
        for (let round = 0; round < rounds; round += 1) {
          expect(await storage.readSession([`sha256:${round}`])).toBeNull()
        }
      },
    ))

  it('change a password once, and end all sessions with it', () =>
    race(
      dialect,
      'changePassword',
      async (storage) => {
        await people(storage)
        await storage.createSession(session('user 1', 'one'))
      },
      async (results, storage) => {
        expect(winners(results)).toEqual(oneEach)
        expect(await storage.readSession(['sha256:one'])).toBeNull()
        const winner = results.findIndex((result) => result[1] === 1)
        expect(await storage.readPasswordHash('user 1')).toBe(`${winner}`)
      },
    ))

  it('migrate an empty database at once, and each is content', async () => {
    for (let time = 0; time < times; time += 1) {
      const address = await databases.create(dialect)
      await together(address, 'migrate')
      const storage = sqlStorage(address)
      expect(await storage.plan()).toEqual([])
      expect((await storage.inspect()).problems).toEqual([])
      await storage.close()
    }
  })

  it('migrate a database in use at once', async () => {
    const address = await databases.create(dialect)
    const storage = sqlStorage(address)
    await storage.migrate()
    await people(storage)
    const connection = connect(address)
    for (const name of [
      'users.email',
      'sessions.publicId',
      'sessions.userId',
      'sessions.expires',
    ]) {
      const [table, column] = name.split('.')
      await connection.ask(`drop index if exists "sojourn_${table}_${column}"`)
    }
    await connection.ask('alter table sessions drop column "ipAddress"')
    await connection.ask('drop table sojourn_claim')
    await connection.close()
    expect((await storage.plan()).length).toBeGreaterThan(3)
    await together(address, 'migrate')
    expect(await storage.plan()).toEqual([])
    await storage.close()
  })
})
