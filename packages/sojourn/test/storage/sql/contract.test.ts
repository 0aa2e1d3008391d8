import { afterEach, describe, it } from 'vitest'

import { sqlStorage } from '../../../src/storage/sql/index.ts'
import type { SqlStorage } from '../../../src/storage/sql/index.ts'
import { storageContract } from '../../../src/testing/index.ts'
import { useDatabases } from './support/databases.ts'

// Each race so often; a few seconds each on PostgreSQL.
const rounds = 500
const timeout = 120_000

const databases = useDatabases()
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

describe.each(['sqlite', 'postgresql'] as const)('%s is a storage', (dialect) => {
  it.each(storageContract)('$name', { timeout }, async ({ run }) => {
    const address = await databases.create(dialect)
    await run({ open: () => migrated(address), reopen: () => use(address), rounds })
  })
})

describe('SQLite in memory is a storage', () => {
  it.each(storageContract)('$name', { timeout }, ({ run }) =>
    run({ open: () => migrated(':memory:'), rounds }),
  )
})
