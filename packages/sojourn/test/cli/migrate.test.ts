/**
 * `npx sojourn migrate` on databases that are there, and that are not.
 *
 * @module
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sqlStorage } from '../../src/storage/sql/index.ts'
import { makeFolder, patience, sojourn } from './command.ts'
import { makeSqlite, runSqlite, schemaOf } from './databases.ts'

describe('sojourn migrate on SQLite', { timeout: patience }, () => {
  it('makes a new file, with progress, and then has nothing to do', async () => {
    const folder = makeFolder()
    const first = await sojourn(folder, ['migrate', '--yes', '--database', 'file:app.db'])
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(first.stdout).toContain('app.db (a new file)')
    expect(first.stdout).toMatch(/create table "users"/)
    const [, total] = /✓ 1 of (\d+) {2}\S.* \(\d+\.\d s\)/.exec(first.stdout) ?? []
    expect(first.stdout).toContain(`✓ ${total} of ${total} `)
    expect(first.stdout).toContain(`✓ ${total} steps applied (`)

    const storage = sqlStorage(`file:${join(folder, 'app.db')}`)
    expect(await storage.plan()).toEqual([])
    expect(
      await storage.createUser({ email: 'ada@example.com', emailVerified: null }),
    ).not.toBeNull()
    await storage.close()

    const second = await sojourn(folder, ['migrate', '--database', 'file:app.db'])
    expect(second).toMatchObject({ code: 0, stderr: '' })
    expect(second.stdout).toContain('✓ Nothing to do')
  })

  it('says for each step what it is for, and its SQL', async () => {
    const folder = makeFolder()
    const file = makeSqlite(folder)
    const storage = sqlStorage(file)
    const steps = await storage.plan()
    await storage.close()
    expect(steps.length).toBeGreaterThan(3)
    const { stdout } = await sojourn(folder, ['migrate', '--dry-run'], { DATABASE_URL: file })
    const plain = stdout.replaceAll(/\s+/g, '')
    for (const [index, { purpose, sql }] of steps.entries()) {
      expect(stdout).toContain(`${index + 1}. ${purpose}\n`)
      expect(plain).toContain(sql.replaceAll(/\s+/g, ''))
    }
  })

  it('changes nothing in a dry run, and makes no file', async () => {
    const folder = makeFolder()
    const none = await sojourn(folder, ['migrate', '--dry-run', '--database', 'new.db'])
    expect(none).toMatchObject({ code: 0, stderr: '' })
    expect(none.stdout).toContain('Nothing was changed: this was a dry run.')
    expect(readdirSync(folder)).toEqual([])

    const file = makeSqlite(folder)
    const before = readFileSync(file)
    const some = await sojourn(folder, ['migrate', '--dry-run', '--yes', '--database', file])
    expect(some).toMatchObject({ code: 0, stderr: '' })
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(readdirSync(folder)).toEqual(['app.db'])
  })

  it('stops where Prisma has the file elsewhere, unless the option names a new one', async () => {
    const folder = makeFolder({ 'prisma/dev.db': '' })
    const env = { DATABASE_URL: 'file:./dev.db' }
    const stopped = await sojourn(folder, ['migrate', '--yes'], env)
    expect(stopped).toMatchObject({ code: 1, stdout: '' })
    expect(stopped.stderr).toContain('./dev.db is not there, but prisma/dev.db is')
    expect(readdirSync(folder)).toEqual(['prisma'])
    const named = await sojourn(folder, ['migrate', '--yes', '--database', 'file:./dev.db'], env)
    expect(named.code).toBe(0)
    expect(readdirSync(folder)).toContain('dev.db')
  })

  it('only shows where nobody is there to ask, and says how to go on', async () => {
    const folder = makeFolder()
    const file = makeSqlite(folder)
    const before = schemaOf(file)
    const { code, stdout, stderr } = await sojourn(folder, ['migrate'], { AUTH_DATABASE_URL: file })
    expect(code).toBe(1)
    expect(stdout).toContain('1. ')
    expect(stderr).toContain('npx sojourn migrate --yes')
    expect(schemaOf(file)).toEqual(before)
  })

  it('takes the option before AUTH_DATABASE_URL, and that before DATABASE_URL', async () => {
    const folder = makeFolder({ '.env': 'DATABASE_URL=file:dotenv.db' })
    const named = async (args: string[], env: Record<string, string>): Promise<string> =>
      (await sojourn(folder, ['migrate', '--dry-run', ...args], env)).stdout.split(' ', 1)[0] ?? ''
    const both = { AUTH_DATABASE_URL: 'file:auth.db', DATABASE_URL: 'file:app.db' }
    expect(await named(['--database', 'file:option.db'], both)).toBe('option.db')
    expect(await named([], both)).toBe('auth.db')
    expect(await named([], { AUTH_DATABASE_URL: '', DATABASE_URL: 'file:app.db' })).toBe('app.db')
    expect(await named([], {})).toBe('dotenv.db')
  })

  it('is done once by two processes that do it at once', async () => {
    const folder = makeFolder()
    const ended = await Promise.all(
      Array.from({ length: 4 }, async () =>
        sojourn(folder, ['migrate', '-y', '--database', 'app.db']),
      ),
    )
    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      Array.from({ length: 4 }, () => ({ code: 0, stderr: '' })),
    )
    const again = await sojourn(folder, ['migrate', '--database', 'app.db'])
    expect(again.stdout).toContain('Nothing to do')
  })

  it('refuses rows that are in the way, says which, and changes nothing', async () => {
    const folder = makeFolder()
    const file = makeSqlite(folder)
    runSqlite(file, `insert into users (id, email) values ('2', 'ada@example.com')`)
    const before = schemaOf(file)
    const { code, stderr } = await sojourn(folder, ['migrate', '--yes', '--database', file])
    expect(code).toBe(1)
    expect(stderr).toMatch(/✗ .*In users, 1 value of email occurs more than once/)
    expect(schemaOf(file)).toEqual(before)
  })

  it.each([
    ['no database', [], /No database is named\.\n {2}→ Set AUTH_DATABASE_URL/],
    ['another kind of database', ['--database', 'mysql://ada:known-password@h/app'], /mysql/],
    [
      'a folder that is not there',
      ['--yes', '--database', 'file:none/app.db'],
      /the folder of the file is not there/,
    ],
    [
      'a file that is none',
      ['--yes', '--database', 'package.json'],
      /package\.json: .*not a database/,
    ],
  ])('says what is wrong with %s', async (_, args, message) => {
    const folder = makeFolder({ 'package.json': `{ "name": "${'x'.repeat(200)}" }` })
    const { code, stdout, stderr } = await sojourn(folder, ['migrate', ...args])
    expect(code).toBe(1)
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(/^✗ .+\n {2}→ .+\n$/)
    expect(stdout + stderr).not.toContain('known-password')
    expect(existsSync(join(folder, 'none'))).toBe(false)
  })
})
