/**
 * Fresh databases of both kinds, for tests that run on both.
 *
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { startPostgresql } from 'test-services/postgresql'
import type { Postgresql, PostgresqlOptions } from 'test-services/postgresql'
import { afterAll, beforeAll } from 'vitest'

import { sqlStorage } from '../../../../src/storage/sql/index.ts'
import type { SqlStorage } from '../../../../src/storage/sql/index.ts'
import { connect } from './connection.ts'
import type { Connection } from './connection.ts'

type Dialect = 'sqlite' | 'postgresql'

/** Databases of a test file. */
export interface Databases {
  /** The address of a new empty one. */
  readonly create: (dialect: Dialect) => Promise<string>
  /** Lets a test use the tables of another program, which statements with `;` between them make. */
  readonly withTables: (
    dialect: Dialect,
    statements: string,
    use: (storage: SqlStorage, connection: Connection) => Promise<void>,
  ) => Promise<void>
  readonly server: () => Postgresql
}

/** Starts what the tests of a file need, and ends it after them. */
export function useDatabases(options?: PostgresqlOptions): Databases {
  let folder = ''
  let started: Postgresql | undefined
  let files = 0

  function server(): Postgresql {
    if (started === undefined) throw new Error('The server has not been started.')
    return started
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sojourn-sql-'))
    started = await startPostgresql(options)
  })
  afterAll(async () => {
    await started?.stop()
    rmSync(folder, { recursive: true })
  })
  async function create(dialect: Dialect): Promise<string> {
    files += 1
    return dialect === 'sqlite' ? join(folder, `${files}.db`) : server().createDatabase()
  }
  return {
    server,
    create,
    async withTables(dialect, statements, use) {
      const address = await create(dialect)
      const connection = connect(address)
      for (const statement of statements.split(';')) {
        if (statement.trim() !== '') await connection.ask(statement)
      }
      const storage = sqlStorage(address)
      try {
        await use(storage, connection)
      } finally {
        await storage.close()
        await connection.close()
      }
    },
  }
}
