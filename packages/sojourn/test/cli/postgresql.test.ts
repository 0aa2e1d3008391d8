/**
 * The command on PostgreSQL.
 *
 * @module
 */
import { Client } from 'pg'
import { type Postgresql, startPostgresql } from 'test-services/postgresql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeFolder, patience, sojourn } from './command.ts'

const env = { AUTH_SECRET: 'Zx8Kq2Lm5Vn7Bc1Wd4Rf6Tg9Yh3Uj0Pk8Ol2Im5Nb7Q' }
const application = { 'package.json': '{}' }

let server: Postgresql
beforeAll(async () => {
  server = await startPostgresql()
}, patience)
afterAll(async () => server.stop())

async function query(url: string, text: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

const tables = `select table_name, column_name from information_schema.columns
  where table_schema = 'public' order by 1, 2`

describe('the command on PostgreSQL', { timeout: patience }, () => {
  it('migrates, is content afterwards, and has nothing more to do', async () => {
    const url = await server.createDatabase()
    const folder = makeFolder(application)
    const before = await sojourn(folder, ['doctor', '--database', url], env)
    expect(before.stdout).toMatch(/✗ The database lacks users, .*\n {4}→ .*npx sojourn migrate/)
    expect(before.code).toBe(1)

    const dry = await sojourn(folder, ['migrate', '--dry-run', '--database', url])
    expect(dry).toMatchObject({ code: 0, stderr: '' })
    expect(dry.stdout).toContain('timestamptz')
    expect(await query(url, tables)).toEqual([])

    const asked = await sojourn(folder, ['migrate', '--database', url])
    expect(asked.code).toBe(1)
    expect(await query(url, tables)).toEqual([])

    const applied = await sojourn(folder, ['migrate', '--yes', '--database', url])
    expect(applied).toMatchObject({ code: 0, stderr: '' })
    expect(applied.stdout).toMatch(/✓ \d+ steps applied \(\d+\.\d s\)/)

    const again = await sojourn(folder, ['migrate', '--database', url])
    expect(again).toMatchObject({ code: 0, stderr: '' })
    expect(again.stdout).toContain('✓ Nothing to do')

    const after = await sojourn(folder, ['doctor', '--database', url], env)
    expect(after.stdout).toMatch(/✓ postgresql:\/\/.* answers: PostgreSQL \d+/)
    expect(after.stdout).toContain('✓ It has all that is needed.')
    expect(after.code).toBe(0)
  })

  it('migrates once where four processes do it at once', async () => {
    const url = await server.createDatabase()
    const folder = makeFolder()
    const ended = await Promise.all(
      Array.from({ length: 4 }, async () => sojourn(folder, ['migrate', '-y', '--database', url])),
    )
    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      Array.from({ length: 4 }, () => ({ code: 0, stderr: '' })),
    )
    const again = await sojourn(folder, ['migrate', '--database', url])
    expect(again.stdout).toContain('Nothing to do')
  })

  it('says that there is no such database, or no such user, and shows no password', async () => {
    const folder = makeFolder(application)
    const url = new URL(server.url)
    url.password = 'known-password'
    url.pathname = '/nowhere'
    const nowhere = await sojourn(folder, ['doctor', '--database', url.href], env)
    expect(nowhere.stdout).toMatch(
      /✗ postgresql:\/\/[^@]*\/nowhere: there is no database of this name/,
    )
    url.username = 'nobody'
    const nobody = await sojourn(folder, ['migrate', '--database', url.href], env)
    expect(nobody.stderr).toMatch(/✗ postgresql:\/\/[^@]*\/nowhere: the user is refused/)
    for (const { code, stdout, stderr } of [nowhere, nobody]) {
      expect(code).toBe(1)
      expect(stdout + stderr).not.toContain('known-password')
    }
  })

  it('says which step failed, where the user may not do it, and changes nothing', async () => {
    const url = new URL(await server.createDatabase())
    const role = `reader_${url.pathname.slice(1)}`
    await query(url.href, `create role ${role} login`)
    await query(url.href, 'revoke create on schema public from public')
    url.username = role
    const { code, stdout, stderr } = await sojourn(makeFolder(), [
      'migrate',
      '-y',
      '--database',
      url.href,
    ])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^✗ 1 of \d+ {2}Make the table of people\./m)
    expect(stdout).not.toContain('applied')
    expect(stderr).toMatch(/✗ .*: the user may not do this\.\n {2}→ .+/)
    expect(await query(url.href, tables)).toEqual([])
  })
})
