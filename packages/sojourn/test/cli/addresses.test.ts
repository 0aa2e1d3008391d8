/**
 * Addresses of databases that are none: refused, never shown, never made a file.
 *
 * @module
 */
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { addressTrouble, databaseName, sqliteFile } from '../../src/cli/database-url.ts'
import { makeFolder, patience, sojourn } from './command.ts'

const refused = [
  'host=db.internal user=app password=hunter2222 dbname=app',
  "host=/var/run/postgresql password = 'hunter2222'",
  'Server=db.internal;Password=hunter2222',
  'sqlite:app.db',
  'sqlite://app.db',
  'mysql://app:hunter2222@db.internal/app',
  'jdbc:postgresql://db.internal/app?user=app&password=hunter2222',
  'postgresql:/app:hunter2222@db.internal/app',
  'app:hunter2222@db.internal/app',
  'my_app:hunter2222@db.internal/app',
  '//app:hunter2222@db.internal/app',
  ' postgresql://app:hunter2222@db.internal/app',
  '"postgresql://app:hunter2222@db.internal/app"',
  'file:postgresql://app:hunter2222@db.internal/app',
]

describe('an address that is none', { timeout: patience }, () => {
  it.each(refused)('%s is refused by each command, without its password', async (url) => {
    expect(addressTrouble(url)).toBeDefined()
    expect(sqliteFile(url)).toBeUndefined()
    const folder = makeFolder()
    const ended = await Promise.all([
      sojourn(folder, ['migrate', '--yes'], { DATABASE_URL: url }),
      sojourn(folder, ['migrate', '--dry-run', `--database=${url}`]),
      sojourn(folder, ['doctor'], { AUTH_DATABASE_URL: url }),
      sojourn(folder, ['migrate', url]),
      sojourn(folder, [url]),
    ])
    for (const { code, stdout, stderr } of ended) {
      expect(code).toBe(1)
      expect(stdout + stderr).not.toContain('hunter2222')
    }
    for (const { stdout, stderr } of ended.slice(0, 3)) {
      expect(stdout + stderr).toMatch(/✗ The address of the database /)
      expect(stdout + stderr).toContain('→ Write postgresql://')
    }
    expect(readdirSync(folder)).toEqual([])
  })

  it.each(['file:app.db?mode=ro', './a=b.db', 'C:\\data\\app.db', 'file::memory:', ':memory:'])(
    'is not %s',
    (url) => {
      expect(addressTrouble(url)).toBeUndefined()
    },
  )

  it.each([
    'postgresql://app:1234/hunter2222@db.internal/app',
    'postgresql://app:1234?hunter2222@db.internal/app',
  ])('is not named where a password ends the host: %s', (url) => {
    expect(databaseName(url)).toBe('The database')
  })
})
