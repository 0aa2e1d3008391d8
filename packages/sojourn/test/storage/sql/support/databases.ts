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

/** Databases of a test file. */
export interface Databases {
  /** The address of a new empty one. */
  readonly create: (dialect: 'sqlite' | 'postgresql') => Promise<string>
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
  return {
    server,
    create: async (dialect) => {
      files += 1
      return dialect === 'sqlite' ? join(folder, `${files}.db`) : server().createDatabase()
    },
  }
}
