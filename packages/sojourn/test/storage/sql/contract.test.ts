import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { startPostgresql } from 'test-services/postgresql'
import type { Postgresql } from 'test-services/postgresql'
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest'

import { sqlStorage } from '../../../src/storage/sql/index.ts'
import type { SqlStorage } from '../../../src/storage/sql/index.ts'
import { storageContract } from '../../../src/testing/index.ts'

const opened: SqlStorage[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((storage) => storage.close()))
})

function use(address: string): SqlStorage {
  const storage = sqlStorage(address)
  opened.push(storage)
  return storage
}

async function migrated(address: string): Promise<SqlStorage> {
  const storage = use(address)
  await storage.migrate()
  return storage
}

describe('SQLite in a file is a storage', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sojourn-sqlite-'))
  let files = 0
  afterAll(() => rmSync(folder, { recursive: true }))
  const file = (): string => `file:${join(folder, `${files}.db`)}`

  for (const { name, run } of storageContract) {
    it(name, async () => {
      files += 1
      await run({ open: () => migrated(file()), reopen: () => use(file()) })
    })
  }
})

describe('SQLite in memory is a storage', () => {
  for (const { name, run } of storageContract) {
    it(name, () => run({ open: () => migrated(':memory:') }))
  }
})

describe('PostgreSQL is a storage', () => {
  let server: Postgresql
  let database: string
  beforeAll(async () => {
    server = await startPostgresql()
  })
  afterAll(() => server.stop())

  for (const { name, run } of storageContract) {
    it(name, () =>
      run({
        open: async () => {
          database = await server.createDatabase()
          return migrated(database)
        },
        reopen: () => use(database),
      }),
    )
  }
})
